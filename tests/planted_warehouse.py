"""A published warehouse of invented papers: what rises, falls and only seems to is known. No test lives here."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from transforms.schema import TABLES
from transforms.trends.growth import months_before
from warehouse import counting, snapshots, writer
from warehouse.connection import open_database
from warehouse.migrations import migrate
from warehouse.settings import load_settings

END = date(2025, 6, 1)
MONTHS, PAPERS_A_MONTH = 30, 40
# Shares in the last twelve months, and before; the new one is in papers of the last four months only.
SHARES = {
    "lantern networks": (0.30, 0.08),
    "graph kernels": (0.16, 0.16),
    "kettle priors": (0.05, 0.25),
    "violin maps": (0.12, 0.12),
}
NEW_TERM, NEW_MONTHS = "glacier adapters", 4
# Every other paper of a source that came eight months ago says so.
ARTEFACT, ARTEFACT_MONTHS = "harbour ledgers", 8
VENUES = ("neurips", "acl", None)
PEOPLE = ("Ida Lantern", "Bo Kettle", "Una Harbour", "Ole Violin")
DUMP_ID = "0" * 64


def _paper(number: int, month: date, said: list[str], source: str) -> dict[str, Any]:
    return {
        "paper_id": f"title:{number:016x}",
        "title": f"{(said or ['Clockwork'])[0].capitalize()}, Study {number}",
        "abstract": " ".join(f"We look at {term}." for term in said) or "We look at clocks.",
        "authors": [],
        "categories": ["cs.LG" if number % 3 else "cs.CL"],
        "primary_category": "cs.LG" if number % 3 else "cs.CL",
        "venue": VENUES[number % 3],
        "venue_key": VENUES[number % 3],
        "published_on": month,
        "published_precision": "month",
        "published_basis": "stated",
        "sources": [source],
        "listings": 1,
        "dumps": 1,
        "is_withdrawn": False,
    }


def papers() -> Iterator[dict[str, Any]]:
    """Papers of MONTHS months up to END, and some of the month after, which is not over."""
    chance = random.Random(20250601)
    numbers = itertools.count()
    for back in range(-1, MONTHS):
        month = months_before(END, back)
        for _ in range(PAPERS_A_MONTH if back >= 0 else 7):
            said = [term for term, share in SHARES.items() if chance.random() < share[back >= 12]]
            said += [NEW_TERM] if back < NEW_MONTHS and chance.random() < 0.4 else []
            yield _paper(next(numbers), month, said, "huggingface_text")
        for _ in range(20 if 0 <= back < ARTEFACT_MONTHS else 0):
            yield _paper(next(numbers), month, [ARTEFACT] if chance.random() < 0.5 else [], "aitopics_text")


def _listing(place: int, paper: dict[str, Any]) -> dict[str, Any]:
    same = {name: paper[name] for name in ("paper_id", "title", "authors", "categories", "is_withdrawn")}
    named = {"listing_id": f"{DUMP_ID}:{place}", "dump_id": DUMP_ID, "position": place, "source": paper["sources"][0]}
    return same | named | {"keywords": [], "links": []}


def _authorship(place: int, paper: dict[str, Any]) -> dict[str, Any]:
    """One of four people, who stands there with an initial on every other paper."""
    person = PEOPLE[place % len(PEOPLE)]
    name = person if place % 8 < 4 else f"{person[0]}. {person.split()[1]}"
    key = f"{person.split()[1]} {person[0]}".lower()
    return {"paper_id": paper["paper_id"], "position": 0, "name": name, "author_key": key}


def _dump() -> dict[str, Any]:
    landed_at = datetime(2025, 7, 9, tzinfo=UTC)
    said = {"dump_id": DUMP_ID, "file_name": "a.txt", "source": "huggingface_text", "layout": "plain"}
    said |= {"reader_version": 1, "captured_on": landed_at.date(), "status": "loaded"}
    said |= {"landed_at": landed_at, "ingested_at": landed_at, "duration_seconds": 0.1}
    return said | dict.fromkeys(("bytes_read", "entries_read", "listings", "rejects"), 0)


def publish(home: Path) -> snapshots.Snapshot:
    """Count the planted papers and publish them in `home`."""
    settings = load_settings(home=home)
    settings.home.mkdir(parents=True, exist_ok=True)
    with open_database(settings) as connection:
        migrate(connection)
        planted = list(papers())
        for name, rows in {
            "core.papers": planted,
            "core.listings": [_listing(place, paper) for place, paper in enumerate(planted)],
            "core.authorships": [_authorship(place, paper) for place, paper in enumerate(planted)],
            "core.dumps": [_dump()],
        }.items():
            writer.append(connection, name, TABLES[name].conform(pl.DataFrame(rows, infer_schema_length=None)))
        counting.recount(connection, settings)
        now = datetime(2025, 7, 9, 12, tzinfo=UTC)
        return snapshots.publish(connection, settings, number=1, run_id="planted", verdict="PUBLISH", now=now)
