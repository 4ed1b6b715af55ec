"""Authors: which names stand on most papers?"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import author_profile, controls, frame, sparkline, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.paper_list import offset, pager
from dashboard.receipt import receipt
from dashboard.tables import Head, note, table
from warehouse.queries import authors
from warehouse.queries.asked import COUNTS
from warehouse.queries.page_tables import MOST_RANKED

PER_PAGE = 50
_NOT_PERSONS = (
    "Names written alike, not persons: family name and initials are folded into one key. Open a name to see who may "
    "stand behind it. “et al.” and “4 authors” are nobody."
)
_COUNTS = (
    "Papers on which a name stands, each once, whoever is meant by it. Shares of papers: of a paper of n authors each "
    "has 1/n, also where not all of them are named. Not counted: papers that name no author."
)


def show(page: Page) -> None:
    """Draw the page of all names, or of the one that the address names."""
    where = page.address.papers
    if page.address.author:
        author_profile.show(page, page.address.author)
        return
    named = page.answers.to(authors.named, where=where)
    if not named.papers:
        frame.title("No author is known" if where.is_open else "No paper matches")
        draw(note(frame.no_paper(page)))
        return
    _all(page, named)


def _all(page: Page, named: authors.Named) -> None:
    asked: dict[str, Any] = {
        "where": page.address.papers,
        "name": page.address.search,
        "is_fractional": page.address.count == "fractional",
        "limit": MOST_RANKED,
    }
    ranked = page.answers.to(authors.ranked, **asked)
    skipped = offset(page.address, total=ranked.height, per_page=PER_PAGE)
    shown = ranked.slice(skipped, PER_PAGE)
    printed = page.answers.to(authors.forms, keys=shown["author_key"].to_list())
    frame.title(_answer(page, ranked, named), _NOT_PERSONS)
    _controls(page)
    if ranked.is_empty():
        draw(note("No name has these letters. Empty the line above for all names."))
        return
    draw(_ranked(page, shown, printed), pager(page.address, page.name, total=ranked.height, per_page=PER_PAGE))
    draw(note(_left_out(ranked, named)))
    receipt(page, authors.ranked, counts=_COUNTS, **asked)


def _answer(page: Page, ranked: pl.DataFrame, named: authors.Named) -> str:
    found = words.counted(ranked["all_keys"][0] if ranked.height else 0, "name")
    if page.address.search:
        return f"{found} with “{page.address.search}”"
    return f"{found} on {words.counted(named.named, 'paper')}"


def _controls(page: Page) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        controls.line("search", "A name, or the beginnings of its words", placeholder="Bengio, Yoshua")
    with right:
        controls.switch(page.address, "count", "Ranked by", COUNTS, shown=words.COUNTS_IN_WORDS.__getitem__)


def _ranked(page: Page, shown: pl.DataFrame, printed: pl.DataFrame) -> Html:
    """One page of names, all on the same years."""
    keys = shown["author_key"].to_list()
    by_year = page.answers.to(authors.per_year, where=page.address.papers, keys=keys)
    per_year = {key: dict(rows["year", "papers"].rows()) for (key,), rows in by_year.group_by("author_key")}
    years = sparkline.years_shown(by_year["year"])
    is_fractional = page.address.count == "fractional"
    heads = [
        Head(label="name, as printed most"),
        Head(label="key", is_dropped_when_narrow=True),
        *([Head(label="shares", is_figure=True)] if is_fractional else []),
        Head(label="papers", is_figure=True),
        Head(label=sparkline.in_words(years)),
        Head(label="ORCIDs", is_figure=True, is_dropped_when_narrow=True),
    ]
    forms = {row["author_key"]: row for row in printed.iter_rows(named=True)}
    rows = (
        [
            _name(page, row["author_key"], forms[row["author_key"]]["names"]),
            row["author_key"],
            *([f"{row['fraction']:,.1f}"] if is_fractional else []),
            page.address.link(words.number(row["papers"]), "papers", author=row["author_key"]),
            sparkline.papers_per_year(per_year.get(row["author_key"], {}), years=years),
            words.number(forms[row["author_key"]]["orcids"]) if forms[row["author_key"]]["orcids"] else "none",
        ]
        for row in shown.iter_rows(named=True)
    )
    return table(heads, rows, caption="Names of authors, the one on most papers first")


def _name(page: Page, key: str, names: list[str]) -> Html:
    more = len(names) - 1
    rest = tag("span", f" and {words.counted(more, 'other form')}", class_="pt-note") if more else ""
    return page.address.link(joined([names[0], rest]), page.name, author=key)


def _left_out(ranked: pl.DataFrame, named: authors.Named) -> str:
    left_off = ranked["all_keys"][0] - ranked.height
    said = f"The first {words.number(ranked.height)} names; find the others by their letters. " if left_off else ""
    counted = f"{words.number(named.named)} of {words.counted(named.papers, 'paper')} name their authors"
    return f"{said}{counted}; {words.number(named.papers - named.named)} do not and are not counted here."
