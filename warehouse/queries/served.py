"""Which snapshot is shown, and what the last audit said. The first question of every page, and a cheap one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from transforms.errors import PapertideError, UsageError, WarehouseDamaged
from warehouse import last_audit, snapshots
from warehouse.connection import open_snapshot
from warehouse.open_snapshots import Attached, OpenSnapshots, Two
from warehouse.settings import Settings, load_settings
from warehouse.snapshots import Snapshot

# Of all snapshots together that a dashboard has open. Pages ask for what was counted before: at a million papers no
# question of theirs needs more than half of it, and what they read again is in the system's own cache of files.
MEMORY_LIMIT_MB = 192


@dataclass(frozen=True, kw_only=True)
class Held:
    """The last audit said HOLD: what it loaded is not served."""

    run_id: str
    started_at: datetime
    failed: tuple[str, ...]
    report_path: Path


@dataclass(frozen=True, kw_only=True)
class Served:
    """The snapshot to show. `current_number` is the one that `CURRENT` points to: the same, unless another was asked
    for. `notices` says what else a reader must know, in words."""

    number: int
    path: Path
    published_at: datetime
    verdict: str
    home: Path
    current_number: int
    held: Held | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NothingServed:
    """There is no snapshot to show: the fact, and what to do about it."""

    is_damaged: bool
    fact: str
    next_step: str


def find(home: Path, *, number: int | None = None) -> Served | NothingServed:
    """The snapshot served from `home`, or that of a number. Reads pointer, manifest and last audit; no database."""
    try:
        settings = load_settings(home=home)
        current = snapshots.current(settings)
        snapshot = current if current is None or number is None else snapshots.numbered(settings, number)
    except PapertideError as error:
        is_damaged = isinstance(error, WarehouseDamaged)
        return NothingServed(is_damaged=is_damaged, fact=error.fact, next_step=error.next_step)
    if current is None or snapshot is None:
        return _nothing_yet(settings)
    if not snapshot.is_readable:
        return NothingServed(
            is_damaged=False,
            fact=f"Snapshot {snapshot.number} was published by another version of papertide.",
            next_step="Run `papertide ingest`: it publishes the warehouse anew.",
        )
    held, notices = _last_audit(settings)
    newest = snapshots.published_numbers(settings)[-1]
    if newest > current.number:
        notices = (*notices, f"Snapshot {newest} is newer: snapshot {current.number} is served since a rollback.")
    return Served(
        number=snapshot.number,
        path=snapshot.path.absolute(),
        published_at=snapshot.published_at,
        verdict=snapshot.verdict,
        home=settings.home.absolute(),
        current_number=current.number,
        held=held,
        notices=notices,
    )


def _nothing_yet(settings: Settings) -> NothingServed:
    held, _ = _last_audit(settings)
    if held is None:
        return NothingServed(
            is_damaged=False,
            fact=f"No snapshot has been published in {settings.home.absolute()} yet.",
            next_step="Drop dumps into its landing folder and run `papertide ingest`.",
        )
    return NothingServed(
        is_damaged=False,
        fact=f"No snapshot has been published yet: the audit of {held.started_at:%Y-%m-%d %H:%M} UTC held.",
        next_step=f"Its report says what failed: {held.report_path}.",
    )


def _last_audit(settings: Settings) -> tuple[Held | None, tuple[str, ...]]:
    try:
        audit = last_audit.read(settings)
    except WarehouseDamaged as error:
        return None, (str(error),)
    if audit is None or audit.verdict != "HOLD":
        return None, ()
    report_path = settings.home.absolute() / audit.report_path
    return Held(run_id=audit.run_id, started_at=audit.started_at, failed=audit.failed, report_path=report_path), ()


def open_served(served: Served) -> duckdb.DuckDBPyConnection:
    """A locked-down connection to the served snapshot, for a process that asks only this one."""
    return open_snapshot(served.path)


def open_all(served: Served) -> OpenSnapshots:
    """Where a process that reads long, and will see other snapshots of this home published, keeps them open."""
    return OpenSnapshots(served.path.parent, memory_limit_mb=MEMORY_LIMIT_MB)


def attach(opened: OpenSnapshots, served: Served) -> Attached:
    """The served snapshot, open. Raises WarehouseDamaged."""
    return opened.attach(served.path)


def open_two(home: Path, *, earlier: int, later: int, opened: OpenSnapshots | None = None) -> Two:
    """Two snapshots, for `warehouse.queries.versions`; `opened` if this process keeps snapshots open.

    Raises UsageError where one is not there or was published by another version, WarehouseDamaged.
    """
    settings = load_settings(home=home)
    found = [snapshots.numbered(settings, number) for number in (earlier, later)]
    for snapshot in found:
        if not snapshot.is_readable:
            raise UsageError(
                f"snapshot {snapshot.number} was published by another version of papertide.",
                next_step="Compare snapshots that this version published; the next `papertide ingest` publishes one.",
            )
    opened = opened or OpenSnapshots(settings.snapshots.absolute())
    first, second = (opened.attach(snapshot.path.absolute()) for snapshot in found)
    return Two(earlier=first, later=second)


def published(served: Served) -> list[Snapshot]:
    """The snapshots that are kept, newest first. Raises WarehouseDamaged where a manifest is unreadable."""
    return snapshots.published(load_settings(home=served.home))[::-1]


def before(served: Served) -> int | None:
    """Number of the last snapshot before this one that is kept. Raises WarehouseDamaged as `published`."""
    return max((kept.number for kept in published(served) if kept.number < served.number), default=None)


def report_page(served: Served, *, report_path: str) -> bytes | None:
    """The run report that lies at `report_path` (relative to the home folder); None where there is none any more.

    A path that leads out of the reports folder is no report.
    """
    if not report_path.isprintable():
        return None
    reports = (served.home / "reports").resolve()
    page = (served.home / report_path).resolve()
    if not page.is_relative_to(reports) or page.suffix != ".html" or not page.is_file():
        return None
    return page.read_bytes()


def data_docs(served: Served) -> Path | None:
    """First page of the Data Docs; None before the first audit."""
    index = served.home / "reports" / "data_docs" / "index.html"
    return index if index.is_file() else None
