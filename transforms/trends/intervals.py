"""How far a share can be trusted: intervals of proportions, as Polars expressions. No counting here."""

from __future__ import annotations

import polars as pl

# The 97.5 % point of the standard normal distribution: two-sided intervals of 95 %.
Z_OF_95_PERCENT = 1.959963984540054


def wilson_interval(papers: pl.Expr, total: pl.Expr, *, z: float = Z_OF_95_PERCENT) -> tuple[pl.Expr, pl.Expr]:
    """`lower` and `upper` bound of the share `papers / total`, from 0 to 1; null where the total is null or 0.

    With p = papers / total and n = total::

        (p + z²/2n  ±  z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n)

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), 209-212;
    chosen over p ± z √(p (1 - p) / n), which has no width at p = 0, for its coverage with small n (L. D. Brown,
    T. T. Cai, A. DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001), 101-133).
    """
    n = pl.when(total > 0).then(total).cast(pl.Float64)
    share = papers / n
    spread = z * (share * (1 - share) / n + z**2 / (4 * n**2)).sqrt()
    centre, scale = share + z**2 / (2 * n), 1 + z**2 / n
    # At shares of 0 and 1 rounding could leave a bound a hair outside of the share that it bounds.
    lower = pl.min_horizontal(((centre - spread) / scale).clip(0, 1), share)
    upper = pl.max_horizontal(((centre + spread) / scale).clip(0, 1), share)
    is_known = share.is_not_null()
    return pl.when(is_known).then(lower).alias("lower"), pl.when(is_known).then(upper).alias("upper")
