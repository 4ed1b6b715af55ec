"""Landed files: what is an offer, what is none, and what can never be opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from transforms.errors import EnvironmentFault
from warehouse import landing


def offered(folder: Path, name: str = "dump.txt") -> landing.Offer:
    path = folder / name
    path.write_bytes(b"new\n\nA title of no importance\n")
    return landing.offer(path)


def test_a_missing_path_is_an_environment_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="No such file"):
        landing.offers([tmp_path / "nowhere"])


def test_folders_give_their_finished_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden", "half.part", "deep/c.txt", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        offered(tmp_path, name)
    assert [item.path.relative_to(tmp_path).as_posix() for item in landing.offers([tmp_path])] == [
        "a.txt",
        "b.txt",
        "deep/c.txt",
    ]


def test_links_to_folders_are_offers_that_will_be_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "real", target_is_directory=True)
    (offer,) = landing.offers([tmp_path])
    assert (offer.file_name, str(offer.refusal)[:24]) == ("linked", "it is a symbolic link, w")


def test_a_file_name_that_is_no_text_is_shown_with_escapes(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/page\xff.txt"
    Path(os.fsdecode(path)).write_bytes(b"a page")
    (offer,) = landing.offers([tmp_path])
    assert offer.file_name == "page\\xff.txt"


def test_a_file_inside_another_is_shown_behind_an_exclamation_mark(tmp_path: Path) -> None:
    inside = offered(tmp_path, "all.zip").member("deep/a.json")
    assert (inside.file_name, inside.full_name) == ("all.zip!deep/a.json", f"{tmp_path}/all.zip!deep/a.json")
