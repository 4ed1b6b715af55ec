"""`papertide search`: from a file to the papers that match."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from commands import Papertide

from orchestration.cli.exits import run

BOATS = """
@article{a, title = {Boats at Dusk and What They Carry}, author = {Lantern, Ida and Kettle, Bo}, year = 2021}
@article{b, title = {Harbours of the North in Numbers}, author = {I. Lantern and Bo Kettle}, year = 2023}
@article{c, title = {Boats, Boats and Harbours Counted from the Coast}, author = {Cy Glacier}, year = 2024}
"""


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    (folder / "boats.bib").write_text(BOATS, encoding="utf-8")
    assert run(["--home", str(folder / "home"), "ingest", str(folder / "boats.bib")]) == 0
    return folder / "home"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("boat", ["Boats, Boats and Harbours Counted from the Coast", "Boats at Dusk and What They Carry"]),
        ("boats -harbours", ["Boats at Dusk and What They Carry"]),
        ("author:lantern 2022..", ["Harbours of the North in Numbers"]),
    ],
)
def test_papers_that_match_the_best_first(papertide: Papertide, boats: Path, query: str, titles: list[str]) -> None:
    found = papertide("--home", boats, "search", query, "--json")
    assert [paper["title"] for paper in found.json] == titles
    assert found.err == f"papertide: {len(titles)} of {len(titles)} papers.\n"


def test_a_table_and_files(papertide: Papertide, boats: Path, tmp_path: Path) -> None:
    shown = papertide("--home", boats, "search", "boats", "--limit", "1")
    assert (shown.code, shown.err) == (0, "papertide: 1 of 2 papers.\n")
    assert "Boats, Boats and Harbours" in shown.out
    assert "at Dusk" not in shown.out
    papertide("--home", boats, "search", "boats", "--output", tmp_path / "boats.csv")
    assert pl.read_csv(tmp_path / "boats.csv").height == 2
    assert len(json.loads(papertide("--home", boats, "search", "", "--format", "json").out)) == 3


def test_nothing_is_found(papertide: Papertide, boats: Path) -> None:
    nothing = papertide("--home", boats, "search", "boatz")
    assert (nothing.code, nothing.out) == (0, "")
    assert nothing.err == "No paper has boatz. Look for boats instead. No paper matches.\n"


def test_a_faulty_search_is_a_usage_error(papertide: Papertide, boats: Path) -> None:
    refused = papertide("--home", boats, "search", '"boats')
    assert refused.code == 2
    assert "is not closed" in refused.err
