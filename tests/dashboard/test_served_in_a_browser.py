"""The dashboard as a reader meets it: served, opened in Chromium, every page, nothing but this machine asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import small_warehouse
from page_run import PAGES
from served_dashboard import Seen, fits, in_a_browser, new_page, serve, show, unfold

from dashboard.app import ENTRIES

TITLES = {entry.name: f"{entry.title} · papertide" for entry in ENTRIES}
# What axe finds of these impacts keeps somebody from reading a page.
GRAVE = {"serious", "critical"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Streamlit's input behind the chosen values is a few pixels wide; a click anywhere in the box around it does the same.
NOT_OURS = [".stMultiSelect input"]
# What the pages lead to, each with a filter on.
OPENED = (
    "rising?term=graph kernels",
    "topics?topic=diffusion priors",
    "authors?by=example0 a&code=0",
    "venues?venue=neurips",
    "sources?src=huggingface_text&from=2025-13",
    f"dumps?dump={small_warehouse.dump_id(0)}",
    "quality?run=20251208T090000Z-bbbbbb",
)

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "home"
    small_warehouse.publish(folder)
    return folder


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[str]:
    """Address of a dashboard that serves the small warehouse."""
    with serve(home) as url:
        yield url


def barriers(page: Any) -> list[str]:
    """What keeps people from reading the page, by axe: rule, message, and the first element that breaks it."""
    options = {"resultTypes": ["violations"], "runOnly": RULES}
    found = page.evaluate("([where, how]) => axe.run(where, how)", [{"exclude": NOT_OURS}, options])["violations"]
    return [
        f"{rule['id']}: {node['failureSummary']} {node['html']}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"][:1]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_page_shows_itself_and_asks_nobody_else(served: str, browser: object, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.base")
    seen = Seen()
    page = new_page(browser, seen, width=width, scheme=scheme)
    page.add_init_script(axe.AXE_SCRIPT)
    hostile_id = small_warehouse.listings()["paper_id"][0]
    for name in PAGES:
        path = "" if name == "overview" else name
        show(page, f"{served}/{path}?id={hostile_id}&q=titles&t=graph kernels,diffusion priors")
        unfold(page)
        assert page.title() == TITLES[name]
        assert page.locator("html").get_attribute("lang") == "en"
        assert fits(page), f"{name} is wider than {width} pixels"
        assert barriers(page) == [], f"{name}, {width} pixels, {scheme}"
    page.close()
    seen.assert_nothing()


def test_what_the_pages_lead_to_is_as_easy_to_read(served: str, browser: object) -> None:
    axe = pytest.importorskip("axe_playwright_python.base")
    seen = Seen()
    page = new_page(browser, seen, scheme="dark")
    page.add_init_script(axe.AXE_SCRIPT)
    for address in OPENED:
        show(page, f"{served}/{address}")
        unfold(page)
        assert barriers(page) == [], address
    page.close()
    seen.assert_nothing()


def test_the_keyboard_reaches_a_paper_and_is_seen_on_its_way(served: str, browser: object) -> None:
    page = new_page(browser, Seen())
    show(page, f"{served}/papers?q=kettles")
    ours = page.locator("a:focus")
    for _ in range(100):
        page.keyboard.press("Tab")
        if ours.count() and ours.get_attribute("href") and "Skip" not in ours.inner_text():
            assert ours.evaluate("(link) => getComputedStyle(link).outlineStyle") == "solid", ours.inner_text()
        if page.locator(".pt-papers a:focus").count():
            break
    title = ours.inner_text()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=title, exact=True).wait_for()
    page.close()


def test_filters_survive_reload_and_page_change(served: str, browser: object) -> None:
    page = new_page(browser, Seen())
    page.goto(f"{served}/papers?src=aitopics_text")
    page.get_by_role("heading", name="20 papers").wait_for()
    page.get_by_role("textbox", name="Search titles").fill("kettles")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="3 papers with “kettles”").wait_for()
    assert "q=kettles" in page.url
    page.reload()
    page.get_by_role("heading", name="3 papers with “kettles”").wait_for()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Overview").click()
    page.get_by_role("heading", name="20 of 70 papers from 2 dumps").wait_for()
    assert urlsplit(page.url).query == "src=aitopics_text"
    page.get_by_role("link", name="source: aitopics_text").click()
    page.get_by_role("heading", name="70 papers from 2 dumps", exact=True).wait_for()
    assert urlsplit(page.url).query == ""
    page.close()


def test_a_click_in_a_chart_leads_to_its_papers(served: str, browser: object) -> None:
    page = new_page(browser, Seen())
    page.goto(f"{served}/?from=2024-01&to=2024-01")
    page.get_by_test_id("stVegaLiteChart").locator(".mark-rect.role-mark path").first.click()
    page.get_by_role("link", name="1 paper of Jan 2024").click()
    page.get_by_role("heading", name="1 paper of Jan 2024").wait_for()
    page.goto(f"{served}/trends?t=graph kernels&from=2023-08&to=2023-08")
    page.get_by_test_id("stVegaLiteChart").locator(".mark-symbol.role-mark path").first.click()
    page.get_by_role("link", name=re.compile("^[01] papers? of Aug 2023 with “graph kernels”")).wait_for()
    page.close()


def test_a_download_is_made_when_it_is_pressed(served: str, browser: object, tmp_path: Path) -> None:
    page = new_page(browser, Seen())
    page.goto(f"{served}/papers?q=formulas")
    page.get_by_role("heading", name="1 paper with").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "papertide-1-papers-q-formulas.csv"
    download.value.save_as(tmp_path / "papers.csv")
    head, row = (tmp_path / "papers.csv").read_text().splitlines()
    assert head.startswith("paper_id,title,abstract,authors")
    assert "'=HYPERLINK" in row
    page.close()


def test_a_chart_is_saved_as_a_picture(served: str, browser: object, tmp_path: Path) -> None:
    seen = Seen()
    page = new_page(browser, seen)
    show(page, f"{served}/trends?t=graph kernels&src=huggingface_text")
    for label, start in (("SVG", b"<svg "), ("PNG", b"\x89PNG")):
        button = page.get_by_role("button", name=f"{label} of Share of graph kernels per month")
        with page.expect_download() as download:
            button.press("Enter")
        name = f"papertide-1-trends-src-huggingface-text-t-graph-kernels.{label.lower()}"
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    drawing = (tmp_path / "papertide-1-trends-src-huggingface-text-t-graph-kernels.svg").read_text(encoding="utf-8")
    assert "papertide, snapshot 1; source: huggingface_text; terms: graph kernels" in drawing
    page.close()
    seen.assert_nothing()


def test_a_new_snapshot_is_shown_without_a_restart(served: str, browser: object, home: Path) -> None:
    page = new_page(browser, Seen())
    page.goto(served)
    page.locator(".pt-top").get_by_text("snapshot 1,").wait_for()
    small_warehouse.publish(home)
    page.reload()
    page.locator(".pt-top").get_by_text("snapshot 2,").wait_for()
    page.close()
