"""The steps: ingest files, match, refresh trends. Plain Python, frozen results.

Dagster and the `papertide` command are two faces of these functions; nothing here knows either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import duckdb

from orchestration import loading
from transforms.errors import DumpError, WarehouseDamaged
from transforms.trends.counts import monthly_counts
from transforms.trends.terms import document_terms, term_months
from warehouse import archive, corpus, landing, ledger, matching, snapshots, writer
from warehouse.connection import open_database
from warehouse.lock import writer_lock
from warehouse.migrations import migrate
from warehouse.settings import Settings
from warehouse.transaction import transaction


@dataclass(frozen=True, kw_only=True)
class DumpResult:
    """What became of one offered file."""

    file_name: str
    dump_id: str | None
    source: str | None
    layout: str | None
    status: str  # loaded, duplicate, held, failed
    entries_read: int
    listings: int
    rejects: int
    error: str | None
    duration_seconds: float


@dataclass(frozen=True, kw_only=True)
class Warehouse:
    """The working database, opened by the one process that holds the write lock."""

    settings: Settings
    connection: duckdb.DuckDBPyConnection

    def now(self) -> datetime:
        """The present instant, UTC. The only clock of the steps."""
        return datetime.now(UTC)


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[Warehouse]:
    """Take the write lock, clear what a crash left behind, open and migrate. Raises LockHeld, EnvironmentFault."""
    with writer_lock(settings):
        landing.clear_staging(settings)
        snapshots.clear_unfinished(settings)
        settings.landing.mkdir(parents=True, exist_ok=True)
        with open_database(settings) as connection:
            migrate(connection)
            yield Warehouse(settings=settings, connection=connection)


def ingest_file(
    warehouse: Warehouse,
    offered: landing.Offer,
    *,
    source: str | None = None,
    captured_on: date | None = None,
    on_position: Callable[[int], None] = lambda _: None,
) -> DumpResult:
    """Stage, recognise and load one file. A file that cannot be used costs no other: it is a result, not an error."""
    landed_at = warehouse.now()
    try:
        staged = landing.stage(warehouse.settings, offered)
    except DumpError as error:
        return _refuse(warehouse, offered, landed_at, error)
    content = loading.Content(
        path=staged.path,
        dump_id=staged.dump_id,
        file_name=offered.file_name,
        bytes_read=staged.bytes_read,
        landed_at=landed_at,
        source=source,
        captured_on=captured_on,
    )
    earlier = ledger.find(warehouse.connection, staged.dump_id)
    if earlier and not _adds_knowledge(earlier, content):
        ledger.record_landing(
            warehouse.connection, offered, landed_at=landed_at, outcome="duplicate", dump_id=staged.dump_id
        )
        return replace(result_of(earlier, status="duplicate"), file_name=offered.file_name, duration_seconds=0.0)
    return _load(warehouse, offered, staged, content, on_position)


def _refuse(warehouse: Warehouse, offered: landing.Offer, landed_at: datetime, error: DumpError) -> DumpResult:
    """A file whose content cannot be had leaves a landing and no dump."""
    ledger.record_landing(warehouse.connection, offered, landed_at=landed_at, outcome="failed", error=str(error))
    return DumpResult(
        file_name=offered.file_name,
        dump_id=None,
        source=None,
        layout=None,
        status="failed",
        entries_read=0,
        listings=0,
        rejects=0,
        error=str(error),
        duration_seconds=0.0,
    )


def _adds_knowledge(earlier: ledger.DumpRecord, content: loading.Content) -> bool:
    """Whether a content that was read before is worth reading again: it failed, or the operator now says more."""
    return (
        earlier.status == "failed"
        or (content.source not in {None, earlier.source})
        or (content.captured_on not in {None, earlier.captured_on})
    )


def _load(
    warehouse: Warehouse,
    offered: landing.Offer,
    staged: landing.Staged,
    content: loading.Content,
    on_position: Callable[[int], None],
) -> DumpResult:
    connection, settings = warehouse.connection, warehouse.settings
    try:
        with transaction(connection):
            record = loading.load(connection, settings, content, now=warehouse.now, on_position=on_position)
            ledger.record_landing(
                connection,
                offered,
                landed_at=content.landed_at,
                outcome=record.status,
                dump_id=content.dump_id,
                error=record.error,
            )
            # Archived before the commit: a ledger row without its content could never be rebuilt.
            archive.keep(settings, staged)
    except DumpError as error:
        record = loading.failed_record(content, error, now=warehouse.now())
        with transaction(connection):
            ledger.record(connection, record)
            ledger.record_landing(
                connection,
                offered,
                landed_at=content.landed_at,
                outcome="failed",
                dump_id=content.dump_id,
                error=str(error),
            )
    confirm(warehouse, record)
    return result_of(record)


def confirm(warehouse: Warehouse, record: ledger.DumpRecord) -> None:
    """Force a load to the database file and count it there: a truncated log loses commits without a word."""
    warehouse.connection.execute("CHECKPOINT")
    expected = record.listings if record.status == "loaded" else 0
    counted = ledger.count_listings(warehouse.connection, record.dump_id)
    if counted != expected:
        raise WarehouseDamaged(
            f"{record.file_name}: {counted:,} listings are stored, {expected:,} were read.",
            next_step="Run `papertide rebuild`.",
        )


def result_of(record: ledger.DumpRecord, *, status: str | None = None) -> DumpResult:
    """A ledger row as a result."""
    return DumpResult(
        file_name=record.file_name,
        dump_id=record.dump_id,
        source=None if record.source == "unknown" else record.source,
        layout=None if record.layout == "unknown" else record.layout,
        status=status or record.status,
        entries_read=record.entries_read,
        listings=record.listings,
        rejects=record.rejects,
        error=record.error,
        duration_seconds=record.duration_seconds,
    )


def new_files(warehouse: Warehouse) -> list[landing.Offer]:
    """Finished files of the landing folder that were not offered before, in name order."""
    return ledger.unsettled(warehouse.connection, landing.offers([warehouse.settings.landing]))


def match(warehouse: Warehouse) -> matching.Matched:
    """Resolve what loads have left into papers."""
    matched = matching.match_pending(warehouse.connection)
    warehouse.connection.execute("CHECKPOINT")
    return matched


def refresh_trends(warehouse: Warehouse) -> dict[str, int]:
    """Count papers and terms anew; rows per table."""
    papers = corpus.papers_for_trends(warehouse.connection).lazy()
    terms, paper_terms = document_terms(papers)
    tables = {
        "trends.monthly_counts": monthly_counts(papers),
        "trends.terms": terms,
        "trends.paper_terms": paper_terms,
        "trends.term_months": term_months(paper_terms, papers),
    }
    with transaction(warehouse.connection):
        for name, rows in tables.items():
            writer.replace_table(warehouse.connection, name, rows)
    return {name: rows.height for name, rows in tables.items()}
