"""Snapshots that a process keeps open to read: one DuckDB for all of them, so that they share one limit of memory.

What pages ask for stays in DuckDB's memory up to its limit. Were each snapshot opened by itself, a publication would
double that for as long as somebody reads the one before. No question lives here.
"""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import attach, open_folder


class Attached:
    """A snapshot that is open for as long as somebody holds this."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
        self._connection = connection
        self.catalog = catalog

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own that asks this snapshot. It is of no use once this is let go."""
        cursor = self._connection.cursor()
        cursor.execute(f"USE {self.catalog}")
        return cursor


class OpenSnapshots:
    """The snapshots of a folder that are open in this process, each once."""

    def __init__(self, folder: Path, *, memory_limit_mb: int = 512, threads: int = 2) -> None:
        self._connection = open_folder(folder, memory_limit_mb=memory_limit_mb, threads=threads)
        self._open: dict[Path, tuple[weakref.ref[Attached], str]] = {}
        self._numbers = count(1)
        # What nobody holds any more is detached wherever Python finds that out, perhaps within `attach`.
        self._lock = threading.RLock()

    def attach(self, path: Path) -> Attached:
        """Open the snapshot at this absolute path, or give the one that is open.

        Raises WarehouseDamaged, EnvironmentFault.
        """
        with self._lock:
            if path in self._open:
                reference, catalog = self._open[path]
                if attached := reference():
                    return attached
                self._detach(path, catalog)
            catalog = f"snapshot_{next(self._numbers)}"
            attach(self._connection, path, catalog=catalog)
            attached = Attached(self._connection, catalog)
            self._open[path] = weakref.ref(attached), catalog
            weakref.finalize(attached, self._detach, path, catalog).atexit = False
            return attached

    def _detach(self, path: Path, catalog: str) -> None:
        with self._lock:
            if path in self._open and self._open[path][1] == catalog:
                del self._open[path]
                self._connection.execute(f"DETACH {catalog}")


@dataclass(frozen=True, kw_only=True)
class Two:
    """Two snapshots that are compared."""

    earlier: Attached
    later: Attached

    def cursor(self) -> Comparing:
        """A cursor that asks both."""
        return Comparing(self)


class Comparing:
    """A cursor on two snapshots, open for as long as somebody holds it: `{earlier}` and `{later}` in a query."""

    def __init__(self, both: Two) -> None:
        self._cursor = both.later.cursor()
        self._both = both

    def execute(self, query: str, params: dict[str, Any], /) -> duckdb.DuckDBPyConnection:
        """What the cursor gives, once the names of the snapshots are filled in."""
        named = query.format(earlier=self._both.earlier.catalog, later=self._both.later.catalog)
        return self._cursor.execute(named, params)
