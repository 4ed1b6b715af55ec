"""One holder at a time: advisory locks on files of the home folder that name their holder and die with it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transforms.errors import EnvironmentFault, LockHeld
from warehouse.settings import Settings


@contextmanager
def writer_lock(settings: Settings) -> Iterator[None]:
    """Hold the write lock of the home folder. Raises LockHeld (with the holder's PID) and EnvironmentFault."""
    with _hold(settings.home / "lock", "another writer (process {pid}) holds the warehouse."):
        yield


@contextmanager
def dagster_lock(settings: Settings) -> Iterator[None]:
    """Hold the right to run Dagster on this home: two daemons would run every schedule twice. Raises as above."""
    with _hold(settings.home / "dagster.lock", "Dagster (process {pid}) already runs on it."):
        yield


@contextmanager
def _hold(path: Path, held: str) -> Iterator[None]:
    handle = _open(path)
    try:
        with _turn(path.with_suffix(".turn")):
            _take(handle, path, held)
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)  # closing releases the lock, as does the death of the process


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise EnvironmentFault(
            f"{path}: {error.strerror}.", next_step="Give this user write permission, or choose another --home."
        ) from error


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """One process at a time takes a lock and names itself, or is refused and reads the name of who holds it.

    Without it, who is refused within that moment would read no name, or that of the holder before.
    """
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: Path, held: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        text = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
        pid = int(text) if text.isdigit() else None
        raise LockHeld(
            f"{path.parent}: {held.format(pid=pid or 'unknown')}",
            pid=pid,
            next_step="Wait until it ends, or stop it.",
        ) from error
