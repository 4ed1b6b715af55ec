"""How long searches take, in milliseconds, beside a scan of the same texts; and what the index costs.

`python tests/benchmarks/search_papers.py [PAPERS] [FOLDER]`. A folder keeps the database for the next run. Queries are
made of the words of titles that are there, as people ask for what they have seen: one to three words, phrases, fields,
prefixes, exclusions, years. Each is asked for the first page, best match first, and for the number of papers.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from arxiv_corpus import Writer

from transforms.schema.core import PAPERS
from transforms.search.words import UNSEARCHED
from transforms.trends.texts import read
from warehouse import search_index, writer
from warehouse.connection import open_database, open_snapshot
from warehouse.counting import Files
from warehouse.migrations import migrate
from warehouse.queries import papers, search
from warehouse.queries.filters import PaperFilter
from warehouse.settings import load_settings

_AT_ONCE = 10_000
_PER_KIND = 10


def main(records: int = 100_000, folder: str | None = None) -> None:
    """Build what is not there, then ask."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(folder or temporary) / f"search-{records}.duckdb"
        if not path.exists():
            build(path, records)
        con = open_snapshot(path)
        titles = [
            row[0].split()
            for row in con.sql("SELECT title FROM core.papers ORDER BY hash(paper_id) LIMIT 200").fetchall()
        ]
        ask_all(con, titles)


def build(path: Path, records: int) -> None:
    """Papers, numbered as counting does it, and the index of their words."""
    settings = load_settings(home=path.parent)
    with open_database(settings, path=path) as con:
        migrate(con)
        for chunk in invented(records):
            writer.append(con, "core.papers", chunk)
        con.execute(
            "INSERT INTO trends.counted_papers SELECT row_number() OVER (ORDER BY published_on, paper_id) - 1, "
            "paper_id, date_trunc('month', published_on) FROM core.papers"
        )
        texts = "SELECT paper_number, title, abstract FROM core.papers JOIN trends.counted_papers USING (paper_id)"
        with tempfile.TemporaryDirectory() as scratch:
            batches = con.execute(texts).to_arrow_reader(_AT_ONCE)
            words, reading = timed(lambda: read(map(pl.DataFrame, batches), Files(Path(scratch) / "tokens")))
            _, indexing = timed(lambda: index(con, words))
        size = con.execute("SELECT sum(len(places)), count(*) FROM search.postings").fetchall()[0]
    print(
        f"{records:,} papers, {size[0]:,} places in {size[1]:,} rows. Reading the words, which trends need as well: "
        f"{reading}; indexing them: {indexing}"
    )


def index(con: duckdb.DuckDBPyConnection, words: Any) -> None:
    """What a count adds for the search."""
    con.execute("BEGIN")
    search_index.write(con, words)
    con.execute("COMMIT")
    con.execute("CHECKPOINT")


