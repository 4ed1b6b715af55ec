"""Frame -> Altair chart, pure. Colours are those of `look`: by place for sources, by order for terms; months UTC."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

import altair as alt
import polars as pl

from dashboard import shares
from dashboard.look import CATEGORIES

HEIGHT = 300
# Of each of several charts that stand beside each other.
SMALL_HEIGHT = 170
# Pixels for figures of up to six digits: charts that stand above each other begin at the same place.
_FIGURE_EXTENT = 44
# More lines than this and their names at the line's end run into each other; the page shows a legend then.
MOST_DIRECT_LABELS = 4
# A line's name stands at least this far from the next, as a share of the axis.
_LABEL_DISTANCE = 0.07
# Where names at the lines' ends would take half of the chart, as in `look`: the page shows a legend there.
_IS_NARROW = "windowSize()[0] <= 640"
PICK = "picked"
_FADED = 0.45
# Square pixels of a point; of a month without papers and of the month with most, where size says how many.
_POINT_SIZE = 46
_POINT_SIZES = [4, 110]
_DASH = 7
# Of the axis above what it has to hold, so that no point is cut.
_HEADROOM = 1.04
# Text in charts, by whether the theme is dark: at least 4.5 against the page.
INK = {False: "#59646B", True: "#A3AEB4"}


def _month_axis(**options: Any) -> alt.X:
    # Local time would move the first of a month into the month before, west of Greenwich.
    axis = alt.Axis(format="%b %Y", title=None, grid=False, labelOverlap=True, labelFlush=False)
    return alt.X("month:T", timeUnit="utcyearmonth", scale=alt.Scale(type="utc"), axis=axis, **options)


def _domain(field: str, names: Sequence[str], channel: Any = alt.Color) -> Any:
    # The legend is markup above the chart: it wraps on a narrow screen and takes no height from the chart.
    return channel(f"{field}:N", scale=alt.Scale(domain=list(names)), legend=None)


def _source_color(places: Mapping[str, int], is_dark: bool) -> alt.Color:
    """The colour of each source; `places` are those of `dashboard.palette`."""
    colors = [CATEGORIES[is_dark][place] for place in places.values()]
    return alt.Color("source:N", scale=alt.Scale(domain=list(places), range=colors), legend=None)


def with_month_name(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `month_name` (`Oct 2025`) and `month_key` (`2025-10`) for its `month`."""
    return frame.with_columns(
        month_name=pl.col("month").dt.strftime("%b %Y"), month_key=pl.col("month").dt.strftime("%Y-%m")
    )


def papers_per_month(counts: pl.DataFrame, places: Mapping[str, int], *, is_dark: bool) -> alt.Chart:
    """Bars, stacked in the order of `places`. A click picks `month_key`.

    Columns in: `month | source | papers | month_papers | is_partial`.
    """
    order = {source: number for number, source in enumerate(places)}
    named = with_month_name(counts).with_columns(order=pl.col("source").replace_strict(order, return_dtype=pl.Int64))
    pick = alt.selection_point(name=PICK, fields=["month_key"])
    bars = (
        alt.Chart(named, height=HEIGHT)
        .mark_bar(cursor="pointer", binSpacing=0, width=alt.RelativeBandSize(band=0.8))
        .encode(
            x=_month_axis(),
            y=alt.Y("papers:Q", stack="zero", axis=alt.Axis(title="papers", tickMinStep=1, format=",d")),
            color=_source_color(places, is_dark),
            order=alt.Order("order:Q"),
            opacity=alt.condition("datum.is_partial", alt.value(_FADED), alt.value(1.0)),
            tooltip=[
                alt.Tooltip("month_name:N", title="month"),
                alt.Tooltip("source:N", title="listed by"),
                alt.Tooltip("papers:Q", title="papers", format=","),
                alt.Tooltip("month_papers:Q", title="all papers of the month", format=","),
                alt.Tooltip("is_partial:N", title="month still partial"),
            ],
        )
        .add_params(pick)
    )
    return _legible(bars, is_dark)


def _line_ends(frame: pl.DataFrame, terms: Sequence[str], top: float) -> pl.DataFrame:
    """Where the name of each line stands: at its last point, moved apart where two would overlap."""
    last = frame.drop_nulls("level").sort("month").group_by("term", maintain_order=True).last().sort("level")
    ends, floor = [], -1.0
    for row in last.select("term", "month", "level").iter_rows(named=True):
        floor = max(row["level"], floor + _LABEL_DISTANCE * top)
        ends.append({"term": row["term"], "month": row["month"], "height": floor})
    schema = {"term": pl.String, "month": pl.Date, "height": pl.Float64}
    return pl.DataFrame(ends, schema=schema).filter(pl.col("term").is_in(list(terms)))


