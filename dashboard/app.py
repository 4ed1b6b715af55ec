"""The dashboard's entry: which pages there are, and what they share. No page and no question lives here."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import data, frame, takeaway
from dashboard.address import HOME_PAGE, Address, read
from dashboard.frame import Entry, Page
from dashboard.look import STYLE
from dashboard.views import (
    authors,
    counts,
    dumps,
    matches,
    overview,
    paper,
    papers,
    quality,
    rejects,
    rising,
    snapshots,
    sources,
    topics,
    trends,
    venues,
)
from transforms.errors import PapertideError, WarehouseDamaged
from warehouse.queries.asked import OF_PAPERS
from warehouse.queries.served import NothingServed, Served

ENTRIES = (
    Entry(name=HOME_PAGE, title="Overview", group="Look", show=overview.show, uses_filters=True),
    Entry(name="trends", title="Trends", group="Look", show=trends.show, uses_filters=True),
    Entry(name="rising", title="Rising", group="Look", show=rising.show),
    Entry(name="topics", title="Topics", group="Look", show=topics.show),
    Entry(name="counts", title="Counts", group="Look", show=counts.show, uses_filters=True),
    Entry(
        name="papers",
        title="Papers",
        group="Find",
        show=papers.show,
        uses_filters=True,
        own_filters=("term", "dump", *OF_PAPERS),
    ),
    Entry(name="authors", title="Authors", group="Find", show=authors.show, uses_filters=True, own_filters=("author",)),
    Entry(name="venues", title="Venues", group="Find", show=venues.show, uses_filters=True),
    Entry(name="sources", title="Sources", group="Find", show=sources.show, uses_filters=True),
    Entry(name="paper", title="Paper", group="Find", show=paper.show, is_listed=False),
    Entry(name="quality", title="Quality", group="Trust", show=quality.show),
    Entry(name="dumps", title="Dumps", group="Trust", show=dumps.show),
    Entry(name="rejects", title="Rejects", group="Trust", show=rejects.show, own_filters=("reason", "dump")),
    Entry(name="snapshots", title="Snapshots", group="Trust", show=snapshots.show, own_filters=("change",)),
    Entry(name="matches", title="Matches", group="Trust", show=matches.show, own_filters=("conflict",)),
)


def main(first: str = HOME_PAGE) -> None:
    """One page run. `first` is the page that opens without a path."""
    st.set_page_config(layout="wide")
    st.html(f"<style>{STYLE}</style>")
    address, problems = read(st.query_params)
    pages: dict[str, StreamlitPage] = {
        entry.name: st.Page(
            partial(_run, entry, address, problems),
            title=entry.title,
            url_path=entry.name,
            default=entry.name == first,
        )
        for entry in ENTRIES
    }
    current = st.navigation(list(pages.values()), position="hidden")
    frame.navigation(ENTRIES, pages, address)
    frame.saved(data.saved(), next(name for name, page in pages.items() if page == current), address)
    current.run()


def _run(entry: Entry, address: Address, problems: list[str]) -> None:
    st.set_page_config(page_title=f"{entry.title} · papertide")
    served = data.find_served(address.snapshot)
    if isinstance(served, NothingServed):
        frame.nothing(served)
        frame.way_back(entry.name, address)
        return
    try:
        _show(entry, address, problems, served)
    except PapertideError as error:
        is_damaged = isinstance(error, WarehouseDamaged)
        frame.nothing(NothingServed(is_damaged=is_damaged, fact=error.fact, next_step=error.next_step))


def _show(entry: Entry, address: Address, problems: list[str], served: Served) -> None:
    answers = data.answers(served)
    address, unknown = frame.known_sources(answers, address)
    page = Page(name=entry.name, answers=answers, address=address, now=frame.now())
    frame.top(page)
    frame.notices(page, [*problems, *unknown])
    if entry.uses_filters:
        frame.filters(answers, address)
    frame.chips(page, entry.filters)
    entry.show(page)
    takeaway.show(page)


if __name__ == "__main__":
    main()
