"""Rising: what is rising that I do not know yet?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard import controls, frame, rise_reasons, words
from dashboard.address import Address
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.paper_list import offset, pager
from dashboard.receipt import receipt
from dashboard.sparkline import shares_by_month
from dashboard.tables import Head, badge, note, strip, table
from transforms.trends.growth import MIN_PAPERS, MOST_FALSE, WINDOWS
from warehouse.queries import papers, rising
from warehouse.queries.asked import SHARED
from warehouse.queries.filters import PaperFilter
from warehouse.queries.page_tables import NEAREST
from warehouse.queries.rising import COMPARED, DIRECTIONS

_PER_PAGE = 25
_FIGURES = {
    "sources": "Before, now: shares of all papers. Times: by how much the share grew within sources that have papers "
    "in both windows, so the two may differ. ",
    "all": "Times: the share now by the share before. ",
}
_SURENESS = (
    "z: the larger, the surer. q: the part of the terms down to this one that is expected to be chance "
    f"({words.share(MOST_FALSE, 1)} is where a change counts as sure)."
)
_COMPARED_IN_WORDS = {"sources": "within each source", "all": "all papers alike"}
_COUNTS = (
    "Papers that use the term, each once, as a share of all papers dated to these months; withdrawn papers are not "
    f"counted. A term is judged if {MIN_PAPERS} papers of both windows use it. z: log-odds ratio with a Dirichlet "
    "prior; q: its false discovery rate over all terms judged (Benjamini-Hochberg); times: ratio of the shares. "
    "Compared within each source (Mantel-Haenszel), so that a source that came or went does not count as a change."
)


def show(page: Page) -> None:
    """Draw the page. The shared filters do not apply to it: what rises is counted before anybody filters."""
    is_filtered = not page.address.papers.is_open
    page = replace(page, address=replace(page.address, **{name: getattr(Address(), name) for name in SHARED}))
    found = page.answers.to(rising.summary, months=page.address.window, compared=page.address.compared)
    if found.is_empty():
        frame.title("What is rising?")
        _controls(page)
        draw(note(_nothing(page)))
        return
    window = found.row(0, named=True)
    frame.title(_answer(page, window), _months(window))
    _controls(page)
    if is_filtered:
        draw(strip("The filters on the left do not apply here: rising and falling terms are counted over all papers."))
    _caution(page, window)
    if page.address.term:
        rise_reasons.show(page, window)
    _leaderboard(page, window)
    draw(_sources(page), frame.coverage(page, PaperFilter()))


def _nothing(page: Page) -> str:
    if not page.answers.to(papers.counted, where=PaperFilter()).papers:
        return frame.EMPTY
    months = words.number(page.address.window)
    return f"Nothing to compare: there are no dated papers in the last {months} complete months, or in those before."


def _answer(page: Page, window: dict[str, Any]) -> str:
    up, down = window["rising"], window["falling"]
    span = f"in the {page.address.window} months to {words.month(window['window_end'])}"
    if page.address.direction == "falling":
        if not down:
            return f"No term surely falls {span}"
        rest = f"{words.number(up)} rise{'s' if up == 1 else ''}" if up else "none rises"
        return f"{words.counted(down, 'term')} {'falls' if down == 1 else 'fall'} {span}; {rest}"
    if not up:
        return f"No term surely rises {span}"
    rest = f"{words.number(down)} fall{'s' if down == 1 else ''}" if down else "none falls"
    new = f" ({words.number(window['new'])} new)" if window["new"] else ""
    return f"{words.counted(up, 'term')}{new} {'rises' if up == 1 else 'rise'} {span}; {rest}"


def _months(window: dict[str, Any]) -> str:
    recent = f"{words.month(window['recent'])} to {words.month(window['window_end'])}"
    before = f"{words.month(window['before'])} to {words.month(window['last_before'])}"
    now, then = (words.counted(window[name], "paper") for name in ("total_recent", "total_before"))
    return f"{recent} ({now}) against {before} ({then}); {words.counted(window['judged'], 'term')} judged."


def _controls(page: Page) -> None:
    address = page.address
    left, middle, right = st.columns([1, 1, 1], vertical_alignment="bottom")
    with left:
        controls.switch(address, "direction", "Terms that are", DIRECTIONS, shown=str)
    with middle:
        controls.switch(address, "window", "Months compared", WINDOWS, shown=str)
    with right:
        controls.switch(address, "compared", "Compared", COMPARED, shown=_COMPARED_IN_WORDS.__getitem__)


def _caution(page: Page, window: dict[str, Any]) -> None:
    """What a change of sources does to the figures, where they are not corrected or where it leaves nothing."""
    if page.address.compared == "all":
        corrected = tag("a", _COMPARED_IN_WORDS["sources"], href=page.here(compared="sources"), target="_self")
        said = "Not corrected: a source that came or went makes its words rise or fall. Compare "
        draw(strip(said, corrected, "."))
        return
    plain = page.answers.to(rising.summary, months=page.address.window, compared="all").row(0, named=True)
    seeming = plain[page.address.direction] - window[page.address.direction]
    if seeming > 0:
        shown = tag("a", "See them", href=page.here(compared="all"), target="_self")
        said = (
            f"{words.counted(seeming, 'more term')} would seem {page.address.direction}, were sources not told apart. "
        )
        draw(note(said, shown, "."))


def _leaderboard(page: Page, window: dict[str, Any]) -> None:
    address = page.address
    sure = window[address.direction]
    question = {
        "months": address.window,
        "direction": address.direction,
        "compared": address.compared,
        "most_false": MOST_FALSE if sure else 1.0,
        "limit": _PER_PAGE if sure else NEAREST,
        "offset": offset(address, total=sure, per_page=_PER_PAGE),
    }
    found = page.answers.to(rising.ranked, **question)
    if found.is_empty():
        draw(note(f"No term that {MIN_PAPERS} papers of these months use is {address.direction}."))
        return
    if not sure:
        closest = words.counted(found.height, "term comes", "terms come")
        more = " Compare more months." if address.window < max(WINDOWS) else ""
        draw(strip(f"No change is sure: {closest} closest, and each may well be chance.{more}"))
    draw(_table(page, window, found), pager(address, page.name, total=sure, per_page=_PER_PAGE))
    draw(note(_FIGURES[address.compared], _SURENESS))
    receipt(page, rising.ranked, counts=_COUNTS, **question)


def _table(page: Page, window: dict[str, Any], found: pl.DataFrame) -> Html:
    heads = [
        Head(label="term"),
        Head(label="share by month", is_dropped_when_narrow=True),
        Head(label="before", is_figure=True, is_dropped_when_narrow=True),
        Head(label="now", is_figure=True),
        Head(label="times", is_figure=True),
        Head(label="papers before", is_figure=True, is_dropped_when_narrow=True),
        Head(label="papers now", is_figure=True),
        Head(label="z", is_figure=True, is_dropped_when_narrow=True),
        Head(label="q", is_figure=True),
    ]
    shares = page.answers.to(rising.month_shares, terms=found["term"].to_list())
    by_term = {term: rows for (term,), rows in shares.group_by("term")}
    rows = (_row(page, window, row, by_term[row["term"]]) for row in found.iter_rows(named=True))
    return table(heads, rows, caption=f"Terms that are {page.address.direction}, the surest first")


def _row(page: Page, window: dict[str, Any], row: dict[str, Any], months: pl.DataFrame) -> list[object]:
    term = row["term"]
    why = tag("a", term, href=page.here(term=term), target="_self", title=f"Why is it {page.address.direction}?")
    before = (window["before"], window["last_before"])
    return [
        joined([why, *_badges(row)], " "),
        shares_by_month(months),
        words.share(row["share_before"], 1) if row["papers_before"] else "none",
        words.share(row["share_recent"], 1) if row["papers_recent"] else "none",
        _times(row),
        rise_reasons.papers_link(page, row["papers_before"], *before, term=term),
        rise_reasons.papers_link(page, row["papers_recent"], window["recent"], window["window_end"], term=term),
        f"{row['z']:+.1f}",
        words.share(row["q"], 1),
    ]


def _times(row: dict[str, Any]) -> object:
    """A figure, or words that may be broken."""
    said = rise_reasons.times(row["ratio"], row["papers_before"])
    return said if row["ratio"] is not None else tag("small", said)


def _badges(row: dict[str, Any]) -> list[Html]:
    badges = [badge("new", "good")] if row["is_new"] else []
    if row["burst_start"]:
        badges.append(badge(f"burst since {words.month(row['burst_start'])}"))
    return badges


def _sources(page: Page) -> Html:
    """Which sources have papers in both windows, so that they can be compared, and which do not."""
    listed = page.answers.to(rising.sources, months=page.address.window)
    is_on_both_sides = (pl.col("recent") > 0) & (pl.col("before") > 0)
    both = _listed_sources("Sources with papers in both windows", listed.filter(is_on_both_sides))
    one = _listed_sources("In one window only, so not compared", listed.filter(~is_on_both_sides))
    return note(both, one)


def _listed_sources(said: str, listed: pl.DataFrame) -> str:
    named = (f"{source} ({words.number(before)} → {words.number(recent)})" for source, recent, before in listed.rows())
    return f"{said}: {words.listed(named)}. " if listed.height else ""
