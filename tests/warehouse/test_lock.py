"""One writer at a time, named by its process id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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


def test_a_killed_writer_leaves_no_lock(home: Settings) -> None:
    with holder(home.home) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    with writer_lock(home):
        pass
