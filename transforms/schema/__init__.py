"""Every table of the warehouse, declared once. DDL, dtypes, row rules, GX suites and the dictionary derive from it.

No rule lives here that is not a property of a declared column, and nothing here knows DuckDB or Great Expectations.
"""

from __future__ import annotations

from transforms.schema import core, quality, trends, withdrawals
from transforms.schema.column import Column, Table

TABLES: dict[str, Table] = {
    table.full_name: table for table in (*core.TABLES, *withdrawals.TABLES, *trends.TABLES, *quality.TABLES)
}

__all__ = ["TABLES", "Column", "Table", "core", "quality", "trends", "withdrawals"]
