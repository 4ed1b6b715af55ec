"""`papertide status` and `papertide dumps`: what came in, and what is to be forgotten of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli import flags, output, reading
from transforms.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from warehouse.settings import Settings

app = typer.Typer(no_args_is_help=True, help="What came in: the ledger.")

EVERY_ROW = 1_000_000_000
_COLUMNS = ("dump", "file_name", "source", "layout", "captured_on", "status", "entries_read", "listings", "rejects")


def status(context: typer.Context, as_json: flags.AsJson = False) -> None:
    """Tell what is here, what is served, and what waits."""
    from warehouse import last_audit, snapshots

    settings = flags.settings_of(context)
    served, last = snapshots.current(settings), last_audit.read(settings)
    with reading.open_tables(settings) as connection:
        counts = _counts(connection, settings) if connection else {}
    found = {
        "home": settings.home.absolute(),
        "snapshot": served.number if served else None,
        "published_at": served.published_at if served else None,
        "last_verdict": last.verdict if last else None,
        "last_audit_at": last.started_at if last else None,
        "report": settings.home.absolute() / last.report_path if last else None,
        **counts,
    }
    if as_json:
        output.emit_json(found)
    else:
        output.facts(found)


def _counts(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, Any]:
    from dataclasses import asdict

    from warehouse import landing, ledger
    from warehouse.queries import dumps, papers, rejects
    from warehouse.queries.filters import PaperFilter

    landed = landing.offers([settings.landing]) if settings.landing.is_dir() else []
    return {
        "papers": papers.counted(connection, where=PaperFilter()).papers,
        **asdict(dumps.totals(connection)),
        "open_rejects": rejects.by_status(connection)["open"],
        "files_waiting": len(ledger.unsettled(connection, landed)),
    }


@app.command("list")
def list_dumps(
    context: typer.Context,
    status: Annotated[str | None, typer.Option(help="Only `loaded`, `held`, `failed` or `forgotten` ones.")] = None,
    limit: flags.Limit = EVERY_ROW,
    as_json: flags.AsJson = False,
) -> None:
    """List the ledger, newest first."""
    from warehouse.queries import dumps

    flags.check_one_of("--status", status, dumps.STATUSES)
    rows = reading.ask(flags.settings_of(context), lambda con: dumps.ledger(con, status=status, limit=limit))
    shown = rows if as_json else [row | {"dump": str(row["dump_id"])[:16]} for row in rows]
    output.listing(shown, _COLUMNS, as_json=as_json, empty="No dump.")


@app.command()
def show(
    context: typer.Context,
    dump_id: Annotated[str, typer.Argument(help="Its id, or as much of it as is unique.")],
    as_json: flags.AsJson = False,
) -> None:
    """Show one dump: its ledger row and the figures it is compared by."""
    from warehouse.queries import dumps

    with reading.open_tables(flags.settings_of(context)) as connection:
        row = reading.the_dump(connection, dump_id)
        figures = dumps.profile(connection, dump_id=str(row["dump_id"])).to_dicts() if connection else []
    profile = {item["metric"]: item["value"] for item in figures}
    if as_json:
        output.emit_json(row | {"profile": profile})
    else:
        output.facts(row | profile)


@app.command()
def forget(
    context: typer.Context,
    dump_id: Annotated[str, typer.Argument(help="Its id, or as much of it as is unique.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; kept in the ledger.", prompt=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Take out everything that one dump brought, its archived content too, and match its papers anew.

    Only its ledger row stays, with the reason. The same content is refused from then on; `papertide ingest --recall`
    loads it all the same. Snapshots from before still hold it until they are pruned.
    """
    from orchestration import forgetting, steps

    settings = flags.settings_of(context)
    with reading.open_tables(settings) as connection:
        row = reading.the_dump(connection, dump_id)
    if not yes:
        _ask(f"Forget {row['file_name']} (listings: {row['listings']:,}, rejects: {row['rejects']:,}) for good?")
    with steps.open_warehouse(settings) as warehouse, output.working("forgetting, matching"):
        forgetting.forget(warehouse, str(row["dump_id"]), reason=reason)
    output.tell(
        f"{row['file_name']} is forgotten. `papertide audit` publishes a snapshot without it; then `papertide "
        "snapshots prune --keep 1` deletes those that show it. Files outside of the archive are yours to delete."
    )


def _ask(question: str) -> None:
    """Raises UsageError unless the answer is yes."""
    try:
        is_sure = typer.confirm(output.printable(question), err=True)
    except typer.Abort:
        is_sure = False
    if not is_sure:
        raise UsageError("nothing was forgotten.", next_step="Answer y, or say --yes.")
