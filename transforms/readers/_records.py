"""How records of any format become frames: one dictionary an entry in, columns out. Nothing here knows a format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

import msgspec
import polars as pl

from transforms.schema.core import AUTHORS

Record = dict[str, Any]


class Author(NamedTuple):
    """One author as printed."""

    name: str
    orcid: str | None = None
    affiliation: str | None = None


class Columns:
    """Records on their way to a frame of `schema`: what one does not hold is NULL, other keys are left out.

    A record is let go when it is added: a block of them, kept, costs the garbage collector a tenth of decoding them.
    Lists are built flat and grouped: a thirtieth of what Polars takes for Python lists of dictionaries.
    """

    def __init__(self, schema: pl.Schema) -> None:
        self._schema = schema
        self._begin()

    def _begin(self) -> None:
        self._values: dict[str, list[Any]] = {name: [] for name in self._schema}
        self._counts: dict[str, list[int]] = {
            name: [] for name, dtype in self._schema.items() if isinstance(dtype, pl.List)
        }
        self._single = [(name, self._values[name].append) for name in self._schema if name not in self._counts]
        self._listed = [
            (name, self._values[name].extend, counts.append, self._schema[name] == AUTHORS)
            for name, counts in self._counts.items()
        ]

    def add(self, record: Record) -> None:
        """One more row."""
        get = record.get
        for name, append in self._single:
            append(get(name))
        for name, extend, count, is_authors in self._listed:
            values = get(name) or ()
            extend(chain.from_iterable(values) if is_authors else values)
            count(len(values))

    def take(self) -> pl.DataFrame:
        """The rows added since the last time."""
        frame = pl.DataFrame([self._column(name, dtype) for name, dtype in self._schema.items()])
        self._begin()
        return frame

    def _column(self, name: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
        values: Any = self._values[name]
        if name not in self._counts:
            return pl.Series(name, values, dtype=dtype)
        if not values:
            return pl.Series(name, [[]], dtype=dtype).new_from_index(0, len(self._counts[name]))  # row by row otherwise
        counts = pl.Series(self._counts[name], dtype=pl.Int64)
        if dtype != AUTHORS:
            return grouped(pl.Series(values, dtype=pl.String), counts).alias(name)
        parts = Author._fields
        printed = [pl.Series(part, values[at :: len(parts)], dtype=pl.String) for at, part in enumerate(parts)]
        return grouped(pl.DataFrame(printed).to_struct(), counts).alias(name)


def frame(records: Iterable[Record], schema: pl.Schema) -> pl.DataFrame:
    """Records -> a frame of `schema`, as Columns makes it."""
    columns = Columns(schema)
    for record in records:
        columns.add(record)
    return columns.take()


def extra(fields: Mapping[str, object]) -> str | None:
    """What a source has and we do not model, as JSON text; None where there is nothing."""
    filled = {name: value for name, value in fields.items() if value or value == 0}
    return msgspec.json.encode(filled).decode() if filled else None


def grouped(flat: pl.Series, counts: pl.Series) -> pl.Series:
    """Lists of the values of `flat`: the first `counts[0]` of them, and so on."""
    ends = counts.cast(pl.Int64).cum_sum()
    places = pl.DataFrame({"start": ends - counts, "end": ends}).select(places=pl.int_ranges("start", "end"))
    return places.select(pl.lit(flat.implode()).list.gather(pl.col("places"))).to_series()
