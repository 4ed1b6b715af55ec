"""Why a term rises or falls: what its papers came with (sources, venues, authors, dumps, terms), and examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from dashboard import co_terms, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.paper_list import paper_list
from dashboard.receipt import receipt
from dashboard.tables import facts, note
from warehouse.queries import papers, rising
from warehouse.queries.filters import PaperFilter

_NAMES_SHOWN = 5
_EXAMPLES = 3
_KINDS = {"source": "Sources", "venue": "Venues", "category": "Categories", "author": "Authors", "dump": "Dumps"}
_COUNTS = (
    "Papers of both windows that use the term, by each of their sources, authors and dumps, and by their venue and "
    "primary category: those that changed most. A paper counts for each."
)


def show(page: Page, window: dict[str, Any]) -> None:
    """Draw the reasons for the term that the address names, or say that it was not judged."""
    asked = page.address.term or ""
    found = page.answers.to(rising.judged, months=page.address.window, term=asked)
    if found.is_empty():
        close = tag("a", "Close", href=page.here(term=None), target="_self")
        draw(note(f"“{asked}” was not judged: too few papers of these months use it. ", close, "."))
        return
    judged = found.row(0, named=True)
    term = judged["term"]
    close = tag("a", "×", href=page.here(term=None), target="_self", aria_label="Close")
    counted_as = f"“{asked}” is counted as “{term}”. " if asked.casefold() != term.casefold() else ""
    draw(tag("h2", f"Why “{term}” {_direction(judged)} ", close), note(counted_as, *_figures(page, judged, window)))
    question = {"term": term, "months": page.address.window, "limit": _NAMES_SHOWN}
    carriers = page.answers.to(rising.carriers, **question)
    others = page.answers.to(rising.co_terms, **question)
    topic = co_terms.topic(page, term)
    reasons = [*_carriers(page, carriers, judged, window), ("Together with", _co_terms(page, term, others))]
    draw(facts([*reasons, ("Topic", topic)] if topic else reasons))
    _examples(page, judged, window)
    receipt(page, rising.carriers, counts=_COUNTS, **question)


def _direction(judged: dict[str, Any]) -> str:
    z = judged["adjusted_z"] if judged["adjusted_z"] is not None else judged["log_odds_z"]
    return "rises" if z > 0 else "falls"


def _figures(page: Page, judged: dict[str, Any], window: dict[str, Any]) -> list[object]:
    """Its figures, compared within each source and all papers alike."""
    term = judged["term"]
    now = papers_link(page, judged["papers_recent"], window["recent"], window["window_end"], term=term)
    then = papers_link(page, judged["papers_before"], window["before"], window["last_before"], term=term)
    before = judged["papers_before"]
    ratio = judged["share_recent"] / judged["share_before"] if before else None
    plain = f"all papers alike: {times(ratio, before)}, {_sureness(judged['log_odds_z'], judged['q_value'])}"
    adjusted = "within each source: no source with the term has papers in both windows"
    if judged["adjusted_z"] is not None:
        sureness = _sureness(judged["adjusted_z"], judged["adjusted_q"])
        adjusted = f"within each source: {times(judged['adjusted_ratio'], before)}, {sureness}"
    trends = page.address.link("See it in Trends", "trends", terms=(term,))
    return [then, " papers before, ", now, f" now; {adjusted}; {plain}. {_over_all_months(judged)}", trends, "."]


def _over_all_months(judged: dict[str, Any]) -> str:
    if judged["months"] is None:
        return ""
    way = "up" if judged["kendall_tau"] > 0 else "down" if judged["kendall_tau"] < 0 else "neither up nor down"
    sureness = f"Kendall's tau {judged['kendall_tau']:+.2f}, q {words.share(judged['trend_q'], 1)}"
    half = judged["half_life_months"]
    age = f" Half of this use is of the last {half:,.1f} months." if half is not None else ""
    return (
        f"Over the last {words.counted(judged['months'], 'month')} with enough papers it goes {way} ({sureness}).{age} "
    )


def _sureness(z: float, q: float) -> str:
    return f"z {z:+.1f}, q {words.share(q, 1)}"


def times(ratio: float | None, papers_before: int) -> str:
    """How many times as often as before; without a number where there was nothing before to compare with."""
    if ratio is None:
        return "none comparable" if papers_before else "none before"
    return words.times(ratio)


def _change_of(row: dict[str, Any]) -> str:
    """`4 → 30`, on one line."""
    return f"{words.number(row['before'])}\u00a0→\u00a0{words.number(row['recent'])}"


def papers_link(page: Page, count: int, since: date, until: date, **filters: Any) -> object:
    """A number of papers, and the way to them."""
    if not count:
        return "0"
    return page.address.link(words.number(count), "papers", since=since, until=until, **filters)


def _carriers(
    page: Page, carriers: pl.DataFrame, judged: dict[str, Any], window: dict[str, Any]
) -> list[tuple[str, object]]:
    found = []
    for kind, label in _KINDS.items():
        rows = carriers.filter(pl.col("kind") == kind).iter_rows(named=True)
        named = [_carrier(page, kind, row, judged, window) for row in rows]
        found.append((label, joined(named, ", ") if named else words.UNKNOWN))
    return found


def _carrier(page: Page, kind: str, row: dict[str, Any], judged: dict[str, Any], window: dict[str, Any]) -> Html:
    """`arxiv 4 → 30`; the figures lead to these papers."""
    name = row["name"]
    filters = {"source": {"listed_by": (name,)}, "dump": {"dump": name}}.get(kind, {kind: name})
    of = {"term": judged["term"], **filters}
    before = papers_link(page, row["before"], window["before"], window["last_before"], **of)
    recent = papers_link(page, row["recent"], window["recent"], window["window_end"], **of)
    return joined([row["label"], " ", before, "\u00a0→\u00a0", recent])


def _co_terms(page: Page, term: str, others: pl.DataFrame) -> Html:
    if others.is_empty():
        return note("no term that its papers use far more often than others do")
    named = []
    for row in others.iter_rows(named=True):
        both = page.address.link(row["term"], "trends", terms=(term, row["term"]))
        named.append(joined([both, " ", _change_of(row)]))
    return joined(named, ", ")


def _examples(page: Page, judged: dict[str, Any], window: dict[str, Any]) -> None:
    """The newest papers of the window in which more papers use it."""
    spans = ((window["recent"], window["window_end"]), (window["before"], window["last_before"]))
    since, until = spans[0 if _direction(judged) == "rises" else 1]
    where = PaperFilter(term=judged["term"], since=since, until=until)
    found = page.answers.to(papers.page, where=where, order="newest", limit=_EXAMPLES)
    draw(paper_list(found, page.address, needles=[f"{judged['term']}*"]))
