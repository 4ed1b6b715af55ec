"""How people in a row become lists of AUTHORS, vectorised. No cleaning: names stay as printed."""

from __future__ import annotations

import polars as pl

from transforms.schema.core import AUTHORS


def grouped(flat: pl.DataFrame, counts: pl.Series) -> pl.Series:
    """AUTHORS of people in a row: the first `counts[0]` of `flat` (`name`, `orcid`, `affiliation`), and so on."""
    people = flat.select(pl.struct("name", "orcid", "affiliation").implode().cast(AUTHORS)).to_series()
    ends = counts.cast(pl.Int64).cum_sum()
    places = pl.DataFrame({"start": ends - counts, "end": ends}).select(pl.int_ranges("start", "end")).to_series()
    return places.to_frame("places").select(pl.lit(people).list.gather(pl.col("places"))).to_series()
