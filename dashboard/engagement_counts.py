"""Upvotes, comments, stars, citations: how high, how fast, which papers are fastest. A part of the Counts page."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, count_charts, step, words
from dashboard.count_charts import Band
from dashboard.frame import Page
from dashboard.markup import Html, draw, tag
from dashboard.receipt import receipt
from dashboard.tables import Head, note, table
from warehouse.queries import engagement
from warehouse.queries.engagement import LEVEL, VELOCITY

IN_WORDS = {"upvotes": "upvotes", "comments": "comments", "github_stars": "GitHub stars", "citations": "citations"}
_FASTEST = 20
_LEVEL_COUNTS = (
    "The last that any dated capture observed of each paper: half of the papers are within the band, half of them "
    "above the line. Older papers had longer to be noticed. Not counted: papers of which it was never observed, and "
    "those without a "
)
_VELOCITY_COUNTS = (
    "The change a day between the last two captures of one source, of different days, that both have the figure of a "
    "paper. It may be negative: sources correct their figures. Not counted: papers captured once, and those without a "
)
_FASTEST_COUNTS = "Papers whose figure rose most a day between the last two captures of one source that have it."


def title(page: Page) -> str:
    """`upvotes of 59 of 70 papers were observed, of 12 of them twice or more`."""
    in_words, found = IN_WORDS[page.address.figure], _observed(page)
    if not found["papers"]:
        return f"No dated capture has {in_words} of these papers"
    again = f"; of {words.number(found['changes'])} again on another day" if found["changes"] else ""
    days = " to ".join(dict.fromkeys(words.dated(found[name]) for name in ("first_on", "last_on")))
    return f"{in_words.capitalize()} of {words.counted(found['papers'], 'paper')} were captured{again} ({days})"


def show(page: Page) -> None:
    """Draw level and velocity of the figure that the address names, and the fastest papers."""
    found = _observed(page)
    if not found["papers"]:
        _nothing(page)
        return
    figure = IN_WORDS[page.address.figure]
    draw(tag("h2", f"{figure.capitalize()}, as last captured, by {page.address.step} of publication"))
    _over_time(page, LEVEL, count_charts.levels(figure), _LEVEL_COUNTS, leads_to="observed")
    draw(tag("h2", f"{figure.capitalize()} a day between captures"))
    if not found["changes"]:
        draw(note("No source was captured on two days with this figure of one paper; a second day tells how fast."))
        return
    _over_time(page, VELOCITY, count_charts.velocities(figure), _VELOCITY_COUNTS, leads_to="observed_again")
    _fastest(page)


def _observed(page: Page) -> dict[str, Any]:
    found = page.answers.to(engagement.observed, where=page.address.papers)
    return found.row(by_predicate=pl.col("figure") == page.address.figure, named=True)


def _nothing(page: Page) -> None:
    """Which other figures there are, or what would give any."""
    found = page.answers.to(engagement.observed, where=page.address.papers).filter(pl.col("papers") > 0)
    links = [
        tag("a", f"{IN_WORDS[row['figure']]} ({words.number(row['papers'])})", href=_to(page, row), target="_self")
        for row in found.iter_rows(named=True)
    ]
    if links:
        draw(note("Captured were: ", *(part for link in links for part in (link, " "))))
    else:
        give = tag("code", "papertide ingest FILE --captured-on DAY")
        draw(note("A dump whose capture day is known and that prints such figures gives them: ", give, "."))


def _to(page: Page, row: dict[str, Any]) -> str:
    return page.here(figure=row["figure"])


def _over_time(page: Page, of: tuple[str, str], band: Band, counts_in_words: str, *, leads_to: str) -> None:
    by = page.address.step
    asked = {"figure": page.address.figure, "of": of, "where": page.address.papers, "step": by}
    asked |= {"today": page.now.date()}
    counts = page.answers.to(engagement.per_period, **asked)
    if counts.is_empty():
        draw(note(f"The {by} of none of these papers is known."))
        return
    drawn, span = step.shown(page, counts)
    draw(span)
    lines = drawn.rename({"lower_quartile": "low", "median": "middle", "upper_quartile": "high"})
    chart = count_charts.band_over_time(lines, band, step=by, is_dark=page.is_dark)
    said = f"Median of {band.axis} by {by} of publication, with the middle half; the same stands in the table below."
    picked = st.altair_chart(chart, width="stretch", height=chart.height, key=leads_to, on_select="rerun", alt=said)
    for pick in charts.picks(picked)[:1]:
        for row in step.with_name(counts, by).filter(period_key=pick.get("period_key", "")).iter_rows(named=True):
            said = f"{words.counted(row['papers'], 'paper')} of {row['period_name']}"
            draw(page.address.link(said, "papers", **_of(page, row, leads_to)))
    draw(note(f"{count_charts.QUARTILES_IN_WORDS}{step.partial(drawn, by)}"))
    with st.expander("The same as a table"):
        draw(_twin(page, counts, leads_to))
    receipt(page, engagement.per_period, counts=f"{counts_in_words}{by}.", **asked)


def _of(page: Page, row: dict[str, Any], leads_to: str) -> dict[str, Any]:
    return {leads_to: page.address.figure, **step.leads_to(row["period"], page.address.step)}


def _twin(page: Page, counts: pl.DataFrame, leads_to: str) -> Html:
    by = page.address.step
    labels = ("papers", "a quarter below", "median", "a quarter above")
    heads = [Head(label=by, is_unbroken=True), *(Head(label=label, is_figure=True) for label in labels)]
    rows = (
        [
            f"{step.in_words(row['period'], by)}{' (partial)' if row['is_partial'] else ''}",
            page.address.link(words.number(row["papers"]), "papers", **_of(page, row, leads_to)),
            *(words.number(row[name]) for name in ("lower_quartile", "median", "upper_quartile")),
        ]
        for row in counts.sort("period", descending=True).iter_rows(named=True)
    )
    return table(heads, rows, caption=f"{IN_WORDS[page.address.figure]} of papers of each {by}")


def _fastest(page: Page) -> None:
    """The papers whose figure rose most a day."""
    asked = {"figure": page.address.figure, "where": page.address.papers, "limit": _FASTEST}
    found = page.answers.to(engagement.fastest, **asked)
    draw(tag("h2", "Fastest now"))
    if found.is_empty():
        draw(note("The figure of no paper rose."))
        return
    heads = [Head(label="paper", is_sentence=True), Head(label="a day", is_figure=True)]
    heads += [Head(label="now", is_figure=True), Head(label="captured", is_unbroken=True, is_dropped_when_narrow=True)]
    heads.append(Head(label="source", is_dropped_when_narrow=True))
    rows = (
        [
            page.address.link(row["title"], "paper", paper=row["paper_id"]),
            f"+{words.number(row['per_day'])}",
            words.number(row["observed"]),
            f"{words.dated(row['previous_on'])} to {words.dated(row['observed_on'])}",
            row["source"],
        ]
        for row in found.iter_rows(named=True)
    )
    draw(table(heads, rows, caption="Papers that rise fastest"))
    receipt(page, engagement.fastest, counts=_FASTEST_COUNTS, **asked)
