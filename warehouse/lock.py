"""One writer at a time: an advisory lock on `<home>/lock` that names its holder and dies with it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from transforms.errors import EnvironmentFault, LockHeld
from warehouse.settings import Settings


@contextmanager
def writer_lock(settings: Settings) -> Iterator[None]:
    """Hold the write lock of the home folder. Raises LockHeld (with the holder's PID) and EnvironmentFault."""
    path = settings.home / "lock"
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise EnvironmentFault(
            f"{path}: {error.strerror}.", next_step="Give this user write permission, or choose another --home."
        ) from error
    try:
        _take(handle, settings)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)  # closing releases the lock, as does the death of the process


def _take(handle: int, settings: Settings) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        text = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
        pid = int(text) if text.isdigit() else None
        raise LockHeld(
            f"{settings.home}: another writer (process {pid or 'unknown'}) holds the warehouse.",
            pid=pid,
            next_step="Wait until it ends, or stop it.",
        ) from error
