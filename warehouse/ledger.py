"""The ledger: which contents were read, which files were offered. By content hash, never by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl

from transforms.errors import UsageError
from transforms.schema.core import DUMPS, LANDINGS
from warehouse.landing import Offer
from warehouse.writer import PENDING_PUBLICATION, append, leave_pending


@dataclass(frozen=True, kw_only=True)
class DumpRecord:
    """One row of `core.dumps`."""

    dump_id: str
    file_name: str
    source: str
    layout: str
    reader_version: int
    captured_on: date | None
    captured_on_basis: str | None
    bytes_read: int
    entries_read: int
    listings: int
    rejects: int
    furniture_bytes: int | None
    unparsed_bytes: int | None
    status: str
    error: str | None
    landed_at: datetime
    ingested_at: datetime
    duration_seconds: float
    damage: str | None = None


def find(connection: duckdb.DuckDBPyConnection, dump_id: str) -> DumpRecord | None:
    """The ledger row of a content; None where it was never read."""
    rows = ledger_rows(connection, "dump_id = $dump_id", dump_id=dump_id)
    return rows[0] if rows else None


def get(connection: duckdb.DuckDBPyConnection, dump_id: str) -> DumpRecord:
    """The ledger row of a content. Raises UsageError where it was never read."""
    found = find(connection, dump_id)
    if found is None:
        raise UsageError(f"there is no dump {dump_id}.", next_step="`papertide dumps list` shows those there are.")
    return found


def rows_of(connection: duckdb.DuckDBPyConnection, dump_ids: Sequence[str]) -> pl.DataFrame:
    """`core.dumps` rows of these contents, in the order of their landing."""
    query = (
        f"SELECT {', '.join(DUMPS.column_names)} FROM core.dumps "
        "WHERE dump_id IN (SELECT unnest($dump_ids::VARCHAR[])) ORDER BY landed_at, dump_id"
    )
    return connection.sql(query, params={"dump_ids": list(dump_ids)}).pl()


def ledger_rows(connection: duckdb.DuckDBPyConnection, where: str = "true", **values: Any) -> list[DumpRecord]:
    """Ledger rows that meet a condition, in the order in which they were first ingested."""
    columns = ", ".join(DUMPS.column_names)
    query = f"SELECT {columns} FROM core.dumps WHERE {where} ORDER BY landed_at, dump_id"
    return [DumpRecord(**row) for row in connection.sql(query, params=values).pl().to_dicts()]


def record(connection: duckdb.DuckDBPyConnection, dump: DumpRecord) -> None:
    """Write the ledger row of a content in place of any earlier one; the next snapshot is to show it."""
    connection.execute("DELETE FROM core.dumps WHERE dump_id = $1", [dump.dump_id])
    append(connection, "core.dumps", DUMPS.conform(pl.DataFrame([asdict(dump)], infer_schema_length=None)))
    leave_pending(connection, PENDING_PUBLICATION, dump.dump_id)


def record_landing(
    connection: duckdb.DuckDBPyConnection,
    offered: Offer,
    *,
    landed_at: datetime,
    outcome: str,
    dump_id: str | None = None,
    error: str | None = None,
) -> None:
    """Remember that a file was offered and what became of it. Offering it again under that name adds a row."""
    row = {
        "file_name": offered.file_name,
        "dump_id": dump_id,
        "landed_at": landed_at,
        "outcome": outcome,
        "error": error,
        "path": offered.full_name,
        "bytes_on_disk": offered.bytes_on_disk,
        "modified_at": offered.modified_at,
    }
    append(connection, "core.landings", LANDINGS.conform(pl.DataFrame([row], infer_schema_length=None)))


def forget_landings(connection: duckdb.DuckDBPyConnection, dump_id: str) -> None:
    """Of the files that brought a content keep only that they were offered: so they are not offered again."""
    connection.execute("UPDATE core.landings SET outcome = 'forgotten', error = NULL WHERE dump_id = $1", [dump_id])


def unsettled(connection: duckdb.DuckDBPyConnection, offered: Sequence[Offer]) -> list[Offer]:
    """Those that were not offered before exactly so (path, size, modification time), whatever became of them."""
    known = set(connection.sql("SELECT DISTINCT path, bytes_on_disk, modified_at FROM core.landings").pl().rows())
    return [item for item in offered if (item.full_name, item.bytes_on_disk, item.modified_at) not in known]


def count_listings(connection: duckdb.DuckDBPyConnection, dump_id: str) -> int:
    """Listings of a dump that are stored."""
    found = connection.execute("SELECT count(*) FROM core.listings WHERE dump_id = $1", [dump_id])
    return int(found.fetchall()[0][0])
