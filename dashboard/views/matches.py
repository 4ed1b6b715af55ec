"""Matches: where could identity be wrong?"""

from __future__ import annotations

import polars as pl

from dashboard import controls, frame, paper_identity, words
from dashboard.frame import Page
from dashboard.markup import draw
from dashboard.paper_list import offset, pager
from dashboard.tables import note
from warehouse.queries import dumps, matches

PER_PAGE = 10
_HOW = (
    "Papers that look alike and were kept apart, or the reverse, the most alike first. "
    "The operator decides with a line in overrides.csv; the next run applies it."
)


def show(page: Page) -> None:
    """Draw the page."""
    kinds = page.answers.to(matches.kinds)
    frame.title(_answer(kinds), *([_HOW] if kinds.height else []))
    if kinds.is_empty():
        is_empty = not page.answers.to(dumps.totals).dumps
        draw(note(frame.EMPTY if is_empty else "No two papers look alike enough to be doubted."))
        return
    counts = dict(kinds.iter_rows())
    controls.choice(
        page.address,
        "conflict",
        "Kind",
        list(counts),
        shown=lambda kind: f"{paper_identity.kind_in_words(kind)} ({words.number(counts.get(kind, 0))})",
        width=320,
    )
    chosen = page.address.conflict
    total = counts.get(chosen, 0) if chosen else sum(counts.values())
    if not total:
        draw(note("No conflict is of this kind. Remove the filter above."))
        return
    skipped = offset(page.address, total=total, per_page=PER_PAGE)
    for row in page.answers.to(matches.page, kind=chosen, offset=skipped, limit=PER_PAGE).iter_rows(named=True):
        paper_identity.conflict(page, row)
    draw(pager(page.address, page.name, total=total, per_page=PER_PAGE))


def _answer(kinds: pl.DataFrame) -> str:
    if kinds.is_empty():
        return "Nothing is in doubt"
    total = words.counted(kinds["conflicts"].sum(), "conflict")
    parts = [f"{paper_identity.kind_in_words(kind)} ({words.number(count)})" for kind, count in kinds.iter_rows()]
    return f"{total}: {words.listed(parts)}"
