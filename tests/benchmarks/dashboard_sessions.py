"""Readers of a served dashboard, as its websocket knows them: what pages send, and whether it is of one version."""

from __future__ import annotations

import html
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from types import TracebackType
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

_SECONDS = 300
# Titles of pages that could not be shown.
_FAULTS = ("The snapshot cannot be read", "There is nothing to show")
_SNAPSHOT = re.compile(r"snapshot (\d+), \d{4}-")
# Of these pages the number of papers stands in the title.
_TELLING = ("overview", "papers", "sources", "venues")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a page sent."""

    payload: int
    seconds: float
    text: str
    is_faulty: bool


class Reader:
    """One session."""

    def __init__(self, url: str) -> None:
        self._socket = connect(f"{url.replace('http', 'ws')}/_stcore/stream", max_size=None, subprotocols=["streamlit"])

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._socket.close()

    def open(self, page: str, address: dict[str, str]) -> Answer:
        """Go to a page, and wait until all of it has come."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = urlencode(address)
        start, payload, texts, is_faulty = time.perf_counter(), 0, [], False
        self._socket.send(asked.SerializeToString())
        while True:
            received = self._socket.recv(timeout=_SECONDS)
            payload += len(received)
            said = ForwardMsg.FromString(received)
            element = said.delta.new_element
            texts.append(element.html.body)
            is_faulty |= element.HasField("exception") or any(fault in element.html.body for fault in _FAULTS)
            if said.WhichOneof("type") == "script_finished":
                text = html.unescape(re.sub(r"<[^>]*>", " ", " ".join(texts)))
                seconds = time.perf_counter() - start
                return Answer(payload=payload, seconds=seconds, text=" ".join(text.split()), is_faulty=is_faulty)


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """A dashboard that is served by a process of its own."""

    url: str
    process_id: int

    @property
    def memory(self) -> str:
        """Resident now, and at most so far."""
        status = dict(
            line.split(":", 1)
            for line in Path(f"/proc/{self.process_id}/status").read_text().splitlines()
            if ":" in line
        )
        now, most = (int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        return f"{now:,.0f} MiB, at most {most:,.0f}"


@contextmanager
def served_by(home: Path) -> Iterator[Dashboard]:
    """A dashboard of this home, until the end."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | {"PAPERTIDE_HOME": str(home.absolute())}) as server:
        try:
            _wait(url)
            yield Dashboard(url=url, process_id=server.pid)
        finally:
            server.terminate()


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            with urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except URLError:
            time.sleep(0.1)
    raise TimeoutError(url)


@dataclass
class Seen:
    """What the readers saw."""

    answers: int = 0
    faulty: int = 0
    mixed: int = 0
    versions: set[int] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        slow = quantiles(self.seconds, n=20, method="inclusive")[-1]
        return (
            f"{self.answers:,} pages, {self.faulty} with an error, {self.mixed} with figures of another version; "
            f"versions {sorted(self.versions)}; seconds a page: median {median(self.seconds):.2f}, p95 {slow:.2f}"
        )


def read_together(
    dashboard: Dashboard,
    home: Path,
    *,
    sessions: int,
    pages: list[tuple[str, dict[str, str]]],
    until: Callable[[], int | None],
) -> Seen:
    """So many sessions, each from page to page, until `until` says something, and once more after that."""
    seen, lock = Seen(), threading.Lock()

    def read(first: int) -> None:
        with Reader(dashboard.url) as reader:
            is_last = False
            for number in itertools.count(first * 7):
                page, address = pages[number % len(pages)]
                answer = reader.open(page, address)
                with lock:
                    _note(seen, answer, page, address, home)
                if is_last:
                    return
                is_last = until() is not None

    readers = [threading.Thread(target=read, args=(number,)) for number in range(sessions)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return seen


def _note(seen: Seen, answer: Answer, page: str, address: dict[str, str], home: Path) -> None:
    seen.answers += 1
    seen.seconds.append(answer.seconds)
    numbers = {int(number) for number in _SNAPSHOT.findall(answer.text)}
    seen.versions |= numbers
    seen.faulty += answer.is_faulty or len(numbers) != 1
    if page in _TELLING and not address and len(numbers) == 1:
        manifest = home / "snapshots" / f"papertide-{next(iter(numbers)):06d}.json"
        papers = json.loads(manifest.read_text())["tables"]["core.papers"]["rows"]
        seen.mixed += f"{papers:,} papers" not in answer.text
