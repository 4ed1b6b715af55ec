"""`papertide status` and `papertide dumps`: what came in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli import flags, output, reading

if TYPE_CHECKING:
    import duckdb

    from warehouse.settings import Settings

app = typer.Typer(no_args_is_help=True, help="What came in: the ledger.")

EVERY_ROW = 1_000_000_000
_COLUMNS = ("dump", "file_name", "source", "layout", "captured_on", "status", "entries_read", "listings", "rejects")


def status(context: typer.Context, as_json: flags.AsJson = False) -> None:
    """Tell what is here, what is served, and what waits."""
    from warehouse import snapshots

    settings = flags.settings_of(context)
    served, last = snapshots.current(settings), snapshots.last_audit(settings)
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
    status: Annotated[str | None, typer.Option(help="Only `loaded`, `held` or `failed` ones.")] = None,
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

    settings = flags.settings_of(context)
    with reading.open_tables(settings) as connection:
        found = dumps.dump(connection, dump_id=dump_id).to_dicts() if connection else []
        row = reading.the_one(found, what="dump", asked=dump_id, listed_by="dumps list")
        figures = dumps.profile(connection, dump_id=str(row["dump_id"])).to_dicts() if connection else []
    profile = {item["metric"]: item["value"] for item in figures}
    if as_json:
        output.emit_json(row | {"profile": profile})
    else:
        output.facts(row | profile)
