"""Steps of time, months or years: names, which of them a chart shows, and the filter that leaves the papers of one."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from dashboard import frame, period, words
from dashboard.frame import Page
from dashboard.markup import Html, tag
from dashboard.tables import note
from warehouse.queries import papers
from warehouse.queries.filters import PaperFilter

# A few old papers would press what is recent into a corner.
MOST_YEARS = 25


def with_name(counts: pl.DataFrame, step: str) -> pl.DataFrame:
    """`counts` with `period_name` (`Oct 2025`, `2025`) and `period_key` (`2025-10`, `2025`) for its `period`."""
    name, key = ("%b %Y", "%Y-%m") if step == "month" else ("%Y", "%Y")
    return counts.with_columns(
        period_name=pl.col("period").dt.strftime(name), period_key=pl.col("period").dt.strftime(key)
    )


def in_words(first: date, step: str) -> str:
    """`Oct 2025`, `2025`."""
    return words.month(first) if step == "month" else f"{first:%Y}"


def leads_to(first: date, step: str) -> dict[str, Any]:
    """The filter that leaves the papers of a step."""
    return {"since": first, "until": first} if step == "month" else {"year": first.year}


def shown(page: Page, counts: pl.DataFrame) -> tuple[pl.DataFrame, Html]:
    """The rows of `counts` (with `period`) that a chart shows, and which those are, in words."""
    periods = counts["period"].unique().sort()
    if page.address.step == "month":
        since = period.shown_since(page, periods.to_list())
        return counts.filter(pl.col("period") >= since) if since else counts, period.said(page, periods.to_list())
    newest = max((first for first in periods if first <= page.now.date()), default=periods[-1])
    oldest = newest.replace(year=newest.year - MOST_YEARS + 1)
    is_asked_for = page.address.since or page.address.until or page.address.span == "all"
    if is_asked_for or periods[0] >= oldest:
        return counts, note(f"{' to '.join(dict.fromkeys(f'{first:%Y}' for first in (periods[0], periods[-1])))}.")
    every = tag("a", "show all", href=page.here(span="all"), target="_self")
    return counts.filter(pl.col("period") >= oldest), note(
        f"{oldest:%Y} to {periods[-1]:%Y}. Older years are not shown: ", every, "."
    )


def coverage(page: Page, where: PaperFilter) -> Html:
    """How many of the papers that fit are dated to a step."""
    if page.address.step == "month":
        return frame.coverage(page, where)
    counted = page.answers.to(papers.counted, where=where)
    dated = page.answers.to(papers.with_year, where=where)
    missing = words.number(counted.papers - dated)
    in_all = words.counted(counted.papers, "paper")
    return note(f"Of {words.number(dated)} of {in_all} the year is known; {missing} without are not counted by year.")


def partial(counts: pl.DataFrame, step: str) -> str:
    """`Pale: Dec 2025, not yet complete.`, or nothing."""
    found = counts.filter("is_partial")["period"].unique().sort()
    return f" Pale: {words.listed(in_words(first, step) for first in found)}, not yet complete." if len(found) else ""
