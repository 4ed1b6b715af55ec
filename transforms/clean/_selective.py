"""How a cleaner stays fast: costly work touches only the rows, or only the distinct values, that need it.

Polars evaluates every branch of a `when` on every row, so these guards look at the data before they work.
No kind of value is known here.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl


def where_matching(pattern: str, repair: Callable[[pl.Series], pl.Series]) -> Callable[[pl.Series], pl.Series]:
    """`repair` applied to the rows of a String series that match `pattern`; all others are handed on as they are."""

    def run(values: pl.Series) -> pl.Series:
        flagged = values.str.contains(pattern).fill_null(value=False)
        hits = int(flagged.sum())
        if hits == 0:
            return values
        if hits == len(values):
            return repair(values)
        repaired = repair(values.filter(flagged))
        # The n-th flagged row takes the n-th repaired value; gathering string views copies no text.
        return repaired.gather(flagged.cum_sum().clip(1) - 1).zip_with(flagged, values)

    return run


def per_value(repair: Callable[[str], str | None]) -> Callable[[pl.Series], pl.Series]:
    """A Python function of one string, called once per distinct value of a series."""

    def run(values: pl.Series) -> pl.Series:
        distinct = values.drop_nulls().unique()
        repaired = pl.Series([repair(value) for value in distinct], dtype=pl.String)
        return values.replace_strict(distinct, repaired, default=None, return_dtype=pl.String)

    return run


def per_distinct(transform: Callable[[pl.Expr], pl.Expr]) -> Callable[[pl.Series], pl.Series]:
    """An expression evaluated once per distinct value of a String series: for columns that repeat few values."""

    def run(values: pl.Series) -> pl.Series:
        distinct = values.drop_nulls().unique().alias("value")
        cleaned = distinct.to_frame().select(transform(pl.col("value"))).to_series()
        return values.replace_strict(distinct, cleaned, default=None, return_dtype=cleaned.dtype)

    return run


def elementwise(text: pl.Expr, *steps: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    """`steps` one after the other over a String column."""

    def run(values: pl.Series) -> pl.Series:
        for step in steps:
            values = step(values)
        return values

    return text.map_batches(run, return_dtype=pl.String, is_elementwise=True)
