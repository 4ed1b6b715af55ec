"""Questions about papers, terms and one paper: literal rows in, literal answers out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.schema import TABLES
from transforms.trends.expressions import parse
from warehouse import aggregates, writer
from warehouse.queries import paper, papers, series, terms
from warehouse.queries.filters import PaperFilter
from warehouse.queries.papers import SEVERAL_SOURCES, Counted
from warehouse.queries.wildcards import in_other_number

TODAY = date(2025, 11, 20)
_STATED = {"on": date(2025, 1, 2), "precision": "day", "basis": "stated"}


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def fill_terms(database: duckdb.DuckDBPyConnection, papers: dict[str, int], uses: list[tuple[str, int, bool]]) -> None:
    """Terms with their papers; which of papers 1 to 9 use them, and whether their titles do."""
    numbers = {term: number for number, term in enumerate(papers)}
    terms = [{"term": term, "papers": papers[term], "term_number": number} for term, number in numbers.items()]
    fill(database, "trends.terms", [row | {"n_words": str(row["term"]).count(" ") + 1} for row in terms])
    counted = [{"paper_number": n, "paper_id": f"arxiv:2501.0000{n}"} for n in range(1, 10)]
    fill(database, "trends.counted_papers", counted)
    rows = [{"term_number": numbers[t], "paper_number": n, "in_title": in_title} for t, n, in_title in uses]
    fill(database, "trends.postings", rows)


def one_paper(number: int, **facts: Any) -> dict[str, Any]:
    usual = {
        "paper_id": f"arxiv:2501.0000{number}",
        "title": f"Study {number}",
        "authors": [],
        "categories": [],
        "listings": 1,
        "dumps": 1,
        "sources": ["hf"],
        "is_withdrawn": False,
    }
    return usual | facts


def on(day: date, precision: str = "day") -> dict[str, Any]:
    return {"published_on": day, "published_precision": precision, "published_basis": "stated"}


@pytest.fixture
def con(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Six papers: three dated to the month, one to the year, two not at all."""
    code = {"code_url": "https://github.com/a/b"}
    fill(
        database,
        "core.papers",
        [
            one_paper(1, title="Graphs 100%_sure", abstract="Lanterns and harbours, mostly.", **on(date(2025, 9, 3))),
            one_paper(
                2, title="LANTERNS again", sources=["aitopics", "hf"], listings=3, **on(date(2025, 11, 1), "month")
            ),
            one_paper(3, title="Experts", venue="NIPS", venue_key="neurips", **code, **on(date(2025, 11, 9))),
            one_paper(4, title="Old", venue="Some Workshop", **on(date(2025, 1, 1), "year")),
            one_paper(5, title="Undated", is_withdrawn=True),
            one_paper(6, title="undated too", sources=["aitopics"]),
        ],
    )
    aggregates.write(database)
    return database


def ids(found: pl.DataFrame) -> list[int]:
    return [int(value[-1]) for value in found["paper_id"]]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (PaperFilter(), [1, 2, 3, 4, 5, 6]),
        (PaperFilter(since=date(2025, 10, 1)), [2, 3]),
        (PaperFilter(until=date(2025, 10, 1)), [1]),
        (PaperFilter(since=date(2025, 1, 1), until=date(2025, 1, 1)), []),
        (PaperFilter(sources=("aitopics",)), [2, 6]),
        (PaperFilter(sources=("aitopics", "hf")), [1, 2, 3, 4, 5, 6]),
        (PaperFilter(venue="neurips"), [3]),
        (PaperFilter(venue="Some Workshop"), [4]),
        (PaperFilter(has_code=True), [3]),
        (PaperFilter(has_code=False), [1, 2, 4, 5, 6]),
    ],
)
def test_filters(con: duckdb.DuckDBPyConnection, where: PaperFilter, expected: list[int]) -> None:
    found = papers.page(con, where=where, order="title")
    assert sorted(ids(found)) == expected
    assert papers.counted(con, where=where).papers == len(expected)
    assert sorted(ids(papers.export(con, where=where, order="title", limit=100))) == expected


def test_terms_and_dumps_filter(con: duckdb.DuckDBPyConnection) -> None:
    fill_terms(con, {"State Space": 2}, [("State Space", 1, True), ("State Space", 3, True)])
    assert ids(papers.page(con, where=PaperFilter(term="state SPACE"), order="oldest")) == [1, 3]
    listing = {
        "listing_id": f"{'a' * 16}:0",
        "dump_id": "a" * 64,
        "position": 0,
        "source": "hf",
        "paper_id": "arxiv:2501.00002",
        "title": "Lanterns",
        **{name: [] for name in ("authors", "categories", "keywords", "links")},
        "is_withdrawn": False,
    }
    fill(con, "core.listings", [listing])
    assert ids(papers.page(con, where=PaperFilter(dump_id="a" * 64), order="newest")) == [2]


