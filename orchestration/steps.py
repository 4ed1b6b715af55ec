"""The steps: ingest files, match, refresh trends. Plain Python, frozen results.

Dagster and the `papertide` command are two faces of these functions; nothing here knows either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

import duckdb

from orchestration import faults, loading
from transforms.errors import DumpError, ProgramFault, WarehouseDamaged
from warehouse import archive, counting, landing, ledger, matching, overrides, provenance, snapshots, staging
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
    status: str  # loaded, duplicate, held, failed, forgotten
    entries_read: int
    listings: int
    rejects: int
    error: str | None
    duration_seconds: float
    traceback: str | None = None  # where our own code failed on it

    @property
    def is_usable(self) -> bool:
        """Whether the file was loaded, now or before."""
        return self.status in {"loaded", "duplicate"}


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
        staging.clear_staging(settings)
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
    is_recalled: bool = False,
    on_position: Callable[[int], None] = lambda _: None,
) -> list[DumpResult]:
    """Stage, recognise and load what a file holds: one dump, or those of an archive. `on_position`: bytes on disk done.

    A file that cannot be used costs no other: it is a result, not an error. `is_recalled`: also what was forgotten.
    """
    landed_at = warehouse.now()
    found = _staged(warehouse, offered)
    contents = [item for item in found if isinstance(item, staging.Staged)]
    total_bytes, done_bytes, results = sum(item.bytes_read for item in contents), 0, []
    for item in found:
        if isinstance(item, staging.Refused):
            results.append(_refuse(warehouse, item))
            continue
        moved = partial(_moved, on_position, offered.bytes_on_disk, total_bytes, done_bytes)
        results.append(
            _ingest(warehouse, item, source=source, captured_on=captured_on, is_recalled=is_recalled, on_position=moved)
        )
        done_bytes += item.bytes_read
        item.path.unlink(missing_ok=True)  # it is still there unless it was archived
    if any(item.offered.inside for item in found):
        _settle(warehouse, offered, landed_at, results)
    return results


def _staged(warehouse: Warehouse, offered: landing.Offer) -> list[staging.Staged | staging.Refused]:
    try:
        with faults.charged_to(offered.file_name):
            return staging.stage(warehouse.settings, offered)
    except ProgramFault as error:
        return [staging.Refused(offered=offered, error=error)]


def _moved(
    on_position: Callable[[int], None], bytes_on_disk: int, total_bytes: int, done_bytes: int, position: int
) -> None:
    """Tell a position in a content as one in the file it came out of."""
    on_position(bytes_on_disk * (done_bytes + position) // total_bytes)


def _ingest(
    warehouse: Warehouse,
    staged: staging.Staged,
    *,
    source: str | None,
    captured_on: date | None,
    is_recalled: bool,
    on_position: Callable[[int], None],
) -> DumpResult:
    offered, landed_at = staged.offered, warehouse.now()
    earlier = ledger.find(warehouse.connection, staged.dump_id)
    content = loading.Content(
        path=staged.path,
        dump_id=staged.dump_id,
        file_name=offered.file_name,
        bytes_read=staged.bytes_read,
        landed_at=landed_at,
        source=source,
        captured_on=captured_on,
        # Bytes that came whole once are whole, whatever is wrong with the file that brings them now.
        damage=staged.damage if earlier is None or earlier.damage else None,
    )
    if earlier is None or _adds_knowledge(earlier, content, is_recalled=is_recalled):
        try:
            return _load(warehouse, offered, content, on_position)
        except DumpError as error:
            return _fail(warehouse, offered, content, earlier, error)
    return _pass_over(warehouse, staged, earlier, landed_at=landed_at)


def _pass_over(
    warehouse: Warehouse, staged: staging.Staged, earlier: ledger.DumpRecord, *, landed_at: datetime
) -> DumpResult:
    """A content that is known, or that was forgotten on purpose: a landing tells that it came, and that is all."""
    offered, outcome, error = staged.offered, "duplicate", None
    if earlier.status != "forgotten":
        archive.keep(warehouse.settings, staged.dump_id, staged.path)  # what was lost or damaged there is whole again
    if earlier.status == "forgotten":
        outcome = "forgotten"
        error = f"{offered.file_name}: {earlier.error} `papertide ingest --recall` loads it all the same."
    elif earlier.status == "held":
        outcome, error = "held", f"{offered.file_name}: it has the content of {earlier.error}"
    ledger.record_landing(
        warehouse.connection, offered, landed_at=landed_at, outcome=outcome, dump_id=earlier.dump_id, error=error
    )
    known = result_of(earlier, status=outcome)
    return replace(known, file_name=offered.file_name, error=error, duration_seconds=0.0)


def _settle(warehouse: Warehouse, offered: landing.Offer, landed_at: datetime, results: Sequence[DumpResult]) -> None:
    """Remember an archive itself, after all that it holds: one of which a crash lost a part is offered again."""
    statuses = [result.status for result in results]
    outcome = next(status for status in ("loaded", "held", "failed", "forgotten", "duplicate") if status in statuses)
    lost = [result.file_name for result in results if not result.is_usable]
    error = f"{len(lost):,} of {len(results):,} files inside are not loaded, first {lost[0]}." if lost else None
    ledger.record_landing(warehouse.connection, offered, landed_at=landed_at, outcome=outcome, error=error)


def _refuse(warehouse: Warehouse, refused: staging.Refused) -> DumpResult:
    """A file whose content cannot be had leaves a landing and no dump."""
    error = str(refused.error)
    ledger.record_landing(
        warehouse.connection, refused.offered, landed_at=warehouse.now(), outcome="failed", error=error
    )
    return DumpResult(
        file_name=refused.offered.file_name,
        dump_id=None,
        source=None,
        layout=None,
        status="failed",
        entries_read=0,
        listings=0,
        rejects=0,
        error=error,
        duration_seconds=0.0,
        traceback=faults.traceback_of(refused.error),
    )


def _adds_knowledge(earlier: ledger.DumpRecord, content: loading.Content, *, is_recalled: bool) -> bool:
    """Whether a known content is worth reading again: it failed, proves to be whole, or the operator says more.

    One that was forgotten is read again only where the operator says so in as many words.
    """
    if earlier.status == "forgotten":
        return is_recalled
    return (
        earlier.status == "failed"
        or (earlier.damage is not None and content.damage is None)
        or (content.source not in {None, earlier.source})
        or (content.captured_on not in {None, earlier.captured_on})
    )


def _load(
    warehouse: Warehouse,
    offered: landing.Offer,
    content: loading.Content,
    on_position: Callable[[int], None],
) -> DumpResult:
    connection, settings = warehouse.connection, warehouse.settings
    with transaction(connection):
        record = loading.load(connection, settings, content, now=warehouse.now, on_position=on_position)
        _record_landing(connection, offered, record)
        # Archived before the commit: a ledger row without its content could never be rebuilt.
        provenance.write(settings, record)
        archive.keep(settings, content.dump_id, content.path)
    confirm(warehouse, record)
    return result_of(record)


def _fail(
    warehouse: Warehouse,
    offered: landing.Offer,
    content: loading.Content,
    earlier: ledger.DumpRecord | None,
    error: DumpError,
) -> DumpResult:
    """A content that cannot be read, or not in the way that was asked for. What was read of it before stays."""
    failed = loading.failed_record(content, error, now=warehouse.now())
    with transaction(warehouse.connection):
        if earlier is None or earlier.status == "failed":
            ledger.record(warehouse.connection, failed)
        _record_landing(warehouse.connection, offered, failed)
    confirm(warehouse, ledger.get(warehouse.connection, content.dump_id))
    return replace(result_of(failed), traceback=faults.traceback_of(error))


def _record_landing(connection: duckdb.DuckDBPyConnection, offered: landing.Offer, record: ledger.DumpRecord) -> None:
    ledger.record_landing(
        connection,
        offered,
        landed_at=record.landed_at,
        outcome=record.status,
        dump_id=record.dump_id,
        error=record.error,
    )


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
    """Resolve what loads have left into papers, as the operator's decisions have it. Raises UsageError for these."""
    matched = matching.match_pending(warehouse.connection, overrides.read(warehouse.settings.overrides))
    warehouse.connection.execute("CHECKPOINT")
    return matched


def refresh_trends(warehouse: Warehouse) -> dict[str, int]:
    """Count papers and terms anew; rows per table."""
    return counting.recount(warehouse.connection, warehouse.settings)
