"""`papertide audit`, `papertide snapshots` and `papertide rebuild`: what is served, and making it anew."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli import compare, flags, ingest, output
from orchestration.cli.exits import Code
from transforms.errors import WarehouseDamaged

if TYPE_CHECKING:
    from orchestration.steps import DumpResult
    from warehouse.snapshots import Snapshot

app = typer.Typer(no_args_is_help=True, help="Published versions of the warehouse.")
app.command()(compare.compare)

_COLUMNS = ("number", "published_at", "verdict", "papers", "listings", "size_bytes", "is_served")


def audit(context: typer.Context, as_json: flags.AsJson = False) -> None:
    """Judge the warehouse anew, and publish a snapshot unless the audit holds it."""
    from orchestration import auditing, steps
    from warehouse import snapshots

    settings = flags.settings_of(context)
    with steps.open_warehouse(settings) as warehouse, output.working("matching, counting, auditing, publishing"):
        steps.match(warehouse)
        steps.refresh_trends(warehouse)
        outcome = auditing.audit(warehouse)
        auditing.publish(warehouse, outcome)
    served = snapshots.current(settings)
    found = asdict(outcome) | {"snapshot": served.number if served else None}
    if as_json:
        output.emit_json(found)
    else:
        output.facts(found | {"report_path": settings.home / outcome.report_path})
    if outcome.verdict == "HOLD":
        raise typer.Exit(Code.HOLD)


@app.command("list")
def list_snapshots(context: typer.Context, as_json: flags.AsJson = False) -> None:
    """List published snapshots, oldest first. One that is damaged is told, and costs no other."""
    from warehouse import snapshots

    settings = flags.settings_of(context)
    served = snapshots.served_number(settings)
    rows, damaged = [], []
    for number in snapshots.published_numbers(settings):
        try:
            rows.append(_row(snapshots.load(settings, number), served_number=served))
        except WarehouseDamaged as error:
            damaged.append(str(error))
    output.listing(rows, _COLUMNS, as_json=as_json, empty="" if damaged else "No snapshot is published yet.")
    for said in damaged:
        output.tell(f"papertide: {said}")
    if damaged:
        raise typer.Exit(Code.DAMAGED)


def _row(snapshot: Snapshot, *, served_number: int | None) -> dict[str, Any]:
    return {
        "number": snapshot.number,
        "published_at": snapshot.published_at,
        "verdict": snapshot.verdict,
        "run_id": snapshot.run_id,
        "papers": snapshot.tables["core.papers"].rows,
        "listings": snapshot.tables["core.listings"].rows,
        "size_bytes": snapshot.path.stat().st_size,
        "is_served": served_number == snapshot.number,
        "path": snapshot.path.absolute(),
    }


@app.command()
def rollback(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(help="Its number; none: the one before the served one.")] = None,
) -> None:
    """Serve an earlier snapshot again, after reading it in full. The next publication takes its place."""
    from warehouse import snapshots

    settings = flags.settings_of(context)
    snapshot = snapshots.rollback(settings, number or snapshots.number_before(settings))
    output.tell(f"Snapshot {snapshot.number} is served.")


@app.command()
def prune(
    context: typer.Context,
    keep: Annotated[int | None, typer.Option(min=1, help="How many to keep; default: `keep_snapshots`.")] = None,
) -> None:
    """Delete all but the last snapshots; never the served one, never one that is in use."""
    from warehouse import snapshots
    from warehouse.lock import writer_lock

    settings = flags.settings_of(context)
    with writer_lock(settings):
        deleted = snapshots.prune(settings, keep=keep or settings.keep_snapshots)
    output.tell(f"{len(deleted):,} deleted{': ' if deleted else ''}{', '.join(map(str, deleted))}.")


def rebuild(context: typer.Context, as_json: flags.AsJson = False) -> None:
    """Make the database anew from the archive, then audit and publish. Until it is whole the old one stays."""
    from orchestration import auditing, rebuilding, steps
    from warehouse import archive

    settings = flags.settings_of(context)
    bytes_of = {path.stem: path.stat().st_size for path in archive.contents(settings)}
    done = 0

    def read(result: DumpResult) -> None:
        nonlocal done
        done += bytes_of[str(result.dump_id)]
        show(done, result.file_name)
        ingest.tell_traceback(result)

    with output.progress("reading", total=sum(bytes_of.values())) as show:
        results = rebuilding.rebuild(settings, on_dump=read)
    with steps.open_warehouse(settings) as warehouse, output.working("auditing, publishing"):
        finished = auditing.finish(warehouse)
    ingest.report(settings, results, finished, as_json=as_json)
