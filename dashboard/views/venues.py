"""Venues: where do papers appear?"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import controls, frame, sparkline, venue_profile, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined
from dashboard.paper_list import offset, pager
from dashboard.receipt import receipt
from dashboard.tables import Head, badge, note, table
from warehouse.queries import venues
from warehouse.queries.asked import COUNTS
from warehouse.queries.venues import Placed

PER_PAGE = 50
_COUNTS = {
    "papers": "Papers by the venue that the best of their listings states, each once. Known names of a venue are "
    "counted together; an unknown name is a venue of its own. Not counted: papers of which no venue is stated.",
    "fractional": "A paper whose listings state n venues has 1/n in each; preprint servers, and what it was only "
    "submitted to, count where nothing else is stated. Beside it the papers whose own venue it is, by the best of "
    "their listings. Not counted: papers of which no venue is stated.",
}


def show(page: Page) -> None:
    """Draw the page of all venues, or of the one that the filters leave."""
    where = page.address.papers
    placed = page.answers.to(venues.placed, where=where)
    if not placed.papers:
        frame.title("No venue is known" if where.is_open else "No paper matches")
        draw(note(frame.no_paper(page)))
    elif where.venue:
        venue_profile.show(page, placed)
    else:
        _all(page, placed)


def _all(page: Page, placed: Placed) -> None:
    frame.title(_answer(placed), *_recognised(page, placed))
    if not placed.venues:
        draw(note("No listing of these papers states one. Sources with venues are DBLP, OpenReview and Crossref."))
        return
    _controls(page)
    asked = {"where": page.address.papers, "name": page.address.search}
    question = venues.ranked_by_shares if page.address.count == "fractional" else venues.ranked
    total = page.answers.to(question, limit=1, **asked)
    if total.is_empty():
        draw(note("No venue has these letters. Empty the line above for all of them."))
        return
    in_all = total["all_venues"][0]
    skipped = offset(page.address, total=in_all, per_page=PER_PAGE)
    found = page.answers.to(question, offset=skipped, limit=PER_PAGE, **asked)
    draw(_ranked(page, found), pager(page.address, page.name, total=in_all, per_page=PER_PAGE))
    missing = placed.papers - placed.placed
    draw(
        note(
            f"{words.number(placed.placed)} of {words.counted(placed.papers, 'paper')} state a venue; "
            f"{words.number(missing)} without are not counted here."
        )
    )
    receipt(page, question, counts=_COUNTS[page.address.count], offset=skipped, limit=PER_PAGE, **asked)


def _controls(page: Page) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        controls.line("search", "A venue's key, or letters of its name", placeholder="neural information")
    with right:
        controls.switch(page.address, "count", "Ranked by", COUNTS, shown=words.COUNTS_IN_WORDS.__getitem__)


def _answer(placed: Placed) -> str:
    found = words.counted(placed.known_venues, "known venue")
    share = words.share(placed.placed, placed.papers)
    return f"{found}; {share} of {words.counted(placed.papers, 'paper')} say where they appeared"


def _recognised(page: Page, placed: Placed) -> list[object]:
    unknown = placed.venues - placed.known_venues
    if not unknown:
        return []
    names = page.address.link(words.counted(unknown, "name"), "quality")
    lead = "leads" if unknown == 1 else "lead"
    papers_there = words.counted(placed.placed - placed.in_known, "paper")
    return [joined([names, f" of {papers_there} {lead} to no known venue: each is counted as one of its own."])]


def _ranked(page: Page, found: pl.DataFrame) -> Html:
    """One page of the venues, all on the same years."""
    shown = found["venue"].to_list()
    by_year = page.answers.to(venues.per_year, where=page.address.papers, venues=shown)
    tracks = dict(page.answers.to(venues.track_names, venues=shown).rows())
    per_year = {venue: dict(rows["year", "papers"].rows()) for (venue,), rows in by_year.group_by("venue")}
    years = sparkline.years_shown(by_year["year"])
    is_fractional = page.address.count == "fractional"
    heads = [
        Head(label="venue"),
        *([Head(label="shares", is_figure=True)] if is_fractional else []),
        Head(label="papers", is_figure=True),
        Head(label=sparkline.in_words(years)),
        Head(label="tracks", is_dropped_when_narrow=True),
    ]
    rows = (
        [
            _name(page, row),
            *([f"{row['fraction']:,.1f}"] if is_fractional else []),
            page.address.link(words.number(row["papers"]), "papers", venue=row["venue"]) if row["papers"] else "0",
            sparkline.papers_per_year(per_year.get(row["venue"], {}), years=years),
            ", ".join(tracks.get(row["venue"], [])),
        ]
        for row in found.iter_rows(named=True)
    )
    return table(heads, rows, caption="Venues, the commonest first")


def _name(page: Page, row: dict[str, Any]) -> Html:
    label = row["venue"] if row["is_known"] else joined([row["venue"], badge("unknown name")], " ")
    return page.address.link(label, page.name, venue=row["venue"])
