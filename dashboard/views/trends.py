"""Trends: how does the share of these terms move?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, controls, frame, period, shares, words
from dashboard.address import MEASURES, MOST_SMOOTH_MONTHS, MOST_TERMS
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.paper_list import paper_list
from dashboard.receipt import receipt
from dashboard.tables import Head, legend, note, strip, table
from warehouse.queries import papers
from warehouse.queries import terms as term_queries
from warehouse.queries.filters import PaperFilter

# Shown where the address names no terms: phrases say more than words.
_EXAMPLES = 3
_SUGGESTED = 8
_PAPERS_SHOWN = 10
_COUNTS = (
    "Papers whose title or abstract uses the term, each once, as a share of all papers dated to that month. Not "
    "counted: papers without a month, and withdrawn ones."
)


def show(page: Page) -> None:
    """Draw the page."""
    asked = page.address.terms or _examples(page)
    known = page.answers.to(term_queries.known, asked=asked) if asked else None
    terms = [] if known is None else known["term"].drop_nulls().unique(maintain_order=True).to_list()
    counts = shares.told(_counts(page, terms))
    frame.title(*_answer(page, counts, terms))
    _controls(page)
    if known is not None:
        _unknown_terms(page, known)
    if counts.is_empty():
        draw(note(_nothing(page, terms)))
        _suggestions(page, terms)
        return
    months = counts["month"].unique().to_list()
    since = period.shown_since(page, months) or min(months)
    draw(period.said(page, months))
    shown = counts.filter(pl.col("month") >= since)
    _chart(page, shown, terms)
    _suggestions(page, terms)
    _twin(page, shown)
    receipt(page, term_queries.over_time, counts=_COUNTS, **_question(page, terms))


def _examples(page: Page) -> tuple[str, ...]:
    """Common topics, so that the page is not empty before anything is asked; none is a part of another."""
    found: list[str] = []
    for topic in _common_topics(page, _SUGGESTED):
        if not any(topic.casefold() in other.casefold() or other.casefold() in topic.casefold() for other in found):
            found.append(topic)
    return tuple(found[:_EXAMPLES])


def _common_topics(page: Page, limit: int) -> list[str]:
    """Topics of the months that the chart shows."""
    since = period.shown_since(page, page.answers.to(papers.months)) or page.address.since
    found = page.answers.to(term_queries.topics, since=since, fewest_papers=shares.FEWEST_PAPERS, limit=limit)
    return found["term"].to_list()


def _counts(page: Page, terms: list[str]) -> pl.DataFrame:
    return page.answers.to(term_queries.over_time, **_question(page, terms))


def _question(page: Page, terms: list[str]) -> dict[str, Any]:
    address = page.address
    return {
        "terms": terms,
        "where": address.papers,
        "smooth_months": address.smooth,
        "today": page.now.date(),
    }


def _answer(page: Page, counts: pl.DataFrame, terms: list[str]) -> tuple[str, ...]:
    """The title: where the first term stands now, and where it stood a year before; and how sure that is."""
    whole = counts.filter(pl.col("is_told") & ~pl.col("is_partial")).drop_nulls("share_smooth")
    first = whole.filter(pl.col("term") == terms[0]) if terms else whole
    if first.is_empty():
        return ("How does the share of these terms move?",)
    last = first.row(-1, named=True)
    before = first.filter(pl.col("month") == last["month"].replace(year=last["month"].year - 1))
    span = f"in {page.address.smooth} months to" if page.address.smooth > 1 else "of"
    now = f"“{terms[0]}”: {words.share(last['share_smooth'], 1)} of the papers {span} {words.month(last['month'])}"
    found = f"{words.number(last['papers_window'])} of {words.counted(last['total_papers_window'], 'paper')}"
    sure = f"{found}; 95 % interval: {last['interval']}."
    if before.is_empty():
        return now, sure
    then = before.row(0, named=True)
    return f"{now}, {words.share(then['share_smooth'], 1)} a year before", f"{sure} A year before: {then['interval']}."


def _controls(page: Page) -> None:
    address = page.address
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    with left:
        label = f"Terms, up to {MOST_TERMS}, with commas between"
        controls.line("terms", label, placeholder="mixture of experts, state space models")
    with middle:
        controls.switch(address, "measure", "Shown as", MEASURES, shown=str)
    with right:
        controls.steps(address, "smooth", "Smoothed over months", low=1, high=MOST_SMOOTH_MONTHS)


def _unknown_terms(page: Page, known: pl.DataFrame) -> None:
    for asked in known.filter(pl.col("term").is_null())["asked"]:
        like = page.answers.to(term_queries.containing, like=asked, limit=_SUGGESTED)["term"].to_list()
        there = [" Known terms with these letters: ", joined((_added(page, term) for term in like), ", "), "."]
        draw(strip(f"No term “{asked}”: fewer than three papers use it.", *(there if like else [])))


def _added(page: Page, term: str) -> Html:
    """A link that adds a term to the chart (and takes the place of unknown ones)."""
    known = page.answers.to(term_queries.known, asked=page.address.terms or ("",))["term"].drop_nulls().to_list()
    terms = tuple(dict.fromkeys([*known, term]))[-MOST_TERMS:]
    return tag("a", term, href=page.here(terms=terms), target="_self")


def _suggestions(page: Page, terms: list[str]) -> None:
    common = _common_topics(page, _SUGGESTED + len(terms))
    others = [term for term in common if term not in terms][:_SUGGESTED]
    if others:
        draw(note("Add a common topic: ", joined((_added(page, term) for term in others), ", ")))


def _nothing(page: Page, terms: list[str]) -> str:
    if not page.answers.to(papers.counted, where=PaperFilter()).papers:
        return frame.EMPTY
    if not terms:
        return "No term to show. A term needs three papers that use it."
    if page.address.papers.is_open:
        return "No paper that uses these terms has a date that is known to the month."
    return "No dated paper matches the filters. Remove one, or widen the period."


def _chart(page: Page, counts: pl.DataFrame, terms: list[str]) -> None:
    address = page.address
    if len(terms) > charts.MOST_DIRECT_LABELS:
        draw(legend(terms))
    chart = charts.terms_over_time(
        counts, terms, measure=address.measure, smooth_months=address.smooth, is_dark=page.is_dark
    )
    alt = f"{address.measure} of {words.listed(terms)} per month; the same figures stand in the table below."
    picked = st.altair_chart(chart, width="stretch", key="terms", on_select="rerun", alt=alt)
    _picked_papers(page, counts, charts.picks(picked))
    draw(note(_legend_in_words(page, counts)), frame.coverage(page, address.papers, counts_withdrawn=False))


def _legend_in_words(page: Page, counts: pl.DataFrame) -> str:
    """What points, lines, gaps and dashes are."""
    smooth, is_share = page.address.smooth, page.address.measure == "share"
    line = f"the month and the {smooth - 1} before it" if smooth > 1 else "the month itself"
    fewest = f"fewer than {shares.FEWEST_PAPERS} papers"
    if not is_share:
        said = [f"Points: the month. Line: {line}, per month. Months without dated papers are gaps."]
    elif counts.filter("is_told")["total_papers_window"].min() < shares.FEWEST_PAPERS:
        said = [f"Points: the month. Line: {line}, with its 95 % interval: wide, as no month here has many papers."]
    else:
        said = [f"Points: the month, larger with more papers. Line: {line}, with its 95 % interval."]
        said.append(f"Gaps: no dated papers, or {fewest}, which the table has.")
    partial = counts.filter("is_partial")["month"].unique().sort().to_list()
    if partial:
        said.append(f"Dashed: {words.listed(map(words.month, partial))}, not yet complete.")
    return " ".join([*said, "Click a point for its papers."])


def _picked_papers(page: Page, counts: pl.DataFrame, picked: list[dict[str, str]]) -> None:
    """The papers behind a point: as many as it says."""
    named = charts.with_month_name(counts)
    for pick in picked[:1]:
        is_it = (pl.col("term") == pick.get("term", "")) & (pl.col("month_key") == pick.get("month_key", ""))
        for row in named.filter(is_it).drop_nulls("papers").iter_rows(named=True):
            of = {"term": row["term"], "since": row["month"], "until": row["month"]}
            said = f"{words.counted(row['papers'], 'paper')} of {row['month_name']} with “{row['term']}”"
            draw(tag("h2", page.address.link(said, "papers", **of)))
            where = replace(page.address.papers, **of)
            found = page.answers.to(papers.page, where=where, order="newest", limit=_PAPERS_SHOWN)
            draw(paper_list(found, page.address, abstracts=False))


def _twin(page: Page, counts: pl.DataFrame) -> None:
    """The chart as a table."""
    heads = [Head(label="month"), Head(label="term")]
    heads += [
        Head(label=label, is_figure=True) for label in ("papers", "of", "share", "smoothed share", "95 % interval")
    ]
    rows = (_row(page, row) for row in counts.sort("month", descending=True).iter_rows(named=True))
    with st.expander("The same as a table"):
        draw(table(heads, rows, caption="Papers of each month that use each term"))


def _row(page: Page, row: dict[str, Any]) -> list[object]:
    month, term, papers_of_it = row["month"], row["term"], row["papers"]
    named = f"{words.month(month)}{' (partial)' if row['is_partial'] else ''}"
    if papers_of_it is None:
        return [named, term, "no dated papers", "", "", "", ""]
    link = page.address.link(words.number(papers_of_it), "papers", term=term, since=month, until=month)
    said = [words.share(row[name], 1) for name in ("share", "share_smooth")]
    return [named, term, link, words.number(row["total_papers"]), *said, row["interval"]]
