"""Does the share of a term go up or down over all its months? A trend of any shape, not only a straight one."""

from __future__ import annotations

import polars as pl

from transforms.trends.month_series import MonthSeries

# With fewer values the normal approximation of S is too coarse (M. G. Kendall, Rank Correlation Methods, 1975, ch. 4).
MIN_MONTHS = 10


def mann_kendall(series: MonthSeries) -> pl.DataFrame:
    """`term_number | months | kendall_tau | trend_z` of the monthly shares x₁ … xₙ; no row below MIN_MONTHS months.

    S = Σ sign(xⱼ - xᵢ) over all i < j, and with groups of t equal shares::

        τ = S / √(n₀ (n₀ - Σ t (t - 1) / 2)),  n₀ = n (n - 1) / 2          (Kendall's tau-b with time)
        z = (S ∓ 1) / √((n (n - 1) (2n + 5) - Σ t (t - 1) (2t + 5)) / 18)    (towards 0; 0 where S = 0)

    H. B. Mann, "Nonparametric Tests Against Trend", Econometrica 13 (1945), 245-259; M. G. Kendall, Rank Correlation
    Methods (1975). Months are taken as independent, so a trend that comes in long waves looks surer than it is.
    """
    n = len(series.months)
    if n < MIN_MONTHS or series.terms.is_empty():
        return pl.DataFrame(schema={"term_number": pl.Int32, "months": pl.Int32, **_FIGURES})
    # By a column and not by a number, which Polars would multiply by its reciprocal: 3/30 would not equal 1/10.
    columns = (pl.Series([total]).new_from_index(0, len(series.terms)) for total in series.totals)
    shares = [papers / column for papers, column in zip(series.papers, columns, strict=True)]
    pairs = n * (n - 1) // 2
    found = pl.DataFrame({"term_number": series.terms, "rises": _rises(shares)}).hstack(_ties(shares))
    # A pair rises, falls or is tied.
    found = found.with_columns(s=(2 * pl.col("rises") + pl.col("tied_pairs") - pairs).cast(pl.Float64))
    tau = pl.col("s") / (pairs * (pairs - pl.col("tied_pairs"))).cast(pl.Float64).sqrt()
    variance = (n * (n - 1) * (2 * n + 5) - pl.col("ties")) / 18
    z = (pl.col("s") - pl.col("s").sign()) / variance.sqrt()
    is_constant = pl.col("tied_pairs") == pairs
    return found.select(
        pl.col("term_number").cast(pl.Int32),
        pl.lit(n, dtype=pl.Int32).alias("months"),
        pl.when(is_constant).then(0.0).otherwise(tau).alias("kendall_tau"),
        pl.when(is_constant).then(0.0).otherwise(z).alias("trend_z"),
    )


_FIGURES = {"kendall_tau": pl.Float64, "trend_z": pl.Float64}


def _rises(shares: list[pl.Series]) -> pl.Series:
    """How many pairs of months rise, per term. Compared and added up as bytes: that is most of the time."""
    none = pl.Series("rises", [0], dtype=pl.UInt8).new_from_index(0, len(shares[0]))
    rises = none.cast(pl.Int64)
    for later, share in enumerate(shares):
        # At most MOST_MONTHS, so a byte holds them.
        before = none
        for earlier in shares[:later]:
            before = before + (share > earlier).cast(pl.UInt8)
        rises = rises + before.cast(pl.Int64)
    return rises


# Shares of up to 2²⁰ papers that differ at all differ by more than 2⁻⁴⁰.
_SHARE_BITS = 40


def _ties(shares: list[pl.Series]) -> pl.DataFrame:
    """Σ t (t - 1) / 2 and Σ t (t - 1) (2t + 5) over the groups of equal shares of each term, in order.

    Most months of most terms are 0: that group is what the others leave of all months. The others are found by sorting
    term and share as one number, which takes a fifth of the time of a hash table here.
    """
    place = pl.int_range(len(shares[0]), dtype=pl.Int64, eager=True).alias("place")
    used = pl.concat(pl.DataFrame({"place": place, "share": share}).filter(share > 0) for share in shares)
    share = (pl.col("share") * 2**_SHARE_BITS).cast(pl.Int64)
    sorted_keys = used.select((pl.col("place") * 2 ** (_SHARE_BITS + 1) + share).alias("key"))["key"].sort()
    equal = sorted_keys.rle().struct.unnest().filter(pl.col("len") > 1)
    zeros = (shares[0] == 0).cast(pl.UInt8)
    for months in shares[1:]:
        zeros = zeros + (months == 0).cast(pl.UInt8)
    groups = pl.concat(
        [
            equal.select(place=pl.col("value") // 2 ** (_SHARE_BITS + 1), t=pl.col("len").cast(pl.Int64)),
            pl.DataFrame({"place": place, "t": zeros.cast(pl.Int64)}),
        ]
    )
    t = pl.col("t")
    return (
        groups.group_by("place")
        .agg(tied_pairs=(t * (t - 1) // 2).sum(), ties=(t * (t - 1) * (2 * t + 5)).sum())
        .sort("place")
        .drop("place")
    )
