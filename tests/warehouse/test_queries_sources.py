"""Questions about who lists what: literal rows in, literal answers out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.schema import TABLES
from warehouse import aggregates, writer
from warehouse.queries import papers, sources
from warehouse.queries.filters import PaperFilter


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def paper(number: int, *listed_by: str, on: date | None = None, precision: str | None = None) -> dict[str, Any]:
    dated = {"published_on": on, "published_precision": precision, "published_basis": on and "stated"}
    usual = {"paper_id": f"arxiv:2501.0000{number}", "title": f"Study {number}", "sources": list(listed_by)}
    return usual | dated | {"authors": [], "categories": [], "listings": 1, "dumps": 1, "is_withdrawn": False}


def dump(number: int, source: str, **facts: Any) -> dict[str, Any]:
    landed_at = datetime(2025, 6, number, tzinfo=UTC)
    usual = {"dump_id": f"{number}" * 64, "file_name": f"{number}.txt", "source": source, "layout": "plain"}
    usual |= {"status": "loaded", "landed_at": landed_at, "ingested_at": landed_at, "duration_seconds": 1.0}
    figures = {"reader_version": 1, "bytes_read": 10, "entries_read": 3, "listings": 2, "rejects": 1}
    return usual | figures | facts


@pytest.fixture
def con(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Five papers that three sources list, and what came in of two of them."""
    rows = [
        paper(1, "dblp", on=date(2023, 1, 1), precision="year"),
        paper(2, "arxiv", "dblp", on=date(2023, 5, 1), precision="month"),
        paper(3, "arxiv", "dblp", "hf", on=date(2025, 5, 2), precision="day"),
        paper(4, "dblp"),
        paper(5, "hf", on=date(2025, 6, 3), precision="day"),
    ]
    fill(database, "core.papers", rows)
    held = dump(3, "dblp", status="held", listings=9)
    newest = dump(2, "dblp", captured_on=date(2025, 5, 9), listings=5)
    fill(database, "core.dumps", [dump(1, "dblp"), newest, held, dump(4, "hf")])
    coverage = [
        {"source": "dblp", "month": None, "field": "abstract", "filled": 1, "total": 7},
        {"source": "dblp", "month": date(2023, 5, 1), "field": "abstract", "filled": 1, "total": 2},
        {"source": "dblp", "month": None, "field": "doi", "filled": 7, "total": 7},
    ]
    fill(database, "quality.field_coverage", coverage)
    aggregates.write(database)
    return database


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (PaperFilter(listed_by=("dblp",)), [1, 2, 3, 4]),
        (PaperFilter(listed_by=("arxiv", "hf")), [3]),
        (PaperFilter(listed_by=("dblp",), is_alone=True), [1, 4]),
        (PaperFilter(is_alone=False), [2, 3]),
        (PaperFilter(sources=("arxiv", "hf"), listed_by=("dblp",)), [2, 3]),
        (PaperFilter(is_dated=True), [2, 3, 5]),
        (PaperFilter(is_dated=False), [1, 4]),
        (PaperFilter(year=2023), [1, 2]),
        (PaperFilter(year=2023, since=date(2023, 1, 1)), [2]),
        (PaperFilter(paper_ids=("arxiv:2501.00004", "arxiv:9999.00004")), [4]),
    ],
)
def test_filters(con: duckdb.DuckDBPyConnection, where: PaperFilter, expected: list[int]) -> None:
    found = papers.page(con, where=where, order="oldest")
    assert sorted(int(paper_id[-1]) for paper_id in found["paper_id"]) == expected
    assert papers.counted(con, where=where).papers == len(expected)


def test_each_source_counts_each_of_its_papers_once(con: duckdb.DuckDBPyConnection) -> None:
    assert sources.ranked(con, where=PaperFilter()).rows() == [
        ("dblp", 4, 2, 2, 2, 7, date(2025, 5, 9), 1, 7),
        ("arxiv", 2, 0, 2, 0, 0, None, None, None),
        ("hf", 2, 1, 2, 1, 2, None, None, None),
    ]
    assert sources.ranked(con, where=PaperFilter(year=2025))["source", "papers", "alone"].rows() == [
        ("hf", 2, 1),
        ("arxiv", 1, 0),
        ("dblp", 1, 0),
    ]


def test_what_two_sources_both_list(con: duckdb.DuckDBPyConnection) -> None:
    assert sources.overlap(con, where=PaperFilter()).rows() == [
        ("arxiv", "dblp", 2),
        ("arxiv", "hf", 1),
        ("dblp", "arxiv", 2),
        ("dblp", "hf", 1),
        ("hf", "arxiv", 1),
        ("hf", "dblp", 1),
    ]
    assert sources.overlap(con, where=PaperFilter(is_alone=True)).is_empty()


def test_years_count_papers_of_which_only_the_year_is_known_too(con: duckdb.DuckDBPyConnection) -> None:
    assert sources.per_year(con, where=PaperFilter()).rows() == [
        ("arxiv", 2023, 1),
        ("arxiv", 2025, 1),
        ("dblp", 2023, 2),
        ("dblp", 2025, 1),
        ("hf", 2025, 2),
    ]


def test_dumps_of_a_source_also_those_that_were_not_loaded(con: duckdb.DuckDBPyConnection) -> None:
    found = sources.dumps(con, source="dblp", limit=2)
    assert found["file_name", "status", "all_dumps"].rows() == [("3.txt", "held", 3), ("1.txt", "loaded", 3)]
