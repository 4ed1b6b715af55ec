"""`papertide snapshots compare`: what happened to papers between two snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli import flags, output
from transforms.errors import UsageError

if TYPE_CHECKING:
    from warehouse.queries.asking import Connection

_TABLES = {
    "fields": ("field", "papers"),
    "months": ("month", "before", "now"),
    "terms": ("term", "before", "now"),
}


def compare(
    context: typer.Context,
    earlier: Annotated[int | None, typer.Argument(help="Its number; none: the one before the later one.")] = None,
    later: Annotated[int | None, typer.Argument(help="Its number; none: the served one.")] = None,
    *,
    change: Annotated[str | None, typer.Option("--papers", metavar="CHANGE", help="List the papers of one.")] = None,
    limit: flags.Limit = 20,
    as_json: flags.AsJson = False,
) -> None:
    """Tell what happened between two snapshots.

    Papers are added, split_off, changed, renamed (known by a better id), merged or gone; then come the fields that
    differ, and the months and terms whose papers differ in number.
    """
    from warehouse import snapshots
    from warehouse.queries import served, versions

    settings = flags.settings_of(context)
    flags.check_one_of("--papers", change, versions.CHANGES)
    later = later or snapshots.served_number(settings)
    earlier = earlier or snapshots.number_before(settings, later)
    if later is None or earlier >= later:
        raise UsageError(f"snapshot {earlier} is not earlier than snapshot {later}.", next_step="Give it first.")
    both = served.open_two(settings.home, earlier=earlier, later=later).cursor()
    if change:
        rows = versions.papers(both, change=change, limit=limit).to_dicts()
        output.listing(rows, ("paper_id", "other_id", "title"), as_json=as_json, empty=f"No paper: {change}.")
        return
    counted, moved = versions.counted(both), _moved(both, limit)
    if as_json:
        output.emit_json({"earlier": earlier, "later": later, "papers": counted} | moved)
        return
    output.facts({"snapshots": f"{earlier} to {later}", **counted})
    for name, columns in _TABLES.items():
        if moved[name]:
            output.emit("\n")
            output.table(moved[name], columns)


def _moved(both: Connection, limit: int) -> dict[str, list[dict[str, Any]]]:
    """Fields that differ, and months and terms with other counts, at most `limit` of each."""
    from warehouse.queries import versions

    return {
        "fields": versions.fields(both).to_dicts(),
        "months": versions.months(both).head(limit).to_dicts(),
        "terms": versions.terms(both, limit=limit).to_dicts(),
    }
