"""Counts: how many papers, by what they are?"""

from __future__ import annotations

from types import ModuleType

import streamlit as st

from dashboard import abstract_counts, code_counts, controls, engagement_counts, facet_counts, frame
from dashboard.frame import Page
from dashboard.markup import draw
from dashboard.tables import note
from warehouse.queries import papers
from warehouse.queries.asked import COUNTED, MEASURES
from warehouse.queries.facets import STEPS
from warehouse.queries.filters import FIGURES

_SHOWN: dict[str, ModuleType] = {"abstract": abstract_counts, "code": code_counts, "engagement": engagement_counts}
_COUNTED_IN_WORDS = {
    "category": "category",
    "venue": "venue",
    "team": "team size",
    "language": "language",
    "code": "code",
    "abstract": "length of abstract",
    "engagement": "engagement",
}


def show(page: Page) -> None:
    """Draw the page: what is counted is a parameter of its address."""
    where = page.address.papers
    if not page.answers.to(papers.counted, where=where).papers:
        frame.title("No paper matches" if not where.is_open else "No paper yet")
        draw(note(frame.no_paper(page)))
        return
    shown = _SHOWN.get(page.address.counted, facet_counts)
    frame.title(shown.title(page))
    _controls(page)
    shown.show(page)


def _controls(page: Page) -> None:
    controls.switch(page.address, "counted", "Papers by", COUNTED, shown=_COUNTED_IN_WORDS.__getitem__)
    left, middle, _ = st.columns([1, 2, 1])
    with left:
        controls.switch(page.address, "step", "A step is a", STEPS, shown=str)
    if page.address.counted in facet_counts.PLURALS:
        with middle:
            controls.switch(page.address, "measure", "Shown as", MEASURES, shown=str)
    elif page.address.counted == "engagement":
        with middle:
            controls.switch(page.address, "figure", "Figure", FIGURES, shown=engagement_counts.IN_WORDS.__getitem__)
