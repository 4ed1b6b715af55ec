"""Charts of topics, pure: frame -> Altair chart. How they stand to each other, and the papers of one over time."""

from __future__ import annotations

import altair as alt
import polars as pl

from dashboard import shares
from dashboard.charts import HEIGHT, INK, PICK, with_month_name
from dashboard.look import CATEGORIES
from warehouse.queries.topics import BASIC, EMERGING, MOTOR, NICHE

_MAP_HEIGHT = 440
# Square pixels of the bubble of no papers, and of the topic with most.
_BUBBLES = [60, 1_600]
_MARGIN = 0.05
_PLAIN, _CHOSEN = 0, 1


def thematic_map(topics: pl.DataFrame, *, chosen: str | None, is_dark: bool) -> alt.LayerChart:
    """Bubbles by rank: the more central a topic the further right, the denser the higher. A click picks `topic`.

    Columns in: those of `warehouse.queries.topics.ranked`. Ranks and not values: most topics are little central, and
    would stand on top of each other. Each bubble bears its number in the list.
    """
    numbered = topics.with_row_index("number", offset=1).with_columns(is_chosen=pl.col("topic") == (chosen or ""))
    # Above and below all bubbles there is room for the names of the quadrants.
    margin = 0.6 + _MARGIN * topics.height
    ends = [1 - margin, topics.height + margin]
    scale = alt.Scale(domain=ends, nice=False, zero=False)
    bare = {"ticks": False, "labels": False, "grid": False}
    x = alt.X("centrality_rank:Q", scale=scale, axis=alt.Axis(title="more central →", **bare))
    y = alt.Y("density_rank:Q", scale=scale, axis=alt.Axis(title="denser →", **bare))
    numbers = (
        alt.Chart(numbered)
        .mark_text(fontSize=12, fontWeight=600, cursor="pointer", color="#FFFFFF" if is_dark else "#1C2226")
        .encode(x=x, y=y, text="number:Q", tooltip=alt.value(None))
    )
    layers = [*_quadrants(ends, x, y, INK[is_dark]), _bubbles(numbered, x, y, is_dark), numbers]
    return alt.layer(*layers, height=_MAP_HEIGHT).configure_axis(titleColor=INK[is_dark])


def _bubbles(numbered: pl.DataFrame, x: alt.X, y: alt.Y, is_dark: bool) -> alt.Chart:
    color = alt.condition("datum.is_chosen", *(alt.value(CATEGORIES[is_dark][place]) for place in (_CHOSEN, _PLAIN)))
    return (
        alt.Chart(numbered)
        .mark_circle(cursor="pointer", fillOpacity=0.35, strokeWidth=1.5, strokeOpacity=1)
        .encode(
            x=x,
            y=y,
            size=alt.Size("papers:Q", scale=alt.Scale(type="linear", domainMin=0, range=_BUBBLES), legend=None),
            color=color,
            stroke=color,
            tooltip=[
                alt.Tooltip("label:N", title="topic"),
                alt.Tooltip("quadrant:N", title="quadrant"),
                alt.Tooltip("papers:Q", format=","),
                alt.Tooltip("terms:Q", format=","),
                alt.Tooltip("centrality:Q", format=",.0f"),
                alt.Tooltip("density:Q", format=",.0f"),
            ],
        )
        .add_params(alt.selection_point(name=PICK, fields=["topic"]))
    )


def _quadrants(ends: list[float], x: alt.X, y: alt.Y, ink: str) -> list[alt.Chart]:
    """Lines through the middle, and the name of each quadrant in its outer corner."""
    low, high = ends
    middle = pl.DataFrame({"centrality_rank": [(low + high) / 2], "density_rank": [(low + high) / 2]})
    lines = [
        alt.Chart(middle).mark_rule(color=ink, strokeDash=[3, 3], opacity=0.6, tooltip=None).encode(**{way: axis})
        for way, axis in (("x", x), ("y", y))
    ]
    names = []
    for name, is_central, is_dense in ((MOTOR, 1, 1), (BASIC, 1, 0), (NICHE, 0, 1), (EMERGING, 0, 0)):
        corner = pl.DataFrame({"centrality_rank": [ends[is_central]], "density_rank": [ends[is_dense]], "name": [name]})
        text = alt.Chart(corner).mark_text(
            align="right" if is_central else "left",
            baseline="top" if is_dense else "bottom",
            dx=-5 if is_central else 5,
            dy=5 if is_dense else -5,
            color=ink,
            fontSize=12,
            fontStyle="italic",
        )
        names.append(text.encode(x=x, y=y, text="name:N", tooltip=alt.value(None)))
    return [*lines, *names]


def papers_per_month(months: pl.DataFrame, *, is_dark: bool) -> alt.Chart:
    """Share of each month's papers, as bars. Columns in: those of `warehouse.queries.topics.month_shares`."""
    bars = (
        alt.Chart(with_month_name(shares.told_by_month(months)), height=HEIGHT * 2 // 3)
        .mark_bar(color=CATEGORIES[is_dark][_PLAIN], binSpacing=0, width=alt.RelativeBandSize(band=0.8))
        .encode(
            x=alt.X(
                "month:T",
                timeUnit="utcyearmonth",
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format="%b %Y", title=None, grid=False, labelOverlap=True, labelFlush=False),
            ),
            y=alt.Y("share:Q", axis=alt.Axis(title="share of the month's papers", format="~%")),
            tooltip=[
                alt.Tooltip("month_name:N", title="month"),
                alt.Tooltip("papers:Q", title="papers about it", format=","),
                alt.Tooltip("total_papers:Q", title="papers of the month", format=","),
                alt.Tooltip("share:Q", format=".1%"),
            ],
        )
    )
    return bars.configure_axis(labelColor=INK[is_dark], titleColor=INK[is_dark])
