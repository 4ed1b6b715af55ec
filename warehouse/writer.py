"""Every write to the working database. Each can be done twice: delete what stands there, then insert."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from transforms.schema import TABLES

# What a load leaves for later steps: dumps whose listings are to be matched, papers that lost a listing, and dumps
# that no published snapshot has seen. And what counting leaves: that `vocabulary.toml` has changed since the last one.
PENDING_DUMP = "dump"
PENDING_PAPER = "paper"
PENDING_PUBLICATION = "publication"
PENDING_VOCABULARY = "vocabulary"
# What DuckDB stores together.
_ROW_GROUP_ROWS = 122_880


def append(
    connection: duckdb.DuckDBPyConnection, table_name: str, rows: pl.DataFrame, *, into: str | None = None
) -> None:
    """Insert rows whose columns are exactly the table's. Callers delete first what the rows replace.

    `into`: a table like it, of another name.
    """
    columns = ", ".join(f'"{name}"' for name in TABLES[table_name].column_names)
    # A frame in pieces is taken in by all threads, at half the processor time. DuckDB finds this name in this function;
    # a registered view would keep its rows until the transaction ends.
    rows_to_append = pl.concat(rows.iter_slices(_ROW_GROUP_ROWS), rechunk=False) if rows.height else rows  # noqa: F841
    connection.execute(f"INSERT INTO {into or table_name} SELECT {columns} FROM rows_to_append")


def replace_table(connection: duckdb.DuckDBPyConnection, table_name: str, rows: pl.DataFrame) -> None:
    """Let a table hold exactly these rows. Call inside a transaction."""
    connection.execute(f"DELETE FROM {table_name}")
    append(connection, table_name, rows)


def replace_rows_of_dumps(
    connection: duckdb.DuckDBPyConnection, table_name: str, dump_ids: Sequence[str], rows: pl.DataFrame
) -> None:
    """Let a table hold exactly these rows of these dumps. Call inside a transaction."""
    is_concerned = "dump_id IN (SELECT unnest($1::VARCHAR[]))"
    connection.execute(f"DELETE FROM {table_name} WHERE {is_concerned}", [list(dump_ids)])
    append(connection, table_name, rows)


def clear_dump(connection: duckdb.DuckDBPyConnection, dump_id: str) -> None:
    """Take out what a dump says, and leave the papers that it lists or withdraws for matching."""
    connection.execute(
        "INSERT INTO meta.pending SELECT DISTINCT $1, paper_id FROM core.listings WHERE dump_id = $2",
        [PENDING_PAPER, dump_id],
    )
    connection.execute(
        "INSERT INTO meta.pending SELECT DISTINCT $1, paper_id FROM core.identifiers SEMI JOIN "
        "(FROM core.withdrawals WHERE dump_id = $2) USING (scheme, value)",
        [PENDING_PAPER, dump_id],
    )
    for name in ("listings", "withdrawals", "rejects"):
        connection.execute(f"DELETE FROM core.{name} WHERE dump_id = $1", [dump_id])


def leave_pending(connection: duckdb.DuckDBPyConnection, kind: str, value: str) -> None:
    """Remember a piece of work for a later step; remembering it twice is remembering it once."""
    connection.execute("DELETE FROM meta.pending WHERE kind = $1 AND value = $2", [kind, value])
    connection.execute("INSERT INTO meta.pending VALUES ($1, $2)", [kind, value])


def pending(connection: duckdb.DuckDBPyConnection, kind: str) -> list[str]:
    """What is left of one kind, sorted."""
    query = "SELECT DISTINCT value FROM meta.pending WHERE kind = $1 ORDER BY value"
    return [value for (value,) in connection.execute(query, [kind]).fetchall()]


def settle(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Nothing of this kind is left."""
    connection.execute("DELETE FROM meta.pending WHERE kind = $1", [kind])
