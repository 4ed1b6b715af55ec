"""What pages of very many papers cost: each question, each page, its payload; memory; many readers and new snapshots.

`python tests/benchmarks/ask_dashboard.py [LOADED FOLDER [RUNS]]`. Of LOADED, a home into which benchmark records were
ingested, a home with venues, sources, code and engagement is made in FOLDER (`dashboard_home.py`), where it stays for
the next run; without them 100,000 records are loaded first, and nothing stays. Every page runs in this process as
Streamlit's own tests run it, the database warm and no answer kept, RUNS times; processor time is what counts where a
machine is busy. Then the dashboard is served, and asked over its websocket.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import duckdb  # noqa: E402
import page_run  # noqa: E402
import streamlit as st  # noqa: E402
from arxiv_corpus import write  # noqa: E402
from dashboard_home import make  # noqa: E402
from dashboard_sessions import Reader, read_together, served_by  # noqa: E402

from dashboard import data  # noqa: E402
from dashboard.app import ENTRIES  # noqa: E402
from warehouse.connection import open_snapshot  # noqa: E402
from warehouse.queries import served  # noqa: E402

RECORDS = 100_000
SESSIONS, VERSIONS = 20, 2
_SLOW_MILLISECONDS = 50
_PAGE_SECONDS = 300

# What stands in an address: the commonest of each kind, and words of a title as people ask for what they have seen.
_SOUGHT = {
    "venue": "SELECT coalesce(venue_key, venue) AS name FROM core.papers WHERE name IS NOT NULL "
    "GROUP BY name ORDER BY count(*) DESC, name LIMIT 1 OFFSET 9",
    "author": "SELECT author_key FROM core.authorships GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    "paper": "SELECT paper_id FROM core.papers ORDER BY hash(paper_id) LIMIT 1",
    "rising": "SELECT term FROM trends.rising_terms WHERE window_months = 12 "
    "ORDER BY abs(log_odds_z) DESC, term LIMIT 1",
    "terms": "SELECT string_agg(term, ',') FROM "
    "(SELECT term FROM trends.terms WHERE n_words = 2 ORDER BY papers DESC, term LIMIT 3)",
    "term": "SELECT term FROM trends.terms WHERE n_words = 2 ORDER BY papers DESC, term LIMIT 1",
    "title": "SELECT title FROM core.papers WHERE title NOT ILIKE '% the %' ORDER BY hash(paper_id) LIMIT 1",
}


@dataclass
class Costs:
    """Milliseconds of each time that something was done."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Note what this costs."""
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall.append(1000 * (time.perf_counter() - wall))
        self.processor.append(1000 * (time.process_time() - processor))

    @property
    def figures(self) -> str:
        """Median, and what one in twenty exceeds, of both."""
        return "   ".join(f"{statistics.median(of):7.0f} {_exceeded(of):7.0f}" for of in (self.wall, self.processor))


def _exceeded(costs: list[float]) -> float:
    return statistics.quantiles(costs, n=20, method="inclusive")[-1] if len(costs) > 1 else costs[0]


def addresses(con: duckdb.DuckDBPyConnection) -> list[tuple[str, dict[str, str]]]:
    """Every page as it opens, and as its links and boxes lead to it."""
    of = {name: str(con.execute(query).fetchall()[0][0]) for name, query in _SOUGHT.items()}
    first, second = [word for word in of["title"].lower().split() if len(word) > 4][:2]
    asked = [
        ("overview", {"from": "2020-01"}),
        ("trends", {"t": of["terms"]}),
        ("trends", {"t": f"{of['term'].split()[0]} *"}),
        ("trends", {"t": of["terms"], "venue": of["venue"]}),
        ("rising", {"term": of["rising"]}),
        ("papers", {"q": f"{first} {second}"}),
        ("papers", {"q": f'"{" ".join(of["title"].split()[:2])}"'}),
        ("papers", {"q": f"{second[:6]}*"}),
        ("papers", {"venue": of["venue"]}),
        ("papers", {"term": of["term"], "from": "2020-01", "to": "2020-12"}),
        ("papers", {"p": "400"}),
        ("authors", {"count": "fractional"}),
        ("authors", {"q": of["author"].split()[0][:4]}),
        ("authors", {"by": of["author"]}),
        ("venues", {"venue": of["venue"]}),
        ("sources", {"src": "dblp"}),
        ("counts", {"of": "engagement"}),
        ("counts", {"of": "engagement", "venue": of["venue"]}),
        ("paper", {"id": of["paper"]}),
    ]
    return [(entry.name, {}) for entry in ENTRIES if entry.name != "paper"] + asked


