"""What an audit reads from the working tables: the rows that it judges."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from transforms.schema import TABLES, Table, aggregates, topics
from transforms.schema.core import REJECTS

# Half a vector of DuckDB: a sample of 20,000 rows is some twenty stretches.
_STRETCH_ROWS = 1_024

# Sums over tables that are judged, made anew by every run: a suite of each costs an audit more than it can find.
_SUMMED = {table.full_name for table in (*aggregates.TABLES, *topics.TABLES)}

_OF_THESE_DUMPS = "dump_id IN (SELECT unnest($dump_ids::VARCHAR[]))"


def batches(
    connection: duckdb.DuckDBPyConnection, *, dump_ids: Sequence[str], rows_at_most: int
) -> dict[str, pl.DataFrame]:
    """Per `core` and `trends` table the rows that these dumps brought or touched; larger ones sampled.

    Not of `_SUMMED` tables: whole tables are measured all the same (`metrics`).
    """
    return {
        name: _batch(connection, table, dump_ids, rows_at_most)
        for name, table in TABLES.items()
        if table.layer in {"core", "trends"} and name not in _SUMMED
    }


def _batch(
    connection: duckdb.DuckDBPyConnection, table: Table, dump_ids: Sequence[str], rows_at_most: int
) -> pl.DataFrame:
    names = table.column_names
    where = "len($dump_ids) >= 0"
    if "dump_id" in names:
        where = _OF_THESE_DUMPS
    elif "paper_id" in names:
        where = f"paper_id IN (SELECT paper_id FROM core.listings WHERE {_OF_THESE_DUMPS})"
    columns, values = ", ".join(f'"{name}"' for name in names), {"dump_ids": list(dump_ids)}
    rows = connection.execute(f"SELECT count(*) FROM {table.full_name} WHERE {where}", values).fetchall()[0][0]
    if rows > rows_at_most:
        # Stretches of neighbours, the same in every run over the same file: of a million listings this unpacks one
        # vector in thirty, where the first rows in the order of a hash of their keys unpack all.
        where += f" AND hash(rowid // {_STRETCH_ROWS}) < {int(rows_at_most / rows * 2**64)}::UBIGINT"
    query = f"SELECT {columns} FROM {table.full_name} WHERE {where} ORDER BY rowid LIMIT {rows_at_most}"
    return table.conform(connection.execute(query, values).pl())


def rejects_of(connection: duckdb.DuckDBPyConnection, dump_ids: Sequence[str], *, rows_at_most: int) -> pl.DataFrame:
    """Open rejects of these dumps, in the order of the files: columns of `core.rejects`."""
    query = (
        f"SELECT {', '.join(REJECTS.column_names)} FROM core.rejects "
        f"WHERE status = 'open' AND {_OF_THESE_DUMPS} ORDER BY dump_id, position LIMIT $rows"
    )
    return connection.execute(query, {"dump_ids": list(dump_ids), "rows": rows_at_most}).pl()
