"""One source: what it lists month by month, who lists it too, where it appears, what came in, which fields it fills."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, frame, palette, period, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.receipt import receipt
from dashboard.tables import Head, badge, bar, note, source_legend, table
from warehouse.queries import papers, quality, sources, venues

_VENUES_SHOWN = 20
_DUMPS_SHOWN = 20
_COUNTS = (
    "Papers that this source lists, dated to the month, each once; those that others list too stand under “several "
    "sources”. Not counted: papers of which only the year is known, or nothing."
)


def show(page: Page, ranked: pl.DataFrame) -> None:
    """Draw the page of the one source of the filters. Columns in: those of `warehouse.queries.sources.ranked`."""
    (source,) = page.address.sources
    row = ranked.filter(source=source).row(0, named=True)
    share = words.share(row["alone"], row["papers"])
    every = page.address.link("All sources", page.name, sources=())
    frame.title(f"{source}: {words.counted(row['papers'], 'paper')}, {share} of them listed by nobody else", every)
    draw(_figures(page, row))
    _months(page)
    left, right = st.columns(2, gap="large")
    with left:
        _others(page, ranked, row)
        _fields(page, source)
    with right:
        _venues(page)
    _dumps(page, source)


def _figures(page: Page, row: dict[str, Any]) -> Html:
    """What the source comes to; papers lead to their lists."""
    undated = row["papers"] - row["dated"]
    to, number = page.address.href, words.number
    share = words.share(row["abstracts"], row["described"])
    figures = (
        (to("papers"), number(row["papers"]), "papers", "each counted once"),
        (to("papers", is_alone=True), number(row["alone"]), "papers alone", "nobody else lists them"),
        (to("papers", is_dated=False), number(undated), "papers undated", "no month known"),
        (to("quality"), share, "print an abstract", f"of {number(row['listings'])} listings"),
        ("#dumps", number(row["dumps"]), "loaded dumps", f"newest capture {words.dated(row['newest_capture'])}"),
    )
    cards = (
        tag("a", tag("b", value), tag("span", label), tag("small", small), href=href, target="_self")
        for href, value, label, small in figures
    )
    return tag("div", *cards, class_="pt-figures")


def _months(page: Page) -> None:
    where = page.address.papers
    counts = page.answers.to(papers.per_month, where=where, today=page.now.date())
    draw(tag("h2", "Papers per month of publication"))
    if counts.is_empty():
        draw(note("None of its papers has a date that is known to the month."), frame.coverage(page, where))
        return
    months = counts["month"].unique().to_list()
    draw(period.said(page, months))
    if since := period.shown_since(page, months):
        counts = counts.filter(pl.col("month") >= since)
    places = palette.places(counts["source"].unique().to_list(), page.answers.to(papers.sources_by_size))
    if len(places) > 1:
        draw(source_legend(places))
    chart = charts.papers_per_month(counts, places, is_dark=page.is_dark)
    said = "Papers of this source per month; the same figures stand in the table below."
    picked = st.altair_chart(chart, width="stretch", height=chart.height, key="months", on_select="rerun", alt=said)
    by_month = counts.group_by("month").agg(pl.col("month_papers").first()).sort("month", descending=True)
    keys = [pick.get("month_key") for pick in charts.picks(picked)]
    for month, count in by_month.rows():
        if f"{month:%Y-%m}" in keys:
            label = f"{words.counted(count, 'paper')} of {words.month(month)}"
            draw(page.address.link(label, "papers", since=month, until=month))
    draw(note("Click a bar for its papers."), frame.coverage(page, where))
    heads = [Head(label="month"), Head(label="papers", is_figure=True)]
    rows = (
        [words.month(month), page.address.link(words.number(count), "papers", since=month, until=month)]
        for month, count in by_month.rows()
    )
    with st.expander("The same as a table"):
        draw(table(heads, rows, caption="Papers of this source, by month"))
    receipt(page, papers.per_month, counts=_COUNTS, where=where, today=page.now.date())


def _others(page: Page, ranked: pl.DataFrame, row: dict[str, Any]) -> None:
    """The other sources that list its papers."""
    draw(tag("h2", "Who else lists its papers"))
    others = ranked.filter(pl.col("source") != row["source"])
    if others.is_empty():
        draw(note("Nobody: each of its papers stands here only."))
        return
    heads = [Head(label="source"), Head(label="papers", is_figure=True), Head(label="share", is_figure=True)]
    rows = (
        [
            page.address.link(other["source"], page.name, sources=(other["source"],)),
            page.address.link(words.number(other["papers"]), "papers", listed_by=(other["source"],)),
            words.share(other["papers"], row["papers"]),
        ]
        for other in others.iter_rows(named=True)
    )
    draw(table(heads, rows, caption="Papers of this source that others list too"))


def _venues(page: Page) -> None:
    """Where its papers appeared."""
    where = page.address.papers
    found = page.answers.to(venues.ranked, where=where, limit=_VENUES_SHOWN)
    draw(tag("h2", "Its venues"))
    if found.is_empty():
        draw(note("No venue is known of its papers."))
        return
    heads = [Head(label="venue"), Head(label="papers", is_figure=True)]
    rows = (
        [
            page.address.link(row["venue"], "venues", venue=row["venue"]),
            page.address.link(words.number(row["papers"]), "papers", venue=row["venue"]),
        ]
        for row in found.iter_rows(named=True)
    )
    draw(table(heads, rows, caption="Venues of the papers of this source, the commonest first"))


def _fields(page: Page, source: str) -> None:
    """Which fields its listings fill."""
    found = page.answers.to(quality.coverage).filter(source=source).sort("filled", "field", descending=[True, False])
    filled = found.filter(pl.col("filled") > 0)
    if filled.is_empty():
        return
    draw(tag("h2", "Fields that its listings fill"))
    heads = [Head(label="field"), Head(label="share", is_figure=True), Head(label="of its listings")]
    rows = (
        [
            row["field"],
            words.share(row["filled"], row["total"]),
            bar([("listings", row["filled"])], whole=row["total"]),
        ]
        for row in filled.iter_rows(named=True)
    )
    draw(table(heads, rows, caption="Share of the listings of this source that fill each field"))
    never = found.filter(filled=0)["field"].to_list()
    nowhere = f" Never: {words.listed(sorted(never))}." if never else ""
    draw(note(f"Of {words.counted(found['total'].max(), 'listing')}, whatever the filters.{nowhere}"))


def _dumps(page: Page, source: str) -> None:
    """What came in of it, newest first."""
    found = page.answers.to(sources.dumps, source=source, limit=_DUMPS_SHOWN)
    if found.is_empty():
        return
    in_all = found["all_dumps"][0]
    draw(tag("h2", f"Its {words.counted(in_all, 'dump')}", id="dumps"))
    heads = [
        Head(label="file"),
        Head(label="layout", is_dropped_when_narrow=True),
        Head(label="captured"),
        Head(label="listings", is_figure=True),
        Head(label="rejects", is_figure=True, is_dropped_when_narrow=True),
    ]
    draw(table(heads, (_dump(page, row) for row in found.iter_rows(named=True)), caption="Dumps of this source"))
    if in_all > found.height:
        draw(note(f"{words.number(in_all - found.height)} older ones are not shown."))


def _dump(page: Page, row: dict[str, Any]) -> list[object]:
    link = page.address.link(row["file_name"], "dumps", dump=row["dump_id"])
    is_loaded = row["status"] == "loaded"
    kind = {"held": "warn", "failed": "bad"}.get(row["status"], "plain")
    return [
        link if is_loaded else joined([link, badge(row["status"], kind)], " "),
        row["layout"],
        words.dated(row["captured_on"]),
        words.number(row["listings"]),
        words.number(row["rejects"]),
    ]
