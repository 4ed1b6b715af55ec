"""Topics, of a warehouse in which they were planted: what it says, and where its numbers lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import planted_topics
import pytest
import streamlit as st
from page_run import Markup, markup, run
from planted_topics import NEW_PAIR, NEW_TITLES, TOPICS

from dashboard import address, data
from warehouse.queries import papers, served, topics
from warehouse.queries.served import Served


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("topics") / "home"
    planted_topics.publish(home)
    return home


@pytest.fixture(autouse=True)
def home(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PAPERTIDE_HOME", str(published))
    yield published
    st.cache_data.clear()
    st.cache_resource.clear()


def shown(page: str = "topics", **parameters: str) -> Markup:
    return markup(run(page, **parameters))


def cursor(home: Path) -> object:
    snapshot = served.find(home)
    assert isinstance(snapshot, Served)
    return data.open_cursor(snapshot)


@pytest.fixture
def harbour(home: Path) -> str:
    """The topic of harbours."""
    return str(topics.of_term(cursor(home), term="harbour")["topic"][0])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({}, f"{len(TOPICS)} topics; the largest is “"),
        ({}, "Now: its share of the papers of Jul 2024 to Jun 2025; before: of the year before."),
        ({}, "New pairs Known terms that titles of Jul 2024 to Jun 2025 name together, and none did before."),
        ({"topic": "<b>no topic"}, f"{len(TOPICS)} topics; the largest is “"),
        ({"src": "hf"}, "The filters on the left do not apply here"),
        ({"topic": "<b>no topic"}, "There is no topic “<b>no topic” in this snapshot. Show all topics."),
        ({"top": "sideways"}, "top=sideways: not one of papers, growth, centrality or density"),
    ],
)
def test_said(parameters: dict[str, str], said: str) -> None:
    assert said in shown(**parameters).text.replace("\u00a0", " ")


def test_a_topic_says_what_it_is_made_of(harbour: str) -> None:
    text = shown(topic=harbour).text
    assert re.search(r"This topic × 90 papers in all; (motor|basic|niche|emerging or declining) \(", text)
    assert re.search(r"“(\w+), (\w+), (\w+)”: 90 papers, \d+\.\d % of those of Jul 2024 to Jun 2025", text)
    core = text.split("Core terms ")[1].split(" Linked to ")[0]
    assert set(core.lower().split(", ")) == set(TOPICS[0])
    assert "36 papers of Jul 2024 to Jun 2025" in text


def test_a_new_pair_stands_with_its_papers() -> None:
    text = shown().text
    assert re.search(rf"{NEW_PAIR[0]} \(\d+\) {NEW_PAIR[1]} \(\d+\) Mar 2025 {NEW_TITLES} ", text, re.IGNORECASE)


@pytest.mark.parametrize("has_topic", [False, True])
def test_every_number_leads_to_as_many_papers(home: Path, harbour: str, has_topic: bool) -> None:
    con = cursor(home)
    counted = 0
    for link, label in shown(**({"topic": harbour} if has_topic else {})).labels:
        target, _, query = link.partition("?")
        count = re.fullmatch(r"([\d,]+)( papers?)?", label)
        if target == "papers" and count:
            leads_to, problems = address.read(dict(parse_qsl(query)))
            assert not problems
            found = papers.counted(con, where=leads_to.found_papers).papers  # type: ignore[arg-type]
            assert found == int(count[1].replace(",", "")), link
            counted += 1
    # Each topic and the new pair; of one topic also all its papers, the recent ones and those of each month.
    assert counted >= len(TOPICS) + 1 + (12 if has_topic else 0)


def test_the_list_is_in_the_order_that_is_asked_for(home: Path) -> None:
    con = cursor(home)
    for order in topics.ORDERS:
        expected = topics.ranked(con, order=order)["label"].to_list()  # type: ignore[arg-type]
        labels = [label for link, label in shown(top=order).labels if link.startswith("topics?") and "topic=" in link]
        assert [label for label in labels if label in expected][: len(expected)] == expected


def test_the_receipts_give_the_same_rows(home: Path) -> None:
    con = cursor(home)
    receipts = [code.value for code in run("topics").code if "SELECT" in code.value]
    ranked, pairs = (con.sql(statement).pl() for statement in receipts)  # type: ignore[attr-defined]
    assert ranked.equals(topics.ranked(con, order="papers"))  # type: ignore[arg-type]
    assert pairs["papers"].to_list() == [NEW_TITLES]


def test_a_term_leads_to_its_partners_and_its_topic(harbour: str) -> None:
    links = shown("trends", t="harbour").links
    assert any(link.startswith("trends?") and label.lower() in TOPICS[0] for link, label in links.items())
    assert any(link.startswith("topics?") and f"topic={harbour}" in link for link in links)


def test_why_a_term_rises_names_its_topic(harbour: str) -> None:
    links = shown("rising", term="harbour").links
    assert any(link.startswith("topics?") and f"topic={harbour}" in link for link in links)


def test_without_topics_the_page_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planted_topics, "MONTHS", 1)
    monkeypatch.setattr(planted_topics, "PAPERS_A_MONTH", 1)
    planted_topics.publish(tmp_path / "home")
    monkeypatch.setenv("PAPERTIDE_HOME", str(tmp_path / "home"))
    assert "No topic: fewer than three terms occur together in five papers each" in shown().text
