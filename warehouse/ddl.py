"""`schema.Table` -> DuckDB DDL. The only place that knows DuckDB's type names."""

from __future__ import annotations

import polars as pl

from transforms.schema import TABLES, VIEWS, Column, Table, View
from transforms.schema.column import DataType

_SCALARS: dict[DataType, str] = {
    pl.String: "VARCHAR",
    pl.Int32: "INTEGER",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP WITH TIME ZONE",
}


def sql_type(dtype: DataType) -> str:
    """DuckDB type of a Polars dtype. Raises KeyError for a dtype the schema does not use."""
    if isinstance(dtype, pl.List):
        return f"{sql_type(dtype.inner)}[]"
    if isinstance(dtype, pl.Struct):
        return "STRUCT(" + ", ".join(f'"{item.name}" {sql_type(item.dtype)}' for item in dtype.fields) + ")"
    return _SCALARS[dtype.base_type()]


def type_of(column: Column) -> str:
    """DuckDB type of a column: `VARCHAR`, `JSON`, `STRUCT("url" VARCHAR, "kind" VARCHAR)[]`."""
    return column.sql_type or sql_type(column.dtype)


def column_ddl(column: Column) -> str:
    """`"title" VARCHAR NOT NULL`."""
    return f'"{column.name}" {type_of(column)}{"" if column.nullable else " NOT NULL"}'


def create_table(table: Table, *, full_name: str | None = None) -> str:
    """CREATE TABLE statement, under another name if that is given.

    No primary key and no index: uniqueness is a rule that the audit checks.
    """
    columns = ",\n    ".join(column_ddl(column) for column in table.columns)
    return f"CREATE TABLE IF NOT EXISTS {full_name or table.full_name} (\n    {columns}\n)"


def create_view(view: View) -> str:
    """CREATE VIEW statement."""
    return f"CREATE VIEW IF NOT EXISTS {view.full_name} AS {view.query}"


def create_all() -> list[str]:
    """Statements that make an empty database hold every declared table and view."""
    layers = dict.fromkeys(table.layer for table in TABLES.values())
    return [
        *(f"CREATE SCHEMA IF NOT EXISTS {layer}" for layer in layers),
        *(create_table(table) for table in TABLES.values()),
        *(create_view(view) for view in VIEWS.values()),
    ]
