"""The Snapshots page: what is kept, and what happened to papers in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import small_warehouse
import streamlit as st
from page_run import markup, run

from warehouse import snapshots
from warehouse.connection import open_database

pytestmark = pytest.mark.usefixtures("at_home")

GONE, RENAMED = small_warehouse.listings()["paper_id"][40], small_warehouse.listings()["paper_id"][41]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two snapshots: of the small warehouse, and of it with a paper gone and another with a venue."""
    folder = tmp_path_factory.mktemp("snapshots") / "home"
    small_warehouse.publish(folder)
    settings = small_warehouse.settings_of(folder)
    with open_database(settings) as connection:
        connection.execute("DELETE FROM core.identifiers WHERE paper_id = $id", {"id": GONE})
        connection.execute("DELETE FROM core.papers WHERE paper_id = $id", {"id": GONE})
        connection.execute("UPDATE core.papers SET venue = 'ICML' WHERE paper_id = $id", {"id": RENAMED})
        now = small_warehouse.NOW
        snapshots.publish(connection, settings, number=2, run_id="second", verdict="PUBLISH", now=now)
    yield folder
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({}, "From snapshot 1 to 2: 1 changed and 1 gone"),
        ({}, "68 papers as they were"),
        ({}, "venue 1"),
        ({}, "2, shown here"),
        ({"what": "gone"}, f"{GONE}"),
        ({"what": "added"}, "No paper was added."),
        ({"v": "1"}, "Snapshot 1: there is no earlier one to compare it with"),
        ({"since": "2"}, "Snapshot 2: snapshot 2 is not earlier"),
        ({"since": "7"}, "Snapshot 2: snapshot 7 is not earlier"),
        ({"what": "lost"}, "what=lost: not one of added, split_off, changed, renamed, merged or gone."),
    ],
)
def test_said(address: dict[str, str], said: str) -> None:
    assert said in markup(run("snapshots", **address)).text


def test_a_paper_that_is_gone_is_linked_into_the_snapshot_that_has_it() -> None:
    links = markup(run("snapshots", what="gone")).links
    (leads,) = [link for link, label in links.items() if label == GONE]
    assert leads.startswith("paper?v=1&")


def test_overview_tells_what_came_since_the_snapshot_before() -> None:
    shown = markup(run("overview"))
    assert "0 new papers since snapshot 1" in shown.text
    assert "snapshots?since=1" in shown.links
    assert "unknown new papers no earlier snapshot is kept" in markup(run("overview", v="1")).text


def test_each_change_leads_to_its_papers() -> None:
    links = markup(run("snapshots")).links
    assert links["snapshots?since=1&what=gone"].split() == ["1", "papers", "gone"]
