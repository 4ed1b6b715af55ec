"""`papertide authors`: who stands behind a name."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli import flags, output, reading

_COLUMNS = ("author_id", "papers", "first_published_on", "last_published_on", "evidence", "names")


def authors(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name, in any form: `Y. Bengio`, `Bengio, Yoshua`.")],
    as_json: flags.AsJson = False,
) -> None:
    """List the persons who may be meant by a name, told apart by ORCID, dblp's numbers and co-authors.

    Papers that nothing ties together stay apart: one person may be listed more than once, two never as one.
    """
    from warehouse.queries.authors import persons

    rows = reading.ask(flags.settings_of(context), lambda con: persons(con, name=name))
    output.listing(rows, _COLUMNS, as_json=as_json, empty=f"No paper has an author {name}.")
