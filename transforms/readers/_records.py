"""How records of any format become frames: one dictionary an entry in, columns out. Nothing here knows a format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def frame(records: Sequence[Record], schema: pl.Schema) -> pl.DataFrame:
    """Records -> a frame of `schema`; what a record does not hold is NULL, other keys are left out.

    Lists are built flat and grouped: a thirtieth of what Polars takes for Python lists of dictionaries.
    """
    columns = [
        _lists(records, name, dtype)
        if isinstance(dtype, pl.List)
        else pl.Series(name, [record.get(name) for record in records], dtype=dtype)
        for name, dtype in schema.items()
    ]
    return pl.DataFrame(columns)


def extra(fields: Mapping[str, object]) -> str | None:
    """What a source has and we do not model, as JSON text; None where there is nothing."""
    filled = {name: value for name, value in fields.items() if value or value == 0}
    return msgspec.json.encode(filled).decode() if filled else None


def _lists(records: Sequence[Record], name: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    lists = [record.get(name) or () for record in records]
    flat: Any = list(chain.from_iterable(lists))
    if not flat:
        return pl.Series(name, [[]], dtype=dtype).new_from_index(0, len(records))  # Polars converts row by row
    if dtype == AUTHORS:
        people = zip(("name", "orcid", "affiliation"), zip(*flat, strict=True), strict=True)
        values = pl.DataFrame([pl.Series(part, printed, dtype=pl.String) for part, printed in people]).to_struct()
    else:
        values = pl.Series(flat, dtype=pl.String)
    return grouped(values, pl.Series(list(map(len, lists)))).alias(name)


def grouped(flat: pl.Series, counts: pl.Series) -> pl.Series:
    """Lists of the values of `flat`: the first `counts[0]` of them, and so on."""
    ends = counts.cast(pl.Int64).cum_sum()
    places = pl.DataFrame({"start": ends - counts, "end": ends}).select(places=pl.int_ranges("start", "end"))
    return places.select(pl.lit(flat.implode()).list.gather(pl.col("places"))).to_series()
