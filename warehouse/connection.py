"""The only place that opens DuckDB: one writer on the working file, any number of locked-down readers on snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from transforms.errors import WarehouseDamaged
from warehouse.settings import Settings


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except (
        duckdb.IOException,
        duckdb.SerializationException,
        duckdb.InternalException,
        duckdb.CatalogException,
    ) as error:
        raise WarehouseDamaged(
            f"{path}: DuckDB cannot open it ({str(error).splitlines()[0]}).",
            next_step="Run `papertide doctor --deep`; `papertide rebuild` makes it anew from the archive.",
        ) from error


@contextmanager
def open_database(settings: Settings, *, path: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database (or the one at `path`), for the process that holds the write lock. Times are UTC."""
    connection = _connect(path or settings.database, read_only=False)
    try:
        settings.staging.mkdir(parents=True, exist_ok=True)
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET memory_limit = '{settings.memory_limit_mb}MiB'")
        connection.execute(f"SET threads = {settings.threads}")
        connection.execute("SET temp_directory = $path", {"path": str(settings.staging / "spill")})
        yield connection
    finally:
        connection.close()


def open_snapshot(path: Path, *, memory_limit_mb: int = 512, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A read-only connection that reaches nothing but this file: no other files, no extensions, no settings.

    `read_only` alone is no sandbox (DuckDB would still read and write other files), hence the lock-down.
    Use one `cursor()` per thread or page run.
    """
    connection = _connect(path, read_only=True)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{memory_limit_mb}MiB'")
    connection.execute(f"SET threads = {threads}")
    connection.execute("SET temp_directory = ''")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
