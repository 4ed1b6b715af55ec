"""Rising, of a warehouse in which trends were planted: what it says, and where its numbers lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import planted_warehouse
import pytest
import streamlit as st
from page_run import Markup, markup, run
from planted_warehouse import ARTEFACT, NEW_TERM

from dashboard import address, data
from warehouse.queries import papers, served
from warehouse.queries.served import Served


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("rising") / "home"
    planted_warehouse.publish(home)
    return home


@pytest.fixture(autouse=True)
def home(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PAPERTIDE_HOME", str(published))
    yield published
    st.cache_data.clear()
    st.cache_resource.clear()


def shown(**parameters: str) -> Markup:
    return markup(run("rising", **parameters))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({}, "2 terms (1 new) rise in the 12 months to Jun 2025; 3 fall"),
        ({}, "Jul 2024 to Jun 2025 (640 papers) against Jul 2023 to Jun 2024 (480 papers); 7 terms judged."),
        ({}, "1 more term would seem rising, were sources not told apart. See them."),
        ({}, f"{NEW_TERM} new burst since Mar 2025 none 8.6 % none before 0 55 +5.1 < 0.1 %"),
        ({}, "In one window only, so not compared: aitopics_text (0 → 160)."),
        ({"way": "falling"}, "3 terms fall in the 12 months to Jun 2025; 2 rise"),
        ({"mix": "all"}, "Not corrected: a source that came or went makes its words rise or fall."),
        ({"mix": "all"}, f"{ARTEFACT} new"),
        ({"k": "3", "way": "falling"}, "No term surely falls in the 3 months to Jun 2025"),
        ({"k": "3", "way": "falling"}, "come closest, and each may well be chance."),
        ({"src": "huggingface_text"}, "The filters on the left do not apply here"),
        ({"term": "lantern networks"}, "Why “lantern networks” rises ×"),
        ({"term": "lantern networks"}, "Over the last 30 months with enough papers it goes up (Kendall's tau +"),
        ({"term": "lantern networks"}, "Sources huggingface_text 38 → 149"),
        ({"term": "Kettle Priors", "k": "12"}, "Why “kettle priors” falls"),
        ({"term": ARTEFACT}, "within each source: no source with the term has papers in both windows"),
        ({"term": "<b>no term"}, "“<b>no term” was not judged: too few papers of these months use it. Close."),
    ],
)
def test_said(parameters: dict[str, str], said: str) -> None:
    assert said in shown(**parameters).text.replace("\u00a0", " ")


def test_what_a_new_source_brings_does_not_rise() -> None:
    assert ARTEFACT not in shown().text


@pytest.mark.parametrize(
    "parameters", [{}, {"way": "falling"}, {"term": "violin maps"}, {"src": "aitopics_text", "mix": "all"}]
)
def test_every_number_leads_to_as_many_papers(home: Path, parameters: dict[str, str]) -> None:
    snapshot = served.find(home)
    assert isinstance(snapshot, Served)
    con = data.open_cursor(snapshot)
    counted = 0
    for link, label in shown(**parameters).links.items():
        target, _, query = link.partition("?")
        if target == "papers" and re.fullmatch(r"[\d,]+", label):
            leads_to, problems = address.read(dict(parse_qsl(query)))
            assert not problems
            assert papers.counted(con, where=leads_to.found_papers).papers == int(label.replace(",", "")), link
            counted += 1
    assert counted >= 3


def test_the_receipt_gives_the_same_rows(home: Path) -> None:
    receipts = [code.value for code in run("rising").code if code.language == "sql"]
    snapshot = served.find(home)
    assert isinstance(snapshot, Served)
    (statement,) = receipts
    assert [row[0] for row in data.open_cursor(snapshot).sql(statement).fetchall()] == ["lantern networks", NEW_TERM]


def test_nothing_to_compare_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planted_warehouse, "MONTHS", 2)
    planted_warehouse.publish(tmp_path / "home")
    monkeypatch.setenv("PAPERTIDE_HOME", str(tmp_path / "home"))
    assert "Nothing to compare: there are no dated papers in the last 24 complete months" in shown(k="24").text
