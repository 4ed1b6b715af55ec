"""A list of papers for reading: title, authors, date and venue, badges, two lines of abstract. Used by every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard import words
from dashboard.address import Address
from dashboard.markup import Html, excerpt, joined, marked, tag
from dashboard.tables import badge

_NAMES_SHOWN = 3


def paper_list(rows: pl.DataFrame, address: Address, *, needles: Sequence[str] = (), abstracts: bool = True) -> Html:
    """Columns in: those of `warehouse.queries.papers.page`. Titles link to the paper's page."""
    items = (_item(row, address, needles, abstracts) for row in rows.iter_rows(named=True))
    return tag("ul", *items, class_="pt-papers")


def _item(row: dict[str, Any], address: Address, needles: Sequence[str], abstracts: bool) -> Html:
    title = address.link(marked(row["title"], needles), "paper", paper=row["paper_id"])
    said = joined([authors(row["authors"], row["author_count"]), _date(row), row["venue"] or "venue unknown"], " · ")
    parts = [tag("div", title, class_="title"), tag("div", said, " ", *_badges(row), class_="said")]
    if abstracts and row["abstract"]:
        cut = excerpt(row["abstract"], needles)
        parts.append(tag("div", marked(cut, needles), class_="abstract"))
    return tag("li", *parts)


def _date(row: dict[str, Any]) -> str:
    if row["published_on"] is None:
        return "date unknown"
    return words.dated(row["published_on"], row["published_precision"])


def authors(names: Sequence[str] | None, count: int | None) -> str:
    """`A. Example, B. Example and 3 more`; the number alone where no name is known, `and others` where no number is."""
    known = [name for name in names or [] if name]
    total = max(count or 0, len(known))
    if not total:
        return "authors unknown"
    if not known:
        return words.counted(total, "author")
    shown = known[:_NAMES_SHOWN]
    named = ", ".join(shown)
    if count is None:
        return f"{named} and others"
    return named + (f" and {words.number(total - len(shown))} more" if total > len(shown) else "")


def _badges(row: dict[str, Any]) -> list[Html]:
    badges = []
    if row["is_withdrawn"]:
        badges.append(badge("withdrawn", "warn"))
    if row["has_code"]:
        badges.append(badge("code"))
    if len(row["sources"]) > 1:
        badges.append(badge(f"in {len(row['sources'])} sources"))
    elif row["listings"] > 1:
        badges.append(badge(f"listed {row['listings']} times"))
    return [joined(badges, " ")]


def pager(address: Address, page: str, *, total: int, per_page: int) -> Html:
    """`1–50 of 3,780`, and the pages before and after; nothing where one page holds all."""
    if total <= per_page:
        return joined(())
    last_page = max(1, -(-total // per_page))
    current = min(address.page_number, last_page)
    first = (current - 1) * per_page + 1
    shown = f"{words.number(first)}–{words.number(min(total, current * per_page))} of {words.number(total)}"
    links: list[object] = [tag("span", shown)]
    if current > 1:
        links.append(
            tag("a", "← previous", href=address.here(page, page_number=current - 1), target="_self", rel="prev")
        )
    if current < last_page:
        links.append(tag("a", "next →", href=address.here(page, page_number=current + 1), target="_self", rel="next"))
    return tag("nav", *links, class_="pt-pager", aria_label="pages")


def offset(address: Address, *, total: int, per_page: int) -> int:
    """Rows before the page; a page behind the last one is the last one."""
    last_page = max(1, -(-total // per_page))
    return (min(address.page_number, last_page) - 1) * per_page
