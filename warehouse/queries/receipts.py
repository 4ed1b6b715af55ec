"""How a figure is computed: the SELECTs behind an answer, with their values in place. No question lives here.

What a receipt says can be asked as it stands with `papertide query`, and gives the same rows.
"""

from __future__ import annotations

import inspect
import re
from datetime import date, datetime
from typing import Any

import duckdb

_PARAMETER = re.compile(r"\$([a-z_]\w*)")


class Noting:
    """A connection that notes in `statements` what it is asked, in order."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self.statements: list[str] = []

    def execute(self, query: str, params: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        """What the connection itself gives."""
        self.statements.append(with_values(query, params))
        return self._con.execute(query, params)


def with_values(query: str, values: dict[str, Any]) -> str:
    """The query as a text of its own: `$name` replaced by its value, indentation taken off.

    Raises TypeError for a value that no question binds: text, numbers, booleans, days, None, and lists of them.
    """
    return _PARAMETER.sub(lambda found: literal(values[found[1]]), inspect.cleandoc(query))


def literal(value: Any) -> str:
    """A value as DuckDB reads it in a query."""
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case int() | float():
            return repr(value)
        case str():
            return "'" + value.replace("'", "''") + "'"
        case date() if not isinstance(value, datetime):
            return f"DATE '{value:%Y-%m-%d}'"
        case list() | tuple():
            return f"[{', '.join(map(literal, value))}]"
    raise TypeError(f"{value!r} cannot be written into a query")
