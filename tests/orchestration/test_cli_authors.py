"""`papertide authors`: who stands behind a name, from a file to the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Papertide

from orchestration.cli.exits import run

BOATS = """
@article{a, title = {Boats at Dusk and What They Carry}, author = {Lantern, Ida and Kettle, Bo}, year = 2021}
@article{b, title = {Harbours of the North in Numbers}, author = {I. Lantern and Bo Kettle}, year = 2023}
@article{c, title = {Glaciers Counted from the Coast}, author = {Ida Lantern}, year = 2024}
@article{d, title = {Orchards and Their Violins Today}, author = {Ilse Lantern and Cy Harbour and others}, year = 2024}
"""


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authors")
    (folder / "boats.bib").write_text(BOATS, encoding="utf-8")
    assert run(["--home", str(folder / "home"), "ingest", str(folder / "boats.bib")]) == 0
    return folder / "home"


@pytest.mark.parametrize("name", ["Ida Lantern", "Lantern, I.", "Lantern I"])
def test_the_persons_of_a_name_whatever_its_form(papertide: Papertide, boats: Path, name: str) -> None:
    persons = papertide("--home", boats, "authors", name, "--json").json
    found = [(person["names"], person["papers"], person["evidence"]) for person in persons]
    assert found[0] == (["I. Lantern", "Lantern, Ida"], 2, ["co-authors"])
    assert sorted(found[1:]) == [(["Ida Lantern"], 1, ["alone"]), (["Ilse Lantern"], 1, ["alone"])]
    assert (persons[0]["first_published_on"], persons[0]["last_published_on"]) == ("2021-01-01", "2023-01-01")
    assert len(persons[0]["paper_ids"]) == 2


def test_a_table(papertide: Papertide, boats: Path) -> None:
    shown = papertide("--home", boats, "authors", "Ida Lantern")
    assert (shown.code, shown.err) == (0, "")
    assert "I. Lantern, Lantern, Ida" in shown.out


@pytest.mark.parametrize("name", ["Nemo", "others", ""])
def test_nobody(papertide: Papertide, boats: Path, name: str) -> None:
    nobody = papertide("--home", boats, "authors", name)
    assert (nobody.code, nobody.out, nobody.err) == (0, "", f"No paper has an author {name}.\n")
