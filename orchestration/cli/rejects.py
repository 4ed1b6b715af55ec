"""`papertide rejects`: what was refused, and what the operator does about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli import flags, ingest, output, reading
from orchestration.cli.dumps import EVERY_ROW

if TYPE_CHECKING:
    import duckdb

app = typer.Typer(no_args_is_help=True, help="Entries that were refused.")

_COLUMNS = ("reject_id", "file_name", "line_start", "reasons", "status", "message")
_Ids = Annotated[list[str], typer.Argument(help="Ids; the part before the colon may be shortened.")]


@app.command("list")
def list_rejects(
    context: typer.Context,
    *,
    dump: Annotated[str | None, typer.Option(help="Only of this dump (id, or as much of it as is unique).")] = None,
    reason: Annotated[str | None, typer.Option(help="Only with this reason, such as `not_a_paper`.")] = None,
    status: Annotated[str | None, typer.Option(help="Only `open`, `resolved` or `dismissed` ones.")] = None,
    limit: flags.Limit = EVERY_ROW,
    as_json: flags.AsJson = False,
) -> None:
    """List rejects, open ones first."""
    from warehouse.queries import rejects

    flags.check_one_of("--status", status, rejects.STATUSES)
    with reading.open_tables(flags.settings_of(context)) as connection:
        rows = []
        if connection:
            dump_id = str(reading.the_dump(connection, dump)["dump_id"]) if dump else None
            found = rejects.page(connection, dump_id=dump_id, reason=reason, status=status, limit=limit)
            rows = found.to_dicts()
    output.listing(rows, _COLUMNS, as_json=as_json, empty="No reject.")


@app.command()
def show(
    context: typer.Context,
    reject_id: Annotated[str, typer.Argument(help="Its id; the part before the colon may be shortened.")],
    as_json: flags.AsJson = False,
) -> None:
    """Show one reject with its raw text."""
    from warehouse.queries import rejects

    rows = reading.ask(flags.settings_of(context), lambda con: rejects.reject(con, reject_id=reject_id))
    row = reading.the_one(rows, what="reject", asked=reject_id, listed_by="rejects list")
    if as_json:
        output.emit_json(row)
    else:
        output.facts({name: value for name, value in row.items() if name != "raw"})
        output.emit("\n" + output.printable(row["raw"]) + "\n")


def _ids(connection: duckdb.DuckDBPyConnection, asked: list[str]) -> list[str]:
    """The whole ids of shortened ones. Raises UsageError that names the first that is none or ambiguous."""
    from warehouse.queries import rejects

    found = []
    for reject_id in asked:
        rows = rejects.reject(connection, reject_id=reject_id).to_dicts()
        row = reading.the_one(rows, what="reject", asked=reject_id, listed_by="rejects list")
        found.append(str(row["reject_id"]))
    return found


@app.command()
def replay(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(help="Ids; none: all open rejects and held dumps.")] = None,
    as_json: flags.AsJson = False,
) -> None:
    """Read the dumps of these rejects again with today's readers and rules, then audit and publish."""
    from orchestration import auditing, rebuilding, steps

    settings = flags.settings_of(context)
    with steps.open_warehouse(settings) as warehouse, output.working("reading again, auditing, publishing"):
        results = rebuilding.replay(warehouse, _ids(warehouse.connection, ids or []), on_dump=ingest.tell_traceback)
        finished = auditing.finish(warehouse)
    ingest.report(settings, results, finished, as_json=as_json)


@app.command()
def dismiss(
    context: typer.Context,
    ids: _Ids,
    reason: Annotated[str, typer.Option(help="Why; kept with the reject.", prompt=False)],
) -> None:
    """Close rejects that are right to be refused. The next snapshot shows it."""
    from orchestration import steps
    from warehouse import quarantine
    from warehouse.transaction import transaction

    with steps.open_warehouse(flags.settings_of(context)) as warehouse, transaction(warehouse.connection):
        found = _ids(warehouse.connection, ids)
        count = quarantine.dismiss(warehouse.connection, found, now=warehouse.now(), reason=reason)
    output.tell(f"{count:,} dismissed. `papertide audit` publishes a snapshot that shows it.")
