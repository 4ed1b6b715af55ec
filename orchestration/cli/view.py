"""`papertide view`: the main table of a saved view, with the numbers that its page shows."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli import flags, output
from orchestration.cli.query import Format, served_of, write

if TYPE_CHECKING:
    import polars as pl

    from warehouse.queries.saved_views import SavedView, SavedViews
    from warehouse.queries.served import Served


class ViewFormat(StrEnum):
    """How a view is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


def view(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A view of views.toml; without one they are listed.")] = None,
    *,
    number: Annotated[
        int | None, typer.Option("--snapshot", help="Which snapshot; default: the view's own, else the served one.")
    ] = None,
    form: Annotated[
        ViewFormat | None, typer.Option("--format", help="Default: by the name of --output, else a table.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--output", help="Write to this file.", dir_okay=False)] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Rows at most; default: 100,000.")] = None,
) -> None:
    """Print the main table of a saved view, or list the views of views.toml in the home folder.

    The numbers are those of the page in the dashboard, under whose “Save this view” stand the lines to add to the
    file. stderr says how many rows there are and what is unknown.
    """
    from warehouse.queries import page_tables, saved_views
    from warehouse.queries.served import open_served

    settings = flags.settings_of(context)
    saved = saved_views.load(settings.home)
    if name is None:
        _list(saved, as_json=form is ViewFormat.JSON)
        return
    chosen = saved.named(name)
    served = served_of(settings, number or chosen.asked.snapshot)
    with closing(open_served(served)) as connection:
        remarks = page_tables.remarks(connection, asked=chosen.asked)
        most = limit or page_tables.MOST_ROWS
        # One more, to see whether there are more.
        found = page_tables.rows(
            connection, page=chosen.page, asked=chosen.asked, today=datetime.now(UTC).date(), limit=most + 1
        )
    _write(found.head(most), chosen, served, form or _form_of(file), file)
    cut = f"There are more than {most:,}. --limit N shows N." if found.height > most else ""
    shown = f"papertide: {min(found.height, most):,} {'row' if found.height == 1 else 'rows'}"
    output.tell(*remarks, f"{shown} of snapshot {served.number:,}.", cut)


def _list(saved: SavedViews, *, as_json: bool) -> None:
    """Name, page and parameters of each view; on stderr what is wrong with the others."""
    rows = [
        {"name": view.name, "page": view.page, "asked": view.asked.query() if as_json else view.asked.said}
        for view in saved.views
    ]
    empty = "No saved view. Open a page of the dashboard and copy what “Save this view” offers there."
    output.listing(rows, ("name", "page", "asked"), as_json=as_json, empty="" if saved.faults else empty)
    for fault in saved.faults.values():
        output.tell(f"papertide: {fault.fact}", fault.next_step)


def _form_of(file: Path | None) -> ViewFormat:
    suffix = file.suffix.removeprefix(".").lower() if file else ""
    return ViewFormat(suffix) if suffix in set(ViewFormat) else ViewFormat.TABLE


def _write(rows: pl.DataFrame, view: SavedView, served: Served, form: ViewFormat, file: Path | None) -> None:
    if form is not ViewFormat.HTML:
        write(rows, Format(form.value), file, is_raw=False)
        return
    from transforms import web_page
    from warehouse.queries import page_tables

    heading = page_tables.heading(served, title=view.name, page=view.page, asked=view.asked)
    text = web_page.page(rows, heading)
    if file is None:
        output.emit(text)
    else:
        file.write_text(text, encoding="utf-8")
