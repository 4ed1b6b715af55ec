"""A file on which our own code fails costs no other file, and its traceback is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from invented import write_dumps

from orchestration import faults
from transforms.errors import EnvironmentFault, ProgramFault, UnreadableDump

# A reader with a bug for each kind of content, found where readers are found.
BUGGY = """
import builtins
import polars as pl
from transforms.readers._contract import PLACE, Reader, Recognised

RAW = pl.Schema({**PLACE, "title": pl.String, "extra": pl.String})

def sniff(head):
    return Recognised(layout="poison", evidence="POISON") if head.data.startswith(b"POISON") else None

def read(stream, layout, bounds, account):
    _, where, kind = stream.read().decode().split()
    if where == "first":
        raise getattr(builtins, kind)("no more")
    good = {"position": 0, "line_start": 1, "line_end": 1, "raw": "", "problems": [], "title": "Good", "extra": None}
    yield pl.DataFrame([good], schema=RAW)
    if where == "later":
        raise getattr(builtins, kind)("no more")
    yield pl.DataFrame([good | {"position": 1, "extra": "{"}], schema=RAW)  # no JSON

READER = Reader(name="poison", version=1, describes="", layouts=("poison",), raw=RAW, sniff=sniff, read=read)
"""
COMMAND = """
import sys
import transforms.readers
from orchestration.cli.exits import run

transforms.readers.__path__.append(sys.argv[1])
sys.exit(run(sys.argv[2:]))
"""


def papertide(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with the buggy reader."""
    (folder / "readers").mkdir(exist_ok=True)
    (folder / "readers" / "poison.py").write_text(BUGGY)
    command = [sys.executable, "-c", COMMAND, str(folder / "readers"), "--home", str(folder / "home"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_poison_file_costs_no_other_and_its_traceback_is_told(tmp_path: Path) -> None:
    dumps = tmp_path / "dumps"
    write_dumps(dumps)
    poisons = {
        "a-memory": ("first", "MemoryError", "MemoryError: no more"),
        "b-value": ("later", "ValueError", "ValueError: no more"),
        "c-json": ("stored", "-", "ConversionException: Conversion Error: Malformed JSON"),
        "z-stop": ("later", "ZeroDivisionError", "ZeroDivisionError: no more"),
    }
    for name, (where, kind, _) in poisons.items():
        (dumps / f"{name}.txt").write_text(f"POISON {where} {kind}")
    done = papertide(tmp_path, "ingest", "--load-only", str(dumps), "--json")
    assert done.returncode == 0, done.stderr
    found = {dump["file_name"]: dump for dump in json.loads(done.stdout)["dumps"]}
    assert [found[f"{name}.txt"]["status"] for name in poisons] == ["failed"] * 4
    assert [dump["status"] for dump in found.values()].count("loaded") == 3
    for name, (where, _, words) in poisons.items():
        error = found[f"{name}.txt"]["error"]
        assert error.startswith(f"{name}.txt: papertide itself failed on it, in ")
        assert words in error
        assert "Report it with its traceback" in error
        assert ("poison, line" in error) == (where != "stored")
    assert done.stderr.count("Traceback (most recent call last)") >= 4
    # At once, not behind what was still to be read.
    assert done.stderr.index("Traceback") < done.stderr.index("failed: a-memory.txt")
    assert "poison.py" in done.stderr
    ledger = papertide(tmp_path, "dumps", "list", "--status", "failed", "--json")
    assert {row["file_name"]: row["error"] for row in json.loads(ledger.stdout)} == {
        f"{name}.txt": found[f"{name}.txt"]["error"] for name in poisons
    }


def test_a_poison_file_alone_is_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "alone.txt").write_text("POISON first RuntimeError")
    done = papertide(tmp_path, "ingest", "--load-only", str(tmp_path / "alone.txt"))
    assert done.returncode == 1
    assert "RuntimeError: no more" in done.stderr


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), EnvironmentFault("disk full"), KeyboardInterrupt()]
)
def test_what_concerns_every_file_passes(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, faults.charged_to("page.txt"):
        raise error
    assert caught.value is error


def test_what_is_wrong_with_the_file_passes() -> None:
    with pytest.raises(UnreadableDump, match="it is empty"), faults.charged_to("page.txt"):
        raise UnreadableDump("page.txt", "it is empty.")


@pytest.mark.parametrize(
    "error", [OSError("Couldn't deserialize thrift"), ValueError("odd"), AssertionError("lost bytes")]
)
def test_any_other_error_names_the_file_and_the_place(error: Exception) -> None:
    with (
        pytest.raises(ProgramFault, match=r"page\.txt: papertide itself failed") as caught,
        faults.charged_to("page.txt"),
    ):
        raise error
    assert caught.value.__cause__ is error
    assert str(error) in caught.value.fact
    assert str(faults.traceback_of(caught.value)).startswith("Traceback (most recent call last)")
