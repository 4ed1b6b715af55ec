"""What a share tells: the interval around it, and from how many papers on it is drawn and named. No Streamlit here."""

from __future__ import annotations

import polars as pl

from warehouse.queries import series

# Of fewer papers, a share leaps from nothing to all from month to month, and its interval spans most of the axis.
FEWEST_PAPERS = 20


def told(counts: pl.DataFrame) -> pl.DataFrame:
    """`counts` with `share_low | share_high` of `share_smooth`, both as `interval` in words, and `is_told`.

    Told is a share whose window holds FEWEST_PAPERS; where no window does, all are: their intervals say how little
    that is. A ratio has no interval. Columns in: those of `warehouse.queries.series.over_time`.
    """
    enough = pl.col("total_papers_window") >= FEWEST_PAPERS
    low, high = (pl.format("{}", (100 * pl.col(name)).round(1)) for name in ("share_low", "share_high"))
    return series.with_interval(counts).with_columns(
        interval=pl.format("{} to {} %", low, high), is_told=(enough | ~enough.any()).fill_null(value=False)
    )


def told_by_month(months: pl.DataFrame) -> pl.DataFrame:
    """`months` without the `share` where `total_papers` are fewer than FEWEST_PAPERS; as they are, where all are."""
    enough = pl.col("total_papers") >= FEWEST_PAPERS
    return months.with_columns(pl.when(enough | ~enough.any()).then("share").alias("share"))


def drawn(counts: pl.DataFrame) -> pl.DataFrame:
    """`counts` of `told` without the smoothed shares that are not told."""
    kept = ("share_smooth", "share_low", "share_high", "interval")
    return counts.with_columns(pl.when("is_told").then(name).alias(name) for name in kept)


def top(counts: pl.DataFrame) -> float:
    """The highest that an axis of shares has to hold: intervals that are told, and months of FEWEST_PAPERS."""
    of_windows = pl.when("is_told").then(pl.coalesce("share_high", "share_smooth"))
    of_months = pl.when(pl.col("total_papers") >= FEWEST_PAPERS).then("share")
    return counts.select(pl.max_horizontal(of_windows.max(), of_months.max())).item() or 1.0
