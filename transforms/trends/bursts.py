"""Bursts: runs of months in which a term is used so much more than usual that chance hardly explains them."""

from __future__ import annotations

import math

import polars as pl

from transforms.trends.month_series import MonthSeries

# In a burst the odds that a paper uses the term are so many times the usual ones.
SCALING = 2.0
# What it costs to begin a burst, in logarithms of the number of months.
GAMMA = 1.0


def bursts(series: MonthSeries) -> pl.DataFrame:
    """One row per burst: `term_number | burst_start | burst_end | papers | weight`, months inclusive, in that order.

    Kleinberg's automaton of two states over batches: of the dₜ papers of month t, rₜ use the term. In state i each does
    with probability pᵢ, so the month costs σ(i, t) = -ln(pᵢ^rₜ (1 - pᵢ)^(dₜ - rₜ)), whatever the order; going from
    state 0 to 1 costs γ ln n, back nothing. The cheapest path over all n months is found by Viterbi's algorithm; state
    1 is a burst, whose weight is Σ (σ(0, t) - σ(1, t)) over its months: the logarithm of how many times likelier the
    burst makes what was seen. J. Kleinberg, "Bursty and Hierarchical Structure in Streams", Data Mining and Knowledge
    Discovery 7 (2003), 373-397, section 4. p₀ = Σr / Σd; p₁ has SCALING times the odds of p₀, which for rare terms is
    Kleinberg's s p₀ and is below 1 for all others. Of two paths that cost the same the one with less burst is taken.
    """
    if series.terms.is_empty() or not series.months:
        return pl.DataFrame(schema=_BURSTS)
    gains = _gains(series)
    states = _cheapest_path(gains, begin=GAMMA * math.log(len(series.months)))
    months = zip(series.months, series.papers, gains, states, strict=True)
    return _runs(
        pl.concat(
            pl.DataFrame({"term_number": series.terms, "papers": papers, "gain": gain})
            .filter(state)
            .with_columns(month=pl.lit(month), place=pl.lit(place, dtype=pl.Int32))
            for place, (month, papers, gain, state) in enumerate(months)
        )
    )


_BURSTS = {
    "term_number": pl.Int32,
    "burst_start": pl.Date,
    "burst_end": pl.Date,
    "papers": pl.Int64,
    "weight": pl.Float64,
}


def _gains(series: MonthSeries) -> list[pl.Series]:
    """What each month costs less in a burst than out of it: σ(0, t) - σ(1, t), per term.

    With odds k times as high p₁ = k p₀ / (1 + (k - 1) p₀), so ln(p₁/p₀) = ln k + e and ln((1 - p₁) / (1 - p₀)) = e,
    where e = -ln(1 + (k - 1) p₀); the two sums in σ become r ln k + d e.
    """
    usual = sum(series.papers[1:], start=series.papers[0]) / sum(series.totals)
    each = -((SCALING - 1) * usual + 1).log()
    return [
        papers * math.log(SCALING) + total * each for papers, total in zip(series.papers, series.totals, strict=True)
    ]


def _cheapest_path(gains: list[pl.Series], *, begin: float) -> list[pl.Series]:
    """Whether each month is in a burst, per term. Costs are counted from a path that is never in one."""
    calm = gains[0] * 0.0
    burst = calm + math.inf
    steps = []
    for gain in gains:
        began = calm + begin
        goes_on, ended = burst < began, burst < calm
        steps.append((goes_on, ended))
        calm, burst = burst.zip_with(ended, calm), burst.zip_with(goes_on, began) - gain
    state = burst < calm
    path = []
    for goes_on, ended in reversed(steps):
        path.append(state)
        state = goes_on.zip_with(state, ended)
    return path[::-1]


def _runs(months: pl.DataFrame) -> pl.DataFrame:
    ordered = months.sort("term_number", "place")
    # Months of one run follow each other, so their places are as far apart as their rows.
    run = pl.col("place") - pl.int_range(pl.len(), dtype=pl.Int32).over("term_number")
    return (
        ordered.with_columns(run=run)
        .group_by("term_number", "run", maintain_order=True)
        .agg(
            burst_start=pl.col("month").first(),
            burst_end=pl.col("month").last(),
            papers=pl.col("papers").sum(),
            weight=pl.col("gain").sum(),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in _BURSTS.items())
    )
