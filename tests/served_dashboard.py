"""Serve a home's dashboard, and open its pages in Chromium. No test lives here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
MILLISECONDS = 60_000
SECONDS_TO_START = 60
# Streamlit's client looks for its server beside the page first; these answers are expected.
PROBES = ("_stcore/health", "_stcore/host-config")
# Streamlit is done, what it drew is there, and each chart has drawn itself.
_IS_SHOWN = """() => document.querySelector(".stApp[data-test-script-state=notRunning]")
    && document.querySelector(".stHtml h1")
    && [...document.querySelectorAll(".stVegaLiteChart")].every((chart) => chart.querySelector(".marks"))
"""

in_a_browser = [
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


@contextmanager
def serve(home: Path) -> Iterator[str]:
    """Address of a dashboard that serves this home, until the end."""
    port = _free_port()
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | {"PAPERTIDE_HOME": str(home)}, cwd=home) as server:
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

    def assert_nothing(self) -> None:
        """Nobody was asked but this machine; no dialog, no error."""
        assert self.hosts <= {"127.0.0.1", ""}
        assert self.dialogs == []
        assert self.errors == []


def new_page(browser: Any, seen: Seen, *, width: int = 1440, scheme: str = "light") -> Any:
    """A new tab that notes in `seen` what happens in it."""
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=scheme)
    page.set_default_timeout(MILLISECONDS)
    page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).hostname or ""))
    page.on("websocket", lambda socket: seen.hosts.add(urlsplit(socket.url).hostname or ""))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda line: _note(seen, line))
    return page


def _note(seen: Seen, line: Any) -> None:
    if line.type == "error" and not any(probe in line.location["url"] for probe in PROBES):
        seen.errors.append(line.text)


def show(page: Any, url: str) -> None:
    """Open an address, and wait until all of it is there."""
    page.goto(url)
    page.wait_for_function(_IS_SHOWN)
    assert page.locator(".stException").count() == 0


# What is being unfolded lies over what stands below it.
_IS_AT_REST = """() => [...document.querySelectorAll(".stMain details")].every((fold) =>
    fold.getAnimations({subtree: true}).every((animation) => animation.playState !== "running"))
"""


def unfold(page: Any) -> None:
    """Open whatever is folded."""
    page.evaluate("document.querySelectorAll('.stMain details:not([open]) > summary').forEach((fold) => fold.click())")
    page.wait_for_function("!document.querySelector('.stMain details:not([open])')")
    page.wait_for_function(_IS_AT_REST)


def fits(page: Any) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
