"""`papertide explain`: what it prints of papers of one listing, of several, and of papers that look alike."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from commands import Papertide
from invented import plain_page, title

BIBTEX = (
    "@article{{{key}, title = {{Paper Boats in a Storm at Sea}}, eprint = {{{arxiv}}}, archiveprefix = {{arXiv}}}}\n"
)
TWO_IDS = BIBTEX.format(key="a", arxiv="2405.00001") + BIBTEX.format(key="b", arxiv="2405.00002")


@pytest.fixture
def boats(papertide: Papertide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A paper in two dumps, a paper in one, and two papers of one title."""
    monkeypatch.setenv("PAPERTIDE_HOME", str(tmp_path / "home"))
    pages = {"one.txt": plain_page([1, 2]), "two.txt": plain_page([1, 3]), "boats.bib": TWO_IDS}
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert papertide("ingest", *(tmp_path / name for name in pages), "--load-only").code == 0
    return tmp_path / "home"


def paper_id(number: int) -> str:
    """The id of invented paper `number`, which has no identifier."""
    key = "".join(character for character in title(number).casefold() if character.isalnum())
    return f"title:{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def test_a_paper_of_several_listings(papertide: Papertide, boats: Path) -> None:
    found = papertide("explain", paper_id(1), "--json").json
    assert found["paper"]["title"] == title(1)
    assert sorted(row["file_name"] for row in found["listings"]) == ["one.txt", "two.txt"]
    for row in found["listings"]:
        assert (row["rule"], row["score"]) == ("title", 1.0)
        assert row["evidence"].startswith("title key sparseexperts")
        assert row["override"] == [f"split,{row['listing_id']},reason"]
    assert found["conflicts"] == []


def test_a_listing_leads_to_its_paper(papertide: Papertide, boats: Path) -> None:
    expected = papertide("explain", paper_id(1), "--json").json
    listing_id = expected["listings"][0]["listing_id"]
    dump, _, position = listing_id.partition(":")
    assert papertide("explain", listing_id, "--json").json == expected
    assert papertide("explain", f"{dump[:6]}:{position}", "--json").json == expected


def test_a_paper_of_one_listing_has_no_line_to_decide(papertide: Papertide, boats: Path) -> None:
    (row,) = papertide("explain", paper_id(2), "--json").json["listings"]
    assert (row["rule"], row["override"]) == (None, [])
    assert "overrides.csv" not in papertide("explain", paper_id(2)).out


def test_what_was_kept_apart(papertide: Papertide, boats: Path) -> None:
    (conflict,) = papertide("explain", "arxiv:2405.00002", "--json").json["conflicts"]
    assert (conflict["kind"], conflict["decision"]) == ("same_title", "kept_apart")
    assert conflict["override"] == ["merge,arxiv:2405.00001,arxiv:2405.00002,reason"]


def test_the_line_it_prints_decides(papertide: Papertide, boats: Path) -> None:
    shown = papertide("explain", "arxiv:2405.00002").out
    assert f"add a line to {boats / 'overrides.csv'}" in shown
    (line,) = (line for line in shown.split("\n") if line.startswith("merge,"))
    (boats / "overrides.csv").write_text(f"{line}\n")
    assert papertide("audit").code == 0
    found = papertide("explain", "arxiv:2405.00002", "--json").json
    assert [row["rule"] for row in found["listings"]] == ["override", "override"]
    assert found["conflicts"] == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("arxiv:0000.00000", "there is no paper arxiv:0000.00000"),
        ("ffff:1", "there is no listing ffff:1"),
        ("boats", "there is no paper boats"),
    ],
)
def test_what_is_not_there(papertide: Papertide, boats: Path, asked: str, words: str) -> None:
    done = papertide("explain", asked)
    assert done.code == 2
    assert words in done.err


def test_no_warehouse(papertide: Papertide, tmp_path: Path) -> None:
    assert papertide("--home", tmp_path / "none", "explain", "arxiv:2405.00001").code == 2
