"""The `papertide` command in this process, and a published warehouse of invented papers to point it at."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from commands import Papertide, Ran
from invented import plain_page, title, write_dumps

from orchestration.cli.exits import run


@pytest.fixture
def papertide(capsys: pytest.CaptureFixture[str]) -> Papertide:
    """`papertide("--home", home, "dumps", "list")`."""

    def command(*arguments: object) -> Ran:
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ran(code=int(code), out=out, err=err)

    return command


def write_sample(folder: Path) -> Sequence[Path]:
    """Three overlapping dumps, and a fourth whose third entry is no paper."""
    odd = folder / "odd.txt"
    paths = write_dumps(folder)
    odd.write_text(plain_page(range(20, 24)).replace(title(22), "Supplemental Materials"), encoding="utf-8")
    return [*paths, odd]


@pytest.fixture(scope="session")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write_sample(folder / "dumps")
    assert run(["--home", str(folder / "home"), "ingest", str(folder / "dumps")]) == 0
    return folder / "home"


@pytest.fixture
def home(_published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own with 17 papers, 1 reject and snapshot 1; PAPERTIDE_HOME points to it."""
    copy = tmp_path / "home"
    shutil.copytree(_published, copy)
    monkeypatch.setenv("PAPERTIDE_HOME", str(copy))
    return copy
