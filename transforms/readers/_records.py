"""How records of any format become frames: one dictionary an entry in, columns out. Nothing here knows a format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    rows = pl.Series("row", [row for row, values in enumerate(lists) for _ in values], dtype=pl.UInt32)
    flat: Any = [value for values in lists for value in values]
    if dtype == AUTHORS:
        fields = list(zip(*flat, strict=True)) or [(), (), ()]
        parts = [
            pl.Series(part, values, dtype=pl.String)
            for part, values in zip(("name", "orcid", "affiliation"), fields, strict=True)
        ]
        values = pl.DataFrame(parts).to_struct(name)
    else:
        values = pl.Series(name, flat, dtype=pl.String)
    if not flat:
        return pl.Series(name, [[]], dtype=dtype).new_from_index(0, len(records))  # Polars converts row by row
    grouped = pl.DataFrame([rows, values]).group_by("row", maintain_order=True).agg(name)
    every = pl.DataFrame({"row": pl.int_range(len(records), dtype=pl.UInt32, eager=True)})
    joined = every.join(grouped, on="row", how="left", maintain_order="left")
    return joined[name].fill_null(pl.lit([], dtype=dtype)).cast(dtype)
