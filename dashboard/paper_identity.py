"""Why listings are one paper, what looks alike and was kept apart, and the line that decides it. Used by two pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.frame import Page
from dashboard.markup import Html, draw, excerpt, joined, tag
from dashboard.paper_list import authors
from dashboard.tables import Head, badge, note, table
from warehouse.queries import matches
from warehouse.queries.paper import LISTINGS_SHOWN

_WORD = re.compile(r"(\w+)")
_ABSTRACT_CHARACTERS = 200


def alike(page: Page, paper_id: str) -> None:
    """What was kept apart from a paper, or put together with it, and may be looked at again."""
    found = page.answers.to(matches.conflicts_of, paper_id=paper_id)
    if found.height:
        draw(tag("h2", "Papers that look like it"))
    for conflict_row in found.iter_rows(named=True):
        conflict(page, conflict_row)


def why(page: Page, row: dict[str, Any]) -> None:
    """What holds the listings of a paper together; nothing where it has only one."""
    if row["listings"] < 2:
        return
    found = page.answers.to(matches.of_paper, paper_id=row["paper_id"], limit=LISTINGS_SHOWN)
    links: dict[str, list[dict[str, Any]]] = {}
    for link in found.iter_rows(named=True):
        links.setdefault(link["listing_id"], []).append(link)
    places = {listing_id: _place(linked[0]) for listing_id, linked in links.items()}
    heads = [Head(label="listing"), Head(label="rule, score, what it shares, and with which listing", is_sentence=True)]
    rows = (
        [
            joined([places[listing_id], tag("div", listing_id, class_="pt-note")]),
            joined(_link(link, places) for link in linked),
        ]
        for listing_id, linked in links.items()
    )
    draw(tag("h2", f"Why these {words.number(row['listings'])} listings are one paper"))
    draw(table(heads, rows, caption="What links each listing to another of this paper", is_prose=True))
    if len(places) < row["listings"]:
        draw(note(f"The surest {words.number(len(places))} of {words.number(row['listings'])} are shown."))
    with st.expander("A listing is not of this paper?"):
        _lines(map(matches.split_line, places))


def _link(link: Mapping[str, Any], places: Mapping[str, str]) -> Html:
    rule = badge(kind_in_words(words.known(link["rule"])))
    score = f" score {words.number(link['score'])}: "
    return tag("div", joined([rule, score, _evidence(words.known(link["evidence"]), places)]))


def _place(listing: dict[str, Any]) -> str:
    return f"{words.known(listing['file_name'])}, {words.lines(listing['line_start'], listing['line_end'])}"


def _evidence(said: str, places: Mapping[str, str]) -> Html:
    """The evidence, with places for the ids of listings, as they stand beside it."""
    return joined((tag("span", places[word], title=word) if word in places else word for word in said.split(" ")), " ")


def kind_in_words(kind: str) -> str:
    """`same_title` as `same title`."""
    return kind.replace("_", " ")


def conflict(page: Page, row: dict[str, Any]) -> None:
    """One conflict: its kind, its papers below each other with the words marked that differ, and the line for it."""
    score = f", score {row['score']:.2f}" if row["score"] is not None else ""
    draw(tag("div", badge(kind_in_words(row["kind"]) + score, "warn"), " ", badge(kind_in_words(row["decision"]))))
    shown = row["paper_ids"][: matches.SIDES_SHOWN]
    sides = page.answers.to(matches.sides, paper_ids=shown).to_dicts() if shown else []
    heads = [Head(label="paper"), Head(label="authors"), Head(label="published"), Head(label="listed")]
    if sides:
        titles = [side["title"] for side in sides]
        content = table(
            heads, (_side(page, side, titles) for side in sides), caption=words.listed(titles), is_prose=True
        )
        draw(tag("div", content, class_="pt-sides"))
    if len(row["paper_ids"]) > len(shown):
        draw(note(f"The first {len(shown)} of {words.number(len(row['paper_ids']))} papers are shown."))
    draw(note(f"Evidence: {row['evidence']}"))
    if len(shown) > 1:
        with st.expander("Are they one paper?"):
            _lines(matches.merge_lines(shown))


def _side(page: Page, side: dict[str, Any], titles: Sequence[str]) -> list[object]:
    title = page.address.link(differing(side["title"], titles), "paper", paper=side["paper_id"])
    abstract = excerpt(side["abstract"], (), characters=_ABSTRACT_CHARACTERS) if side["abstract"] else "no abstract"
    published = words.dated(side["published_on"], side["published_precision"])
    return [
        joined(
            [title, tag("div", side["paper_id"], class_="pt-note"), tag("div", abstract, class_="pt-note abstract")]
        ),
        authors(side["authors"], side["author_count"]),
        f"{published}, {side['venue'] or 'venue unknown'}",
        f"{words.counted(side['listings'], 'time')}, {words.listed(side['sources'])}",
    ]


def differing(title: str, titles: Sequence[str]) -> Html:
    """A title, with the words marked that not every one of `titles` has."""
    folded = [set(_WORD.findall(other.casefold())) for other in titles]
    parts = _WORD.split(title)
    return joined(
        tag("mark", part) if place % 2 and not all(part.casefold() in known for known in folded) else part
        for place, part in enumerate(parts)
    )


def _lines(lines: Iterable[str]) -> None:
    """Lines to be copied, shown as they are."""
    draw(note("To decide it, add a line to overrides.csv in the home folder, with your reason:"))
    st.code("\n".join(lines), language=None, wrap_lines=True)
