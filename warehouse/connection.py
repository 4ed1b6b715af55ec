"""The only place that opens DuckDB: one writer on the working file, any number of locked-down readers on snapshots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from transforms.errors import EnvironmentFault, LockHeld, PapertideError, WarehouseDamaged
from warehouse.settings import Settings


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as error:
        # Whatever keeps DuckDB from opening a file that exists is damage, unless it is one of the operator's matters.
        raise _operators_matter(path, error) or _damage(path, error, is_snapshot=read_only) from error


# DuckDB raises these when the bytes of a file are not what it wrote, or after it found out that they are not.
_DAMAGED = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException)
_LOCKED = re.compile(r"Could not set lock on file.*?(?:\(PID (\d+)\)|$)", re.DOTALL)
_NO_ACCESS = (
    "No space left",
    "Disk quota exceeded",
    "Permission denied",
    "Read-only file system",
    "max_temp_directory",
)


def _operators_matter(path: Path, error: duckdb.Error) -> PapertideError | None:
    """A held lock, a full disk, a missing permission, too little memory; None for anything else."""
    text = str(error)
    first_line = text.splitlines()[0]
    if held := _LOCKED.search(text):
        pid = int(held[1]) if held[1] else None
        return LockHeld(
            f"{path}: another process ({pid or 'unknown'}) has it open.", pid=pid, next_step="Wait until it ends."
        )
    if any(words in text for words in _NO_ACCESS):
        return EnvironmentFault(f"{path}: {first_line}.", next_step="Check permissions and free disk space.")
    if isinstance(error, duckdb.OutOfMemoryException):
        return EnvironmentFault(f"{path}: {first_line}.", next_step="Raise `memory_limit_mb`.")
    return None


def _damage(path: Path, error: duckdb.Error, *, is_snapshot: bool = False) -> WarehouseDamaged:
    mend = "`papertide rebuild` makes it anew from the archive."
    if is_snapshot:
        mend = "`papertide snapshots rollback` serves an earlier one, `papertide audit` publishes anew."
    return WarehouseDamaged(
        f"{path}: DuckDB cannot read it ({str(error).splitlines()[0]}).",
        next_step=f"Run `papertide doctor --deep`; {mend}",
    )


@contextmanager
def open_database(settings: Settings, *, path: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database (or the one at `path`), for the process that holds the write lock. Times are UTC."""
    connection = _connect(path or settings.database, read_only=False)
    try:
        settings.staging.mkdir(parents=True, exist_ok=True)
        connection.execute("SET TimeZone = 'UTC'")
        # A day's listings are found by their row ids: up to this many, only the vectors that hold one are unpacked.
        connection.execute("SET dynamic_or_filter_threshold = 5000")
        connection.execute(f"SET memory_limit = '{settings.memory_limit_mb}MiB'")
        connection.execute(f"SET threads = {settings.threads}")
        connection.execute("SET temp_directory = $path", {"path": str(settings.staging / "spill")})
        yield connection
    except duckdb.Error as error:
        if matter := _operators_matter(path or settings.database, error):
            raise matter from error
        if isinstance(error, _DAMAGED):
            raise _damage(path or settings.database, error) from error
        raise
    finally:
        connection.close()


def open_snapshot(path: Path, *, memory_limit_mb: int = 512, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A read-only connection that reaches nothing but this file: no other files, no extensions, no settings.

    `read_only` alone is no sandbox (DuckDB would still read and write other files), hence the lock-down.
    Use one `cursor()` per thread or page run.
    """
    connection = _connect(path, read_only=True)
    if connection.execute("SELECT current_setting('lock_configuration')").fetchall() == [(True,)]:
        return connection  # this process has the file open already: DuckDB shares the instance, locked down as it is
    _lock_down(connection, memory_limit_mb=memory_limit_mb, threads=threads)
    return connection


def open_folder(folder: Path, *, memory_limit_mb: int, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A connection to no database yet, for `warehouse.open_snapshots`: to it snapshots of this folder are attached.

    It reaches nothing outside of the folder; which catalog a cursor asks (`USE`) is all that can be set.
    """
    connection = duckdb.connect()
    connection.execute(f"SET allowed_directories = ['{quoted(folder)}']")
    connection.execute("SET allowed_configs = ['schema']")
    # A process that reads for days gives what a question no longer needs back to the system, and not at 128 MiB first.
    connection.execute("SET allocator_flush_threshold = '16MiB'")
    connection.execute("SET allocator_background_threads = true")
    _lock_down(connection, memory_limit_mb=memory_limit_mb, threads=threads)
    return connection


def attach(connection: duckdb.DuckDBPyConnection, path: Path, *, catalog: str) -> None:
    """Attach a snapshot, read-only. Raises as opening it does."""
    try:
        connection.execute(f"ATTACH '{quoted(path)}' AS {catalog} (READ_ONLY)")
    except duckdb.Error as error:
        raise _operators_matter(path, error) or _damage(path, error, is_snapshot=True) from error


def quoted(path: Path) -> str:
    """A path as it stands between quotes in a statement."""
    return str(path).replace("'", "''")


def _lock_down(connection: duckdb.DuckDBPyConnection, *, memory_limit_mb: int, threads: int) -> None:
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{memory_limit_mb}MiB'")
    connection.execute(f"SET threads = {threads}")
    # As for the writer: rows that are asked for by number are found without unpacking the others.
    connection.execute("SET dynamic_or_filter_threshold = 5000")
    connection.execute("SET temp_directory = ''")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