def _line_pieces(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows twice where a line turns from whole months to partial ones, so that the dashed piece touches the solid."""
    whole = frame.filter(~pl.col("is_partial")).with_columns(piece=pl.lit("whole month"))
    seam = whole.sort("month").group_by("term", maintain_order=True).last()
    partial = pl.concat([seam, frame.filter("is_partial").with_columns(piece=pl.lit("whole month"))])
    return pl.concat([whole, partial.with_columns(piece=pl.lit("partial month"))])


def terms_over_time(
    counts: pl.DataFrame,
    terms: Sequence[str],
    noted: pl.DataFrame,
    *,
    measure: str,
    smooth_months: int,
    is_dark: bool,
) -> alt.LayerChart:
    """Lines per term over raw points, shares within the band of their interval; partial months dashed and hollow.

    Columns in: those of `dashboard.shares.told`, and `month | said` of the `noted` months, which are marked. Left open
    are months without papers, and shares that are not told.
    Points of shares are the larger the more papers their month has. A click on one picks `term` and `month_key`.
    """
    is_share = measure == "share"
    raw, level = ("share", "share_smooth") if is_share else ("papers", "papers_smooth")
    frame = with_month_name(shares.drawn(counts) if is_share else counts)
    frame = frame.with_columns(raw=pl.col(raw).cast(pl.Float64), level=pl.col(level))
    top = (
        shares.top(counts) if is_share else frame.select(pl.max_horizontal(pl.col("raw", "level").max())).item() or 1.0
    )
    axis = alt.Axis(title=_AXIS[measure], format="~%" if is_share else ",~f")
    height = partial(alt.Y, axis=axis, scale=alt.Scale(domain=[0, _HEADROOM * top], nice=not is_share))
    points = _points(frame.drop_nulls("raw"), terms, height, smooth_months=smooth_months, is_share=is_share)
    layers: list[Any] = [
        *([_notes(noted, INK[is_dark])] if noted.height else []),
        *([_band(frame, terms, height)] if is_share else []),
        _lines(frame, terms, height),
        _lone(frame, terms, height),
        points,
    ]
    if len(terms) <= MOST_DIRECT_LABELS:
        layers.append(_names(_line_ends(frame, terms, top), terms, height, INK[is_dark]))
    return _legible(alt.layer(*layers, height=HEIGHT), is_dark)


def _notes(noted: pl.DataFrame, ink: str) -> alt.LayerChart:
    """A thin line for each noted month, whose head tells on hovering what is to be known of it."""
    at = alt.Chart(with_month_name(noted))
    lines = at.mark_rule(color=ink, strokeDash=[1, 3], opacity=0.7, tooltip=False).encode(x=_month_axis())
    tooltip = [alt.Tooltip("month_name:N", title="month"), alt.Tooltip("said:N", title="dumps")]
    heads = at.mark_text(text="▼", color=ink, fontSize=10, dy=-5)
    return lines + heads.encode(x=_month_axis(), y=alt.value(0), tooltip=tooltip)


def _lines(frame: pl.DataFrame, terms: Sequence[str], height: Callable[[str], alt.Y]) -> alt.Chart:
    """Solid through whole months, dashed into partial ones, broken where a month tells nothing."""
    return (
        alt.Chart(_line_pieces(frame))
        .mark_line(strokeWidth=2, strokeCap="round", invalid="break-paths-show-domains", clip=True)
        .encode(
            x=_month_axis(),
            y=height("level:Q"),
            color=_domain("term", terms),
            strokeDash=alt.condition("datum.piece == 'partial month'", alt.value([4, 4]), alt.value([1, 0])),
            detail="piece:N",
        )
    )


def _lone(frame: pl.DataFrame, terms: Sequence[str], height: Callable[[str], alt.Y]) -> alt.Chart:
    """A dash for each month between two gaps, through which no line runs."""
    level = pl.col("level")
    beside = [level.shift(by).over("term", order_by="month").is_null() for by in (1, -1)]
    return (
        alt.Chart(frame.filter(level.is_not_null(), *beside))
        .mark_tick(orient="horizontal", thickness=2, size=_DASH, clip=True, aria=False)
        .encode(x=_month_axis(bandPosition=0), y=height("level:Q"), color=_domain("term", terms))
    )


def _band(frame: pl.DataFrame, terms: Sequence[str], height: Callable[[str], alt.Y]) -> alt.Chart:
    """Where the true share may lie. The stroke is for a month between two gaps, which has no area."""
    return (
        alt.Chart(frame)
        .mark_area(fillOpacity=0.13, strokeOpacity=0.3, strokeWidth=1, invalid="break-paths-show-domains", clip=True)
        .encode(
            x=_month_axis(),
            y=height("share_low:Q"),
            y2="share_high:Q",
            color=_domain("term", terms),
            stroke=_domain("term", terms, alt.Stroke),
            tooltip=alt.value(None),
        )
    )


_Chart = TypeVar("_Chart", alt.Chart, alt.LayerChart)


def _legible(chart: _Chart, is_dark: bool) -> _Chart:
    """Axes in a colour of text with enough contrast; Streamlit's own is too faint."""
    ink = INK[is_dark]
    return chart.configure_axis(labelColor=ink, titleColor=ink)


_AXIS = {"share": "share of the month's papers", "count": "papers"}


def _points(
    frame: pl.DataFrame, terms: Sequence[str], height: Callable[[str], alt.Y], *, smooth_months: int, is_share: bool
) -> alt.Chart:
    pick = alt.selection_point(name=PICK, fields=["term", "month_key"], nearest=False)
    smoothed = f"share in {smooth_months} months" if smooth_months > 1 else "share in the month"
    by_papers = alt.Size("total_papers:Q", scale=alt.Scale(type="linear", domainMin=0, range=_POINT_SIZES), legend=None)
    return (
        alt.Chart(frame)
        .mark_point(filled=True, cursor="pointer", clip=True)
        .encode(
            x=_month_axis(),
            y=height("raw:Q"),
            color=_domain("term", terms),
            opacity=alt.condition(pick, alt.value(1.0), alt.value(_FADED), empty=False),
            shape=alt.condition("datum.is_partial", alt.value("diamond"), alt.value("circle")),
            size=by_papers if is_share else alt.value(_POINT_SIZE),
            tooltip=[
                alt.Tooltip("term:N"),
                alt.Tooltip("month_name:N", title="month"),
                alt.Tooltip("papers:Q", title="papers that use it", format=","),
                alt.Tooltip("total_papers:Q", title="papers of the month", format=","),
                alt.Tooltip("share:Q", format=".1%"),
                alt.Tooltip("share_smooth:Q", title=smoothed, format=".1%"),
                alt.Tooltip("interval:N", title="its 95 % interval"),
                alt.Tooltip("is_partial:N", title="month still partial"),
            ],
        )
        .add_params(pick)
    )


def _names(ends: pl.DataFrame, terms: Sequence[str], height: Callable[[str], alt.Y], ink: str) -> alt.LayerChart:
    """Names at the lines' ends in the colour of text (a category's colour is too faint to read), each by its dot."""
    at = alt.Chart(ends).encode(x=_month_axis(), y=height("height:Q"))
    dots = at.mark_text(align="left", dx=8, text="■", tooltip=False).encode(color=_domain("term", terms))
    names = at.mark_text(align="left", dx=20, limit=220, color=ink).encode(
        text=alt.condition(_IS_NARROW, alt.value(""), "term:N")
    )
    return dots + names


def observations(
    figures: pl.DataFrame, places: Mapping[str, int], *, since: date, until: date, is_dark: bool
) -> alt.Chart:
    """A figure as it was observed: a point a capture, a line a source. Columns in: `observed_on | source | observed`.

    `since` and `until` are the same in all charts that stand beside each other, so that their days do too.
    """
    days = alt.Scale(
        type="utc", domain=[{"year": day.year, "month": day.month, "date": day.day} for day in (since, until)]
    )
    chart = (
        alt.Chart(figures, height=SMALL_HEIGHT)
        .mark_line(point=alt.OverlayMarkDef(size=_POINT_SIZE, filled=True), strokeWidth=2)
        .encode(
            x=alt.X(
                "observed_on:T",
                timeUnit="utcyearmonthdate",
                scale=days,
                axis=alt.Axis(format="%Y-%m-%d", title=None, grid=False, labelOverlap=True, tickCount=4),
            ),
            y=alt.Y(
                "observed:Q",
                axis=alt.Axis(title=None, tickMinStep=1, tickCount=4, format=",d", minExtent=_FIGURE_EXTENT),
            ),
            color=_source_color(places, is_dark),
            tooltip=[
                alt.Tooltip("observed_on:T", title="captured", format="%Y-%m-%d", timeUnit="utcyearmonthdate"),
                alt.Tooltip("source:N", title="listed by"),
                alt.Tooltip("observed:Q", title="observed", format=","),
            ],
        )
    )
    return _legible(chart, is_dark)


def picks(state: Any) -> list[dict[str, str]]:
    """What a click has picked: the fields of the chart's selection, none before the first click."""
    return list(state["selection"].get(PICK) or [])
