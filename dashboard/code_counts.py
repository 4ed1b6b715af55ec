"""Share of papers that link to code over time, with its interval, and by source. A part of the Counts page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, count_charts, step, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, tag
from dashboard.receipt import receipt
from dashboard.tables import Head, note, table
from warehouse.queries import code, papers
from warehouse.queries.filters import PaperFilter

_COUNTS = (
    "Papers of which any source prints a link to code, as a share of the papers of all sources that print such links: "
    "of what only other sources list nothing is known. With Wilson's 95 % interval. Not counted: papers without a "
)
_SOURCES_COUNT = (
    "Papers that each source lists, and how many of them have a link to code, from whichever source. A source can tell "
    "if any of its listings in this snapshot has such a link."
)


def title(page: Page) -> str:
    """`12.3 % of 3,412 papers whose sources could tell link to code`."""
    where = _told(page)
    if where is None:
        return "No source of these papers prints links to code"
    told = page.answers.to(papers.counted, where=where).papers
    with_code = page.answers.to(papers.counted, where=replace(where, has_code=True)).papers
    return f"{words.share(with_code, told)} of {words.counted(told, 'paper')} whose sources could tell link to code"


def show(page: Page) -> None:
    """Draw the share of each step, and of each source."""
    where = _told(page)
    if where is not None and where.has_code is not None:
        draw(note("The filter above leaves only papers that are alike in this. Remove it to compare them."))
    elif where is not None:
        _over_time(page, where)
    _sources(page)


def _by_source(page: Page) -> pl.DataFrame:
    return page.answers.to(code.by_source, where=page.address.papers)


def _told(page: Page) -> PaperFilter | None:
    """The papers whose sources could tell; None where no source can."""
    return code.told_by(page.address.papers, _by_source(page))


def _over_time(page: Page, where: PaperFilter) -> None:
    by = page.address.step
    asked = {"where": where, "step": by, "today": page.now.date()}
    counts = page.answers.to(code.per_period, **asked)
    if counts.is_empty():
        draw(note(f"The {by} of none of these papers is known."))
        return
    drawn, span = step.shown(page, counts)
    draw(span)
    band = drawn.rename({"share_low": "low", "share": "middle", "share_high": "high"})
    said = f"Share of papers with code by {by}, with its interval; the same figures stand in the table below."
    chart = count_charts.band_over_time(band, count_charts.SHARE_WITH_CODE, step=by, is_dark=page.is_dark)
    picked = st.altair_chart(chart, width="stretch", height=chart.height, key="code", on_select="rerun", alt=said)
    for pick in charts.picks(picked)[:1]:
        _picked(page, counts, pick.get("period_key", ""), where)
    late = step.partial(drawn, by)
    draw(
        note(f"Band: the 95 % interval of the share. Points: larger of more papers; click one for them.{late}"),
        step.coverage(page, where),
    )
    with st.expander("The same as a table"):
        draw(_twin(page, counts, where))
    receipt(page, code.per_period, counts=f"{_COUNTS}{by}.", **asked)


def _picked(page: Page, counts: pl.DataFrame, key: str, where: PaperFilter) -> None:
    for row in step.with_name(counts, page.address.step).filter(period_key=key).iter_rows(named=True):
        of = {"sources": where.sources, **step.leads_to(row["period"], page.address.step)}
        said = f"{words.counted(row['with_code'], 'paper')} of {row['period_name']} with code"
        whole = f"{words.counted(row['papers'], 'paper')} in all"
        links = page.address.link(said, "papers", has_code=True, **of), page.address.link(whole, "papers", **of)
        draw(tag("p", links[0], ", ", links[1]))


def _twin(page: Page, counts: pl.DataFrame, where: PaperFilter) -> Html:
    by = page.address.step
    labels = ("papers", "with code", "share", "95 % interval")
    heads = [Head(label=by, is_unbroken=True), *(Head(label=label, is_figure=True) for label in labels)]
    rows = (_row(page, row, where) for row in counts.sort("period", descending=True).iter_rows(named=True))
    return table(heads, rows, caption=f"Papers of each {by} that could have code, and those that link to it")


def _row(page: Page, row: dict[str, Any], where: PaperFilter) -> list[object]:
    by = page.address.step
    of = {"sources": where.sources, **step.leads_to(row["period"], by)}
    return [
        f"{step.in_words(row['period'], by)}{' (partial)' if row['is_partial'] else ''}",
        page.address.link(words.number(row["papers"]), "papers", **of),
        _linked(page, row["with_code"], has_code=True, **of),
        words.share(row["with_code"], row["papers"]),
        f"{100 * row['share_low']:.1f} to {100 * row['share_high']:.1f} %",
    ]


def _linked(page: Page, count: int, **filters: Any) -> object:
    return page.address.link(words.number(count), "papers", **filters) if count else "0"


def _sources(page: Page) -> None:
    """Which sources can tell."""
    draw(tag("h2", "Which sources can tell"))
    labels = ("papers", "with code", "share")
    heads = [Head(label="source"), *(Head(label=label, is_figure=True) for label in labels), Head(label="can tell")]
    rows = (
        [
            row["source"],
            page.address.link(words.number(row["papers"]), "papers", listed_by=(row["source"],)),
            _linked(page, row["with_code"], listed_by=(row["source"],), has_code=True),
            words.share(row["with_code"], row["papers"]) if row["can_tell"] else "",
            "yes" if row["can_tell"] else "no link to code",
        ]
        for row in _by_source(page).iter_rows(named=True)
    )
    draw(table(heads, rows, caption="Sources, and how many of their papers link to code"))
    receipt(page, code.by_source, counts=_SOURCES_COUNT, where=page.address.papers)
