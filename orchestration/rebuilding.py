"""Reading again from the archive: replay the dumps of some rejects, or everything into a new database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from orchestration import faults, loading, steps
from orchestration.steps import DumpResult, Warehouse, result_of
from transforms.errors import DumpError, WarehouseDamaged
from transforms.schema.core import ARCHIVED_STATUSES
from warehouse import archive, connection, history, ledger, provenance, quarantine
from warehouse.files import move_into_place
from warehouse.lock import writer_lock
from warehouse.migrations import migrate
from warehouse.settings import Settings
from warehouse.transaction import transaction


def replay(
    warehouse: Warehouse, reject_ids: Sequence[str] = (), *, on_dump: Callable[[DumpResult], None] = lambda _: None
) -> list[DumpResult]:
    """Read the dumps of these rejects (or of all open ones, and held dumps) again with today's readers and rules.

    What passes now is loaded and its reject marked resolved; the others keep their history. Raises UsageError.
    """
    results = []
    dump_ids = (
        quarantine.find_ids(warehouse.connection, reject_ids)["dump_id"].unique(maintain_order=True).to_list()
        if reject_ids
        else quarantine.open_dump_ids(warehouse.connection)
    )
    for dump_id in dump_ids:
        results.append(_read_again(warehouse, dump_id))
        on_dump(results[-1])
    return results


def _read_again(warehouse: Warehouse, dump_id: str) -> DumpResult:
    """Load one archived dump anew. Where today's readers cannot use it, the old listings stay."""
    earlier = ledger.get(warehouse.connection, dump_id)
    archive.verify(warehouse.settings, dump_id)
    try:
        with transaction(warehouse.connection):
            content = _content(warehouse.settings, earlier)
            record = loading.load(warehouse.connection, warehouse.settings, content, now=warehouse.now)
    except DumpError as error:
        return replace(result_of(earlier, status="failed"), error=str(error), traceback=faults.traceback_of(error))
    steps.confirm(warehouse, record)
    return result_of(record)


def _content(settings: Settings, earlier: ledger.DumpRecord) -> loading.Content:
    return loading.Content(
        path=archive.path_of(settings, earlier.dump_id),
        dump_id=earlier.dump_id,
        file_name=earlier.file_name,
        bytes_read=earlier.bytes_read,
        landed_at=earlier.landed_at,
        source=None if earlier.source == "unknown" else earlier.source,
        captured_on=earlier.captured_on if earlier.captured_on_basis == "operator" else None,
        damage=earlier.damage,
    )


def rebuild(settings: Settings, *, on_dump: Callable[[DumpResult], None] = lambda _: None) -> list[DumpResult]:
    """Make the database anew from the archive, with its history, then put it in place of the old one.

    A dump that today's readers cannot use is held, with the reason, and costs no other. Until the last step the old
    database is untouched; snapshots and reports stay as they are. Raises WarehouseDamaged, the old database then still
    in place, where archived content is not what it was.
    """
    with writer_lock(settings):
        kept = _history(settings)
        unfinished = settings.database.with_name("rebuilding.duckdb")
        for leftover in (unfinished, unfinished.with_name("rebuilding.duckdb.wal")):
            leftover.unlink(missing_ok=True)
        results = _fill(settings, unfinished, kept, on_dump)
        settings.database.with_name(settings.database.name + ".wal").unlink(missing_ok=True)
        move_into_place(unfinished, settings.database)
    return results


def _history(settings: Settings) -> history.History:
    """From the working database where it opens, else from the served snapshot, amended by what the archive knows."""
    archived = provenance.read(settings)
    if settings.database.exists():
        try:
            with connection.open_database(settings) as old:
                migrate(old)
                kept = history.read(old)
        except WarehouseDamaged:
            pass
        else:
            # What only the archive knows was archived by a load that a crash ended before its commit.
            known = set(kept.dumps["dump_id"])
            return history.amended(kept, [record for record in archived if record.dump_id not in known])
    return history.amended(history.read_served(settings), archived)


def _fill(
    settings: Settings, path: Path, kept: history.History, on_dump: Callable[[DumpResult], None]
) -> list[DumpResult]:
    results = []
    with connection.open_database(settings, path=path) as new:
        migrate(new)
        warehouse = Warehouse(settings=settings, connection=new)
        with transaction(new):
            history.write(new, kept)
        for earlier in _to_read(settings, kept):
            results.append(_reload(warehouse, earlier))
            on_dump(results[-1])
        steps.match(warehouse)
        steps.refresh_trends(warehouse)
        new.execute("CHECKPOINT")
    return results


def _reload(warehouse: Warehouse, earlier: ledger.DumpRecord) -> DumpResult:
    """Load one archived dump into the new database; hold there what today's readers cannot use."""
    settings, new = warehouse.settings, warehouse.connection
    archive.verify(settings, earlier.dump_id)
    try:
        with transaction(new):
            record = loading.load(new, settings, _content(settings, earlier), now=warehouse.now)
            # The ledger says when and how fast the dump came in first, not when it was last read.
            record = replace(record, ingested_at=earlier.ingested_at, duration_seconds=earlier.duration_seconds)
            ledger.record(new, record)
    except DumpError as error:
        # Not failed: that is what was never read, and nobody would read it again.
        record = replace(earlier, status="held", error=f"{error} Once it can be read, `papertide rejects replay` does.")
        ledger.record(new, record)
        return replace(result_of(record), traceback=faults.traceback_of(error))
    return result_of(record)


def _to_read(settings: Settings, kept: history.History) -> list[ledger.DumpRecord]:
    known = [ledger.DumpRecord(**row) for row in kept.dumps.to_dicts() if row["status"] in ARCHIVED_STATUSES]
    orphans = [_orphan(path) for path in history.archived_without_ledger(settings, kept)]
    return sorted([*known, *orphans], key=lambda record: (record.landed_at, record.dump_id))


def _orphan(path: Path) -> ledger.DumpRecord:
    """A ledger row for a content that lost its own: its name and landing are not known, its content is."""
    landed_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    content = loading.Content(
        path=path,
        dump_id=path.stem,
        file_name=path.name,
        bytes_read=archive.content_bytes(path),
        landed_at=landed_at,
    )
    return loading.unread_record(content, now=landed_at)
