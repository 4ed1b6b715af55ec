"""Which months a chart shows where the reader asks for no period: the last ten years, and what that leaves off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dashboard import words
from dashboard.frame import Page
from dashboard.markup import Html, tag
from dashboard.tables import note
from warehouse.queries import papers

YEARS_SHOWN = 10


def first_month(months: Sequence[date], *, today: date) -> date | None:
    """First of the ten years up to the newest of `months` that has begun; None where no month is older."""
    begun = [month for month in months if month <= today]
    if not begun:
        return None
    newest = max(begun)
    first = date(newest.year - YEARS_SHOWN + newest.month // 12, newest.month % 12 + 1, 1)
    return first if min(begun) < first else None


def shown_since(page: Page, months: Sequence[date]) -> date | None:
    """The first month that a chart of these months shows; None where it shows all of them."""
    is_asked_for = page.address.since or page.address.until or page.address.span == "all"
    return None if is_asked_for else first_month(months, today=page.now.date())


def said(page: Page, months: Sequence[date]) -> Html:
    """Which months are shown, how many papers are older, and the link to all of them, or back."""
    since = shown_since(page, months)
    ends = (words.month(since or min(months)), words.month(max(months)))
    shown = f"{' to '.join(dict.fromkeys(ends))}."
    if since:
        last = (since - timedelta(days=1)).replace(day=1)
        older = page.answers.to(papers.counted, where=replace(page.address.papers, until=last)).papers
        link = page.address.link(words.counted(older, "paper"), "papers", until=last)
        are = "is" if older == 1 else "are"
        return note(f"{shown} ", link, f" before {words.month(since)} {are} not shown: ", _to(page, "all", "show all"))
    if page.address.span == "all" and first_month(months, today=page.now.date()):
        return note(f"{shown} ", _to(page, "recent", f"Show the last {YEARS_SHOWN} years"))
    return note(shown)


def _to(page: Page, span: str, label: str) -> Html:
    return tag("a", label, href=page.here(span=span), target="_self")
