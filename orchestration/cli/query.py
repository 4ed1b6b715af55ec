"""`papertide query` and `papertide dictionary`: what an analyst asks of the published snapshot."""

from __future__ import annotations

import io
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli import flags, output
from transforms.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    import polars as pl

    from warehouse.queries.served import Served
    from warehouse.settings import Settings
    from warehouse.snapshots import Snapshot


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(help="One SELECT; - reads it from standard input.", show_default=False)],
    *,
    number: Annotated[int | None, typer.Option("--snapshot", help="Which snapshot; default: the served one.")] = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="Default: by the name of --output, else a table.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--output", help="Write to this file.", dir_okay=False)] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Rows at most; default: `query_rows`.")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="CSV with cells as they are, also those like a formula.")] = False,
) -> None:
    """Answer one SELECT from a published snapshot.

    The connection is read-only and reaches no other file, extension or setting. Rows and time are limited; stderr
    says when they cut. CSV is safe to open in a spreadsheet.
    """
    from warehouse import adhoc

    settings = flags.settings_of(context)
    form = form_of(form, file)
    snapshot = snapshot_of(settings, number)
    most = limit or settings.query_rows
    asked = sys.stdin.read() if sql == "-" else sql
    answer = adhoc.answer(snapshot.path, asked, rows_at_most=most, seconds_at_most=settings.query_seconds)
    write(answer.rows, form, file, is_raw=raw)
    if answer.is_cut:
        output.tell(f"papertide: cut after {most:,} rows; there are more. --limit N shows N.")


def snapshot_of(settings: Settings, number: int | None) -> Snapshot:
    """Snapshot `number`, or the served one. Raises EnvironmentFault where none is published, UsageError."""
    from warehouse import snapshots

    snapshot = snapshots.current(settings) if number is None else snapshots.numbered(settings, number)
    if snapshot is None:
        raise EnvironmentFault(
            f"{settings.home}: no snapshot is published yet.", next_step="`papertide ingest` publishes one."
        )
    return snapshot


def served_of(settings: Settings, number: int | None) -> Served:
    """Snapshot `number`, or the served one, for the questions of pages, which need the tables of this version.

    Raises as `snapshot_of`, and EnvironmentFault where another version published it.
    """
    from warehouse.queries.served import NothingServed, find

    snapshot_of(settings, number)
    found = find(settings.home, number=number)
    if isinstance(found, NothingServed):
        raise EnvironmentFault(found.fact, next_step=found.next_step)
    return found


def form_of(asked: Format | None, file: Path | None) -> Format:
    """The form asked for, else that of the file's name. Raises UsageError for Parquet on a terminal."""
    suffix = file.suffix.removeprefix(".").lower() if file else ""
    form = asked or (Format(suffix) if suffix in set(Format) else Format.TABLE)
    if form is Format.PARQUET and file is None and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal.", next_step="Give --output FILE, or pipe it.")
    return form


def write(rows: pl.DataFrame, form: Format, file: Path | None, *, is_raw: bool) -> None:
    """Put rows out in a form, or into a file. Raises UsageError for a column that the form cannot hold."""
    if form is Format.TABLE and file is None:
        output.table(rows.to_dicts(), rows.columns)
        return
    data = _encoded(rows, form, is_raw=is_raw)
    if file is None:
        output.emit_bytes(data)
    else:
        file.write_bytes(data)
        output.tell(f"papertide: {rows.height:,} rows in {file}.")


def _encoded(rows: pl.DataFrame, form: Format, *, is_raw: bool) -> bytes:
    """Rows in a format. Raises UsageError for a column that it cannot hold."""
    import polars as pl
    from polars import selectors

    from transforms import spreadsheet

    buffer = io.BytesIO()
    if form is Format.PARQUET:
        rows.write_parquet(buffer)
        return buffer.getvalue()
    text = rows.with_columns(selectors.binary().bin.encode("hex"))
    if form is Format.JSON:
        return text.write_json().encode() + b"\n"
    try:
        flat = spreadsheet.flat(text)
        if form is Format.TABLE:
            with pl.Config(tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=10_000, tbl_width_chars=100_000):
                return f"{flat}\n".encode()
        return (flat if is_raw else spreadsheet.safe(flat)).write_csv().encode()
    except pl.exceptions.PolarsError as error:
        raise UsageError(
            f"{form} cannot hold these columns ({str(error).splitlines()[0]}).", next_step="Use --format json."
        ) from error


def dictionary() -> None:
    """Print the data dictionary: every table and column, from the schema (Markdown)."""
    from transforms.dictionary import markdown
    from transforms.schema import TABLES, VIEWS
    from warehouse.ddl import type_of

    output.emit(markdown([*TABLES.values(), *VIEWS.values()], type_of=type_of))
