"""Every page in every state: full, held, empty, missing, damaged, hostile address and text. Plain words, no error."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import small_warehouse
import streamlit as st
from page_run import PAGES, labels, markup, run
from streamlit.testing.v1 import AppTest

from dashboard.frame import EMPTY

ID = f"arxiv:{small_warehouse.ARXIV_ID}"
# What an address may hold, for each page the parameters that it reads.
HOSTILE_ADDRESS = {
    "from": "2025-13",
    "to": "<b>",
    "src": "nobody,<script>",
    "venue": "$x$ [a](javascript:alert(1))",
    "code": "maybe",
    "q": "' OR 1=1 -- %_ :red[x]",
    "term": "\"'; DROP TABLE core.papers; --",
    "dump": "../../etc/passwd",
    "sort": "paper_id; DROP",
    "p": "-1",
    "t": ",".join("abcdefghijk"),
    "as": "pie",
    "smooth": "99999999999999999999",
    "k": "7",
    "way": "<i>sideways</i>",
    "mix": "'",
    "id": "title:<script>alert(1)</script>",
    "run": "![x](http://evil.example)",
    "why": "<img src=x onerror=alert(1)>",
    "status": "\u202e",
    "state": "x" * 1_000,
    "of": "<img src=x onerror=alert(1)>",
    "step": ":red[decade]",
    "fig": "' OR 1=1 --",
    "team": "11 or more",
    "lang": "<script>alert(1)</script>",
    "cat": "$x$ [a](javascript:alert(1))",
    "seen": "likes",
    "again": "likes",
    "abs": "2",
    "nonsense": "1",
}
ALLOWED_HOSTS = {"arxiv.org", "doi.org", "github.com", "example.org"}


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Streamlit's caches live as long as the process, and so would the connections in them."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small warehouse, published once."""
    folder = tmp_path_factory.mktemp("published") / "home"
    small_warehouse.publish(folder)
    return folder


@pytest.fixture(scope="module")
def published_empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse without a row, published once."""
    folder = tmp_path_factory.mktemp("published-empty") / "home"
    small_warehouse.publish(folder, is_empty=True)
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder that does not exist yet."""
    monkeypatch.setenv("PAPERTIDE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def full(home: Path, published: Path) -> Path:
    """A home folder that serves the small warehouse, for the test alone."""
    shutil.copytree(published, home)
    return home


@pytest.mark.parametrize("page", PAGES)
def test_full(full: Path, page: str) -> None:
    text = markup(run(page, id=ID)).text
    assert "snapshot 1, 2025-12-15 10:14 UTC" in text
    assert "could be used" not in text
    for hole in ("None", "NaN", "null", "nan"):
        assert hole not in text.split()


@pytest.mark.parametrize("page", PAGES)
def test_held(full: Path, page: str) -> None:
    small_warehouse.hold(full)
    text = markup(run(page)).text
    assert "The last audit (2025-12-16 09:14 UTC) held. 2 checks failed" in text
    assert "<b>at most</b> 5 % of entries are refused" in text


@pytest.mark.parametrize("page", PAGES)
def test_empty_warehouse(home: Path, published_empty: Path, page: str) -> None:
    shutil.copytree(published_empty, home)
    text = markup(run(page)).text
    assert "snapshot 1," in text
    assert {"paper": "Choose one in Papers", "quality": "Next: run papertide audit."}.get(page, EMPTY) in text


@pytest.mark.parametrize("page", PAGES)
def test_no_snapshot(home: Path, page: str) -> None:
    text = markup(run(page)).text
    assert "There is nothing to show" in text
    assert f"No snapshot has been published in {home} yet." in text
    assert "run papertide ingest" in text


def test_no_snapshot_because_the_first_audit_held(home: Path) -> None:
    home.mkdir()
    small_warehouse.hold(home)
    assert "the audit of 2025-12-16 09:14 UTC held" in markup(run("overview")).text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("CURRENT", b"garbage", "'garbage' is no snapshot number"),
        ("CURRENT", b"7", "papertide-000007.duckdb is missing"),
        ("papertide-000001.json", b"{", "the manifest is unreadable"),
        ("papertide-000001.duckdb", b"not a database" * 1_000, "papertide-000001.duckdb: "),
    ],
)
def test_damaged_snapshot(full: Path, page: str, file: str, content: bytes, said: str) -> None:
    (full / "snapshots" / file).write_bytes(content)
    text = markup(run(page)).text
    assert "The snapshot cannot be read" in text
    assert said in text
    assert "papertide" in text.split(said)[1], "the next step is said"


def test_snapshot_whose_pages_are_overwritten(home: Path) -> None:
    snapshot = small_warehouse.publish(home)
    content = bytearray(snapshot.path.read_bytes())
    content[12_288:] = b"\xff" * (len(content) - 12_288)
    snapshot.path.write_bytes(bytes(content))
    text = markup(run("overview")).text
    assert "cannot be read" in text or "cannot open it" in text
    assert "papertide doctor --deep" in text


@pytest.mark.parametrize("page", PAGES)
def test_hostile_address(full: Path, page: str) -> None:
    test = run(page, **HOSTILE_ADDRESS)
    shown = markup(test)
    for said in (
        "from=2025-13: no month; write it as 2025-10",
        "to=<b>: no month",
        "src=<script>: no source of that name; there are aitopics_text and huggingface_text",
        "code=maybe: not one of 1 or 0",
        "sort=paper_id; DROP: not one of newest, oldest, title, listed or relevance",
        "k=7: not one of 3, 6, 12 or 24",
        "p=-1: no whole number from 1 to 1,000,000",
        "t=a,b,c,d,e,f,g,h,i,j,k: 11 terms; at most 8",
        "nonsense is no parameter of these pages",
        "longer than 500 characters",
    ):
        assert said in shown.text
    assert_harmless(test)


@pytest.mark.parametrize("page", PAGES)
def test_hostile_text_is_text(full: Path, page: str) -> None:
    hostile_id = small_warehouse.listings()["paper_id"][0]
    assert_harmless(run(page, id=hostile_id, q="Titles"))


def test_hostile_titles_are_shown_as_they_are(full: Path) -> None:
    text = markup(run("papers", q="titles")).text
    for title in small_warehouse.HOSTILE:
        assert f"An abstract that says {title}, twice." in text


def assert_harmless(test: AppTest) -> None:
    """Only elements and attributes of ours, links to where links may lead, nothing of a dump read as Markdown."""
    shown = markup(test)
    assert not shown.elements & {"script", "img", "iframe", "style", "form", "input", "object", "svg", "link"}
    assert not {name for name in shown.attributes if name.startswith("on")}
    for link in shown.links:
        address = urlsplit(link)
        assert address.scheme in {"", "http", "https"}, link
        assert not address.netloc or address.netloc in ALLOWED_HOSTS, link
    for label in labels(test):
        for piece in ("alert", "evil.example", ":red[", "<script", "$x"):
            assert piece not in label


def test_a_new_snapshot_is_seen_without_a_restart(home: Path) -> None:
    small_warehouse.publish(home)
    test = run("overview")
    assert "snapshot 1," in markup(test).text
    small_warehouse.publish(home)
    assert "snapshot 2," in markup(test.run()).text