def test_counted(con: duckdb.DuckDBPyConnection) -> None:
    assert papers.counted(con, where=PaperFilter()) == Counted(papers=6, dated=3, dated_and_withdrawn=0)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("newest", [3, 2, 1, 4, 5, 6]),
        ("oldest", [4, 1, 2, 3, 5, 6]),
        ("title", [3, 1, 2, 4, 5, 6]),
        ("listed", [2, 3, 1, 4, 5, 6]),
    ],
)
def test_orders(con: duckdb.DuckDBPyConnection, order: str, expected: list[int]) -> None:
    assert ids(papers.page(con, where=PaperFilter(), order=order)) == expected


def test_pages_do_not_overlap(con: duckdb.DuckDBPyConnection) -> None:
    pages = [papers.page(con, where=PaperFilter(), order="listed", offset=n, limit=2) for n in (0, 2, 4, 6)]
    assert [ids(page) for page in pages] == [[2, 3], [1, 4], [5, 6], []]


def test_per_month_counts_each_paper_once(con: duckdb.DuckDBPyConnection) -> None:
    assert papers.per_month(con, where=PaperFilter(), today=TODAY).rows() == [
        (date(2025, 9, 1), "hf", 1, 1, False),
        (date(2025, 11, 1), "hf", 1, 2, True),
        (date(2025, 11, 1), SEVERAL_SOURCES, 1, 2, True),
    ]


def test_facets(con: duckdb.DuckDBPyConnection) -> None:
    assert papers.sources(con).rows() == [("aitopics", 2), ("hf", 5)]
    assert papers.sources_by_size(con) == ["hf", "aitopics"]
    assert papers.venues(con, limit=5).rows() == [("Some Workshop", 1), ("neurips", 1)]
    assert papers.months(con) == [date(2025, 11, 1), date(2025, 9, 1)]


