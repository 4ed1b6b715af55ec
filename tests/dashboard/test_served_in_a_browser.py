"""The dashboard as a reader meets it: served, opened in Chromium, every page, nothing but this machine asked."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import small_warehouse
from page_run import PAGES

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
MILLISECONDS = 60_000
SECONDS_TO_START = 60
# Streamlit's client looks for its server beside the page first; these answers are expected.
PROBES = ("_stcore/health", "_stcore/host-config")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed (Debian: apt-get install chromium)"),
]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        assert server.poll() is None, f"the dashboard ended with {server.returncode}"
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5) as answer:
                assert answer.status == 200
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail(f"the dashboard did not answer within {SECONDS_TO_START} s")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "home"
    small_warehouse.publish(folder)
    return folder


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[str]:
    """Address of a dashboard that serves the small warehouse."""
    port = _free_port()
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    environment = os.environ | {"PAPERTIDE_HOME": str(home)}
    with subprocess.Popen(command, env=environment, cwd=home) as server:
        try:
            _wait(f"http://127.0.0.1:{port}", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            assert server.wait(timeout=20) == 0


@dataclass
class Seen:
    """What a page asked for and said behind the reader's back."""

    hosts: set[str] = field(default_factory=set)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


def _open(browser: object, seen: Seen, *, width: int = 1440) -> object:
    page = browser.new_page(viewport={"width": width, "height": 1000})
    page.set_default_timeout(MILLISECONDS)
    page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).hostname or ""))
    page.on("websocket", lambda socket: seen.hosts.add(urlsplit(socket.url).hostname or ""))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda line: _note(seen, line))
    return page


def _note(seen: Seen, line: object) -> None:
    if line.type == "error" and not any(probe in line.location["url"] for probe in PROBES):
        seen.errors.append(line.text)


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_shows_itself_and_asks_nobody_else(served: str, browser: object, width: int) -> None:
    seen = Seen()
    page = _open(browser, seen, width=width)
    hostile_id = small_warehouse.listings()["paper_id"][0]
    for name in PAGES:
        path = "" if name == "overview" else name
        page.goto(f"{served}/{path}?id={hostile_id}&q=titles&t=graph kernels,diffusion priors")
        page.locator(".stHtml h1").first.wait_for()
        page.wait_for_load_state("networkidle")
        assert page.locator(".stException").count() == 0
        fits = "document.documentElement.scrollWidth <= window.innerWidth"
        assert page.evaluate(fits), f"{name} is wider than {width} pixels"
    page.close()
    assert seen.hosts <= {"127.0.0.1", ""}
    assert seen.dialogs == []
    assert seen.errors == []


def test_filters_survive_reload_and_page_change(served: str, browser: object) -> None:
    page = _open(browser, Seen())
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
    page = _open(browser, Seen())
    page.goto(f"{served}/?from=2024-01&to=2024-01")
    page.get_by_test_id("stVegaLiteChart").locator(".mark-rect.role-mark path").first.click()
    page.get_by_role("link", name="1 paper of Jan 2024").click()
    page.get_by_role("heading", name="1 paper of Jan 2024").wait_for()
    page.goto(f"{served}/trends?t=graph kernels&from=2023-08&to=2023-08")
    page.get_by_test_id("stVegaLiteChart").locator(".mark-symbol.role-mark path").first.click()
    page.get_by_role("link", name=re.compile("^[01] papers? of Aug 2023 with “graph kernels”")).wait_for()
    page.close()


def test_a_download_is_made_when_it_is_pressed(served: str, browser: object, tmp_path: Path) -> None:
    page = _open(browser, Seen())
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


def test_a_new_snapshot_is_shown_without_a_restart(served: str, browser: object, home: Path) -> None:
    page = _open(browser, Seen())
    page.goto(served)
    page.locator(".pt-top").get_by_text("snapshot 1,").wait_for()
    small_warehouse.publish(home)
    page.reload()
    page.locator(".pt-top").get_by_text("snapshot 2,").wait_for()
    page.close()
