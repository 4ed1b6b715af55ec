"""What stands around every page: pages and filters on the left, the snapshot's number and age, what must be said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import controls, words
from dashboard.address import Address, leading_to
from dashboard.data import Answers
from dashboard.markup import Html, draw, joined, tag, with_code
from dashboard.tables import strip, verdict_badge
from warehouse.queries import dumps, lateness, papers
from warehouse.queries.asked import SHARED, in_words
from warehouse.queries.dumps import Totals
from warehouse.queries.filters import PaperFilter
from warehouse.queries.lateness import Late
from warehouse.queries.saved_views import SavedViews
from warehouse.queries.served import NothingServed, Served

MOST_VENUES = 200
EMPTY = "The warehouse is empty. Next: drop dumps into the landing folder and run papertide ingest."


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a view is given: the snapshot's answers, what the address says, and the present instant (UTC)."""

    name: str
    answers: Answers
    address: Address
    now: datetime

    @property
    def served(self) -> Served:
        """The snapshot that is shown."""
        return self.answers.served

    @property
    def is_dark(self) -> bool:
        """Whether the reader's theme is dark. Charts need to know; style sheets do by themselves."""
        return bool(st.context.theme.type == "dark")

    def here(self, **changes: Any) -> str:
        """Address of this page with changed parameters."""
        return self.address.here(self.name, **changes)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page of the navigation."""

    name: str
    title: str
    group: str
    show: Callable[[Page], None]
    uses_filters: bool = False
    own_filters: tuple[str, ...] = ()
    is_listed: bool = True

    @property
    def filters(self) -> tuple[str, ...]:
        """Parameters that narrow what the page shows; each that is on is a chip."""
        return (*(SHARED if self.uses_filters else ()), *self.own_filters)


def navigation(entries: Sequence[Entry], pages: dict[str, StreamlitPage], address: Address) -> None:
    """The pages by group; their links carry the shared filters."""
    query = address.shared.query()
    with st.sidebar:
        draw(tag("div", "papertide", class_="pt-brand"))
        for group in dict.fromkeys(entry.group for entry in entries):
            draw(tag("div", group, class_="pt-group"))
            for entry in entries:
                if entry.group == group and entry.is_listed:
                    st.page_link(pages[entry.name], label=entry.title, query_params=query, width="stretch")


def saved(found: SavedViews, name: str, address: Address) -> None:
    """Links to the saved views, the one that is shown marked; and what keeps others from being opened."""
    if not found.views and not found.faults:
        return
    shown = (name, address.query())
    links = (
        tag(
            "a",
            view.name,
            href=leading_to(view.page, view.asked),
            target="_self",
            aria_current="page" if (view.page, view.asked.query()) == shown else None,
        )
        for view in found.views
    )
    with st.sidebar:
        draw(tag("div", "Saved views", class_="pt-group"))
        draw(tag("nav", *links, class_="pt-saved", aria_label="saved views"))
        for fault in found.faults.values():
            draw(strip(str(fault)))


def filters(answers: Answers, address: Address) -> None:
    """The shared filters, folded while none is on."""
    months = answers.to(papers.months)
    listed = dict(answers.to(papers.sources).iter_rows())
    venues = dict(answers.to(papers.venues, limit=MOST_VENUES).iter_rows())
    is_on = any(getattr(address, field) != getattr(Address(), field) for field in SHARED)
    with st.sidebar, st.expander("Filters", expanded=is_on):
        controls.choice(address, "since", "From", months, shown=words.month, unset="the beginning")
        controls.choice(address, "until", "To", months, shown=words.month, unset="today")
        controls.several(address, "sources", "Sources", list(listed), shown=_with_count(listed))
        controls.choice(address, "venue", "Venue", list(venues), shown=_with_count(venues))
        controls.choice(address, "has_code", "Code", [True, False], shown=_code_in_words)


def _with_count(counts: dict[str, int]) -> Callable[[str], str]:
    def shown(value: str) -> str:
        return f"{value} ({words.number(counts[value])})" if value in counts else value

    return shown


def _code_in_words(value: bool) -> str:
    return "with code" if value else "without code"


def known_sources(answers: Answers, address: Address) -> tuple[Address, list[str]]:
    """The address without sources that no paper comes from, and a sentence for each of those."""
    listed = answers.to(papers.sources)["source"].to_list()
    unknown = [source for source in address.sources if source not in listed]
    there = f"there are {words.listed(listed)}" if listed else "there is none yet"
    problems = [f"src={source[:60]}: no source of that name; {there}. It is left out." for source in unknown]
    return replace(address, sources=tuple(source for source in address.sources if source in listed)), problems


def top(page: Page) -> None:
    """Number and age of the snapshot, and a link to this view that stays with it."""
    served = page.served
    published = f"{words.instant(served.published_at)}, {words.age(served.published_at, page.now)}"
    draw(
        tag(
            "div",
            tag("span", f"snapshot {words.number(served.number)}, {published}"),
            tag("span", "audit ", verdict_badge(served.verdict)),
            _lasting_link(page),
            class_="pt-top",
        )
    )


def _lasting_link(page: Page) -> Html:
    if page.address.snapshot:
        return tag("span", f"this address stays with snapshot {page.served.number}")
    said = "An address that shows these figures also when newer snapshots are served, for as long as this one is kept"
    here = page.here(snapshot=page.served.number, page_number=page.address.page_number)
    return tag("a", "lasting link to this view", href=here, target="_self", title=said)


def notices(page: Page, problems: Sequence[str]) -> None:
    """What must not be missed: an older snapshot, data that is late, a held audit, what of the address does not fit."""
    served = page.served
    if served.number != served.current_number:
        now_served = f"Show snapshot {served.current_number}, which is served now"
        said = f"This is snapshot {served.number} of {words.instant(served.published_at)}, as the address asks. "
        draw(strip(said, tag("a", now_served, href=page.here(snapshot=None), target="_self"), "."))
    totals = page.answers.to(dumps.totals)
    if totals.samples:
        draw(_samples(totals))
    elif served.number == served.current_number:
        late = page.answers.to(lateness.late, home=served.home, today=page.now.date())
        draw(_late(late) if late else joined(()))
    if served.held:
        draw(_held(served))
    for notice in served.notices:
        draw(strip(notice))
    if problems:
        draw(strip("Not everything in the address could be used.", _items(problems)))


def _samples(totals: Totals) -> Html:
    verb = "is" if totals.samples == 1 else "are"
    part = f"{words.number(totals.samples)} of {words.counted(totals.loaded, 'dump')} {verb}"
    said = f" {part} invented: no paper, person or number of them is real. To see your own, use another "
    commands = (tag("code", "--home"), ", or take them out with ", tag("code", "papertide dumps forget"), ".")
    return strip(tag("b", "Sample data:"), said, *commands)


def _late(late: Late) -> Html:
    since = f" since {words.dated(late.last_landed_on)}: {words.counted(late.weekdays, 'weekday')} went by without one."
    next_step = " Next: see whether files lie in the landing folder, and run "
    return strip(tag("b", "No new dump"), since, next_step, tag("code", "papertide ingest"), ".")


def _held(served: Served) -> Html:
    held = served.held
    assert held
    failed = words.counted(len(held.failed), "check")
    return strip(
        tag("b", f"The last audit ({words.instant(held.started_at)}) held."),
        f" {failed} failed, so what was loaded since is not shown: this is still snapshot {served.number}.",
        _items(held.failed[:5]),
        f" Report: {held.report_path}. Next: correct or dismiss what it names, then run ",
        tag("code", "papertide audit"),
        ".",
        kind="bad",
    )


def _items(sentences: Sequence[str]) -> Html:
    return tag("ul", *(tag("li", sentence) for sentence in sentences)) if sentences else joined(())


def no_paper(page: Page) -> str:
    """What to do where no paper matches, or where there is none at all."""
    everything = page.answers.to(papers.counted, where=PaperFilter()).papers
    if not everything:
        return EMPTY
    in_all = words.counted(everything, "paper")
    if page.address.found_papers == PaperFilter(search=page.address.search):
        return f"Search for fewer or other words ({in_all} in all)."
    return f"Remove a filter above or on the left, or widen the period ({in_all} in all)."


def chips(page: Page, fields: Sequence[str]) -> None:
    """Each of `fields` that is on, with a cross that takes it off."""
    default = Address()
    is_on = [field for field in fields if getattr(page.address, field) != getattr(default, field)]
    if not is_on:
        return
    draw(
        tag(
            "div",
            *(
                tag(
                    "a",
                    f"{in_words(field, getattr(page.address, field))} ×",
                    href=page.here(**{field: getattr(default, field)}),
                    target="_self",
                    class_="pt-chip",
                    title="Remove this filter",
                )
                for field in is_on
            ),
            class_="pt-chips",
        )
    )


def title(words_of_it: object, *below: object) -> None:
    """The page's answer in words, and a line of small print."""
    draw(tag("h1", words_of_it), *(tag("p", part, class_="pt-note") for part in below))


