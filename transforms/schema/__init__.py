"""Every table of the warehouse, declared once. DDL, dtypes, row rules, GX suites and the dictionary derive from it.

No rule lives here that is not a property of a declared column, and nothing here knows DuckDB or Great Expectations.
"""

from __future__ import annotations

from transforms.schema import (
    aggregates,
    core,
    matches,
    paper_dates,
    quality,
    relations,
    search,
    topics,
    trends,
    vocabulary,
    withdrawals,
)
from transforms.schema.column import Column, Table, View

_LAYERS = (core, matches, relations, withdrawals, trends, topics, vocabulary, aggregates, search, quality)
TABLES: dict[str, Table] = {table.full_name: table for layer in _LAYERS for table in layer.TABLES}
VIEWS: dict[str, View] = {
    view.full_name: view for view in (*paper_dates.VIEWS, *trends.VIEWS, *topics.VIEWS, *search.VIEWS)
}

__all__ = [
    "TABLES",
    "VIEWS",
    "Column",
    "Table",
    "View",
    "aggregates",
    "core",
    "matches",
    "paper_dates",
    "quality",
    "relations",
    "search",
    "topics",
    "trends",
    "vocabulary",
    "withdrawals",
]
