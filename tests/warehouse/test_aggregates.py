"""What pages count most, counted once: it is what counting the papers themselves gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.schema import TABLES
from warehouse import aggregates, writer
from warehouse.queries import authors, papers, sources, venues
from warehouse.queries.filters import PaperFilter

TODAY = date(2025, 11, 20)
IDA, BO = ({"name": name, "orcid": None, "affiliation": None} for name in ("Ida Lantern", "Bo Kettle"))


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def paper(number: int, published: date | None, precision: str | None, *listed_by: str, **facts: Any) -> dict[str, Any]:
    usual = {"paper_id": f"arxiv:2501.0000{number}", "title": f"Study {number}", "authors": [], "categories": []}
    usual |= {"sources": list(listed_by), "listings": 1, "dumps": 1, "is_withdrawn": False}
    basis = "stated" if published else None
    return usual | {"published_on": published, "published_precision": precision, "published_basis": basis} | facts


PAPERS = [
    paper(1, date(2025, 9, 3), "day", "hf", venue="NIPS", venue_key="neurips", authors=[IDA, BO], author_count=4),
    paper(2, date(2025, 9, 9), "day", "hf", venue="NeurIPS 2025", venue_key="neurips", authors=[IDA], author_count=1),
    paper(3, date(2025, 9, 1), "month", "dblp", "hf", venue="Days of Harbours", code_url="https://github.com/a/b"),
    paper(4, date(2025, 5, 1), "year", "dblp", authors=[BO], author_count=1, is_withdrawn=True),
    paper(5, None, None, "dblp", venue="Days of Harbours"),
]
WRITTEN = [(1, "lantern i"), (1, "kettle b"), (2, "lantern i"), (4, "kettle b")]
EVERY_ID = tuple(row["paper_id"] for row in PAPERS)


@pytest.fixture
def con(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Five papers, of which two differ in nothing that cells keep."""
    fill(database, "core.papers", PAPERS)
    names = {"lantern i": "Ida Lantern", "kettle b": "Bo Kettle"}
    written = [
        {"paper_id": f"arxiv:2501.0000{number}", "position": place, "name": names[key], "author_key": key}
        for place, (number, key) in enumerate(WRITTEN)
    ]
    fill(database, "core.authorships", written)
    aggregates.write(database)
    return database


def test_papers_that_have_all_in_common_are_one_cell(con: duckdb.DuckDBPyConnection) -> None:
    september, year = date(2025, 9, 1), date(2025, 1, 1)
    assert con.execute("FROM trends.paper_cells ORDER BY ALL").fetchall() == [
        (year, "year", ["dblp"], None, None, False, True, True, 1),
        (september, "month", ["dblp", "hf"], None, "Days of Harbours", True, False, False, 1),
        (september, "month", ["hf"], "neurips", None, False, True, False, 2),
        (None, None, ["dblp"], None, "Days of Harbours", False, False, False, 1),
    ]


def test_a_paper_of_thousands_of_authors_takes_no_more_memory_than_their_names(
    database: duckdb.DuckDBPyConnection,
) -> None:
    names = [f"Lantern Keeper {number}" for number in range(4_000)]
    authors_of_it = [{"name": name, "orcid": None, "affiliation": None} for name in names]
    fill(database, "core.papers", [paper(1, None, None, "hf", authors=authors_of_it, author_count=len(names))])
    written = [{"position": place, "name": name, "author_key": name} for place, name in enumerate(names)]
    fill(database, "core.authorships", [{"paper_id": "arxiv:2501.00001", **row} for row in written])
    database.execute("SET memory_limit = '100MB'; SET temp_directory = ''")
    aggregates.write(database)
    assert database.execute("SELECT count(*), min(fraction) FROM trends.author_counts").fetchall() == [(4_000, 0.00025)]
    ranked = authors.ranked(database, where=PaperFilter(sources=("hf",)), is_fractional=True, limit=1)
    assert ranked["fraction"].to_list() == [0.00025]


def test_made_anew_it_is_the_same(con: duckdb.DuckDBPyConnection) -> None:
    before = [
        con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in ("trends.paper_cells", "trends.author_counts")
    ]
    aggregates.write(con)
    again = [
        con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in ("trends.paper_cells", "trends.author_counts")
    ]
    assert again == before


@pytest.mark.parametrize(
    "where",
    [
        PaperFilter(),
        PaperFilter(since=date(2025, 9, 1)),
        PaperFilter(until=date(2025, 8, 1)),
        PaperFilter(sources=("dblp",)),
        PaperFilter(venue="neurips"),
        PaperFilter(venue="Days of Harbours"),
        PaperFilter(venue="unknown"),
        PaperFilter(has_code=True),
        PaperFilter(has_code=False),
        PaperFilter(listed_by=("dblp", "hf")),
        PaperFilter(is_alone=True),
        PaperFilter(is_dated=False),
        PaperFilter(year=2025, has_code=False, sources=("hf",)),
    ],
)
def test_cells_count_what_papers_count(con: duckdb.DuckDBPyConnection, where: PaperFilter) -> None:
    by_papers = replace(where, paper_ids=EVERY_ID)
    assert where.counted_in()[0].startswith("trends.paper_cells")
    assert not by_papers.counted_in()[0].startswith("trends.paper_cells")
    assert papers.counted(con, where=where) == papers.counted(con, where=by_papers)
    assert authors.named(con, where=where) == authors.named(con, where=by_papers)
    assert venues.placed(con, where=where) == venues.placed(con, where=by_papers)
    for ask, asked in (
        (papers.per_month, {"today": TODAY}),
        (sources.ranked, {}),
        (sources.overlap, {}),
        (sources.per_year, {}),
        (venues.ranked, {"limit": 9}),
        (venues.per_year, {"venues": ["neurips", "Days of Harbours"]}),
    ):
        assert ask(con, where=where, **asked).equals(ask(con, where=by_papers, **asked)), ask.__name__


@pytest.mark.parametrize("is_fractional", [False, True])
def test_names_are_ranked_as_if_counted_anew(con: duckdb.DuckDBPyConnection, is_fractional: bool) -> None:
    asked = {"is_fractional": is_fractional, "limit": 9}
    found = authors.ranked(con, where=PaperFilter(), **asked)
    assert found.equals(authors.ranked(con, where=PaperFilter(paper_ids=EVERY_ID), **asked))
    expected = [("kettle b", 2, 1.25, 2), ("lantern i", 2, 1.25, 2)]
    assert found.rows() == (expected if is_fractional else [(key, n, None, names) for key, n, _, names in expected])