@pytest.fixture
def trends(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """`graphs` in papers 1 and 3, `Experts` in paper 3."""
    months = [(date(2025, 9, 1), 1), (date(2025, 11, 1), 2)]
    fill(con, "trends.monthly_counts", [{"month": month, "source": "*", "papers": count} for month, count in months])
    fill_terms(con, {"graphs": 2, "Experts": 1}, [("graphs", 1, True), ("graphs", 3, True), ("Experts", 3, True)])
    counted = [(0, months[0][0], 1), (0, months[1][0], 1), (1, months[1][0], 1)]
    rows = [{"term_number": number, "month": month, "papers": papers} for number, month, papers in counted]
    fill(con, "trends.term_counts", rows)
    for number, (month, _) in {1: months[0], 2: months[1], 3: months[1]}.items():
        con.execute("UPDATE trends.counted_papers SET month = ? WHERE paper_number = ?", [month, number])
    return con


# Every paper fits it, and it is no mere period: papers are counted anew.
EVERYTHING = PaperFilter(sources=("aitopics", "hf"))


@pytest.mark.parametrize("where", [PaperFilter(), EVERYTHING], ids=["pre-aggregated", "counted anew"])
def test_over_time(trends: duckdb.DuckDBPyConnection, where: PaperFilter) -> None:
    asked = [parse("experts"), parse("graphs")]
    found = series.over_time(trends, series=asked, where=where, smooth_months=3, today=TODAY)
    september, october, november = (date(2025, month, 1) for month in (9, 10, 11))
    assert found.rows() == [
        ("experts", september, 0, 1, 0.0, 0, 1, 0.0, 0.0, False, False),
        ("experts", october, None, None, None, None, None, None, None, False, False),
        ("experts", november, 1, 2, 0.5, 1, 3, 0.5, 1 / 3, False, True),
        ("graphs", september, 1, 1, 1.0, 1, 1, 1.0, 1.0, False, False),
        ("graphs", october, None, None, None, None, None, None, None, False, False),
        ("graphs", november, 1, 2, 0.5, 2, 3, 1.0, 2 / 3, False, True),
    ]
    bounds = series.with_interval(found)["share_low", "share_high"]
    assert bounds.row(1) == (None, None)
    assert bounds.row(2) == pytest.approx((0.061492, 0.792340), abs=1e-6)


def test_over_time_in_a_period(trends: duckdb.DuckDBPyConnection) -> None:
    asked = {"series": [parse("graphs")], "smooth_months": 1, "today": TODAY}
    found = series.over_time(trends, where=PaperFilter(since=date(2025, 11, 1)), **asked)
    assert found["month"].to_list() == [date(2025, 11, 1)]
    assert series.over_time(trends, where=PaperFilter(since=date(2031, 1, 1)), **asked).is_empty()


@pytest.mark.parametrize(
    ("expression", "papers_of", "total_papers"),
    [
        ("graphs + experts", [1, None, 1], [1, None, 2]),  # a paper that uses both counts once
        ("g*", [1, None, 1], [1, None, 2]),
        ("*s", [1, None, 1], [1, None, 2]),
        ("experts / graphs", [0, None, 1], [1, None, 1]),
        ("graphs / experts", [None, None, 1], [None, None, 1]),  # nothing to divide by is a gap
        ("graphs / nothing", [None, None, None], [None, None, None]),
        ("nothing", [0, None, 0], [1, None, 2]),
        ("gra%", [0, None, 0], [1, None, 2]),  # only a star is a wildcard
    ],
)
@pytest.mark.parametrize("where", [PaperFilter(), EVERYTHING], ids=["any paper", "filtered"])
def test_groups_ratios_and_wildcards(
    trends: duckdb.DuckDBPyConnection,
    where: PaperFilter,
    expression: str,
    papers_of: list[int | None],
    total_papers: list[int | None],
) -> None:
    found = series.over_time(trends, series=[parse(expression)], where=where, smooth_months=1, today=TODAY)
    assert found["papers"].to_list() == papers_of
    assert found["total_papers"].to_list() == total_papers
    assert set(found["is_ratio"]) == {"/" in expression}
    for row in found.drop_nulls("papers").iter_rows(named=True):  # each figure leads to as many papers
        of_month = replace(where, term=expression, since=row["month"], until=row["month"])
        assert papers.counted(trends, where=of_month).papers == row["papers"]


def test_a_ratio_has_no_interval(trends: duckdb.DuckDBPyConnection) -> None:
    asked = [parse("graphs / experts"), parse("graphs")]
    found = series.over_time(trends, series=asked, where=PaperFilter(), smooth_months=3, today=TODAY)
    bounds = series.with_interval(found).drop_nulls("share").group_by("term").agg(pl.col("share_high").count())
    assert dict(bounds.iter_rows()) == {"graphs / experts": 0, "graphs": 2}


def test_what_a_series_means(trends: duckdb.DuckDBPyConnection) -> None:
    asked = [parse("EXPERTS"), parse("graphs + nothing / *s")]
    assert series.meant(trends, series=asked).rows() == [
        ("EXPERTS", "of", "EXPERTS", 1, "Experts"),
        ("graphs + nothing / *s", "of", "graphs", 1, "graphs"),
        ("graphs + nothing / *s", "of", "nothing", 0, None),
        ("graphs + nothing / *s", "per", "*s", 2, "graphs"),
    ]


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("graph", "graphs"),
        ("Expert", "Experts"),
        ("graphss", "graphs"),
        ("graphies", None),
        ("grap*s", "graphs"),
        ("graph + nothing", None),  # it would lead to other papers than it counts
    ],
)
def test_a_lone_term_may_be_asked_for_in_the_other_number(
    trends: duckdb.DuckDBPyConnection, asked: str, term: str | None
) -> None:
    assert series.meant(trends, series=[parse(asked)])["term"][0] == term


@pytest.mark.parametrize(
    ("asked", "others"),
    [("LLMs", ["llm"]), ("LLM", ["llms"]), ("policy", ["policys", "policies"]), ("Policies", ["policie", "policy"])],
)
def test_the_other_number(asked: str, others: list[str]) -> None:
    assert in_other_number(asked) == others


def test_a_month_is_partial_until_a_later_capture(trends: duckdb.DuckDBPyConnection) -> None:
    facts = dict.fromkeys(("bytes_read", "entries_read", "listings", "rejects", "reader_version"), 0)
    stamps = dict.fromkeys(("landed_at", "ingested_at"), TODAY)
    named = {"dump_id": "b" * 64, "file_name": "x", "source": "hf", "layout": "plain", "status": "loaded"}
    captured = {"captured_on": date(2025, 9, 30), "captured_on_basis": "stated", "duration_seconds": 0.0}
    fill(trends, "core.dumps", [named | captured | facts | stamps])
    found = papers.per_month(trends, where=PaperFilter(), today=date(2031, 1, 1))
    assert found["is_partial"].all()


def test_terms_that_contain_what_is_typed(trends: duckdb.DuckDBPyConnection) -> None:
    assert terms.containing(trends, like="", limit=5).rows() == [("graphs", 2), ("Experts", 1)]
    assert terms.containing(trends, like="APH", limit=5)["term"].to_list() == ["graphs"]


