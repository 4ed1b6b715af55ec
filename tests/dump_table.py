"""What becomes of every real dump, as a table of facts; not a word of what the dumps say is kept.

`python tests/dump_table.py` writes `every_dump.tsv` beside it anew, `python tests/dump_table.py bibtex/ .yml` only the
lines of files with these words in their paths: read the difference before you commit it.
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration import steps
from transforms import readers
from transforms.readers._contract import Bounds, ByteAccount
from warehouse import landing, ledger
from warehouse.ledger import DumpRecord
from warehouse.settings import Settings

TABLE = Path(__file__).with_name("every_dump.tsv")
# Refusals quote what they saw; the dumps are not ours to quote.
_QUOTATION = re.compile(r"(?: with the keys| titled|[;:] it begins with|, such as| See `papertide).*|'.*", re.DOTALL)


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
    """A file as `papertide ingest` loads it, and what its reader alone gives; only the fact where it is refused."""

    fact: Fact
    record: DumpRecord | None = None
    raw: pl.DataFrame | None = None
    account: ByteAccount | None = None


@contextmanager
def open_empty() -> Iterator[steps.Warehouse]:
    """A new warehouse in a temporary home."""
    with tempfile.TemporaryDirectory() as home, steps.open_warehouse(Settings(home=Path(home))) as warehouse:
        yield warehouse


def files_of(folder: Path) -> list[str]:
    """Every file in `folder`, as its path in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def read(warehouse: steps.Warehouse, folder: Path, file: str) -> Reading:
    """Load one file; a content that was loaded under another name counts as loaded here too."""
    offered = landing.offer(folder / file)
    (result,) = steps.ingest_file(warehouse, offered)
    if result.status == "failed":
        why = (result.error or "").removeprefix(f"{offered.file_name}: ")
        return Reading(fact=Fact(file=file, status="refused", refusal=_QUOTATION.sub("", why).strip(" .")))
    record = ledger.get(warehouse.connection, result.dump_id or "")
    fact = Fact(
        file=file,
        status=record.status,
        reader=record.source,
        layout=record.layout,
        entries=record.entries_read,
        listings=record.listings,
        rejects=record.rejects,
        reasons=_reasons(warehouse.connection, record.dump_id),
    )
    found, account = readers.reader(record.source), ByteAccount()
    with (folder / file).open("rb") as stream:
        raw = pl.concat([found.raw.to_frame(), *found.read(stream, record.layout, Bounds(), account)])
    return Reading(fact=fact, record=record, raw=raw, account=account)


def _reasons(connection: duckdb.DuckDBPyConnection, dump_id: str) -> str:
    query = (
        "SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM core.rejects WHERE dump_id = $1) "
        "GROUP BY reason ORDER BY reason"
    )
    return ", ".join(f"{reason} {count}" for reason, count in connection.execute(query, [dump_id]).fetchall())


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


def rewrite(folder: Path, words: Sequence[str]) -> None:
    """Write the table anew: all of it, or only the lines of files in whose paths one of `words` stands."""
    known = expected() if words else {}
    with open_empty() as warehouse:
        write(
            [
                read(warehouse, folder, file).fact
                if file not in known or any(word in file for word in words)
                else known[file]
                for file in files_of(folder)
            ]
        )


if __name__ == "__main__":
    rewrite(Path(__file__).resolve().parents[2] / "shared" / "dumps", sys.argv[1:])
    print(shown(list(expected().values())))
