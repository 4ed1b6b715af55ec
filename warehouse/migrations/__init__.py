"""Numbered steps from an empty database to the declared tables. Each runs in one transaction with its record.

A step is a file `NNNN_what.sql` beside this one. Files that were released are never edited: what they give must stay
what `transforms.schema` declared at the time, and all of them together must give what it declares now (a test).
`meta` holds what is about the database itself and is not part of a snapshot: the steps taken, and the work that a
load left for matching (`meta.pending`), so that a crash between the two loses nothing.
"""

from __future__ import annotations

from importlib.resources import files

import duckdb

from transforms.errors import WarehouseDamaged


def steps() -> dict[int, tuple[str, str]]:
    """Number -> (name, SQL) of every step, in order."""
    found = sorted((item for item in files(__name__).iterdir() if item.name.endswith(".sql")), key=lambda x: x.name)
    return {int(item.name[:4]): (item.name.removesuffix(".sql"), item.read_text(encoding="utf-8")) for item in found}


def latest() -> int:
    """Number of the last step."""
    return max(steps())


def migrate(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Take the steps that are missing; their names. Raises WarehouseDamaged for a database from a newer papertide."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS meta")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS meta.migrations (number INTEGER NOT NULL, name VARCHAR NOT NULL, "
        "applied_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now())"
    )
    known = steps()
    taken = {number for (number,) in connection.execute("SELECT number FROM meta.migrations").fetchall()}
    if newer := taken - known.keys():
        raise WarehouseDamaged(
            f"the database was written by a newer papertide (migration {max(newer)}).",
            next_step="Upgrade papertide, or rebuild in another --home.",
        )
    missing = [number for number in known if number not in taken]
    for number in missing:
        name, sql = known[number]
        connection.execute("BEGIN")
        try:
            connection.execute(sql)
            connection.execute("INSERT INTO meta.migrations (number, name) VALUES ($1, $2)", [number, name])
            connection.execute("COMMIT")
        except duckdb.Error:
            connection.execute("ROLLBACK")
            raise
    return [known[number][0] for number in missing]
