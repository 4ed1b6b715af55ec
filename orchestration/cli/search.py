"""`papertide search`: papers of a published snapshot by the words of title and abstract."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli import flags, output
from orchestration.cli.query import Format, form_of, served_of, write

if TYPE_CHECKING:
    import duckdb

_IN_A_TABLE = ("paper_id", "title", "published_on", "venue")


def search(
    context: typer.Context,
    asked: Annotated[
        str,
        typer.Argument(metavar="QUERY", help='Words, "a phrase", -word, transf*, title:word, author:name, 2020..2023.'),
    ],
    *,
    number: Annotated[int | None, typer.Option("--snapshot", help="Which snapshot; default: the served one.")] = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="Default: by the name of --output, else a table.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--output", help="Write to this file.", dir_okay=False)] = None,
    limit: flags.Limit = 20,
    as_json: flags.AsJson = False,
) -> None:
    """Find papers by the words of title and abstract, the best match first.

    Fields are title:, abstract:, author:, venue:, source:, id: and year:. A table names the papers, other forms tell
    all of them. stderr says how many match.
    """
    from warehouse.queries import papers
    from warehouse.queries.filters import PaperFilter
    from warehouse.queries.served import open_served

    form = Format.JSON if as_json else form_of(form, file)
    where = PaperFilter(search=asked)
    served = served_of(flags.settings_of(context), number)
    with closing(open_served(served)) as connection:
        count = papers.counted(connection, where=where).papers
        rows = papers.export(connection, where=where, order=papers.RELEVANCE, limit=limit)
        missing = _missing(connection, asked)
    is_table = form is Format.TABLE and file is None
    if count or not is_table:
        write(rows.select(_IN_A_TABLE) if is_table else rows, form, file, is_raw=False)
    output.tell(*missing, f"papertide: {rows.height:,} of {count:,} papers." if count else "No paper matches.")


def _missing(connection: duckdb.DuckDBPyConnection, asked: str) -> list[str]:
    """A sentence for each word that no paper has."""
    from warehouse.queries import search as index

    return [
        f"No paper has {row['word']}." + (f" Look for {row['nearest']} instead." if row["nearest"] else "")
        for row in index.known(connection, search=asked).iter_rows(named=True)
        if not row["forms"]
    ]
