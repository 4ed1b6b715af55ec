"""What a column, a table and a view are. The declarations themselves stand beside this file, one module per layer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from polars.datatypes import DataTypeClass

DataType = pl.DataType | DataTypeClass


@dataclass(frozen=True)
class Column:
    """One column, declared once: DDL, Polars dtype, row rules, GX expectations and the data dictionary derive from it.

    `pattern` is a regular expression that the whole value matches. `minimum` and `maximum` are inclusive;
    `min_length` and `max_length` count characters. `references` names the column (`core.dumps.dump_id`) whose
    values this one points to. `sql_type` overrides the DuckDB type where Polars has no such type (JSON).
    """

    name: str
    dtype: DataType
    doc: str
    nullable: bool = False
    pattern: str | None = None
    minimum: int | float | date | None = None
    maximum: int | float | date | None = None
    min_length: int | None = None
    max_length: int | None = None
    allowed: tuple[str, ...] = ()
    references: str | None = None
    sql_type: str | None = None


@dataclass(frozen=True)
class Table:
    """One table of one layer. `key` names the columns that together are unique (checked as a rule, not by an index)."""

    layer: str
    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """`core.listings`: the name used in SQL, as asset key and as GX suite."""
        return f"{self.layer}.{self.name}"

    @property
    def column_names(self) -> list[str]:
        """Column names in declared order."""
        return [column.name for column in self.columns]

    @property
    def polars_schema(self) -> pl.Schema:
        """Name -> Polars dtype, in declared order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.full_name} has no column {name!r}")

    def empty(self) -> pl.DataFrame:
        """A frame of this table's columns and no rows."""
        return pl.DataFrame(schema=self.polars_schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with exactly this table's columns, order and dtypes; columns it lacks become NULL.

        A frame without any column has no rows. Raises polars.exceptions.InvalidOperationError where a value does not
        fit its declared dtype.
        """
        if not frame.width:
            return self.empty()  # Polars would make one row of the NULLs below
        present = set(frame.columns)
        return frame.select(
            (pl.col(column.name) if column.name in present else pl.lit(None)).cast(column.dtype).alias(column.name)
            for column in self.columns
        )


@dataclass(frozen=True)
class View:
    """A table of one layer that is not stored: `query` (SQL over stored tables) gives its rows when asked."""

    layer: str
    name: str
    doc: str
    columns: tuple[Column, ...]
    query: str

    @property
    def full_name(self) -> str:
        """`trends.paper_terms`: the name used in SQL."""
        return f"{self.layer}.{self.name}"
