"""Overview: what is here, what came in, is it sound?"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, frame, overview_figures, palette, period, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, tag
from dashboard.paper_list import paper_list
from dashboard.receipt import receipt
from dashboard.tables import Head, note, source_legend, table, verdict_badge
from warehouse.queries import dumps, papers, quality
from warehouse.queries.dumps import Totals
from warehouse.queries.filters import PaperFilter
from warehouse.queries.papers import Counted

NEWEST_SHOWN = 10
_COUNTS = (
    "Papers dated to the month, each once; one that several sources list stands under “several sources”. Not counted: "
    "papers of which only the year is known, or nothing."
)


def show(page: Page) -> None:
    """Draw the page."""
    where = page.address.papers
    counted = page.answers.to(papers.counted, where=where)
    totals = page.answers.to(dumps.totals)
    if not totals.dumps:
        frame.title("No paper yet")
        draw(note(frame.EMPTY))
        return
    _title(page, counted, totals)
    figures = st.empty()
    with figures:
        draw(overview_figures.figures(page, counted, totals, added=None))
    draw(_verdict(page))
    if not counted.papers:
        draw(note(_empty(page)))
    else:
        _papers(page, counted)
    # Comparing two snapshots takes longer than all the rest: the page stands before it is told.
    with figures:
        draw(overview_figures.figures(page, counted, totals, added=overview_figures.added(page)))


def _papers(page: Page, counted: Counted) -> None:
    """Papers of each month, and the newest."""
    _months(page)
    draw(tag("h2", "Newest papers"))
    newest = page.answers.to(papers.page, where=page.address.papers, order="newest", limit=NEWEST_SHOWN)
    draw(paper_list(newest, page.address, abstracts=False))
    draw(note(page.address.link(f"All {words.counted(counted.papers, 'paper')}", "papers")))


def _title(page: Page, counted: Counted, totals: Totals) -> None:
    everything = page.answers.to(papers.counted, where=PaperFilter()).papers
    in_all = f"{words.counted(everything, 'paper')} from {words.counted(totals.loaded, 'dump')}"
    is_narrowed = not page.address.papers.is_open
    frame.title(f"{words.number(counted.papers)} of {in_all} fit these filters" if is_narrowed else in_all)


def _empty(page: Page) -> str:
    if page.address.papers.is_open:
        return frame.EMPTY
    everything = page.answers.to(papers.counted, where=PaperFilter())
    in_all = words.counted(everything.papers, "paper")
    return f"No paper matches. Remove a filter, or widen the period ({in_all} in all)."


def _verdict(page: Page) -> Html:
    """The last audit in words."""
    runs = page.answers.to(quality.runs, limit=1)
    if runs.is_empty():
        return note("No audit has been recorded.")
    run = runs.row(0, named=True)
    failed = words.counted(run["failed"], "check") if run["failed"] else "no check"
    link = page.address.link("Quality", "quality")
    return tag(
        "p",
        "The audit of this snapshot ",
        verdict_badge(run["verdict"]),
        f" on {words.instant(run['started_at'])}: {failed} of {words.number(run['checks'])} failed. ",
        link,
    )


def _months(page: Page) -> None:
    """Papers per month; a click on a bar leads to the month's papers."""
    where = page.address.papers
    counts = page.answers.to(papers.per_month, where=where, today=page.now.date())
    if counts.is_empty():
        draw(note("No paper here has a date that is known to the month."))
        return
    months = counts["month"].unique().to_list()
    draw(tag("h2", "Papers per month of publication"), period.said(page, months))
    if since := period.shown_since(page, months):
        counts = counts.filter(pl.col("month") >= since)
    by_size = page.answers.to(papers.sources_by_size)
    drawn, others = palette.small_ones_together(counts, by_size)
    places = palette.places(drawn["source"].unique().to_list(), by_size)
    if len(places) > 1:
        draw(source_legend(places, others))
    chart = charts.papers_per_month(drawn, places, is_dark=page.is_dark)
    said = _in_words(counts)
    picked = st.altair_chart(chart, width="stretch", height=chart.height, key="months", on_select="rerun", alt=said)
    _picked_month(page, counts, charts.picks(picked))
    draw(_partial(counts), frame.coverage(page, where))
    _twin(page, counts)
    receipt(page, papers.per_month, counts=_COUNTS, where=where, today=page.now.date())


def _in_words(counts: pl.DataFrame) -> str:
    first, last = counts["month"].min(), counts["month"].max()
    span = f"from {words.month(first)} to {words.month(last)}"
    return f"Papers per month {span}, by source; the same figures stand in the table below."


def _partial(counts: pl.DataFrame) -> Html:
    partial = counts.filter("is_partial")["month"].unique().sort().to_list()
    pale = f" Pale: {words.listed(map(words.month, partial))}, not yet complete." if partial else ""
    return note(f"Months without a bar have no dated paper. Click a bar for its papers.{pale}")


def _twin(page: Page, counts: pl.DataFrame) -> None:
    """The chart as a table, which names every source."""
    by_month = counts.sort("papers", "source", descending=[True, False]).group_by("month", maintain_order=True)
    listed = by_month.agg("source", "papers", pl.col("month_papers").first(), pl.col("is_partial").first())
    heads = [Head(label="month"), Head(label="papers", is_figure=True), Head(label="of them listed by")]
    rows = (_month(page, row) for row in listed.sort("month", descending=True).iter_rows(named=True))
    with st.expander("The same as a table"):
        draw(table(heads, rows, caption="Papers of each month, by source"))


def _month(page: Page, row: dict[str, Any]) -> list[object]:
    month = row["month"]
    listed = zip(row["source"], row["papers"], strict=True)
    return [
        f"{words.month(month)}{' (partial)' if row['is_partial'] else ''}",
        page.address.link(words.number(row["month_papers"]), "papers", since=month, until=month),
        ", ".join(f"{source} {words.number(count)}" for source, count in listed),
    ]


def _picked_month(page: Page, counts: pl.DataFrame, picked: list[dict[str, str]]) -> None:
    keys = {pick.get("month_key") for pick in picked}
    found = charts.with_month_name(counts).filter(pl.col("month_key").is_in(list(keys - {None}))).unique("month")
    for row in found.sort("month").iter_rows(named=True):
        label = f"{words.counted(row['month_papers'], 'paper')} of {row['month_name']}"
        draw(page.address.link(label, "papers", since=row["month"], until=row["month"]))
