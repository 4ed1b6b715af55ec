"""On the page of a paper: those whose words are most like its own."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard import words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.tables import note
from warehouse.queries import search

_SHOWN = 5


def show(page: Page, paper_id: str) -> None:
    """Papers alike, the most alike first, each with the words that make it so."""
    found = page.answers.to(search.similar, paper_id=paper_id, limit=_SHOWN)
    draw(tag("h2", "Similar papers"), _list(page, found))


def _list(page: Page, found: pl.DataFrame) -> Html:
    if found.is_empty():
        return note("none that shares its telling words")
    return joined(
        [
            tag("ul", *(_item(page, row) for row in found.iter_rows(named=True)), class_="pt-papers"),
            note("By the words of title and abstract: TF-IDF, cosine. 1 is the same words, 0 none in common."),
        ]
    )


def _item(page: Page, row: dict[str, Any]) -> Html:
    title = tag("div", page.address.link(row["title"], "paper", paper=row["paper_id"]), class_="title")
    day = words.dated(row["published_on"], row["published_precision"]) if row["published_on"] else "date unknown"
    said = joined([f"{row['cosine']:.2f}", day, words.listed(row["shared"], last="and")], " · ")
    return tag("li", title, tag("div", said, class_="said"))