def ask(pages: list[tuple[str, dict[str, str]]], runs: int) -> None:
    """Run every page, no answer kept; print what it and each of its questions costs."""
    whole: dict[str, Costs] = defaultdict(Costs)
    questions: dict[str, Costs] = defaultdict(Costs)
    named, seen = "dumps, the first page", set[tuple[Any, str]]()
    answer = data.Answers.to

    def to(self: data.Answers, question: Any, **filters: Any) -> Any:
        asked = (question, str(filters))
        if asked in seen:
            return answer(self, question, **filters)
        seen.add(asked)
        with questions[f"{named}: {question.__module__.rpartition('.')[2]}.{question.__name__}"].timed():
            return answer(self, question, **filters)

    data.Answers.to = to  # type: ignore[method-assign]
    page_run.SECONDS = _PAGE_SECONDS
    page_run.run("dumps")  # what is read once
    for page, address in pages:
        named = " ".join([page, *(f"{name}={value}" for name, value in address.items())])
        for _ in range(runs):
            st.cache_data.clear()
            seen.clear()
            with whole[named].timed():
                page_run.run(page, **address)
    data.Answers.to = answer  # type: ignore[method-assign]
    print(f"Milliseconds, {runs} runs: wall (median, p95)   processor (median, p95)")
    for name, costs in whole.items():
        print(f"{costs.figures}   page {name}")
    print(f"Questions of {_SLOW_MILLISECONDS} ms of processor time and more:")
    for name, costs in sorted(questions.items(), key=lambda item: -statistics.median(item[1].processor)):
        if statistics.median(costs.processor) >= _SLOW_MILLISECONDS:
            print(f"{costs.figures}   {name}")
    every = Costs(wall=[w for c in questions.values() for w in c.wall])
    every.processor = [p for c in questions.values() for p in c.processor]
    print(f"{every.figures}   all {len(every.wall):,} questions")


def serve(home: Path, pages: list[tuple[str, dict[str, str]]]) -> None:
    """Payload of each page, and memory; then many readers while another process publishes."""
    with served_by(home) as dashboard:
        payloads = {}
        for page, address in pages:
            with Reader(dashboard.url) as reader:
                payloads[f"{page} {address or ''}"] = reader.open(page, address).payload
        largest = sorted(payloads.items(), key=lambda item: -item[1])[:5]
        print("Payload, kB: " + ", ".join(f"{size / 1000:,.0f} {name}" for name, size in largest))
        print(f"Memory of the dashboard after every page: {dashboard.memory}")
        command = [sys.executable, str(HERE / "dashboard_home.py"), "--change", str(home), str(VERSIONS)]
        with subprocess.Popen(command) as publisher:
            found = read_together(dashboard, home, sessions=SESSIONS, pages=pages, until=publisher.poll)
        print(found)
        print(f"Memory of the dashboard after that: {dashboard.memory}")


def main(loaded: Path, folder: Path, runs: int) -> None:
    """Make what is not there, then ask."""
    home = folder / "home"
    if not home.exists():
        make(loaded, home)
    os.environ[data.HOME_VARIABLE] = str(home)
    snapshot = served.find(home)
    assert isinstance(snapshot, served.Served), snapshot
    con = open_snapshot(snapshot.path)
    print(f"{con.execute('SELECT count(*) FROM core.papers').fetchall()[0][0]:,} papers")
    pages = addresses(con)
    ask(pages, runs)
    con.close()
    serve(home, pages)


def load(home: Path) -> Path:
    """A home with RECORDS records."""
    source = home.parent / "arxiv.json"
    write(source, RECORDS)
    command = [sys.executable, "-m", "orchestration.cli", "--home", str(home), "ingest", "--load-only", str(source)]
    subprocess.run(command, check=True)
    return home


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 3)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(load(Path(temporary) / "loaded"), Path(temporary), 3)
