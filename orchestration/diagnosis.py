"""What `papertide doctor` looks at: machine, files of decisions, snapshot, lock, database, archive. Mends nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.errors import LockHeld, PapertideError, WarehouseDamaged
from warehouse import archive, integrity, last_audit, overrides, snapshots, vocabulary
from warehouse.connection import open_database, open_snapshot
from warehouse.lock import writer_lock
from warehouse.migrations import migrate
from warehouse.queries import saved_views
from warehouse.settings import Settings

# Below this a day's load and its snapshot may not fit.
LEAST_FREE_BYTES = 2 * 1024**3
_REBUILD = "`papertide rebuild` makes the database anew from the archive."


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check: `ok`, `note` (not wrong, worth knowing), `fault` (the machine) or `damage` (the data)."""

    check: str
    outcome: str
    found: str
    next_step: str = ""


def examine(settings: Settings, *, is_deep: bool) -> Iterator[Finding]:
    """Every check, in order, each as soon as it is done. `is_deep` reads every stored byte."""
    yield _python()
    if not settings.home.is_dir():
        yield Finding(
            check="home",
            outcome="note",
            found=f"{settings.home} does not exist.",
            next_step="`papertide ingest` makes it.",
        )
        return
    yield _home(settings.home)
    yield _disk(settings.home)
    yield _guarded(settings.overrides.name, lambda: _overrides(settings))
    yield _guarded(settings.vocabulary.name, lambda: _vocabulary(settings))
    yield _guarded(settings.views.name, lambda: _views(settings))
    yield _guarded("snapshot", lambda: _served(settings, is_deep=is_deep))
    yield _guarded("last audit", lambda: _last_audit(settings))
    yield from _database(settings, is_deep=is_deep)
    if is_deep:
        yield _guarded("archive content", lambda: _hashes(settings))


def _guarded(check: str, look: Callable[[], Finding]) -> Finding:
    """A check whose error is its finding."""
    try:
        return look()
    except PapertideError as error:
        outcome = "damage" if isinstance(error, WarehouseDamaged) else "fault"
        return Finding(check=check, outcome=outcome, found=error.fact, next_step=error.next_step)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding(
        check="python",
        outcome="ok" if fits else "fault",
        found=f"Python {version}, DuckDB {duckdb.__version__}.",
        next_step="" if fits else "papertide runs on Python 3.11 to 3.13.",
    )


def _home(home: Path) -> Finding:
    is_writable = os.access(home, os.W_OK | os.X_OK)
    return Finding(
        check="home",
        outcome="ok" if is_writable else "fault",
        found=f"{home.absolute()} is {'' if is_writable else 'not '}writable.",
        next_step="" if is_writable else "Give this user write permission, or choose another --home.",
    )


def _disk(home: Path) -> Finding:
    free = integrity.free_bytes(home)
    is_enough = free >= LEAST_FREE_BYTES
    return Finding(
        check="disk",
        outcome="ok" if is_enough else "note",
        found=f"{free / 1024**3:,.1f} GiB are free.",
        next_step="" if is_enough else "Make room, or `papertide snapshots prune`.",
    )


def _overrides(settings: Settings) -> Finding:
    decisions = len(overrides.read(settings.overrides))
    return Finding(check=settings.overrides.name, outcome="ok", found=f"It decides {decisions:,} times.")


def _vocabulary(settings: Settings) -> Finding:
    own = vocabulary.read(settings.vocabulary)
    terms = len({term for _, term in own.forms})
    said = f"{terms:,} terms, {len(own.synonyms):,} synonyms, {len(own.stop_words) + len(own.stop_phrases):,} left out"
    found = f"It names {said}, {len(own.groups) + len(own.ratios):,} groups and ratios."
    return Finding(check=settings.vocabulary.name, outcome="ok", found=found)


def _views(settings: Settings) -> Finding:
    saved = saved_views.load(settings.home)
    for fault in saved.faults.values():
        raise fault
    return Finding(check=settings.views.name, outcome="ok", found=f"It saves {len(saved.views):,} views.")


def _served(settings: Settings, *, is_deep: bool) -> Finding:
    served = snapshots.current(settings)
    if served is None:
        return Finding(
            check="snapshot", outcome="note", found="None is published yet.", next_step="`papertide ingest` does."
        )
    if is_deep:
        snapshots.verify(served)
    else:
        open_snapshot(served.path).close()
    how = "every value read, as its manifest says" if is_deep else "it opens (--deep reads the data)"
    return Finding(check="snapshot", outcome="ok", found=f"{served.path.name} is served; {how}.")


def _last_audit(settings: Settings) -> Finding:
    last = last_audit.read(settings)
    if last is None:
        return Finding(check="last audit", outcome="note", found="There was none yet.")
    found = f"{last.verdict} at {last.started_at:%Y-%m-%d %H:%M} UTC."
    if last.verdict != "HOLD":
        return Finding(check="last audit", outcome="ok", found=found)
    next_step = f"See {settings.home / last.report_path}."
    return Finding(
        check="last audit", outcome="note", found=f"{found} The snapshot before it is served.", next_step=next_step
    )


def _database(settings: Settings, *, is_deep: bool) -> Iterator[Finding]:
    """The working database; nobody else may write meanwhile."""
    if not settings.database.exists():
        is_lost = snapshots.published_numbers(settings) or archive.contents(settings)
        yield Finding(
            check="database",
            outcome="damage" if is_lost else "note",
            found=f"{settings.database.name} does not exist.",
            next_step=_REBUILD if is_lost else "`papertide ingest` makes it.",
        )
        return
    try:
        with writer_lock(settings), open_database(settings) as connection:
            migrate(connection)
            yield Finding(check="lock", outcome="ok", found="No writer is at work.")
            if is_deep:
                snapshots.measure(connection)
            how = "every value read" if is_deep else "it opens"
            yield Finding(check="database", outcome="ok", found=f"{settings.database.name}: {how}.")
            yield _ledger(connection)
            yield _archive(connection, settings)
    except LockHeld as error:
        yield Finding(
            check="lock", outcome="note", found=error.fact, next_step="The database is looked at when it ends."
        )
    except PapertideError as error:
        outcome = "damage" if isinstance(error, WarehouseDamaged) else "fault"
        yield Finding(check="database", outcome=outcome, found=error.fact, next_step=error.next_step)


def _ledger(connection: duckdb.DuckDBPyConnection) -> Finding:
    wrong = integrity.miscounted(connection)
    if wrong.is_empty():
        return Finding(check="ledger", outcome="ok", found="Every dump has the listings that its ledger row says.")
    first = wrong.row(0, named=True)
    counts = f"{first['stored']} listings, not {first['expected']}"
    found = f"{wrong.height:,} dumps differ, first {first['file_name'] or first['dump_id']}: {counts}."
    return Finding(check="ledger", outcome="damage", found=found, next_step=_REBUILD)


def _archive(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Finding:
    missing = integrity.unarchived(connection, settings)
    if not missing:
        return Finding(check="archive", outcome="ok", found="It has the content of every dump.")
    return Finding(
        check="archive",
        outcome="damage",
        found=f"{len(missing):,} contents are missing, first {missing[0]}.",
        next_step="Ingest the original files again.",
    )


def _hashes(settings: Settings) -> Finding:
    contents = archive.contents(settings)
    for path in contents:
        archive.verify(settings, path.stem)
    return Finding(
        check="archive content", outcome="ok", found=f"{len(contents):,} contents have the hash of their name."
    )
