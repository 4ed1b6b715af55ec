"""Every write to the working database. Each can be done twice: delete what stands there, then insert."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import polars as pl

from transforms.schema import TABLES

# What a load leaves for matching: dumps whose listings are new, papers that lost a listing.
PENDING_DUMP = "dump"
PENDING_PAPER = "paper"


def append(connection: duckdb.DuckDBPyConnection, table_name: str, rows: pl.DataFrame) -> None:
    """Insert rows whose columns are exactly the table's. Callers delete first what the rows replace."""
    columns = ", ".join(f'"{name}"' for name in TABLES[table_name].column_names)
    connection.register("rows_to_append", rows)
    try:
        connection.execute(f"INSERT INTO {table_name} SELECT {columns} FROM rows_to_append")
    finally:
        connection.unregister("rows_to_append")


def replace_table(connection: duckdb.DuckDBPyConnection, table_name: str, rows: pl.DataFrame) -> None:
    """Let a table hold exactly these rows. Call inside a transaction."""
    connection.execute(f"DELETE FROM {table_name}")
    append(connection, table_name, rows)


def clear_dump(connection: duckdb.DuckDBPyConnection, dump_id: str) -> None:
    """Take a dump's listings and open rejects out, and leave the papers they stood in for matching."""
    connection.execute(
        "INSERT INTO meta.pending SELECT DISTINCT $1, paper_id FROM core.listings WHERE dump_id = $2",
        [PENDING_PAPER, dump_id],
    )
    connection.execute("DELETE FROM core.listings WHERE dump_id = $1", [dump_id])
    connection.execute("DELETE FROM core.rejects WHERE dump_id = $1", [dump_id])


def await_matching(connection: duckdb.DuckDBPyConnection, kind: str, values: Iterable[str]) -> None:
    """Remember what the next matching must look at."""
    for value in values:
        connection.execute("INSERT INTO meta.pending VALUES ($1, $2)", [kind, value])
