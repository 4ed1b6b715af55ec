"""How old the use of a term is: the months that hold the younger half of it, after Burton and Kebler's half-life."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.trends.month_series import MonthSeries

_SCHEMA = pl.Schema({"term_number": pl.Int32, "half_life_months": pl.Float64})


def half_lives(series: MonthSeries) -> pl.DataFrame:
    """`term_number | half_life_months` in order of terms: null for a term that none of these months uses.

    With xₜ the share of the month's papers that use the term, the half-life is the h for which the shares of the last h
    months make up half of all: Σ (t > n - h) xₜ = ½ Σ xₜ, a month's share being spread evenly over the month. A term
    used evenly for n months has n / 2; less says that its use is young, more that it is dying out. R. E. Burton, R. W.
    Kebler, "The 'half-life' of some scientific and technical literatures", American Documentation 11 (1960), 18-22, for
    literature in use; of shares and not of papers, whose number grows. Months are those of the calendar: one that does
    not tell is waited through, and adds nothing.
    """
    if series.terms.is_empty() or not series.months:
        return pl.DataFrame(schema=_SCHEMA)
    shares = [papers / total for papers, total in zip(series.papers, series.totals, strict=True)]
    half = sum(shares[1:], start=shares[0]) / 2
    done = half * 0
    found = pl.Series([None], dtype=pl.Float64).new_from_index(0, len(series.terms))
    for month, share in zip(reversed(series.months), reversed(shares), strict=True):
        reached = done + share
        is_here = found.is_null() & (share > 0) & (reached >= half)
        found = found.zip_with(~is_here, _months_between(month, series.months[-1]) + (half - done) / share)
        done = reached
    return pl.DataFrame([series.terms.alias("term_number"), found.alias("half_life_months")]).cast(_SCHEMA)


def _months_between(earlier: date, later: date) -> int:
    return 12 * (later.year - earlier.year) + later.month - earlier.month
