"""How a cleaner stays fast: costly work touches only the rows, or only the distinct values, that need it.

Polars evaluates every branch of a `when` on every row, so these guards look at the data before they work.
No kind of value is known here.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

Step = Callable[[pl.Series], pl.Series]


def where(flag: Step, repair: Step) -> Step:
    """`repair` applied to the rows of a series that `flag` marks; all others are handed on as they are."""

    def run(values: pl.Series) -> pl.Series:
        flagged = flag(values).fill_null(value=False)
        hits = int(flagged.sum())
        if hits == 0:
            return values
        if hits == len(values):
            return repair(values)
        repaired = repair(values.filter(flagged))
        # The n-th flagged row takes the n-th repaired value; gathering string views copies no text.
        return repaired.gather(flagged.cum_sum().clip(1) - 1).zip_with(flagged, values)

    return run


def where_matching(pattern: str, repair: Step) -> Step:
    """`repair` applied to the rows of a String series that match `pattern`."""
    return where(lambda values: values.str.contains(pattern), repair)


def where_not_matching(pattern: str, repair: Step) -> Step:
    """`repair` applied to the rows of a String series that do not match `pattern`; null rows stay null."""
    return where(lambda values: ~values.str.contains(pattern), repair)


def where_not_ascii(repair: Step) -> Step:
    """`repair` applied to the rows of a String series that hold more than ASCII: a count of characters, no scan."""
    return where(lambda values: values.str.len_bytes() != values.str.len_chars(), repair)


def per_value(repair: Callable[[str], str | None]) -> Step:
    """A Python function of one string, called once per distinct value of a series."""

    def run(values: pl.Series) -> pl.Series:
        distinct = values.drop_nulls().unique()
        repaired = pl.Series([repair(value) for value in distinct], dtype=pl.String)
        return values.replace_strict(distinct, repaired, default=None, return_dtype=pl.String)

    return run


def per_distinct(read: Callable[[pl.DataFrame], pl.Series]) -> Step:
    """`read` (a frame with the String column `value` -> one result per row) called on the distinct values of a series.

    For values that repeat, and for chains of expressions that share steps: a frame computes each step once.
    """

    def run(values: pl.Series) -> pl.Series:
        frame = values.alias("value").to_frame()
        distinct = frame.unique(maintain_order=True)
        results = distinct.with_columns(read(distinct).alias("result"))
        return frame.join(results, on="value", how="left", nulls_equal=True, maintain_order="left")["result"]

    return run


def elementwise(text: pl.Expr, *steps: Step) -> pl.Expr:
    """`steps` one after the other over a String column; over nothing but nulls, none."""

    def run(values: pl.Series) -> pl.Series:
        if values.null_count() == len(values):
            return values.cast(pl.String)
        for step in steps:
            values = step(values)
        return values

    return text.map_batches(run, return_dtype=pl.String, is_elementwise=True)
