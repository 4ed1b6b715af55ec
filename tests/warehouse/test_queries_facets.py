"""How many papers have what: by hand-counted examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.schema import TABLES
from warehouse import aggregates, writer
from warehouse.queries import abstracts, code, facets, papers
from warehouse.queries.filters import PaperFilter

TODAY = date(2026, 1, 9)


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def paper(number: int, published: str | None, **facts: Any) -> dict[str, Any]:
    """A paper published in a `2025-03`, a `2025`, or nobody knows when."""
    usual = {"paper_id": f"arxiv:2501.0000{number}", "title": f"Study {number}", "sources": ["hf"], "authors": []}
    usual |= {"categories": [], "listings": 1, "dumps": 1, "is_withdrawn": False}
    if published is None:
        return usual | facts
    year, _, month = published.partition("-")
    dated = {"published_on": date(int(year), int(month or 1), 1), "published_basis": "stated"}
    return usual | dated | {"published_precision": "month" if month else "year"} | facts


@pytest.fixture
def con(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Six papers, of which one is known by its year and one by no date."""
    rows = [
        paper(1, "2025-03", author_count=1, primary_category="cs.LG", language="en", abstract_length=100),
        paper(2, "2025-03", author_count=4, primary_category="cs.LG", language="en", abstract_length=200),
        paper(3, "2025-03", author_count=None, primary_category=None, language=None, abstract_length=None),
        paper(4, "2025-12", author_count=5, primary_category="hep-th", language="de", abstract_length=1_000),
        paper(5, "2025", author_count=51, primary_category="hep-th", language="en", abstract_length=300),
        paper(6, None, author_count=0, primary_category="cs.LG", language="en", abstract_length=400),
    ]
    fill(database, "core.papers", rows)
    aggregates.write(database)
    return database


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("category", [("cs.LG", 3), ("hep-th", 2), ("unknown", 1)]),
        ("team", [("4-5", 2), ("unknown", 2), ("1", 1), ("51+", 1)]),
        ("language", [("en", 4), ("de", 1), ("unknown", 1)]),
        ("venue", [("unknown", 6)]),
    ],
)
def test_groups_by_their_papers(con: duckdb.DuckDBPyConnection, facet: str, expected: list[tuple[str, int]]) -> None:
    ranked = facets.ranked(con, facet=facet, where=PaperFilter(), limit=9)
    assert ranked["group", "papers"].rows() == expected
    assert ranked.select("all_papers", "all_groups").unique().rows() == [(6, len(expected))]
    first = facets.ranked(con, facet=facet, where=PaperFilter(), limit=1)
    assert first.rows() == ranked.head(1).rows()


@pytest.mark.parametrize("facet", facets.FACETS)
def test_a_filter_leaves_as_many_papers_as_its_group_counts(con: duckdb.DuckDBPyConnection, facet: str) -> None:
    for group, count in facets.ranked(con, facet=facet, where=PaperFilter(), limit=9)["group", "papers"].rows():
        assert papers.counted(con, where=PaperFilter(**{facet: group})).papers == count


def test_months_count_what_is_dated_to_the_month(con: duckdb.DuckDBPyConnection) -> None:
    found = facets.per_period(
        con, facet="category", where=PaperFilter(), step="month", named=["cs.LG", "unknown"], today=TODAY
    )
    assert found.rows() == [
        (date(2025, 3, 1), "cs.LG", 2, 3, False),
        (date(2025, 3, 1), "unknown", 1, 3, False),
        (date(2025, 12, 1), "others", 1, 1, False),
    ]


def test_years_count_what_is_dated_to_the_year(con: duckdb.DuckDBPyConnection) -> None:
    found = facets.per_period(
        con, facet="team", where=PaperFilter(), step="year", named=["1", "4-5"], today=date(2025, 12, 9)
    )
    assert found.rows() == [
        (date(2025, 1, 1), "1", 1, 5, True),
        (date(2025, 1, 1), "4-5", 2, 5, True),
        (date(2025, 1, 1), "others", 2, 5, True),
    ]


