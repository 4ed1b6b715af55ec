"""What is asked of topics, of a warehouse in which they were planted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import planted_topics
import pytest
from planted_topics import END, NEW_PAIR, NEW_TITLES, PAPERS_A_MONTH, TOPICS

from transforms.trends.growth import months_before
from warehouse.queries import papers, served, topics
from warehouse.queries.filters import PaperFilter
from warehouse.queries.served import Served

# Papers of a month; the last NEW_TITLES have one more.
A_MONTH = PAPERS_A_MONTH * len(TOPICS)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    home = tmp_path_factory.mktemp("planted") / "home"
    planted_topics.publish(home)
    found = served.find(home)
    assert isinstance(found, Served)
    with served.open_served(found) as connection:
        yield connection


@pytest.fixture
def harbour(con: duckdb.DuckDBPyConnection) -> str:
    """The topic of harbours."""
    return str(topics.of_term(con, term="harbour")["topic"][0])


@pytest.mark.parametrize("order", topics.ORDERS)
def test_all_topics_are_ranked(con: duckdb.DuckDBPyConnection, order: str) -> None:
    found = topics.ranked(con, order=order)
    assert found.height == len(TOPICS)
    assert sorted(found["density_rank"]) == sorted(found["centrality_rank"]) == list(range(1, len(TOPICS) + 1))
    by = found["share_recent"] / found["share_before"] if order == "growth" else found[order]
    assert by.is_sorted(descending=True)


def test_quadrants_part_the_denser_from_the_more_central_half(con: duckdb.DuckDBPyConnection) -> None:
    found = topics.ranked(con, order="papers")
    is_central = found["quadrant"].is_in([topics.MOTOR, topics.BASIC])
    is_dense = found["quadrant"].is_in([topics.MOTOR, topics.NICHE])
    assert is_central.sum() == is_dense.sum() == len(TOPICS) / 2
    assert found.filter(is_dense)["density"].min() > found.filter(~is_dense)["density"].max()
    assert found.filter(is_central)["centrality"].min() >= found.filter(~is_central)["centrality"].max()


def test_a_topic_says_how_it_moves(con: duckdb.DuckDBPyConnection, harbour: str) -> None:
    (row,) = topics.ranked(con, order="papers").filter(topic=harbour).to_dicts()
    assert (row["recent"], row["window_end"]) == (date(2024, 7, 1), END)
    assert (row["papers_recent"], row["papers_before"]) == (12 * PAPERS_A_MONTH, 12 * PAPERS_A_MONTH)
    assert row["share_before"] == pytest.approx(1 / len(TOPICS))
    assert row["share_recent"] == pytest.approx(12 * PAPERS_A_MONTH / (12 * A_MONTH + NEW_TITLES))


def test_terms_come_with_the_most_central_first(con: duckdb.DuckDBPyConnection, harbour: str) -> None:
    found = topics.terms(con, topic=harbour)
    assert set(found["term"].str.to_lowercase()) == set(TOPICS[0])
    assert found["strength"].is_sorted(descending=True)
    assert topics.terms(con, topic="no such topic").is_empty()


def test_months_before_the_first_paper_are_gaps(con: duckdb.DuckDBPyConnection, harbour: str) -> None:
    found = topics.month_shares(con, topics=[harbour])
    assert found.height == topics.SPARK_MONTHS
    first, last = found.row(0, named=True), found.row(-1, named=True)
    assert (first["papers"], first["total_papers"], first["share"]) == (None, None, None)
    assert (last["month"], last["papers"], last["total_papers"]) == (END, PAPERS_A_MONTH, A_MONTH + 1)


def test_papers_of_a_topic_are_found_by_the_filter(con: duckdb.DuckDBPyConnection, harbour: str) -> None:
    (row,) = topics.ranked(con, order="papers").filter(topic=harbour).to_dicts()
    assert papers.counted(con, where=PaperFilter(topic=harbour)).papers == row["papers"]
    month = PaperFilter(topic=harbour, since=END, until=END)
    assert papers.counted(con, where=month).papers == PAPERS_A_MONTH
    assert papers.counted(con, where=PaperFilter(topic="no such topic")).papers == 0


def test_topics_are_near_by_the_links_between_them(con: duckdb.DuckDBPyConnection) -> None:
    centrality = dict(topics.ranked(con, order="papers").select("topic", "centrality").rows())
    for topic, links in centrality.items():
        near = topics.near(con, topic=topic, limit=len(TOPICS))
        assert topic not in near["topic"].to_list()
        assert 10 * near["links"].sum() == pytest.approx(links)


def test_terms_occur_together_both_ways(con: duckdb.DuckDBPyConnection) -> None:
    for term in TOPICS[1]:
        found = topics.co_terms(con, term=term, limit=3)
        assert found["npmi"].is_sorted(descending=True)
        for other in found["term"]:
            partners = topics.co_terms(con, term=other, limit=100)
            assert partners.filter(term=term).height == 1
    assert topics.co_terms(con, term="no such term", limit=3).is_empty()
    assert topics.of_term(con, term="no such term").is_empty()


def test_a_new_pair_leads_to_as_many_papers(con: duckdb.DuckDBPyConnection) -> None:
    (pair,) = topics.new_pairs(con, limit=9).to_dicts()
    assert (pair["term_a"].lower(), pair["term_b"].lower(), pair["papers"]) == (*NEW_PAIR, NEW_TITLES)
    assert (pair["recent"], pair["first_month"]) == (months_before(END, 11), months_before(END, NEW_TITLES - 1))
    both = (pair["term_a"], pair["term_b"])
    where = PaperFilter(title_terms=both, since=pair["recent"], until=pair["window_end"])
    assert papers.counted(con, where=where).papers == NEW_TITLES
    one = papers.counted(con, where=PaperFilter(title_terms=both[:1])).papers
    assert (
        one
        == con.execute(
            "SELECT count(*) FROM trends.paper_terms WHERE in_title AND term = $term", {"term": both[0]}
        ).fetchall()[0][0]
    )
    assert one > NEW_TITLES


def test_nothing_was_compared_where_no_month_is_complete(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("INSERT INTO trends.topics VALUES ('kettle', 'kettle, cup, tea', 3, 0, 40, 0)")
    (row,) = topics.ranked(database, order="growth").to_dicts()
    assert (row["share_recent"], row["share_before"], row["window_end"]) == (None, None, None)
    assert topics.month_shares(database, topics=["kettle"])["share"].drop_nulls().is_empty()
