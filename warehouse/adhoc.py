"""An analyst's own SELECT on the published snapshot: locked down, bounded in rows and time. No question lives here."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from transforms.errors import UsageError, WarehouseDamaged
from warehouse.connection import open_snapshot

_BATCH_ROWS = 2_048


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """Rows of a query, at most as many as were asked for. `is_cut`: there are more."""

    rows: pl.DataFrame
    is_cut: bool


def answer(snapshot: Path, sql: str, *, rows_at_most: int, seconds_at_most: float) -> Answer:
    """Rows of one SELECT, on a connection that reaches nothing but this snapshot.

    Raises UsageError (not one SELECT, wrong SQL, out of bounds, too slow, too large) and WarehouseDamaged.
    """
    _check_is_one_select(sql)
    with closing(open_snapshot(snapshot)) as connection:
        clock = threading.Timer(seconds_at_most, connection.interrupt)
        clock.start()
        try:
            return _read(connection, sql, rows_at_most)
        except duckdb.InterruptException as error:
            raise UsageError(
                f"the query was cut after {seconds_at_most:g} seconds, without an answer.",
                next_step="Narrow it, or raise `query_seconds` (see `papertide config show`).",
            ) from error
        except (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException) as error:
            raise WarehouseDamaged(
                f"{snapshot.name} cannot be read ({_first_line(error)}).",
                next_step="Run `papertide doctor --deep`, then `papertide snapshots rollback` to an earlier one.",
            ) from error
        except duckdb.PermissionException as error:
            raise UsageError(
                f"the query reaches outside the snapshot ({_first_line(error)}).",
                next_step="Only its tables can be read; `papertide dictionary` lists them.",
            ) from error
        except duckdb.Error as error:
            raise UsageError(f"the query fails: {error}") from error
        except pl.exceptions.PolarsError as error:
            raise UsageError(
                f"the answer cannot be shown ({_first_line(error)}).",
                next_step="Give each column a name of its own, and cast unusual types, for example to VARCHAR.",
            ) from error
        finally:
            clock.cancel()


def _check_is_one_select(sql: str) -> None:
    """Raises UsageError for anything but one statement that only reads."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise UsageError(f"the query is not SQL: {error}") from error
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        found = ", ".join(kind.name for kind in kinds) or "nothing"
        raise UsageError(f"a query is exactly one SELECT; this is {found}.", next_step="Nothing was run.")


def _read(connection: duckdb.DuckDBPyConnection, sql: str, rows_at_most: int) -> Answer:
    # Streamed: a query over everything costs what is shown of it.
    reader = connection.execute(sql).to_arrow_reader(_BATCH_ROWS)
    batches, rows = [], 0
    for batch in reader:
        batches.append(batch)
        rows += batch.num_rows
        if rows > rows_at_most:
            break
    frame = pl.from_arrow(pa.Table.from_batches(batches, schema=reader.schema))
    if not isinstance(frame, pl.DataFrame):
        raise AssertionError("a table became no frame")
    shown = frame.head(rows_at_most)
    return Answer(rows=shown.with_columns(map(_whole_number, shown.iter_columns())), is_cut=rows > rows_at_most)


def _whole_number(column: pl.Series) -> pl.Series:
    """DuckDB sums integers to 128 bits, which arrives as a decimal; as an ordinary integer where it fits."""
    if not (isinstance(column.dtype, pl.Decimal) and column.dtype.scale == 0):
        return column
    narrow = column.cast(pl.Int64, strict=False)
    return narrow if narrow.null_count() == column.null_count() else column


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
