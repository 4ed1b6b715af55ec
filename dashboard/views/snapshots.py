"""Snapshots: what was published when, and what happened to papers in between?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import streamlit as st

from dashboard import data, frame, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.paper_list import offset, pager
from dashboard.tables import Head, note, table, verdict_badge
from transforms.errors import UsageError
from warehouse.queries import dumps, served, versions

PER_PAGE = 20
_TERMS_SHOWN = 20
_NEXT = "Next: ingest more dumps. What they change stands here, against this snapshot."
_IN_WORDS = {
    "added": "added",
    "split_off": "split off from another",
    "changed": "changed",
    "renamed": "known by a better id",
    "merged": "merged into another",
    "gone": "gone",
    "unchanged": "as they were",
}


def show(page: Page) -> None:
    """Draw the page."""
    kept = served.published(page.served)
    earlier = page.address.against or served.before(page.served)
    if earlier is None or earlier >= page.served.number:
        is_later = f"snapshot {earlier} is not earlier" if earlier else "there is no earlier one to compare it with"
        frame.title(f"Snapshot {page.served.number}: {is_later}")
        is_empty = not page.answers.to(dumps.totals).dumps
        draw(note(frame.EMPTY if is_empty else _NEXT), _published(page, kept))
        return
    try:
        answers = data.between(page.served, earlier=earlier)
        with st.spinner("Comparing every paper"):
            counted = answers.to(versions.counted)
    except UsageError as error:
        frame.title(f"Snapshot {page.served.number} cannot be compared with snapshot {earlier}")
        draw(note(str(error)), _published(page, kept))
        return
    frame.title(_answer(counted, earlier, page.served.number))
    draw(_figures(page, counted, earlier))
    if page.address.change:
        _papers(page, answers, counted[page.address.change], earlier)
    _moved(answers)
    draw(tag("h2", "All that are kept"), _published(page, kept))


def _answer(counted: dict[str, int], earlier: int, later: int) -> str:
    happened = [
        f"{words.number(counted[change])} {_IN_WORDS[change]}" for change in versions.CHANGES if counted[change]
    ]
    said = f"{words.listed(happened)}" if happened else "no paper differs"
    return f"From snapshot {earlier} to {later}: {said}"


def _figures(page: Page, counted: dict[str, int], earlier: int) -> Html:
    """A figure for each change, each a link to its papers."""
    figures = []
    for change, number in counted.items():
        inner = (tag("b", words.number(number)), tag("span", "papers"), tag("small", _IN_WORDS[change]))
        if change in versions.CHANGES and number:
            href = page.here(against=earlier, change=change)
            figures.append(tag("a", *inner, href=href, target="_self"))
        else:
            figures.append(tag("div", *inner))
    return tag("div", *figures, class_="pt-figures")


def _papers(page: Page, answers: data.Answers, total: int, earlier: int) -> None:
    """The papers of one change."""
    change = str(page.address.change)
    if not total:
        draw(note(f"No paper was {_IN_WORDS[change]}."))
        return
    draw(tag("h2", f"{words.counted(total, 'paper')} {_IN_WORDS[change]}"))
    skipped = offset(page.address, total=total, per_page=PER_PAGE)
    found = answers.to(versions.papers, change=change, offset=skipped, limit=PER_PAGE)
    heads = [Head(label="title"), Head(label="id")]
    draw(table(heads, (_paper(page, row, earlier) for row in found.iter_rows(named=True)), caption="Papers"))
    draw(pager(page.address, page.name, total=total, per_page=PER_PAGE))


def _paper(page: Page, row: dict[str, Any], earlier: int) -> list[object]:
    """Title and id, linked into the snapshot that has the paper."""
    change = page.address.change
    is_earlier = change in {"renamed", "merged", "gone"}
    number = earlier if is_earlier else page.served.number
    ids: list[object] = [page.address.link(row["paper_id"], "paper", paper=row["paper_id"], snapshot=number)]
    if row["other_id"] is not None:
        ids.append(page.address.link(row["other_id"], "paper", paper=row["other_id"], snapshot=page.served.number))
    return [row["title"], joined(ids, " from " if change == "split_off" else " → ")]


def _moved(answers: data.Answers) -> None:
    """What differs in the charts: fields, months, terms."""
    months, terms = answers.to(versions.months), answers.to(versions.terms, limit=_TERMS_SHOWN)
    fields = answers.to(versions.fields)
    if not fields.is_empty():
        draw(tag("h2", "Which fields changed"))
        heads = [Head(label="field"), Head(label="papers", is_figure=True)]
        draw(table(heads, ([name, words.number(count)] for name, count in fields.iter_rows()), caption="Fields"))
    for heading, first, rows in (
        ("Months with other numbers of papers", "month", months),
        ("Terms whose papers differ most", "term", terms),
    ):
        if rows.is_empty():
            continue
        heads = [Head(label=first), *(Head(label=label, is_figure=True) for label in ("before", "now", "difference"))]
        draw(tag("h2", heading), table(heads, map(_difference, rows.iter_rows()), caption=heading))


def _difference(row: tuple[Any, int, int]) -> list[object]:
    name, before, now = row
    shown = name if isinstance(name, str) else words.month(name)
    return [shown, words.number(before), words.number(now), f"{now - before:+,}"]


def _published(page: Page, kept: list[Any]) -> Html:
    """Every snapshot that is kept, the newest first, and how to compare it with the one before."""
    heads = [Head(label="snapshot"), Head(label="published"), Head(label="audit")]
    heads.append(Head(label="papers", is_figure=True))
    heads.append(Head(label="listings", is_figure=True, is_dropped_when_narrow=True))
    heads.append(Head(label="compared", is_dropped_when_narrow=True))
    rows = [_snapshot(page, snapshot, before) for snapshot, before in pairwise([*kept, None])]
    return table(heads, rows, caption="Snapshots that are kept")


def _snapshot(page: Page, snapshot: Any, before: Any) -> list[object]:
    number = snapshot.number
    is_shown = number == page.served.number
    said = "compare with the one before"
    compared = page.address.link(said, page.name, snapshot=number, against=before.number) if before else ""
    return [
        tag("b", f"{number}, shown here") if is_shown else page.address.link(str(number), page.name, snapshot=number),
        words.instant(snapshot.published_at),
        verdict_badge(snapshot.verdict),
        words.number(snapshot.tables["core.papers"].rows),
        words.number(snapshot.tables["core.listings"].rows),
        compared if snapshot.is_readable else "by another version",
    ]
