"""`papertide explain`: why listings are one paper, what was kept apart from it, and the line that decides otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli import flags, output, reading
from orchestration.cli.dumps import EVERY_ROW
from transforms.errors import UsageError

if TYPE_CHECKING:
    import duckdb

_LISTING = r"[0-9a-f]+:\d+"
_FACTS = ("paper_id", "title", "published_on", "venue", "listings", "dumps", "sources", "is_withdrawn")
_LISTINGS = ("listing_id", "file", "line", "source", "rule", "score", "evidence")
_CONFLICTS = ("kind", "score", "decision", "papers", "evidence")


def explain(
    context: typer.Context,
    asked: Annotated[
        str, typer.Argument(metavar="PAPER_ID|LISTING_ID", help="A paper, by any id of it, or a listing.")
    ],
    as_json: flags.AsJson = False,
) -> None:
    """Tell why listings are counted as one paper: by which rule, how alike, on what evidence.

    Also told are papers that look like it and were kept apart, and the lines for overrides.csv that decide otherwise.
    """
    settings = flags.settings_of(context)
    with reading.open_tables(settings) as connection:
        if connection is None:
            raise UsageError(f"there is no paper or listing {asked}.")
        found = _found(connection, _paper_id(connection, asked))
    if as_json:
        output.emit_json(found)
        return
    output.facts({name: found["paper"][name] for name in _FACTS})
    output.emit("\n")
    output.table([_placed(row) for row in found["listings"]], _LISTINGS)
    if found["conflicts"]:
        shown = [row | {"papers": row["paper_ids"]} for row in found["conflicts"]]
        output.emit("\n")
        output.table(shown, _CONFLICTS, folded=("papers", "evidence"))
    if lines := dict.fromkeys(line for row in (*found["conflicts"], *found["listings"]) for line in row["override"]):
        output.emit(f"\nTo decide otherwise, add a line to {settings.overrides}, with your reason:\n")
        output.emit("".join(f"{output.printable(line)}\n" for line in lines))


def _paper_id(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    """The paper meant by any of its ids or by one of its listings. Raises UsageError."""
    from warehouse.queries import matches, paper

    if re.fullmatch(_LISTING, asked):
        rows = matches.paper_of(connection, listing_id=asked).to_dicts()
        return str(reading.the_one(rows, what="listing", asked=asked, listed_by="query")["paper_id"])
    paper_id = paper.resolve(connection, paper_id=asked)
    if paper_id is None:
        raise UsageError(f"there is no paper {asked}.", next_step="An id is such as arxiv:2405.15319 or doi:10.1000/x.")
    return paper_id


def _found(connection: duckdb.DuckDBPyConnection, paper_id: str) -> dict[str, Any]:
    """`paper`, its `listings`, once for each rule that links them, and `conflicts`; each of these with the `override`
    lines that change it."""
    from warehouse.queries import matches, paper

    listings = matches.of_paper(connection, paper_id=paper_id, limit=EVERY_ROW).to_dicts()
    conflicts = matches.conflicts_of(connection, paper_id=paper_id).to_dicts()
    is_alone = len({row["listing_id"] for row in listings}) == 1
    return {
        "paper": paper.fields(connection, paper_id=paper_id).row(0, named=True),
        "listings": [
            row | {"override": [] if is_alone else [matches.split_line(row["listing_id"])]} for row in listings
        ],
        "conflicts": [row | {"override": matches.merge_lines(row["paper_ids"])} for row in conflicts],
    }


def _placed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"file": row["file_name"], "line": row["line_start"]}
