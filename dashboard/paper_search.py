"""The search of the Papers page: its box and examples, what is marked, and what is said where it finds nothing."""

from __future__ import annotations

import streamlit as st

from dashboard import controls, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.tables import strip
from transforms.errors import UsageError
from transforms.search import marks
from transforms.search.query import Query, Words
from warehouse.queries import search
from warehouse.queries.papers import ORDERS, RELEVANCE

_ORDERS_IN_WORDS = {
    RELEVANCE: "best match first",
    "newest": "newest first",
    "oldest": "oldest first",
    "title": "title, A to Z",
    "listed": "most listed",
}
_EXAMPLES = (
    ('"language model"', "a phrase"),
    ("learning -survey", "not this word"),
    ("transf*", "words that begin so"),
    ("title:attention", "in the title; also abstract:"),
    ("author:wang", "also venue:, source:, id:"),
    ("2020..2023", "years"),
)


def box(page: Page) -> None:
    """The line to search in, the order of the list, and examples to click."""
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        controls.line(
            "search", "Search titles and abstracts for all of these words", placeholder='diffusion "state space"'
        )
    with right:
        in_words = _ORDERS_IN_WORDS if _is_ranked(page) else _ORDERS_IN_WORDS | {RELEVANCE: "newest first"}
        shown = [order for order in in_words if order in ORDERS and (_is_ranked(page) or order != "newest")]
        controls.choice(page.address, "order", "Order", shown, shown=in_words.__getitem__)
    draw(_examples(page))


def _is_ranked(page: Page) -> bool:
    found = query(page)
    return isinstance(found, Query) and bool(found.sought)


def _examples(page: Page) -> Html:
    items = (
        joined([tag("a", tag("code", typed), href=page.here(search=typed), target="_self"), f" {meaning}"])
        for typed, meaning in _EXAMPLES
    )
    return tag("p", "Try: ", joined(items, " · "), class_="pt-note")


def query(page: Page) -> Query | UsageError:
    """What the box asks for, or what is wrong with it."""
    try:
        return page.address.found_papers.query
    except UsageError as fault:
        return fault


def fault(reason: UsageError) -> None:
    """The page of a search that cannot be read: what is wrong with it, and the next step."""
    draw(strip(f"{_sentence(reason.fact)} {reason.next_step}"))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def sought(asked: Query) -> str:
    """All that a search asks, in words: `with “lantern” in the title without “kettle” (year:2020..)`."""
    excluded = [clause for clause in asked.clauses if isinstance(clause, Words) and clause.is_excluded]
    others = [str(clause) for clause in asked.clauses if not isinstance(clause, Words)]
    ways = (("with", asked.sought), ("without", excluded))
    said = [f"{way} {words.listed(map(_in_words, clauses))}" for way, clauses in ways if clauses]
    return " ".join([*said, *([f"({', '.join(others)})"] if others else [])])


def _in_words(clause: Words) -> str:
    said = str(clause).removeprefix("-").removeprefix(f"{clause.field}:").strip('"')
    return f"“{said}”" + (f" in the {clause.field}" if clause.field else "")


def needles(page: Page, asked: Query) -> list[str]:
    """What to mark in the texts that are found."""
    if not asked.sought:
        return []
    known = page.answers.to(search.known, search=page.address.search)
    return marks.needles(asked, dict(known.select("word", "forms").iter_rows()))


def remarks(asked: Query) -> list[object]:
    """What the reader should know of how the search was understood."""
    if not asked.unsearched:
        return []
    left_out = words.listed(f"“{word}”" for word in asked.unsearched)
    return [f"Not looked for, being in nearly every text: {left_out}."]


def missing(page: Page) -> list[Html]:
    """A sentence for each word that no paper has, with the next step."""
    known = page.answers.to(search.known, search=page.address.search)
    is_missing = known["forms"].list.len() == 0
    return [_missing(page, row["word"], row["nearest"]) for row in known.filter(is_missing).iter_rows(named=True)]


def _missing(page: Page, word: str, nearest: str | None) -> Html:
    said = joined([f"No paper of this snapshot has “{word}”"])
    if word.endswith("*"):
        return joined([said, ". Give fewer letters."])
    if nearest is None:
        return joined([said, ". Take it out, or write its beginning with a star."])
    instead = page.address.search.lower().replace(word, nearest)
    link = tag("a", instead, href=page.here(search=instead), target="_self")
    return joined([said, ". Look for ", link, " instead."])
