"""Paper: what do we know of it, and from where?"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import frame, paper_history, paper_identity, paper_similar, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, external, identifier, joined, tag
from dashboard.paper_list import authors
from dashboard.tables import Head, badge, facts, note, table
from warehouse.queries import paper as paper_queries

_FIELDS_IN_WORDS = {
    "arxiv_id": "arXiv id",
    "author_count": "number of authors",
    "code_url": "code link",
    "doi": "DOI",
    "is_withdrawn": "mark of withdrawal",
    "published_on": "publication date",
}
_NAMES_SHOWN = 100


def show(page: Page) -> None:
    """Draw the page."""
    asked = page.address.paper
    if asked is None:
        frame.title("Which paper?", joined(["Choose one in ", page.address.link("Papers", "papers"), "."]))
        return
    paper_id = page.answers.to(paper_queries.resolve, paper_id=asked)
    if paper_id is None:
        _unknown(page, asked)
        return
    row = page.answers.to(paper_queries.fields, paper_id=paper_id).row(0, named=True)
    _head(page, row, asked)
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw(tag("h2", "Abstract"), tag("p", row["abstract"] or "unknown"))
        _links(page, row)
    with right:
        draw(tag("h2", "What is known"), _known(page, row))
        _identifiers(page, paper_id)
        paper_similar.show(page, paper_id)
    paper_history.dates(page, row)
    _listings(page, row)
    paper_identity.why(page, row)
    paper_history.engagement(page, paper_id)
    paper_identity.alike(page, paper_id)


def _unknown(page: Page, asked: str) -> None:
    search = page.address.link("Search for it", "papers", search=asked.partition(":")[2] or asked)
    frame.title(f"There is no paper {asked}")
    draw(note("No paper of this snapshot has this id, and no identifier leads to one. ", search, "."))


def _head(page: Page, row: dict[str, Any], asked: str) -> None:
    names = [author["name"] for author in row["authors"] or []]
    draw(tag("h1", row["title"]))
    people = joined((page.address.link(name, "authors", search=name) for name in names[:_NAMES_SHOWN]), ", ")
    draw(tag("p", people or authors([], row["author_count"])))
    if row["is_withdrawn"]:
        draw(badge("withdrawn, retracted or deleted, says a source", "warn"))
    if asked != row["paper_id"]:
        draw(note(f"{asked} leads to this paper, whose id is now {row['paper_id']}."))


def _known(page: Page, row: dict[str, Any]) -> Html:
    published = words.dated(row["published_on"], row["published_precision"])
    basis = paper_history.BASIS_IN_WORDS.get(row["published_basis"] or "", "")
    venue = row["venue"] and page.address.link(row["venue"], "venues", venue=row["venue_key"] or row["venue"])
    return facts(
        [
            ("id", row["paper_id"]),
            ("published", f"{published}, {basis}" if basis else published),
            ("venue", joined([venue, f" ({row['venue_key']})" if row["venue_key"] else ""])),
            ("authors", words.number(row["author_count"] or len(row["authors"] or []) or None)),
            ("categories", words.listed(row["categories"]) or words.UNKNOWN),
            ("sources", words.listed(row["sources"])),
            ("listed", f"{words.counted(row['listings'], 'time')} in {words.counted(row['dumps'], 'dump')}"),
            ("first listed", words.dated(row["first_listed_on"])),
            ("last listed", words.dated(row["last_listed_on"])),
            ("code", external(row["code_url"] or words.UNKNOWN, row["code_url"])),
        ]
    )


def _identifiers(page: Page, paper_id: str) -> None:
    found = page.answers.to(paper_queries.identifiers, paper_id=paper_id)
    pairs = [(scheme if scheme != "title" else "title key", identifier(scheme, v)) for scheme, v in found.iter_rows()]
    draw(tag("h2", "Identifiers"), facts(pairs) if pairs else note("none known"))


def _links(page: Page, row: dict[str, Any]) -> None:
    found = page.answers.to(paper_queries.links, paper_id=row["paper_id"])
    items = (tag("li", badge(kind), " ", external(url, url)) for url, kind, _ in found.iter_rows())
    draw(
        tag("h2", "Links its sources print"),
        note("none") if found.is_empty() else tag("ul", *items, class_="pt-papers"),
    )


def _listings(page: Page, row: dict[str, Any]) -> None:
    """Where it stands, and as what; which listing each field came from."""
    found = page.answers.to(paper_queries.listings, paper_id=row["paper_id"])
    won = page.answers.to(paper_queries.field_sources, paper_id=row["paper_id"])
    draw(tag("h2", f"Listed {words.counted(row['listings'], 'time')}"))
    heads = [
        Head(label="dump and place"),
        Head(label="source", is_dropped_when_narrow=True),
        Head(label="captured", is_unbroken=True, is_dropped_when_narrow=True),
        Head(label="date printed", is_unbroken=True, is_dropped_when_narrow=True),
        Head(label="gave the paper its"),
    ]
    rows = (_listing(page, listing, won) for listing in found.iter_rows(named=True))
    draw(table(heads, rows, caption="Listings of this paper", is_prose=True))
    if found.height < row["listings"]:
        draw(note(f"The newest {words.number(found.height)} of {words.number(row['listings'])} are shown."))
    several = f"in all {words.number(found.height)} listings" if found.height > 1 else "in its listing"
    with st.expander(f"Title, abstract and further fields as printed {several}"):
        for listing in found.iter_rows(named=True):
            _as_printed(page, listing)


def _listing(page: Page, listing: dict[str, Any], won: pl.DataFrame) -> list[object]:
    dump = page.address.link(words.known(listing["file_name"]), "dumps", dump=listing["dump_id"])
    fields = [_field_in_words(name) for name in won.filter(listing_id=listing["listing_id"])["field"]]
    place = f"{words.lines(listing['line_start'], listing['line_end'])}, entry {words.number(listing['position'])}"
    return [
        joined([dump, tag("div", place, class_="pt-note")]),
        f"{listing['source']}, {words.known(listing['layout'])}",
        words.dated(listing["captured_on"]),
        words.dated(listing["published_on"], listing["published_precision"]),
        words.listed(fields) or ("every field" if won.is_empty() else "nothing that another did not give better"),
    ]


def _field_in_words(name: str) -> str:
    return _FIELDS_IN_WORDS.get(name, name.replace("_", " "))


def _as_printed(page: Page, listing: dict[str, Any]) -> None:
    """Title and abstract as the dump prints them, whitespace folded."""
    is_changed = listing["is_title_changed"] or listing["is_abstract_changed"]
    dump = page.address.link(words.known(listing["file_name"]), "dumps", dump=listing["dump_id"])
    place = f", {words.lines(listing['line_start'], listing['line_end'])}, entry {words.number(listing['position'])} "
    others = [(name.replace("_", " "), listing[name]) for name in paper_queries.OTHER_FIELDS]
    said = [
        *((name, words.dated(*day)) for name, day in _days(listing) if day[0]),
        *((name, _value(value)) for name, value in others if value not in (None, [])),
    ]
    draw(tag("h2", dump, place, badge("normalised since") if is_changed else ""))
    draw(facts([("listing", listing["listing_id"]), *said]))
    draw(tag("pre", listing["title_printed"], class_="pt-raw"))
    draw(tag("pre", listing["abstract_printed"] or "no abstract", class_="pt-raw"))


def _days(listing: dict[str, Any]) -> list[tuple[str, tuple[Any, Any]]]:
    events = ("submitted", "updated")
    return [(event, (listing[f"{event}_on"], listing[f"{event}_precision"])) for event in events]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return words.number(value) if isinstance(value, int) else str(value)
