"""Of a warehouse with a vocabulary.toml: what it names is offered, and told where it is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import planted_warehouse
import pytest
import streamlit as st
from page_run import Markup, markup, run

VOCABULARY = """
[synonyms]
"maps of violins" = ["violin maps", "violin charts"]
[groups]
"what glows" = "lantern networks + glacier *"
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("named") / "home"
    home.mkdir()
    (home / "vocabulary.toml").write_text(VOCABULARY, encoding="utf-8")
    planted_warehouse.publish(home)
    return home


@pytest.fixture(autouse=True)
def home(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PAPERTIDE_HOME", str(published))
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


def shown(**parameters: str) -> Markup:
    return markup(run("trends", **parameters))


def test_a_synonym_leads_to_its_term_which_says_what_it_counts() -> None:
    page = shown(t="Violin Maps")
    assert "“maps of violins”:" in page.text
    assert "“maps of violins” also counts papers that write “violin maps” (156) and “violin charts” (0)." in page.text


def test_a_synonym_leads_to_why_its_term_rises() -> None:
    page = markup(run("rising", term="Violin Maps", mix="all"))
    assert "“Violin Maps” is counted as “maps of violins”." in page.text
    assert "Why “maps of violins” rises" in page.text


def test_a_named_group_is_one_click_away() -> None:
    (link,) = [link for link, label in shown(t="graph kernels").labels if label == "what glows"]
    assert "t=graph+kernels" in link
    assert "also counts" not in shown(t="graph kernels").text
    assert "“lantern networks + glacier *”:" in shown(t="lantern networks + glacier *").text