def test_topics_are_phrases_of_titles(con: duckdb.DuckDBPyConnection) -> None:
    known = {"state space": 2, "in this work": 3, "graphs": 3}
    uses = [("state space", 1), ("state space", 2), ("in this work", 3), ("graphs", 1)]
    fill_terms(con, known, [(term, number, term != "in this work") for term, number in uses])
    aggregates.write(con)
    assert terms.topics(con, since=None, fewest_papers=1, limit=5).rows() == [("state space", 2)]


def test_topics_of_many_months_stand_before_those_of_one(con: duckdb.DuckDBPyConnection) -> None:
    known = {"one burst": 3, "old topic": 9, "steady topic": 2}
    uses = [("one burst", n, True) for n in (1, 2, 3)] + [("steady topic", n, True) for n in (3, 4)]
    fill_terms(con, known, [*uses, ("old topic", 9, True)])
    months = {1: 5, 2: 5, 3: 5, 4: 6}
    for number, month in months.items():
        con.execute("UPDATE trends.counted_papers SET month = ? WHERE paper_number = ?", [date(2025, month, 1), number])
    con.execute("UPDATE trends.counted_papers SET month = '1998-05-01' WHERE paper_number = 9")
    aggregates.write(con)
    asked = {"since": date(2025, 1, 1), "limit": 5}
    assert terms.topics(con, **asked, fewest_papers=1)["term"].to_list() == ["steady topic", "one burst"]
    assert terms.topics(con, **asked, fewest_papers=2)["term"].to_list() == ["one burst", "steady topic"]
    assert terms.topics(con, **asked, fewest_papers=99)["term"].to_list() == ["one burst", "steady topic"]
    assert terms.topics(con, since=None, fewest_papers=1, limit=1)["term"].to_list() == ["steady topic"]


def test_dates_and_figures_of_a_paper(con: duckdb.DuckDBPyConnection) -> None:
    empty = {name: [] for name in ("authors", "categories", "keywords", "links")}
    usual = {"dump_id": "a" * 64, "paper_id": "arxiv:2501.00001", "title": "Lanterns", "is_withdrawn": False, **empty}
    known = {f"{event}_{part}": value for event in ("submitted", "published") for part, value in _STATED.items()}
    rows = [usual | known | {"source": source, "upvotes": 3} for source in ("hf", "aitopics")] + [
        usual | {"source": "x"}
    ]
    rows = [row | {"position": n, "listing_id": f"{'a' * 16}:{n}"} for n, row in enumerate(rows)]
    fill(con, "core.listings", rows)
    facts = dict.fromkeys(("bytes_read", "entries_read", "listings", "rejects", "reader_version"), 0)
    named = {"dump_id": "a" * 64, "file_name": "x", "source": "hf", "layout": "plain", "status": "loaded"}
    stamps = dict.fromkeys(("landed_at", "ingested_at"), TODAY)
    fill(con, "core.dumps", [named | facts | stamps | {"duration_seconds": 0.0}])
    assert paper.dates(con, paper_id="arxiv:2501.00001").rows() == [
        ("submitted", date(2025, 1, 2), "day", "stated", ["aitopics", "hf"]),
        ("published", date(2025, 1, 2), "day", "stated", ["aitopics", "hf"]),
    ]
    assert paper.undated_engagement(con, paper_id="arxiv:2501.00001") == 2
    assert paper.undated_engagement(con, paper_id="arxiv:2501.00002") == 0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("arxiv:2501.00001", "arxiv:2501.00001"),
        ("doi:10.1/a:b", "arxiv:2501.00001"),
        ("title:0000000000000000", None),
        ("doi:10.1/a", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_paper_is_found_by_any_of_its_identifiers(
    con: duckdb.DuckDBPyConnection, asked: str, expected: str | None
) -> None:
    rows = [{"scheme": "doi", "value": "10.1/a:b"}, {"scheme": "title", "value": "graphs"}]
    fill(con, "core.identifiers", [row | {"paper_id": "arxiv:2501.00001"} for row in rows])
    assert paper.resolve(con, paper_id=asked) == expected


def test_an_old_title_id_still_leads_to_its_paper(con: duckdb.DuckDBPyConnection) -> None:
    digest = con.sql("SELECT left(sha256('graphs'), 16)").fetchall()[0][0]
    fill(con, "core.identifiers", [{"scheme": "title", "value": "graphs", "paper_id": "arxiv:2501.00001"}])
    assert paper.resolve(con, paper_id=f"title:{digest}") == "arxiv:2501.00001"
