"""Topics of papers in the database: those that were planted are found, keep their ids, and count their papers."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import planted_topics
import polars as pl
import pytest
from planted_topics import END, NEW_PAIR, NEW_TITLES, NOISE, TOPICS

from transforms.schema.core import DUMPS, PAPERS
from transforms.trends.growth import months_before
from warehouse import counting, writer
from warehouse.settings import load_settings

TABLES = ("topics", "topic_terms", "topic_months", "new_pairs")


def put(database: duckdb.DuckDBPyConnection, papers: list[dict[str, object]]) -> None:
    writer.append(database, "core.papers", PAPERS.conform(pl.DataFrame(papers, infer_schema_length=None)))


def recounted(database: duckdb.DuckDBPyConnection, home: Path) -> dict[str, pl.DataFrame]:
    counting.recount(database, load_settings(home=home))
    return {name: database.sql(f"FROM trends.{name} ORDER BY ALL").pl() for name in TABLES}


@pytest.fixture
def planted(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    put(database, list(planted_topics.papers()))
    writer.append(database, "core.dumps", DUMPS.conform(pl.DataFrame([planted_topics.dump()])))
    return database


def test_planted_topics_are_found_whole_and_nothing_else_is(planted: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    terms = recounted(planted, tmp_path)["topic_terms"]
    found = terms.group_by("topic").agg("term")["term"].to_list()
    assert sorted(map(sorted, found)) == sorted(map(sorted, TOPICS))
    assert not set(terms["term"]) & set(NOISE)


def test_papers_about_a_topic_are_counted_as_they_are_listed(
    planted: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = recounted(planted, tmp_path)
    listed = planted.sql("FROM trends.topic_papers").pl()
    counts = listed.group_by("topic").agg(papers=pl.len().cast(pl.Int64)).sort("topic")
    assert found["topics"].select("topic", "papers").equals(counts)
    # Each paper uses three terms of one topic; those of the new pair one of each of two.
    assert found["topics"]["papers"].to_list() == [90] * len(TOPICS)
    by_month = listed.group_by("topic", "month").agg(papers=pl.len().cast(pl.Int64)).sort("topic", "month")
    assert found["topic_months"].equals(by_month)


def test_papers_without_a_month_are_about_a_topic_too(planted: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    put(planted, [planted_topics.paper(9_999, END, "Notes", list(TOPICS[0])) | {"published_precision": "year"}])
    found = recounted(planted, tmp_path)
    topic = found["topic_terms"].filter(term=TOPICS[0][0])["topic"][0]
    assert found["topics"].filter(topic=topic)["papers"].to_list() == [91]
    assert found["topic_months"].filter(topic=topic)["papers"].sum() == 90


def test_the_order_of_papers_changes_nothing(planted: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    expected = recounted(planted, tmp_path)
    papers = list(planted_topics.papers())
    random.Random(7).shuffle(papers)
    planted.execute("DELETE FROM core.papers")
    put(planted, papers)
    planted.execute("DELETE FROM trends.topic_terms")
    found = recounted(planted, tmp_path)
    assert all(found[name].equals(expected[name]) for name in TABLES)


def test_a_topic_keeps_its_id_when_another_term_becomes_its_most_central(
    planted: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first = recounted(planted, tmp_path)["topic_terms"]
    topic = first.filter(term=TOPICS[0][0])["topic"][0]
    others = [word for word in TOPICS[0] if word != topic]
    # The id's own term is used by many a paper without the others, so it binds less.
    alone = [planted_topics.paper(9_000 + n, END, topic.capitalize(), [topic, NOISE[n % 4]]) for n in range(6)]
    together = [planted_topics.paper(9_100 + n, END, others[n % 4].capitalize(), others) for n in range(6)]
    put(planted, [*alone, *together])
    later = recounted(planted, tmp_path)
    (now,) = later["topics"].filter(topic=topic)["label"]
    assert not now.startswith(topic)
    assert set(later["topic_terms"].filter(topic=topic)["term"]) == set(TOPICS[0])
    planted.execute("DELETE FROM trends.topic_terms")
    rebuilt = recounted(planted, tmp_path)
    renamed = rebuilt["topic_terms"].filter(term=TOPICS[0][0])["topic"][0]
    assert now.startswith(renamed)
    figures = pl.exclude("topic")
    assert rebuilt["topics"].select(figures).sort("label").equals(later["topics"].select(figures).sort("label"))


def test_terms_that_titles_bring_together_only_of_late_are_a_new_pair(
    planted: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (pair,) = recounted(planted, tmp_path)["new_pairs"].to_dicts()
    assert (pair["term_a"], pair["term_b"]) == NEW_PAIR
    assert (pair["first_month"], pair["papers"]) == (months_before(END, NEW_TITLES - 1), NEW_TITLES)
    assert pair["npmi"] > 0.1


@pytest.mark.parametrize(
    ("title", "month", "is_new"),
    [
        ("Glacier. Violin", months_before(END, 12), False),
        ("Glacier", months_before(END, 12), True),
        # A month that is not over, and one that nobody knows the papers of before.
        ("Glacier. Violin", months_before(END, -1), True),
    ],
)
def test_a_pair_is_new_if_no_title_before_has_it(
    planted: duckdb.DuckDBPyConnection, tmp_path: Path, title: str, month: object, is_new: bool
) -> None:
    put(planted, [planted_topics.paper(9_999, month, title, ["violin", "glacier"])])  # type: ignore[arg-type]
    pairs = recounted(planted, tmp_path)["new_pairs"]
    assert pairs.select("term_a", "term_b", "papers").rows() == ([(*NEW_PAIR, NEW_TITLES)] if is_new else [])


def test_a_term_that_is_new_itself_makes_no_new_pair(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    writer.append(database, "core.dumps", DUMPS.conform(pl.DataFrame([planted_topics.dump()])))
    late = [paper for paper in planted_topics.papers() if paper["published_on"] > months_before(END, 20)]
    put(database, late)
    assert recounted(database, tmp_path)["new_pairs"].is_empty()
