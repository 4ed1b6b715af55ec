"""The verbs of `papertide`, composed. Each lives in the module of its family; the only global flag is the home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli import (
    authors,
    dumps,
    environment,
    explain,
    ingest,
    query,
    rejects,
    search,
    serve,
    snapshots,
    view,
)

app = typer.Typer(
    help="Research-paper dumps in, a warehouse analysts trust out.",
    epilog=(
        "Exit codes: 0 ok, 1 no offered file could be used, 2 usage, 3 the audit holds (the old snapshot is still "
        "served), 4 another writer is at work, 5 environment, 6 warehouse damaged, 130 Ctrl-C."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", help="Folder that holds everything; default: PAPERTIDE_HOME, else ./data."),
    ] = None,
) -> None:
    """Research-paper dumps in, a warehouse analysts trust out."""
    context.obj = home


app.command()(ingest.ingest)
app.command()(dumps.status)
app.add_typer(dumps.app, name="dumps")
app.add_typer(rejects.app, name="rejects")
app.command()(snapshots.audit)
app.add_typer(snapshots.app, name="snapshots")
app.command()(snapshots.rebuild)
app.command()(explain.explain)
app.command()(query.query)
app.command()(search.search)
app.command()(view.view)
app.command()(authors.authors)
app.command()(query.dictionary)
app.command()(environment.readers)
app.command()(environment.doctor)
app.add_typer(environment.config, name="config")
app.command()(serve.dashboard)
app.command()(serve.dagster)
app.command()(serve.up)