def test_lengths_of_abstracts(con: duckdb.DuckDBPyConnection) -> None:
    # Of 100, 200, 300, 400 and 1,000 the middle one is 300; quartiles stand at the second and fourth.
    assert abstracts.lengths(con, where=PaperFilter()).rows() == [(6, 5, 200.0, 300.0, 400.0)]
    assert abstracts.lengths(con, where=PaperFilter(language="unknown")).rows() == [(1, 0, None, None, None)]
    by_month = abstracts.lengths_per_period(con, where=PaperFilter(), step="month", today=TODAY)
    assert by_month.rows() == [
        (date(2025, 3, 1), 3, 2, 125.0, 150.0, 175.0, False),
        (date(2025, 12, 1), 1, 1, 1_000.0, 1_000.0, 1_000.0, False),
    ]
    by_year = abstracts.lengths_per_period(con, where=PaperFilter(), step="year", today=TODAY)
    assert by_year.rows() == [(date(2025, 1, 1), 5, 4, 175.0, 250.0, 475.0, False)]
    assert papers.counted(con, where=PaperFilter(has_abstract=True, since=date(2025, 3, 1))).papers == 3


def test_a_share_with_code_is_of_those_whose_sources_could_tell(con: duckdb.DuckDBPyConnection) -> None:
    """`hf` prints a link to code, `dblp` does not: of what that alone lists nothing is known.

    Wilson's interval of 1 in 2 is (1/2 + z²/4 ± z √(1/8 + z²/16)) / (1 + z²/2) = 0.0945 to 0.9055, with z² = 3.8415.
    """
    con.execute("UPDATE core.papers SET sources = ['dblp'] WHERE paper_id = 'arxiv:2501.00003'")
    con.execute("UPDATE core.papers SET sources = ['dblp', 'hf'], code_url = 'https://x.org/c' WHERE author_count = 4")
    usual: dict[str, Any] = {"dump_id": "a" * 64, "title": "Study", "is_withdrawn": False, "authors": []}
    usual |= {"categories": [], "keywords": [], "paper_id": "arxiv:2501.00002"}
    links = {"hf": [{"url": "https://x.org/c", "kind": "code"}], "dblp": [{"url": "https://x.org/p", "kind": "paper"}]}
    listings = [
        usual | {"listing_id": f"{'a' * 16}:{n}", "position": n, "source": source, "links": links[source]}
        for n, source in enumerate(links)
    ]
    fill(con, "core.listings", listings)
    sources = code.by_source(con, where=PaperFilter())
    assert sources.rows() == [("hf", 5, 1, True), ("dblp", 2, 1, False)]
    told = code.told_by(PaperFilter(), sources)
    assert told == PaperFilter(sources=("hf",))
    assert code.told_by(PaperFilter(sources=("dblp",)), sources) is None
    assert code.told_by(PaperFilter(sources=("dblp", "hf")), sources) == told
    march, december = code.per_period(con, where=told, step="month", today=TODAY).rows(named=True)
    assert (march["papers"], march["with_code"], march["share"]) == (2, 1, 0.5)
    assert (march["share_low"], march["share_high"]) == pytest.approx((0.0945, 0.9055), abs=1e-4)
    assert (december["papers"], december["with_code"], december["share_low"]) == (1, 0, 0.0)


def test_papers_by_the_month_of_their_first_listing(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE core.papers SET first_listed_on = DATE '2025-12-09' WHERE author_count >= 5")
    con.execute("UPDATE core.papers SET first_listed_on = DATE '2025-11-30' WHERE author_count < 5")
    found = papers.per_month_of_listing(con, where=PaperFilter())
    assert found.rows() == [(date(2025, 11, 1), 3, 2), (date(2025, 12, 1), 2, 1)]
    assert papers.with_year(con, where=PaperFilter()) == 5
