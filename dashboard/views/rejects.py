"""Rejects: what was refused and why?"""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from dashboard import controls, frame, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.paper_list import offset, pager
from dashboard.tables import Head, badge, note, table
from transforms.schema.core import LISTING_ID
from warehouse.queries import dumps, rejects
from warehouse.queries.dumps import Totals
from warehouse.queries.rejects import STATUSES

PER_PAGE = 20


def show(page: Page) -> None:
    """Draw the page."""
    counts = page.answers.to(rejects.by_status)
    reasons = page.answers.to(rejects.by_reason)
    totals = page.answers.to(dumps.totals)
    frame.title(_answer(counts), *([_share(totals, sum(counts.values()))] if totals.entries_read else []))
    if not sum(counts.values()):
        draw(note("Every entry of every dump became a listing." if totals.dumps else frame.EMPTY))
        return
    heads = [Head(label="rule that was broken"), *(Head(label=status, is_figure=True) for status in STATUSES)]
    heads.append(Head(label="dumps", is_figure=True))
    draw(table(heads, (_reason(page, row) for row in reasons.iter_rows(named=True)), caption="Rejects by rule"))
    draw(note("An entry that breaks two rules counts in both."))
    controls.choice(page.address, "status", "Status", STATUSES, width=220)
    _entries(page)


def _answer(counts: dict[str, int]) -> str:
    if not sum(counts.values()):
        return "Nothing was refused"
    closed = [f"{words.number(counts[status])} {status}" for status in STATUSES[1:] if counts[status]]
    found = f"{words.counted(counts['open'], 'entry', 'entries')} refused" if counts["open"] else "No open reject"
    return f"{found}; {words.listed(closed)}" if closed else found


def _share(totals: Totals, refused: int) -> str:
    """How much of what was loaded was refused, and where the others stand."""
    of = f"{words.number(totals.rejects)} of {words.counted(totals.entries_read, 'entry', 'entries')}"
    said = f"Of loaded dumps {of} ({words.share(totals.rejects, totals.entries_read)})."
    return f"{said} The others are of dumps that were not loaded." if refused > totals.rejects else said


def _reason(page: Page, row: dict[str, Any]) -> list[object]:
    is_chosen = row["reason"] == page.address.reason
    href = page.here(reason=None if is_chosen else row["reason"])
    name = tag("a", row["reason"], href=href, target="_self", aria_current="true" if is_chosen else None)
    return [tag("b", name) if is_chosen else name, *(words.number(row[name]) for name in (*STATUSES, "dumps"))]


def _entries(page: Page) -> None:
    chosen = {"reason": page.address.reason, "status": page.address.status, "dump_id": page.address.dump}
    total = page.answers.to(rejects.counted, **chosen)
    if not total:
        draw(note("No reject matches. Remove a filter above."))
        return
    skipped = offset(page.address, total=total, per_page=PER_PAGE)
    found = page.answers.to(rejects.page, **chosen, offset=skipped, limit=PER_PAGE)
    for row in found.iter_rows(named=True):
        _entry(page, row)
    draw(pager(page.address, page.name, total=total, per_page=PER_PAGE))


def _entry(page: Page, row: dict[str, Any]) -> None:
    """Place, rules broken, raw text, and the command that reads it again."""
    dump = page.address.link(words.known(row["file_name"]), "dumps", dump=row["dump_id"])
    place = f", {words.lines(row['line_start'], row['line_end'])}, entry {words.number(row['position'])} "
    rules = joined((badge(reason) for reason in row["reasons"]), " ")
    draw(tag("h2", dump, place, rules, " ", _status(row)))
    draw(tag("p", row["message"]), tag("pre", row["raw"], class_="pt-raw"))
    if re.fullmatch(LISTING_ID, row["reject_id"]):
        st.code(f"papertide rejects replay {row['reject_id']}", language=None, wrap_lines=True)


def _status(row: dict[str, Any]) -> Html:
    if row["status"] == "open":
        return badge(f"refused {words.instant(row['first_seen_at'])}", "warn")
    by = f": {row['resolution']}" if row["resolution"] else ""
    return badge(f"{row['status']} {words.instant(row['resolved_at'])}{by}")
