"""Which months of a time series were changed by dumps: literal rows in, literal answers out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import duckdb
import polars as pl

from transforms.schema import TABLES
from warehouse import writer
from warehouse.queries import annotations

MAY, JUNE, JULY = (date(2025, month, 1) for month in (5, 6, 7))


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def counts(*rows: tuple[date, str, int]) -> list[dict[str, Any]]:
    return [{"month": month, "source": source, "category": None, "papers": papers} for month, source, papers in rows]


def papers(number: int, *, first_listed_on: date, published_on: date) -> list[dict[str, Any]]:
    usual: dict[str, Any] = {"sources": ["arxiv"], "listings": 1, "dumps": 1, "is_withdrawn": False}
    usual |= {"authors": [], "categories": [], "published_precision": "day", "published_basis": "stated"}
    dated = {"first_listed_on": first_listed_on, "published_on": published_on}
    return [usual | dated | {"paper_id": f"title:{published_on}-{n}", "title": "Study"} for n in range(number)]


def dump(number: int, *, captured_on: date, landed_on: date) -> dict[str, Any]:
    landed_at = datetime(landed_on.year, landed_on.month, landed_on.day, tzinfo=UTC)
    named = {"dump_id": f"{number}" * 64, "file_name": f"{number}.txt", "source": "arxiv", "layout": "plain"}
    figures = {"reader_version": 1, "bytes_read": 10, "entries_read": 3, "listings": 2, "rejects": 1}
    days = {"captured_on": captured_on, "landed_at": landed_at, "ingested_at": landed_at, "duration_seconds": 1.0}
    return named | figures | days | {"status": "loaded"}


def told(database: duckdb.DuckDBPyConnection, *sources: str) -> list[tuple[object, ...]]:
    return annotations.of_months(database, sources=sources).rows()


def test_a_source_that_brings_a_fifth_of_its_first_or_last_month_is_told(database: duckdb.DuckDBPyConnection) -> None:
    everything = counts((MAY, "*", 90), (JUNE, "*", 100), (JULY, "*", 95))
    arxiv = counts((MAY, "arxiv", 90), (JUNE, "arxiv", 80), (JULY, "arxiv", 95))
    fill(database, "trends.monthly_counts", everything + arxiv + counts((JUNE, "hf", 20), (JUNE, "dblp", 19)))
    assert told(database) == [
        (JUNE, "begins", "hf", 20, 100, None, None),
        (JUNE, "ends", "hf", 20, 100, None, None),
    ]
    assert told(database, "arxiv") == []


def test_months_that_brought_mostly_old_papers_are_told(database: duckdb.DuckDBPyConnection) -> None:
    old = papers(20, first_listed_on=date(2025, 7, 9), published_on=date(2025, 3, 31))
    new = papers(20, first_listed_on=date(2025, 7, 9), published_on=date(2025, 4, 1))
    fill(database, "core.papers", old + new)
    assert told(database) == [(JULY, "backfilled", None, 20, 40, date(2025, 3, 1), date(2025, 3, 1))]
    assert told(database, "hf") == []


def test_one_paper_more_that_is_new_makes_it_a_usual_month(database: duckdb.DuckDBPyConnection) -> None:
    old = papers(20, first_listed_on=date(2025, 7, 9), published_on=date(2025, 3, 31))
    new = papers(21, first_listed_on=date(2025, 7, 9), published_on=date(2025, 4, 1))
    fill(database, "core.papers", old + new)
    assert told(database) == []


def test_dumps_that_land_long_after_their_capture_are_told_but_for_the_first_load(
    database: duckdb.DuckDBPyConnection,
) -> None:
    first = dump(1, captured_on=date(2024, 1, 1), landed_on=date(2025, 5, 1))
    in_time = dump(2, captured_on=date(2025, 6, 1), landed_on=date(2025, 7, 2))
    late = [dump(3, captured_on=date(2025, 6, 1), landed_on=date(2025, 7, 3))]
    late += [dump(4, captured_on=date(2025, 6, 30), landed_on=date(2025, 9, 9))]
    fill(database, "core.dumps", [first, in_time, *late])
    assert told(database) == [(JUNE, "late", "arxiv", 4, 2, date(2025, 7, 3), date(2025, 9, 9))]
