"""Topics: how does the field hang together?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, controls, frame, new_pairs, topic_charts, topic_profile, words
from dashboard.address import Address
from dashboard.frame import Page
from dashboard.markup import Html, draw, tag
from dashboard.receipt import receipt
from dashboard.sparkline import shares_by_month
from dashboard.tables import Head, badge, note, strip, table
from warehouse.queries import papers, topics
from warehouse.queries.asked import PARAMETERS, SHARED
from warehouse.queries.filters import PaperFilter
from warehouse.queries.topics import ORDERS

_COUNTS = (
    "A topic is a group of terms that occur with each other more than with others (Louvain communities of the 1,000 "
    "commonest terms that titles name, linked by NPMI). A paper is about it if it uses at least two terms of its core, "
    "so it may be about several topics, or about none; withdrawn papers are not counted. Density: 100 × the sum of the "
    "links among its terms, by their number; centrality: 10 × the sum of its links to other topics (Callon)."
)


def show(page: Page) -> None:
    """Draw the page. The shared filters do not apply to it: topics are found before anybody filters."""
    is_filtered = not page.address.papers.is_open
    page = replace(page, address=replace(page.address, **{name: getattr(Address(), name) for name in SHARED}))
    question = {"order": page.address.topic_order}
    found = page.answers.to(topics.ranked, **question)
    if found.is_empty():
        frame.title("How does the field hang together?")
        draw(note(_nothing(page)))
        new_pairs.show(page)
        return
    frame.title(*(topic_profile.answer(page, found) or _answer(found)))
    if is_filtered:
        draw(strip("The filters on the left do not apply here: topics are found in all papers."))
    if page.address.topic:
        topic_profile.show(page, found)
        draw(tag("h2", "All topics"))
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _map(page, found)
        _twin(page, found)
        receipt(page, topics.ranked, counts=_COUNTS, **question)
    with right:
        controls.switch(page.address, "topic_order", "Listed by", list(ORDERS), shown=str)
        draw(_list(page, found))
    new_pairs.show(page)
    draw(frame.coverage(page, PaperFilter()))


def _nothing(page: Page) -> str:
    if not page.answers.to(papers.counted, where=PaperFilter()).papers:
        return frame.EMPTY
    return "No topic: fewer than three terms occur together in five papers each, more often than by chance."


def _answer(found: pl.DataFrame) -> tuple[str, str]:
    largest = found.sort("papers", "topic", descending=[True, False]).row(0, named=True)
    said = f"{words.counted(found.height, 'topic')}; the largest is “{largest['label']}”"
    named = "Each is named by its most central terms."
    if largest["window_end"] is None:
        return said, named
    now, then = f"{words.month(largest['recent'])} to {words.month(largest['window_end'])}", "the year before"
    return said, f"{named} Now: its share of the papers of {now}; before: of {then}."


def _map(page: Page, found: pl.DataFrame) -> None:
    """The thematic map. The topic that a click picks is opened, and stands in the address."""
    chart = topic_charts.thematic_map(found, chosen=page.address.topic, is_dark=page.is_dark)
    alt = "Topics by centrality and density; the same figures stand in the table below."
    state = st.altair_chart(chart, width="stretch", height=chart.height, key="topics", on_select="rerun", alt=alt)
    said = (
        "Numbers: as listed. Size: papers. Further right: more strongly linked to other topics. Higher: its own terms "
        "more strongly linked. Placed by rank. Click a bubble for its topic."
    )
    draw(note(said))
    picked = next((pick["topic"] for pick in charts.picks(state) if pick.get("topic")), page.address.topic)
    if picked != page.address.topic:
        st.query_params[PARAMETERS["topic"].name] = picked
        st.rerun()


def _list(page: Page, found: pl.DataFrame) -> Html:
    heads = [
        Head(label="", is_figure=True),
        Head(label="topic"),
        Head(label="share by month", is_dropped_when_narrow=True),
        Head(label="papers", is_figure=True),
        Head(label="before", is_figure=True, is_dropped_when_narrow=True),
        Head(label="now", is_figure=True),
    ]
    shares = page.answers.to(topics.month_shares, topics=found["topic"].to_list())
    by_topic = {topic: rows for (topic,), rows in shares.group_by("topic")}
    rows = (
        _row(page, number, row, by_topic[row["topic"]]) for number, row in enumerate(found.iter_rows(named=True), 1)
    )
    return table(heads, rows, caption="Topics, with the share of papers that are about each")


def _row(page: Page, number: int, row: dict[str, Any], months: pl.DataFrame) -> list[object]:
    return [
        str(number),
        tag("a", row["label"], href=page.here(topic=row["topic"]), target="_self"),
        shares_by_month(months),
        page.address.link(words.number(row["papers"]), "papers", topic=row["topic"]) if row["papers"] else "0",
        words.share(row["share_before"], 1),
        words.share(row["share_recent"], 1),
    ]


def _twin(page: Page, found: pl.DataFrame) -> None:
    """The map as a table."""
    heads = [Head(label="topic"), Head(label="quadrant")]
    heads += [Head(label=label, is_figure=True) for label in ("centrality", "density", "terms", "papers")]
    rows = (
        [
            row["label"],
            badge(row["quadrant"]),
            words.number(round(row["centrality"])),
            words.number(round(row["density"])),
            words.number(row["terms"]),
            page.address.link(words.number(row["papers"]), "papers", topic=row["topic"]) if row["papers"] else "0",
        ]
        for row in found.iter_rows(named=True)
    )
    with st.expander("The map as a table"):
        draw(table(heads, rows, caption="Centrality and density of each topic"))
