"""A published warehouse of invented papers about known topics, two terms of which have met of late. No test here."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from transforms.schema.core import DUMPS, PAPERS
from transforms.trends.growth import months_before
from warehouse import counting, snapshots, writer
from warehouse.connection import open_database
from warehouse.migrations import migrate
from warehouse.settings import load_settings

END = date(2025, 6, 1)
MONTHS, PAPERS_A_MONTH = 30, 3
TOPICS = (
    ("harbour", "pier", "tugboat", "mooring", "lighthouse"),
    ("kettle", "teapot", "samovar", "infuser", "saucer"),
    ("violin", "cello", "viola", "rosin", "luthier"),
    ("glacier", "moraine", "crevasse", "icefall", "serac"),
    ("orchard", "cider", "pomace", "scion", "rootstock"),
    ("loom", "shuttle", "bobbin", "weft", "heddle"),
    ("lantern", "wick", "paraffin", "mantle", "chimney"),
    ("beehive", "drone", "nectar", "propolis", "apiary"),
)
# Words of any paper, which belong to no topic; titles do not use them.
NOISE = ("clockwork", "ledger", "pamphlet", "candour")
NEW_PAIR, NEW_TITLES = ("glacier", "violin"), 4


def paper(number: int, month: date, title: str, words: list[str]) -> dict[str, Any]:
    """A paper whose words are no phrases."""
    said = {"paper_id": f"title:{number:016x}", "title": title, "abstract": ". ".join(words), "published_on": month}
    same = {"authors": [], "categories": [], "listings": 1, "dumps": 1, "is_withdrawn": False, "sources": ["hf"]}
    return said | same | {"published_precision": "month", "published_basis": "stated"}


def papers() -> Iterator[dict[str, Any]]:
    """Of each month, papers that use three of the five words of their topic; and of the last months, of two topics."""
    chance = random.Random(20250601)
    numbers = itertools.count()
    for back, words in itertools.product(range(MONTHS), TOPICS):
        for _ in range(PAPERS_A_MONTH):
            used = chance.sample(words, 3)
            noise = [word for word in NOISE if chance.random() < 0.08]
            yield paper(next(numbers), months_before(END, back), used[0].capitalize(), used + noise)
    for back in range(NEW_TITLES):
        yield paper(next(numbers), months_before(END, back), ". ".join(NEW_PAIR).capitalize(), ["candour"])


def dump() -> dict[str, Any]:
    """The dump after which the last month is complete."""
    landed_at = datetime(2025, 7, 9, tzinfo=UTC)
    said = {"dump_id": "0" * 64, "file_name": "a.txt", "source": "hf", "layout": "plain", "reader_version": 1}
    said |= {"captured_on": landed_at.date(), "status": "loaded", "landed_at": landed_at, "ingested_at": landed_at}
    return said | dict.fromkeys(("bytes_read", "entries_read", "listings", "rejects", "duration_seconds"), 0)


def publish(home: Path) -> snapshots.Snapshot:
    """Count the planted papers and publish them in `home`."""
    settings = load_settings(home=home)
    settings.home.mkdir(parents=True, exist_ok=True)
    with open_database(settings) as connection:
        migrate(connection)
        writer.append(connection, "core.papers", PAPERS.conform(pl.DataFrame(list(papers()))))
        writer.append(connection, "core.dumps", DUMPS.conform(pl.DataFrame([dump()])))
        counting.recount(connection, settings)
        now = datetime(2025, 7, 9, 12, tzinfo=UTC)
        return snapshots.publish(connection, settings, number=1, run_id="planted", verdict="PUBLISH", now=now)
