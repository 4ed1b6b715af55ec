"""One writer at a time, named by its process id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from transforms.errors import LockHeld
from warehouse.lock import writer_lock
from warehouse.settings import Settings

HOLDER = (
    "import sys; from warehouse.lock import writer_lock; from warehouse.settings import load_settings\n"
    "with writer_lock(load_settings(home=sys.argv[1])):\n    print('held', flush=True); sys.stdin.readline()"
)


def holder(home: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_writer_is_told_who_holds_the_warehouse(home: Settings) -> None:
    with holder(home.home) as process:
        with pytest.raises(LockHeld, match=f"process {process.pid}") as caught, writer_lock(home):
            pass
        assert caught.value.pid == process.pid
        process.communicate(input=b"\n")
    with writer_lock(home):
        assert (home.home / "lock").read_text() == f"{os.getpid()}\n"


def test_whoever_is_refused_is_told_who_holds_it_now(home: Settings) -> None:
    """Eight come at once, many times; the holder holds it until the seven others were refused."""
    (home.home / "lock").write_text("1\n")  # whoever held it before
    start, all_told = threading.Barrier(8), threading.Semaphore(0)

    def attempt(_: int) -> int | None:
        start.wait()
        try:
            with writer_lock(home):
                for _ in range(7):
                    all_told.acquire()
                (home.home / "lock").write_text("1\n")
                return None
        except LockHeld as error:
            all_told.release()
            return error.pid

    with ThreadPoolExecutor(8) as pool:
        for _ in range(50):
            told = [pid for pid in pool.map(attempt, range(8)) if pid is not None]
            assert told == [os.getpid()] * 7


def test_a_killed_writer_leaves_no_lock(home: Settings) -> None:
    with holder(home.home) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    with writer_lock(home):
        pass
