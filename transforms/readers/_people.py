"""How people in a row become lists of AUTHORS, vectorised. No cleaning: names stay as printed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.schema.core import AUTHORS

_PERSON = {"name": pl.String, "orcid": pl.String, "affiliation": pl.String}


def grouped(flat: pl.DataFrame, counts: Sequence[int]) -> pl.Series:
    """AUTHORS of people in a row: the first `counts[0]` of `flat` (`name`, `orcid`, `affiliation`), and so on."""
    each = pl.DataFrame({"count": pl.Series(counts, dtype=pl.UInt32)}).with_row_index("row")
    rows = each.select(pl.col("row").repeat_by("count")).explode("row", empty_as_null=False).to_series()
    found = flat.select(person=pl.struct(*_PERSON), row=rows).group_by("row", maintain_order=True).agg(authors="person")
    joined = each.join(found, on="row", how="left", maintain_order="left")
    return joined.select(pl.col("authors").fill_null(pl.lit([], dtype=AUTHORS))).to_series()
