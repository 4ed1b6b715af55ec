"""`papertide ingest`, and how it and its relatives (`rejects replay`, `rebuild`) report what became of each dump."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli import flags, output
from orchestration.cli.exits import Code
from transforms.errors import UsageError

if TYPE_CHECKING:
    from orchestration.auditing import Finished
    from orchestration.steps import DumpResult, Warehouse
    from warehouse.landing import Offer
    from warehouse.settings import Settings

_JSON_FIELDS = ("file_name", "dump_id", "source", "layout", "status", "entries_read", "listings", "rejects", "error")
_CHECKS_TOLD = 5
_COLUMNS = ("status", "file", "source/layout", "entries", "listings", "rejects", "seconds")


def ingest(
    context: typer.Context,
    *,
    paths: Annotated[
        list[Path] | None,
        # One that this user may not read is told as any other file that cannot be had, not as wrong usage.
        typer.Argument(help="Files and folders; none: everything new in <home>/landing.", readable=False),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Read with this reader; see `papertide readers`.")] = None,
    captured_on: Annotated[
        date | None, typer.Option(parser=date.fromisoformat, metavar="YYYY-MM-DD", help="Day of the capture.")
    ] = None,
    recall: Annotated[bool, typer.Option("--recall", help="Load also what `dumps forget` forgot.")] = False,
    load_only: Annotated[bool, typer.Option("--load-only", help="Load and match; no audit, no snapshot.")] = False,
    as_json: flags.AsJson = False,
) -> None:
    """Load dumps, match their papers, audit, and publish a snapshot unless the audit holds it.

    Every path is looked at before anything is read. A file that cannot be used costs no other: it is told, kept in
    the ledger, and the exit code is 0 as long as one of the files offered is in the warehouse afterwards (loaded now
    or before). Exit code 1: files were offered and none of them is. 3: the audit holds. 4: another writer is at work.
    """
    from orchestration import steps
    from warehouse import landing

    settings = flags.settings_of(context)
    _check_reader(source)
    if captured_on and captured_on > datetime.now(UTC).date() + timedelta(days=1):  # it may be tomorrow elsewhere
        raise UsageError(f"--captured-on {captured_on} lies in the future.", next_step="Give the day of the capture.")
    offered = landing.offers(paths) if paths else None
    with steps.open_warehouse(settings) as warehouse:
        files = steps.new_files(warehouse) if offered is None else offered
        one = partial(steps.ingest_file, warehouse, source=source, captured_on=captured_on, is_recalled=recall)
        results = _load(files, one)
        if not files:
            output.tell(f"papertide: nothing new in {paths[0] if paths else settings.landing}.")
        finished = _finish(warehouse, load_only=load_only)
    report(settings, results, finished, as_json=as_json)


def _check_reader(name: str | None) -> None:
    from transforms.readers import readers

    known = [reader.name for reader in readers()] if name else []
    if name and name not in known:
        raise UsageError(f"there is no reader {name}.", next_step=f"There are {', '.join(known)}.")


def _load(files: Sequence[Offer], ingest_file: Callable[..., list[DumpResult]]) -> list[DumpResult]:
    results, done = [], 0
    with output.progress("reading", total=sum(offered.bytes_on_disk for offered in files)) as show:
        for offered in files:
            show(done, offered.file_name)
            moved = partial(_move, show, offered, done)
            for result in ingest_file(offered, on_position=moved):
                tell_traceback(result)
                results.append(result)
            done += offered.bytes_on_disk
    return results


def tell_traceback(result: DumpResult) -> None:
    """Where our own code failed on a dump, its traceback: at once, since what comes later may not come."""
    if result.traceback:
        output.tell(f"{result.file_name}: papertide itself failed on it.\n{result.traceback}")


def _move(show: Callable[[int, str], None], offered: Offer, done: int, position: int) -> None:
    show(done + position, offered.file_name)


def _finish(warehouse: Warehouse, *, load_only: bool) -> Finished | None:
    from orchestration import auditing, steps

    with output.working("matching" if load_only else "matching, counting, auditing, publishing"):
        if load_only:
            steps.match(warehouse)
            return None
        return auditing.finish(warehouse)


def report(settings: Settings, results: Sequence[DumpResult], finished: Finished | None, *, as_json: bool) -> None:
    """Print what became of each dump, the verdict and the snapshot. Exits with HOLD or REFUSED where that is so."""
    from warehouse.snapshots import current

    if results:
        _print_table(results, to_stderr=as_json)
    for result in results:
        if not result.is_usable:
            output.tell(f"{result.status}: {result.error}")
    served = current(settings)
    snapshot = served.number if served else None
    if finished:
        _print_verdict(settings, finished)
    if as_json:
        dumps = [{name: getattr(result, name) for name in _JSON_FIELDS} for result in results]
        output.emit_json({"dumps": dumps, "verdict": finished.verdict if finished else None, "snapshot": snapshot})
    if finished and finished.verdict == "HOLD":
        raise typer.Exit(Code.HOLD)
    if results and not any(result.is_usable for result in results):
        raise typer.Exit(Code.REFUSED)


def _print_table(results: Sequence[DumpResult], *, to_stderr: bool) -> None:
    rows = [_row(result) for result in results]
    loaded = [row for row in rows if row["status"] == "loaded"]
    total: dict[str, Any] = {"status": "loaded", "file": f"{len(loaded):,} of {len(rows):,}"}
    for name in ("entries", "listings", "rejects", "seconds"):
        total[name] = sum(row[name] for row in loaded)
    output.table(rows, _COLUMNS, total=total, to_stderr=to_stderr)


def _row(result: DumpResult) -> dict[str, Any]:
    return {
        "status": result.status,
        "file": result.file_name,
        "source/layout": f"{result.source}/{result.layout or '-'}" if result.source else None,
        "entries": result.entries_read,
        "listings": result.listings,
        "rejects": result.rejects,
        "seconds": round(result.duration_seconds, 2),
    }


def _print_verdict(settings: Settings, finished: Finished) -> None:
    from warehouse import last_audit

    served = f"snapshot {finished.snapshot} is served" if finished.snapshot else "no snapshot is served"
    held = " (what was loaded now is held back)" if finished.verdict == "HOLD" else ""
    output.tell(f"{finished.verdict}: {served}{held}. Report: {settings.home / finished.report_path}")
    last = last_audit.read(settings)
    if last and finished.verdict == "HOLD":
        more = f"; and {len(last.failed) - _CHECKS_TOLD:,} more" if len(last.failed) > _CHECKS_TOLD else ""
        output.tell(f"Checks that failed: {'; '.join(last.failed[:_CHECKS_TOLD])}{more}.")
