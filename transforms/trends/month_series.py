"""The months of many terms as one column per month, so that arithmetic over all terms at once is a loop over months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

# Of fewer papers, a month's share leaps from nothing to all.
FEWEST_PAPERS = 20
# Ten years: what was common before says little about a trend, and comparing months with each other takes the square.
MOST_MONTHS = 120


def telling_months(totals: pl.DataFrame) -> pl.DataFrame:
    """The last MOST_MONTHS months of FEWEST_PAPERS papers and more, in order. Columns in and out: `month | papers`."""
    return totals.filter(pl.col("papers") >= FEWEST_PAPERS).sort("month").tail(MOST_MONTHS)


@dataclass(frozen=True)
class MonthSeries:
    """`papers[m]` holds, in order of `terms`, the papers of month `months[m]` that use each; `totals[m]` all papers.

    A month without papers, or with too few to tell, is not there: what it says of a term is not known.
    """

    terms: pl.Series
    months: list[date]
    totals: list[int]
    papers: list[pl.Series]


def month_series(counts: pl.DataFrame, totals: pl.DataFrame) -> MonthSeries:
    """Columns in: `counts` with `term_number | month | papers`, only months with papers that use the term; `totals`
    with `month | papers`, the months to take, all with papers. What is missing in `counts` is 0."""
    months = totals.sort("month").with_row_index("month_place")
    counts = counts.join(months.select("month", "month_place"), on="month")
    terms = counts["term_number"].unique().sort()
    cells = counts.join(terms.to_frame().with_row_index("term_place"), on="term_number").select(
        pl.col("month_place") * len(terms) + pl.col("term_place"), "papers"
    )
    # Written to their places: joining what is counted with all terms and months takes five times as long.
    dense = pl.Series("papers", [0], dtype=pl.Int64).new_from_index(0, len(terms) * months.height)
    dense = dense.scatter(cells["month_place"], cells["papers"])
    return MonthSeries(
        terms=terms,
        months=months["month"].to_list(),
        totals=months["papers"].to_list(),
        papers=[dense.slice(place * len(terms), len(terms)) for place in range(months.height)],
    )
