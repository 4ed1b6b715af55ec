"""Beside a figure stands the SELECT that gives it; an address may stay with one snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import small_warehouse
import streamlit as st
from page_run import markup, run

from warehouse import adhoc, snapshots
from warehouse.connection import open_database

pytestmark = pytest.mark.usefixtures("at_home")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same 70 papers, published twice."""
    folder = tmp_path_factory.mktemp("versions") / "home"
    small_warehouse.publish(folder)
    small_warehouse.publish(folder)
    yield folder
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize(
    ("page", "address", "column", "totals"),
    [
        ("overview", {}, "papers", [51]),
        ("trends", {"t": "graph kernels", "smooth": "1"}, "total_papers", [50]),
        ("papers", {}, "papers", [70]),
        ("papers", {"q": "kettles"}, "papers", [10]),
        ("papers", {"q": "kettles", "src": "aitopics_text"}, "papers", [3]),
        ("venues", {}, "papers", [20]),
        ("authors", {}, "papers", [70]),
        # Papers of each source, and, for each pair in both orders, those that both list.
        ("sources", {}, "papers", [80, 20]),
        ("sources", {"src": "aitopics_text"}, "papers", [14]),
    ],
)
def test_the_selects_beside_figures_give_them(
    home: Path, page: str, address: dict[str, str], column: str, totals: list[int]
) -> None:
    statements = [code.value for code in run(page, v="1", **address).code if code.language == "sql"]
    snapshot = snapshots.load(small_warehouse.settings_of(home), 1)
    answers = [adhoc.answer(snapshot.path, said, rows_at_most=1_000, seconds_at_most=20).rows for said in statements]
    assert [answer[column].sum() for answer in answers] == totals


def test_an_address_stays_with_its_snapshot() -> None:
    page = markup(run("overview", v="1"))
    assert "70 papers from 2 dumps" in page.text
    assert "This is snapshot 1 of 2025-12-15 10:14 UTC, as the address asks." in page.text
    assert "this address stays with snapshot 1" in page.text
    assert page.links["./"] == "Show snapshot 2, which is served now"
    inner = [link for link in page.links if not link.startswith("./")]
    assert inner
    assert all("v=1" in link for link in inner)


def test_a_view_offers_its_lasting_link() -> None:
    page = markup(run("papers", q="kettles"))
    assert page.links["papers?v=2&q=kettles"] == "lasting link to this view"
    assert "This is snapshot" not in page.text


def test_the_served_snapshot_by_its_number_is_no_older_one() -> None:
    page = markup(run("overview", v="2"))
    assert "This is snapshot" not in page.text


def test_a_snapshot_that_is_gone_is_said_to_be() -> None:
    page = markup(run("overview", v="9"))
    assert "there is no snapshot 9" in page.text
    assert page.links["./"] == "Show the snapshot that is served"


@pytest.mark.parametrize("page", ["overview", "papers", "quality", "rejects"])
def test_sample_data_is_said_to_be_invented_on_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    small_warehouse.publish(tmp_path / "home")
    settings = small_warehouse.settings_of(tmp_path / "home")
    with open_database(settings) as connection:
        renamed = "UPDATE core.dumps SET file_name = 'papertide-sample-page.txt' WHERE dump_id = $id"
        connection.execute(renamed, {"id": small_warehouse.dump_id(0)})
        snapshots.publish(connection, settings, number=2, run_id="second", verdict="PUBLISH", now=small_warehouse.NOW)
    assert "Sample data" not in markup(run(page)).text
    monkeypatch.setenv("PAPERTIDE_HOME", str(settings.home))
    assert "Sample data: 1 of 2 dumps is invented" in markup(run(page)).text
