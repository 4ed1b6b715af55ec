"""What becomes of every real dump, as a table of facts; not a word of what the dumps say is kept.

`python tests/dump_table.py` writes `every_dump.tsv` beside it anew: read the difference before you commit it.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration import loading
from transforms.errors import DumpError
from transforms.readers._contract import ByteAccount
from warehouse import landing
from warehouse.connection import open_database
from warehouse.ledger import DumpRecord
from warehouse.migrations import migrate
from warehouse.settings import Settings

TABLE = Path(__file__).with_name("every_dump.tsv")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Refusals quote what they saw; the dumps are not ours to quote.
_QUOTATION = re.compile(r"(?: with the keys| titled|; it begins with|: it begins with|, such as).*|'.*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of the table: `reasons` are those of the rejects, counted; `refusal` is why nothing could be read."""

    file: str
    status: str
    reader: str = ""
    layout: str = ""
    entries: int = 0
    listings: int = 0
    rejects: int = 0
    reasons: str = ""
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A file as it was read: its fact, its ledger row, and what the reader alone gives (None where refused)."""

    fact: Fact
    record: DumpRecord | None = None
    raw: pl.DataFrame | None = None
    account: ByteAccount | None = None


@contextmanager
def open_empty() -> Iterator[tuple[duckdb.DuckDBPyConnection, Settings]]:
    """A new warehouse in a temporary home, for reading files one by one."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        with open_database(settings) as connection:
            migrate(connection)
            yield connection, settings


def files_of(folder: Path) -> list[str]:
    """Every file in `folder`, as its path in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def read(connection: duckdb.DuckDBPyConnection, settings: Settings, folder: Path, file: str) -> Reading:
    """Load one file as `papertide ingest` does, note what came of it, and take it back."""
    connection.begin()
    try:
        return _loaded(connection, settings, landing.offer(folder / file), file)
    except DumpError as error:
        fact = error.fact.removeprefix(f"{error.file_name}: ")
        return Reading(fact=Fact(file=file, status="refused", refusal=_QUOTATION.sub("", fact).strip(" .")))
    finally:
        connection.rollback()


def _loaded(connection: duckdb.DuckDBPyConnection, settings: Settings, offered: landing.Offer, file: str) -> Reading:
    staged = landing.stage(settings, offered)
    content = loading.Content(
        path=staged.path,
        dump_id=staged.dump_id,
        file_name=offered.file_name,
        bytes_read=staged.bytes_read,
        landed_at=NOW,
    )
    record = loading.load(connection, settings, content, now=lambda: NOW)
    planned, account = loading.plan(content, settings), ByteAccount()
    with landing.open_content(content.path) as stream:
        raw = pl.concat(
            [
                planned.reader.raw.to_frame(),
                *planned.reader.read(stream, planned.layout, loading.bounds(settings), account),
            ]
        )
    fact = Fact(
        file=file,
        status=record.status,
        reader=record.source,
        layout=record.layout,
        entries=record.entries_read,
        listings=record.listings,
        rejects=record.rejects,
        reasons=_reasons(connection),
    )
    return Reading(fact=fact, record=record, raw=raw, account=account)


def _reasons(connection: duckdb.DuckDBPyConnection) -> str:
    query = "SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM core.rejects) GROUP BY 1 ORDER BY 1"
    return ", ".join(f"{reason} {count}" for reason, count in connection.execute(query).fetchall())


def expected() -> dict[str, Fact]:
    """The table as it was committed, by file."""
    kinds: Mapping[str, Any] = {field.name: int if field.type == "int" else str for field in fields(Fact)}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        facts = [Fact(**{name: kinds[name](value) for name, value in row.items()}) for row in rows]
    return {fact.file: fact for fact in facts}


def shown(facts: Sequence[Fact]) -> str:
    """Facts as a table to read in a terminal."""
    rows = [
        [field.name for field in fields(Fact)],
        *([str(value) for value in asdict(fact).values()] for fact in facts),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def write(facts: Sequence[Fact]) -> None:
    """Commit these facts to the table."""
    with TABLE.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, [field.name for field in fields(Fact)], delimiter="\t", lineterminator="\n")
        table.writeheader()
        table.writerows(asdict(fact) for fact in facts)


if __name__ == "__main__":
    real = Path(__file__).resolve().parents[2] / "shared" / "dumps"
    with open_empty() as (opened, defaults):
        write([read(opened, defaults, real, name).fact for name in files_of(real)])
    print(shown(list(expected().values())))
