"""Papers per year as bars, pure: frame -> Altair chart, for what is known by the year and not by the month."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import polars as pl

from dashboard.charts import HEIGHT, INK, PICK
from dashboard.look import CATEGORIES

# Bars of few years are no walls.
BAR_WIDTH = "min(60, 0.8 * bandwidth('x'))"


def papers_per_year(counts: pl.DataFrame, groups: Mapping[str, int], *, is_dark: bool) -> alt.Chart:
    """Bars, stacked in the order of `groups` (each with the place of its colour). A click picks `year`.

    Columns in: `year | group | papers | year_papers`.
    """
    order = {group: number for number, group in enumerate(groups)}
    colors = [CATEGORIES[is_dark][place] for place in groups.values()]
    placed = counts.with_columns(order=pl.col("group").replace_strict(order, return_dtype=pl.Int64))
    years = list(range(counts["year"].min(), counts["year"].max() + 1))
    bars = (
        alt.Chart(placed, height=HEIGHT)
        .mark_bar(cursor="pointer", width=alt.ExprRef(BAR_WIDTH))
        .encode(
            x=alt.X(
                "year:O",
                scale=alt.Scale(domain=years),
                axis=alt.Axis(title=None, grid=False, labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y("papers:Q", stack="zero", axis=alt.Axis(title="papers", tickMinStep=1, format=",d")),
            color=alt.Color("group:N", scale=alt.Scale(domain=list(groups), range=colors), legend=None),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("year:O"),
                alt.Tooltip("group:N", title="of them"),
                alt.Tooltip("papers:Q", format=","),
                alt.Tooltip("year_papers:Q", title="all papers of the year", format=","),
            ],
        )
        .add_params(alt.selection_point(name=PICK, fields=["year"]))
    )
    return bars.configure_axis(labelColor=INK[is_dark], titleColor=INK[is_dark])
