"""From z-scores to p-values, and from many p-values to false discovery rates. No counting here."""

from __future__ import annotations

import polars as pl

# Chebyshev fit of ln(erfc(x) exp(x²) / t) in t = 1 / (1 + x/2), lowest power first; relative error below 1.2e-7
# everywhere, so that the tail, which is what false discovery rates rest on, is right too.
# W. H. Press et al., Numerical Recipes in C, 2nd edition (1992), section 6.2, `erfcc`.
_ERFC = (-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587)
_ERFC_TAIL = (-0.82215223, 0.17087277)


def two_sided_p(z: pl.Expr) -> pl.Expr:
    """Probability of a standard normal value at least as far from 0 as `z`: erfc(|z| / √2)."""
    x = z.abs() / 2**0.5
    t = 1 / (1 + x / 2)
    power = pl.lit(0.0)
    for coefficient in reversed(_ERFC + _ERFC_TAIL):
        power = power * t + coefficient
    return (t * (power - x * x).exp()).clip(0, 1)


def q_values(p: pl.Expr) -> pl.Expr:
    """The false discovery rate of each test, if it and all with smaller p-values are called findings; null stays null.

    The i-th smallest of m p-values has q = min over j >= i of p_j m / j, at most 1. Y. Benjamini, Y. Hochberg,
    "Controlling the False Discovery Rate", J. R. Statist. Soc. B 57 (1995), 289-300. Equal p-values have equal q.
    """
    # The rank of a group of equal p-values is that of its last, which has the least p m / j of them.
    scaled = p * p.count() / p.rank("max")
    order = p.arg_sort(nulls_last=True)
    # A null is no test: it stands behind all others, and a minimum does not see it.
    running = scaled.gather(order).reverse().cum_min().reverse()
    return pl.when(p.is_not_null()).then(running.gather(order.arg_sort()).clip(0, 1))
