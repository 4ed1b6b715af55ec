"""The data dictionary: declared tables and views as a Markdown page. It says nothing that the schema does not say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from transforms.schema import Column, Table, View

_PREAMBLE = """\
# Data dictionary

Generated from `transforms/schema/` by `papertide dictionary`; edit the schema, not this page.
Every snapshot holds these tables. Names stay; more columns may come. `?` marks a
column that may be NULL. Times are UTC.
"""


def markdown(tables: Iterable[Table | View], *, type_of: Callable[[Column], str]) -> str:
    """One section per table: what a row is, its key, and each column with type, meaning and rules.

    `type_of` names a column's type as the reader of the page will meet it (DuckDB's).
    """
    return "\n".join([_PREAMBLE, *(_section(table, type_of) for table in tables)])


def _section(table: Table | View, type_of: Callable[[Column], str]) -> str:
    kind = f"Unique: {', '.join(f'`{name}`' for name in table.key)}." if isinstance(table, Table) else "A view."
    head = [f"## {table.full_name}", "", table.doc, "", kind, ""]
    rows = [f"| `{column.name}` | {_type(column, type_of)} | {_meaning(column)} |" for column in table.columns]
    return "\n".join([*head, "| column | type | meaning |", "| --- | --- | --- |", *rows, ""])


def _type(column: Column, type_of: Callable[[Column], str]) -> str:
    return f"{type_of(column)}{'?' if column.nullable else ''}"


def _meaning(column: Column) -> str:
    """The declared words, then the declared rules; a `|` would end the cell."""
    return " ".join([column.doc, *_rules(column)]).replace("|", "\\|")


def _rules(column: Column) -> list[str]:
    rules = []
    if column.allowed:
        rules.append(f"One of {', '.join(f'`{value}`' for value in column.allowed)}.")
    if column.pattern:
        rules.append(f"Matches `{column.pattern}`.")
    rules.extend(_range("", column.minimum, column.maximum))
    rules.extend(_range(" characters", column.min_length, column.max_length))
    if column.references:
        rules.append(f"Points to `{column.references}`.")
    return rules


def _range(unit: str, low: object, high: object) -> list[str]:
    if low is None and high is None:
        return []
    if high is None:
        return [f"At least {low}{unit}."]
    if low is None:
        return [f"At most {high}{unit}."]
    return [f"From {low} to {high}{unit}."]
