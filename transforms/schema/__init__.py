"""Every table of the warehouse, declared once. DDL, dtypes, row rules, GX suites and the dictionary derive from it.

No rule lives here that is not a property of a declared column, and nothing here knows DuckDB or Great Expectations.
"""

from __future__ import annotations

from transforms.schema import core, matches, paper_dates, quality, trends, withdrawals
from transforms.schema.column import Column, Table, View

TABLES: dict[str, Table] = {
    table.full_name: table
    for table in (*core.TABLES, *matches.TABLES, *withdrawals.TABLES, *trends.TABLES, *quality.TABLES)
}
VIEWS: dict[str, View] = {view.full_name: view for view in (*paper_dates.VIEWS, *trends.VIEWS)}

__all__ = [
    "TABLES",
    "VIEWS",
    "Column",
    "Table",
    "View",
    "core",
    "matches",
    "paper_dates",
    "quality",
    "trends",
    "withdrawals",
]
