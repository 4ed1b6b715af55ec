"""Charts of the Counts page, pure: frame -> Altair chart. Groups over time as bars, figures over time as a band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from dashboard import step as steps
from dashboard.charts import HEIGHT, INK, PICK
from dashboard.look import CATEGORIES
from dashboard.year_chart import BAR_WIDTH

_PALE = 0.45
_FAINT = 0.18
_LINES = ("middle", "low", "high")
_HEADROOM = 1.04
# Square pixels of a point: of a step without papers, and of the one with most.
_POINT_SIZES = [8, 110]
_UNITS = {"month": "utcyearmonth", "year": "utcyear"}
_EVERY = {"month": "1mo", "year": "1y"}
_FORMATS = {"month": "%b %Y", "year": "%Y"}


def _time(step: str, **options: Any) -> alt.X:
    # Local time would move the first of a month into the month before, west of Greenwich.
    axis = alt.Axis(format=_FORMATS[step], title=None, grid=False, labelOverlap=True, labelFlush=False)
    return alt.X("period:T", timeUnit=_UNITS[step], scale=alt.Scale(type="utc"), axis=axis, **options)


def _bars(counts: pl.DataFrame, step: str) -> tuple[alt.X, dict[str, Any]]:
    """Where bars stand and how wide they are: the name of a year stands under its bar, that of a month at its begin."""
    if step == "month":
        return _time(step), {"binSpacing": 0, "width": alt.RelativeBandSize(band=0.8)}
    years = [str(year) for year in range(counts["period"].min().year, counts["period"].max().year + 1)]
    axis = alt.Axis(title=None, grid=False, labelAngle=0, labelOverlap=True)
    return alt.X("period_key:O", scale=alt.Scale(domain=years), axis=axis), {"width": alt.ExprRef(BAR_WIDTH)}


def groups_over_time(
    counts: pl.DataFrame, groups: Mapping[str, int], *, step: str, measure: str, is_dark: bool
) -> alt.Chart:
    """Bars, stacked in the order of `groups` (each with the place of its colour), to their sum or to the whole.

    Columns in: those of `warehouse.queries.facets.per_period`. A click picks `period_key`.
    """
    order = {group: number for number, group in enumerate(groups)}
    named = steps.with_name(counts, step).with_columns(
        order=pl.col("group").replace_strict(order, return_dtype=pl.Int64),
        share=pl.col("papers") / pl.col("period_papers"),
    )
    colors = [CATEGORIES[is_dark][place] for place in groups.values()]
    is_share = measure == "share"
    axis = alt.Axis(title=f"share of the {step}'s papers" if is_share else "papers", format="%" if is_share else ",d")
    x, width = _bars(named, step)
    bars = (
        alt.Chart(named, height=HEIGHT)
        .mark_bar(cursor="pointer", **width)
        .encode(
            x=x,
            y=alt.Y("papers:Q", stack="normalize" if is_share else "zero", axis=axis),
            color=alt.Color("group:N", scale=alt.Scale(domain=list(groups), range=colors), legend=None),
            order=alt.Order("order:Q"),
            opacity=alt.condition("datum.is_partial", alt.value(_PALE), alt.value(1.0)),
            tooltip=[
                alt.Tooltip("period_name:N", title=step),
                alt.Tooltip("group:N", title="of them"),
                alt.Tooltip("papers:Q", format=","),
                alt.Tooltip("share:Q", format=".1%"),
                alt.Tooltip("period_papers:Q", title=f"all papers of the {step}", format=","),
                alt.Tooltip("is_partial:N", title=f"{step} still partial"),
            ],
        )
        .add_params(alt.selection_point(name=PICK, fields=["period_key"]))
    )
    return bars.configure_axis(labelColor=INK[is_dark], titleColor=INK[is_dark])


@dataclass(frozen=True, kw_only=True)
class Band:
    """What a band shows: the title of its axis and the form of its figures, what its three lines are, and the columns
    that a tooltip adds, with their names; the last of these says of how many papers a point is.
    """

    axis: str
    form: str
    middle: str
    low: str
    high: str
    counts: Mapping[str, str]


def quartiles(axis: str, counts: Mapping[str, str]) -> Band:
    """The middle half around the median."""
    return Band(
        axis=axis, form=",.1~f", middle="median", low="a quarter is below", high="a quarter is above", counts=counts
    )


QUARTILES_IN_WORDS = "Line: the median. Band: the middle half. Points: larger of more papers; click one for them."
LENGTHS = quartiles("characters", {"described": "abstracts"})


def levels(figure: str) -> Band:
    """A figure at the last capture."""
    return quartiles(figure, {"papers": "papers"})


def velocities(figure: str) -> Band:
    """Its change a day."""
    return quartiles(f"{figure} a day", {"papers": "papers captured twice"})


SHARE_WITH_CODE = Band(
    axis="share of papers with code",
    form=".1%",
    middle="share",
    low="its interval from",
    high="to",
    counts={"with_code": "papers with code", "papers": "papers"},
)


def band_over_time(counts: pl.DataFrame, band: Band, *, step: str, is_dark: bool) -> alt.LayerChart:
    """A line with points within its band. A click on a point picks `period_key`.

    Columns in: `period | low | middle | high | is_partial`, and those of `band.counts`. Steps that are not there, or
    without `middle`, are gaps.
    """
    named = steps.with_name(counts.sort("period").upsample("period", every=_EVERY[step]), step)
    color = CATEGORIES[is_dark][0]
    heights = {
        "scale": alt.Scale(domain=[0, _HEADROOM * float(named["high"].max() or 1)], nice=False),
        "axis": alt.Axis(title=band.axis, format=band.form.replace(".1", "")),
    }
    chart = alt.Chart(named).encode(x=_time(step))
    area = chart.mark_area(color=color, opacity=_FAINT, invalid="break-paths-show-domains")
    line = chart.mark_line(color=color, strokeWidth=2, invalid="break-paths-show-domains")
    points = alt.Chart(named.drop_nulls("middle")).encode(x=_time(step))
    weight, sizes = list(band.counts)[-1], alt.Scale(type="linear", domainMin=0, range=_POINT_SIZES)
    points = points.mark_point(filled=True, color=color, cursor="pointer").encode(
        y=alt.Y("middle:Q", **heights),
        size=alt.Size(f"{weight}:Q", scale=sizes, legend=None),
        opacity=alt.condition("datum.is_partial", alt.value(_PALE), alt.value(1.0)),
        tooltip=[
            alt.Tooltip("period_name:N", title=step),
            *(alt.Tooltip(f"{name}:Q", title=getattr(band, name), format=band.form) for name in _LINES),
            *(alt.Tooltip(f"{column}:Q", title=name, format=",") for column, name in band.counts.items()),
            alt.Tooltip("is_partial:N", title=f"{step} still partial"),
        ],
    )
    bounds = {"y": alt.Y("low:Q", **heights), "y2": "high:Q", "tooltip": alt.value(None)}
    layers = alt.layer(
        area.encode(**bounds),
        chart.mark_rule(color=color, opacity=_FAINT, strokeWidth=2).encode(**bounds),
        line.encode(y=alt.Y("middle:Q", **heights)),
        points.add_params(alt.selection_point(name=PICK, fields=["period_key"])),
        height=HEIGHT,
    )
    return layers.configure_axis(labelColor=INK[is_dark], titleColor=INK[is_dark])