def coverage(page: Page, where: PaperFilter, *, counts_withdrawn: bool = True) -> Html:
    """`3,412 of 3,780 papers have a date; 368 without are not counted by month.`, of those that fit at any time."""
    counted = page.answers.to(papers.counted, where=where.without_period())
    missing = counted.papers - counted.dated
    said = f"{words.number(counted.dated)} of {words.counted(counted.papers, 'paper')} have a date"
    said += f"; {words.number(missing)} without are not counted by month." if missing else "."
    if counted.dated_and_withdrawn and not counts_withdrawn:
        said += f" Left out, as withdrawn: {words.counted(counted.dated_and_withdrawn, 'paper')} with a date."
    return tag("p", said, class_="pt-note")


def nothing(reason: NothingServed) -> None:
    """No snapshot to show: the fact and the next step, instead of a page."""
    title("The snapshot cannot be read" if reason.is_damaged else "There is nothing to show")
    kind = "bad" if reason.is_damaged else "warn"
    draw(strip(with_code(reason.fact), tag("p", with_code(reason.next_step)), kind=kind))


def way_back(name: str, address: Address) -> None:
    """Where the address asks for a snapshot of its own: a link to the one that is served."""
    if address.snapshot:
        here = address.here(name, snapshot=None)
        draw(tag("p", tag("a", "Show the snapshot that is served", href=here, target="_self")))


def now() -> datetime:
    """The present instant. The only clock of the dashboard."""
    return datetime.now(UTC)