def invented(records: int) -> Iterator[pl.DataFrame]:
    """Papers with the texts that a load would store."""
    corpus = Writer()
    for start in range(0, records, _AT_ONCE):
        rows = [
            {
                "paper_id": f"title:{number:016x}",
                "title": " ".join(corpus.text(corpus.random.randint(6, 14))),
                "abstract": " ".join(corpus.abstract().split()),
                "authors": [],
                "categories": [],
                "published_on": date(2007 + number % 19, 1 + number // 19 % 12, 1 + number % 28),
                "published_precision": "day",
                "venue_key": ("neurips", "icml", "acl", None)[number % 4],
                "sources": ["arxiv_snapshot", "dblp"][: 1 + number % 2],
                "listings": 1,
                "dumps": 1,
                "is_withdrawn": False,
            }
            for number in range(start, min(start + _AT_ONCE, records))
        ]
        yield PAPERS.conform(pl.DataFrame(rows, infer_schema_length=None))


def timed(work: Callable[[], Any]) -> tuple[Any, str]:
    """What it gives; wall and processor seconds in words."""
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, f"{time.perf_counter() - wall:.1f} s, processor {time.process_time() - processor:.1f} s"


KINDS: dict[str, Callable[[list[str]], str]] = {
    "one word": lambda t: t[0],
    "two words": lambda t: f"{t[0]} {t[2]}",
    "three words": lambda t: f"{t[0]} {t[2]} {t[4]}",
    "a phrase": lambda t: f'"{t[1]} {t[2]}"',
    "a word and a phrase": lambda t: f'{t[4]} "{t[0]} {t[1]}"',
    "without a word": lambda t: f"{t[0]} -{t[3]}",
    "a prefix": lambda t: f"{t[1][:6]}*",
    "in the title": lambda t: f"title:{t[2]}",
    "some years": lambda t: f"{t[1]} 2020..2023",
    "a venue": lambda t: f"{t[3]} venue:icml",
}


def ask_all(con: duckdb.DuckDBPyConnection, titles: list[list[str]]) -> None:
    """Each kind of query, each query twice, the second counts: a dashboard is warm."""
    everything: dict[str, list[Cost]] = {name: [] for name in QUESTIONS}
    print("Milliseconds: median, of 20 the slowest but one, and median of processor time")
    print(f"{'':22} {'page':>22}    {'number of papers':>22}")
    for place, (kind, made) in enumerate(KINDS.items()):
        known = [t for t in titles if len(t) > 5 and all(len(w) > 3 and w not in UNSEARCHED for w in t[:5])]
        queries = [made(title) for title in known[place :: len(KINDS)][:_PER_KIND]]
        found = {name: [asked(con, query, question) for query in queries] for name, question in QUESTIONS.items()}
        for name, costs in found.items():
            everything[name] += costs
        print(f"{kind:22} {row(found)}")
    print(f"{'all':22} {row(everything)}")
    scans = [twice(lambda title=title: scan(con, title[0])) for title in titles[:3]]
    print(f"{'a scan with ILIKE':22} {figures(scans)}")
    ids = con.sql("SELECT paper_id FROM core.papers ORDER BY hash(paper_id) LIMIT 10").fetchall()
    alike = [twice(lambda paper_id=paper_id: search.similar(con, paper_id=paper_id, limit=5)) for (paper_id,) in ids]
    print(f"{'papers alike':22} {figures(alike)}")


def page(con: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The first page of a search, the best match first."""
    return papers.page(con, where=PaperFilter(search=query), order=papers.RELEVANCE)


def number(con: duckdb.DuckDBPyConnection, query: str) -> Any:
    """How many papers there are."""
    return papers.counted(con, where=PaperFilter(search=query))


def scan(con: duckdb.DuckDBPyConnection, word: str) -> Any:
    """The reference: the number of papers that have a string, without an index."""
    like = "SELECT count(*) FROM core.papers WHERE title ILIKE $like OR abstract ILIKE $like"
    return con.execute(like, {"like": f"%{word}%"}).fetchall()


QUESTIONS = {"page": page, "number": number}


Cost = tuple[float, float]  # milliseconds of wall and of processor time


def asked(con: duckdb.DuckDBPyConnection, query: str, question: Callable[..., Any]) -> Cost:
    """What a question costs."""
    return twice(lambda: question(con, query))


def twice(work: Callable[[], Any]) -> Cost:
    """What it costs the second time."""
    work()
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - processor)


def row(found: dict[str, list[Cost]]) -> str:
    """The figures of each question."""
    return "    ".join(figures(costs) for costs in found.values())


def figures(costs: list[Cost]) -> str:
    """Median, what one in twenty exceeds, and the median of processor time."""
    wall, processor = zip(*costs, strict=True)
    slow = statistics.quantiles(wall, n=20, method="inclusive")[-1] if len(wall) > 1 else wall[0]
    return f"{statistics.median(wall):6.0f}, {slow:6.0f}, {statistics.median(processor):6.0f}"


if __name__ == "__main__":
    main(*(int(value) if value.isdigit() else value for value in sys.argv[1:]))
