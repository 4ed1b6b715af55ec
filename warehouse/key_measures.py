"""What an audit measures of keys and references: whole tables, each row of them, in bounded memory.

Whether a figure is good is said by `expectations.batch`; facts that are no key or reference are in `metrics`.
"""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl

from transforms.schema import TABLES, Column, Table

# Some 20 bytes each while they are sorted.
_ROWS_AT_ONCE = 25_000_000
# Rows of which one is looked at to part a large table.
_ROWS_A_SAMPLE = 1_000


def fact(table_name: str, column_name: str | None, metric: str) -> list[pl.Expr]:
    """The columns that say what a measure is about: `table_name`, `column_name`, `metric`."""
    named = {"table_name": table_name, "column_name": column_name, "metric": metric}
    return [pl.lit(value, dtype=pl.String).alias(name) for name, value in named.items()]


def duplicate_keys(
    connection: duckdb.DuckDBPyConnection, table: Table, *, rows_at_once: int = _ROWS_AT_ONCE
) -> pl.DataFrame:
    """`unexpected` rows whose key an earlier row has, of the `total` rows. NULL is a value of a key like any other.

    A table of more than `rows_at_once` is looked at in parts.
    """
    rows = connection.execute(f"SELECT count(*) FROM {table.full_name}").fetchall()[0][0]
    # Sorting hashes takes a sixth of the time of counting distinct values. Hashes of texts that differ alike in two
    # places do meet (see the test), so where any meet, the values decide.
    ranges = _ranges(connection, table, parts=rows // rows_at_once + 1)
    meet = any(_hashes_meet(connection, table, after=after, up_to=up_to) for after, up_to in ranges)
    unexpected = _repeated(connection, table) if meet else 0
    counted = pl.DataFrame({"unexpected": [unexpected], "total": [rows]})
    return counted.with_columns(fact(table.full_name, ", ".join(table.key), "duplicate_keys"))


def _ranges(connection: duckdb.DuckDBPyConnection, table: Table, *, parts: int) -> list[tuple[Any, Any]]:
    """Ranges of the key's first column (after, up to) with about as many rows each; None where a range is open.

    Rows of one key are in one range. Large tables are stored in stretches that are in order of this column, of which
    DuckDB reads only those that reach into the range.
    """
    shares = [number / parts for number in range(1, parts)]
    query = f"""
        SELECT quantile_disc("{table.key[0]}", {shares}) FROM {table.full_name} WHERE rowid % {_ROWS_A_SAMPLE} = 0
    """
    found = connection.execute(query).fetchall()[0][0] if shares else None
    bounds = sorted(set(found or ()))
    return list(zip([None, *bounds], [*bounds, None], strict=True))


def _hashes_meet(connection: duckdb.DuckDBPyConnection, table: Table, *, after: Any, up_to: Any) -> bool:
    """Whether any two rows of one range have keys of equal hash."""
    first = f'"{table.key[0]}"'
    bounds = {"after": after, "up_to": up_to}
    # NULL is in the first range.
    clauses = {"after": f"{first} > $after", "up_to": f"{first} <= $up_to" + (f" OR {first} IS NULL" * (after is None))}
    given = {name: value for name, value in bounds.items() if value is not None}
    where = " AND ".join(f"({clauses[name]})" for name in given) or "true"
    query = f"SELECT hash({_listed(table)}) AS hashed FROM {table.full_name} WHERE {where}"
    hashes = connection.execute(query, given).pl()["hashed"].sort()
    return bool((hashes == hashes.shift()).any())


def _repeated(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Rows whose key another row has, first rows not counted."""
    key = _listed(table)
    query = f"""
        WITH met AS (SELECT hash({key}) AS hashed FROM {table.full_name} GROUP BY hashed HAVING count(*) > 1)
        SELECT coalesce(sum(rows_of_key - 1), 0)::BIGINT FROM (
            SELECT count(*) AS rows_of_key FROM {table.full_name} WHERE hash({key}) IN (FROM met) GROUP BY {key}
        )
    """
    return int(connection.execute(query).fetchall()[0][0])


def _listed(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.key)


def unresolved_references(connection: duckdb.DuckDBPyConnection) -> list[pl.DataFrame]:
    """Per column that refers to another table: its `unexpected` values that are not there, of the `total` not NULL."""
    return [
        _unresolved(connection, table, column).with_columns(fact(table.full_name, column.name, "unresolved_references"))
        for table in TABLES.values()
        for column in table.columns
        if column.references is not None
    ]


def _unresolved(connection: duckdb.DuckDBPyConnection, table: Table, column: Column) -> pl.DataFrame:
    layer, target, key = str(column.references).split(".")
    if column.dtype.is_integer() and _all_within(connection, table, column, referred=f"{layer}.{target}", key=key):
        query = f'SELECT 0 AS unexpected, count("{column.name}") AS total FROM {table.full_name}'
    else:  # a value that stands in a hundred rows is looked up once
        query = f"""
            WITH unknown AS (
                FROM (SELECT DISTINCT "{column.name}" AS value FROM {table.full_name})
                ANTI JOIN (SELECT "{key}" AS value FROM {layer}.{target}) USING (value) WHERE value IS NOT NULL
            )
            SELECT (SELECT count(*) FROM {table.full_name} WHERE "{column.name}" IN (FROM unknown)) AS unexpected,
                (SELECT count("{column.name}") FROM {table.full_name}) AS total
        """
    return connection.execute(query).pl()


def _all_within(
    connection: duckdb.DuckDBPyConnection, table: Table, column: Column, *, referred: str, key: str
) -> bool:
    """Whether the referred table numbers its rows without a gap, and all values are among these numbers."""
    query = f"""
        WITH numbered AS (SELECT min("{key}") AS low, max("{key}") AS high, count(DISTINCT "{key}") AS n
            FROM {referred}),
        used AS (SELECT min("{column.name}") AS low, max("{column.name}") AS high FROM {table.full_name})
        SELECT numbered.high - numbered.low + 1 = n AND used.low >= numbered.low AND used.high <= numbered.high
        FROM numbered, used
    """
    return bool(connection.execute(query).fetchall()[0][0])
