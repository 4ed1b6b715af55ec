"""One topic: how it stands and moves, its terms, topics it is linked to, its papers by month and the newest ones."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import topic_charts, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.paper_list import paper_list
from dashboard.receipt import receipt
from dashboard.tables import Head, facts, note, table
from warehouse.queries import papers, topics
from warehouse.queries.filters import PaperFilter

_TERMS_SHOWN = 40
_NEAR_SHOWN = 5
_EXAMPLES = 3
_COUNTS = (
    "Papers of each month that use at least two terms of the topic's core, as a share of all papers dated to that "
    "month. Not counted: papers without a month, and withdrawn ones."
)


def answer(page: Page, ranked: pl.DataFrame) -> tuple[str, ...]:
    """The title of the page where the address names one of the topics `ranked`; else nothing."""
    for row in ranked.filter(pl.col("topic") == (page.address.topic or "")).iter_rows(named=True):
        about = f"“{row['label']}”: {words.counted(row['papers'], 'paper')}"
        if row["share_recent"] is None:
            return (about,)
        span = f"{words.month(row['recent'])} to {words.month(row['window_end'])}"
        return (f"{about}, {words.share(row['share_recent'], 1)} of those of {span}",)
    return ()


def show(page: Page, ranked: pl.DataFrame) -> None:
    """Draw the topic that the address names, of those `ranked`; say so where there is none."""
    topic = page.address.topic or ""
    found = ranked.filter(pl.col("topic") == topic)
    if found.is_empty():
        close = tag("a", "Show all topics", href=page.here(topic=None), target="_self")
        draw(note(f"There is no topic “{topic}” in this snapshot. ", close, "."))
        return
    row = found.row(0, named=True)
    close = tag("a", "×", href=page.here(topic=None), target="_self", aria_label="Close")
    draw(tag("h2", "This topic ", close), note(*_figures(page, row)))
    terms = page.answers.to(topics.terms, topic=topic)
    near = page.answers.to(topics.near, topic=topic, limit=_NEAR_SHOWN)
    draw(facts([*_terms(page, terms), ("Linked to", _near(page, near))]))
    _months(page, topic)
    where = PaperFilter(topic=topic)
    newest = page.answers.to(papers.page, where=where, order="newest", limit=_EXAMPLES)
    draw(tag("h2", "Newest papers"), paper_list(newest, page.address, needles=[f"{term}*" for term in _core(terms)]))


def _figures(page: Page, row: dict[str, Any]) -> list[object]:
    about = page.address.link(words.counted(row["papers"], "paper"), "papers", topic=row["topic"])
    standing = f"density {words.number(round(row['density']))}, centrality {words.number(round(row['centrality']))}"
    said = [about, f" in all; {row['quadrant']} ({standing})."]
    if row["share_recent"] is not None:
        span = f"{words.month(row['recent'])} to {words.month(row['window_end'])}"
        recent = words.counted(row["papers_recent"], "paper")
        said += [" ", _recent(page, row, recent), f" of {span}, {words.share(row['share_recent'], 1)} of all"]
        said += [f"; {words.share(row['share_before'], 1)} in the year before." if row["share_before"] else "."]
    return said


def _recent(page: Page, row: dict[str, Any], said: str) -> object:
    span = {"since": row["recent"], "until": row["window_end"]}
    return page.address.link(said, "papers", topic=row["topic"], **span) if row["papers_recent"] else said


def _core(terms: pl.DataFrame) -> list[str]:
    return terms.filter("is_core")["term"].to_list()


def _terms(page: Page, terms: pl.DataFrame) -> list[tuple[str, object]]:
    """The core, by which papers are found, and the others; each leads to its share over time."""
    shown = [
        (label, terms.filter(is_core)["term"].to_list())
        for label, is_core in (("Core terms", pl.col("is_core")), ("Other terms", ~pl.col("is_core")))
    ]
    return [(label, _linked(page, named)) for label, named in shown if named]


def _linked(page: Page, named: list[str]) -> Html:
    links = joined((page.address.link(term, "trends", terms=(term,)) for term in named[:_TERMS_SHOWN]), ", ")
    more = len(named) - _TERMS_SHOWN
    return joined([links, f" and {words.number(more)} more" if more > 0 else ""])


def _near(page: Page, near: pl.DataFrame) -> Html:
    if near.is_empty():
        return joined(["no other topic"])
    links = (
        tag("a", row["label"], href=page.here(topic=row["topic"]), target="_self") for row in near.iter_rows(named=True)
    )
    return joined(links, "; ")


def _months(page: Page, topic: str) -> None:
    """The topic over the last years, and the same as a table."""
    question = {"topics": [topic]}
    months = page.answers.to(topics.month_shares, **question)
    told = months.drop_nulls("share")
    if told.is_empty():
        return
    chart = topic_charts.papers_per_month(months, is_dark=page.is_dark)
    alt = "Share of each month's papers that are about the topic; the same figures stand in the table below."
    st.altair_chart(chart, width="stretch", height=chart.height, key="topic-months", alt=alt)
    heads = [Head(label="month"), *(Head(label=said, is_figure=True) for said in ("papers", "of", "share"))]
    with st.expander("The same as a table"):
        rows = (_month(page, topic, row) for row in told.reverse().iter_rows(named=True))
        draw(table(heads, rows, caption="Papers of each month that are about the topic"))
    receipt(page, topics.month_shares, counts=_COUNTS, **question)


def _month(page: Page, topic: str, row: dict[str, Any]) -> list[object]:
    month, count = row["month"], row["papers"]
    link = page.address.link(words.number(count), "papers", topic=topic, since=month, until=month) if count else "0"
    return [words.month(month), link, words.number(row["total_papers"]), words.share(row["share"], 1)]
