"""How a question reaches DuckDB: one call, values bound, foreign errors translated. No question lives here."""

from __future__ import annotations

from typing import Any, Protocol

import duckdb
import polars as pl

from transforms.errors import EnvironmentFault, WarehouseDamaged

# What DuckDB raises when the bytes of the file are not what it wrote; anything else is a bug in a question.
_DAMAGE = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException)


class Connection(Protocol):
    """What questions are asked of: DuckDB's own connection, or what stands before it."""

    def execute(self, query: str, params: dict[str, Any], /) -> duckdb.DuckDBPyConnection:
        """Run one SELECT."""


def ask(con: Connection, sql: str, **params: Any) -> pl.DataFrame:
    """The answer to one SELECT, `$name` parameters bound; timestamps are UTC.

    Raises WarehouseDamaged where the file cannot be read, EnvironmentFault where memory does not suffice.
    """
    try:
        # Not `sql`, which with parameters costs a microsecond and more a row.
        answer = con.execute(sql, params).pl()
    except _DAMAGE as error:
        raise WarehouseDamaged(
            f"the snapshot cannot be read ({str(error).splitlines()[0]}).",
            next_step="Run `papertide doctor --deep`, then `papertide snapshots rollback` to an earlier one.",
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise EnvironmentFault(
            "the answer needs more memory than a reader may take.",
            next_step="Narrow the filters, or ask with `papertide query`.",
        ) from error
    is_instant = [name for name, dtype in answer.schema.items() if isinstance(dtype, pl.Datetime) and dtype.time_zone]
    return answer.with_columns(pl.col(is_instant).dt.convert_time_zone("UTC"))
