"""Migrated = declared: what the numbered steps leave behind is what `transforms.schema` declares."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.errors import WarehouseDamaged
from transforms.schema import TABLES, VIEWS, Table
from warehouse import ddl, migrations, writer
from warehouse.connection import open_database
from warehouse.migrations import migrate, steps
from warehouse.settings import Settings

STRUCTURE = """
    SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns()
    WHERE schema_name IN ('core', 'trends', 'quality') AND database_name = current_database()
    ORDER BY ALL
"""
QUERIES = "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL"


def test_migrated_is_declared(home: Settings) -> None:
    """In a database that was not opened again: DuckDB then writes the names of functions in views otherwise."""
    with open_database(home, path=Path(":memory:")) as database:
        migrate(database)
        migrated = [database.execute(query).fetchall() for query in (STRUCTURE, QUERIES)]
        for view in VIEWS.values():
            database.execute(f"DROP VIEW {view.full_name}")
        for table in TABLES.values():
            database.execute(f"DROP TABLE {table.full_name}")
        for statement in ddl.create_all():
            database.execute(statement)
        assert migrated == [database.execute(query).fetchall() for query in (STRUCTURE, QUERIES)]


def test_every_step_is_taken_once(database: duckdb.DuckDBPyConnection) -> None:
    assert migrate(database) == []
    assert database.execute("SELECT count(*) FROM meta.migrations").fetchall() == [(len(steps()),)]


def test_every_step_has_a_number_of_its_own() -> None:
    """Of two steps with one number the first would never be taken."""
    files = list(Path(migrations.__file__).parent.glob("*.sql"))
    assert len(steps()) == len(files)


def test_a_database_from_the_future_is_left_alone(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("INSERT INTO meta.migrations (number, name) VALUES (9999, '9999_future')")
    with pytest.raises(WarehouseDamaged, match=r"newer papertide \(migration 9999\)"):
        migrate(database)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_takes_and_returns_its_declared_types(database: duckdb.DuckDBPyConnection, table: Table) -> None:
    samples = {
        pl.String: "text",
        pl.Int32: 1,
        pl.Int64: 1,
        pl.Float64: 0.5,
        pl.Boolean: True,
        pl.Date: date(2024, 5, 1),
        pl.Datetime: datetime(2024, 5, 1, 12, 30, tzinfo=UTC),
        pl.List: [],
    }
    row = {column.name: samples[column.dtype.base_type()] for column in table.columns}
    if "extra" in row:
        row["extra"] = '{"a": 1}'
    rows = table.conform(pl.DataFrame([row]))
    writer.append(database, table.full_name, rows)
    assert table.conform(database.sql(f"SELECT * FROM {table.full_name}").pl()).equals(rows)


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (pl.String, "VARCHAR"),
        (pl.List(pl.String), "VARCHAR[]"),
        (pl.Datetime("us", "UTC"), "TIMESTAMP WITH TIME ZONE"),
        (pl.List(pl.Struct({"url": pl.String, "kind": pl.String})), 'STRUCT("url" VARCHAR, "kind" VARCHAR)[]'),
    ],
)
def test_sql_type(dtype: pl.DataType, expected: str) -> None:
    assert ddl.sql_type(dtype) == expected
