"""Load dumps into a warehouse, and see all that it holds as frames that can be compared. No test lives here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from orchestration import auditing, steps
from transforms.schema import TABLES, VIEWS
from warehouse import landing
from warehouse.settings import Settings

# What says when something happened is not what happened.
TIMES = ("landed_at", "ingested_at", "duration_seconds", "first_seen_at", "resolved_at", "file_name")
# How postings are cut into rows depends on how papers are stored; what they say stands in `search.word_uses`. A topic
# keeps the id that it got when it came (`transforms.trends.topics`).
_BY_HISTORY = {"core.landings", "search.postings", "trends.topics", "trends.topic_terms", "trends.topic_months"}
COMPARED = [
    name for name, table in TABLES.items() if table.layer in {"core", "trends", "search"} and name not in _BY_HISTORY
]
VIEWED = [name for name in VIEWS if name != "trends.topic_papers"]


def ingest(settings: Settings, paths: Sequence[Path], *, load_only: bool = True) -> list[steps.DumpResult]:
    """Load, match and count; unless `load_only`, also audit and publish."""
    with steps.open_warehouse(settings) as warehouse:
        results = [result for item in landing.offers(paths) for result in steps.ingest_file(warehouse, item)]
        steps.match(warehouse)
        steps.refresh_trends(warehouse)
        if not load_only:
            auditing.finish(warehouse)
        return results


def tables(settings: Settings) -> dict[str, pl.DataFrame]:
    """Every table and view of `core`, `trends` and `search` but topics, sorted, without times."""
    with steps.open_warehouse(settings) as warehouse:
        views = {view: warehouse.connection.sql(f"SELECT * FROM {view} ORDER BY ALL").pl() for view in VIEWED}
        return views | {name: stored(warehouse.connection, name) for name in COMPARED}


def stored(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    """One table, sorted by its key, without times."""
    table = TABLES[name]
    return table.conform(connection.sql(f"FROM {name}").pl()).drop(TIMES, strict=False).sort(table.key)


def assert_same(left: dict[str, pl.DataFrame], right: dict[str, pl.DataFrame]) -> None:
    """The same tables with the same rows."""
    assert left.keys() == right.keys()
    for name, frame in left.items():
        assert frame.equals(right[name]), f"{name} differs"
