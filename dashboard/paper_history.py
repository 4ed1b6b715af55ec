"""What happened to one paper, and when: its dates as sources state them, its popularity as captures observed it."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, palette, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.tables import Head, badge, note, source_legend, table
from warehouse.queries import paper as paper_queries
from warehouse.queries import papers

BASIS_IN_WORDS = {
    "stated": "stated by a source",
    "year_inferred": "year inferred from the capture",
    "identifier": "read from the identifier",
    "file": "taken from the file",
    "operator": "given by the operator",
}
# Listing days are those of captures, and of pages that say when they put a paper up.
_CAPTURE_IN_WORDS = {
    "stated": "stated in the dump",
    "operator": "given by the operator",
    "file": "read from the file's name",
    "year_inferred": "year concluded from the dates on the page",
}
_EVENTS = {
    "submitted": "first submitted",
    "published": "published",
    "updated": "last revised",
    "listed": "listed",
}
_FIGURES = {
    "upvotes": "upvotes",
    "comments": "comments",
    "github_stars": "GitHub stars",
    "citations": "citations",
}
_CHARTS_BESIDE_EACH_OTHER = 2


def dates(page: Page, row: dict[str, Any]) -> None:
    """Submission, publication, revision and listing days, kept apart; which one counts as publication."""
    found = page.answers.to(paper_queries.dates, paper_id=row["paper_id"])
    draw(tag("h2", "Dates, as its sources state them"))
    if found.is_empty():
        draw(note("No source prints a date, and no capture of it is dated."))
        return
    heads = [Head(label=label) for label in ("what", "date", "how it is known", "source")]
    stated = [_statement(said, row) for said in found.filter(pl.col("kind") != "listed").iter_rows(named=True)]
    draw(table(heads, [*stated, *_listed(found.filter(kind="listed"))], caption="Dates of this paper", is_prose=True))


def _statement(said: dict[str, Any], row: dict[str, Any]) -> list[object]:
    chosen = (row["published_on"], row["published_precision"], row["published_basis"])
    is_chosen = said["kind"] == "published" and (said["date"], said["precision"], said["basis"]) == chosen
    day = words.dated(said["date"], said["precision"])
    return [
        _EVENTS[said["kind"]],
        joined([day, badge("the paper's date", "good")], " ") if is_chosen else day,
        BASIS_IN_WORDS.get(said["basis"] or "", words.UNKNOWN),
        words.listed(said["sources"]),
    ]


def _listed(found: pl.DataFrame) -> list[list[object]]:
    """All listing days in one row: a paper may be listed for years."""
    if found.is_empty():
        return []
    days = found["date"].unique().sort()
    first, last = words.dated(days[0]), words.dated(days[-1])
    listed = first if len(days) == 1 else f"{first} to {last}, on {words.counted(len(days), 'day')}"
    bases = [said for basis, said in _CAPTURE_IN_WORDS.items() if basis in found["basis"].to_list()]
    sources = found["sources"].explode().unique().sort()
    return [[_EVENTS["listed"], listed, words.listed(bases), words.listed(sources)]]


def engagement(page: Page, paper_id: str) -> None:
    """Each capture's figures over time, a small chart a figure; in words where there is nothing to draw."""
    found = page.answers.to(paper_queries.engagement, paper_id=paper_id)
    draw(tag("h2", "Engagement"))
    if found.is_empty():
        draw(note("No dated capture of it prints upvotes, comments, stars or citations."))
    elif found["observed_on"].n_unique() == 1:
        draw(_observed_once(found))
    else:
        _charts(page, found)
        with st.expander("The same as a table"):
            draw(_observed(found))
    if undated := page.answers.to(paper_queries.undated_engagement, paper_id=paper_id):
        prints = "prints" if undated == 1 else "print"
        said = f"{words.counted(undated, 'listing')} {prints} such figures in a capture whose day is unknown"
        draw(note(f"{said}, so they are not here. Next: ", tag("code", "papertide ingest FILE --captured-on DAY"), "."))


def _observed_once(found: pl.DataFrame) -> Html:
    day = words.dated(found["observed_on"][0])
    return joined([_observed(found), note(f"Captured once, on {day}: a second day makes it a history.")])


def _observed(found: pl.DataFrame) -> Html:
    heads = [Head(label="captured", is_unbroken=True), Head(label="source")]
    heads += [Head(label=label, is_figure=True) for label in _FIGURES.values()]
    rows = (
        [words.dated(row["observed_on"]), row["source"], *(words.number(row[name]) for name in _FIGURES)]
        for row in found.iter_rows(named=True)
    )
    return table(heads, rows, caption="What each capture observed")


def _charts(page: Page, found: pl.DataFrame) -> None:
    by_size = page.answers.to(papers.sources_by_size)
    places = palette.places(found["source"].unique().to_list(), by_size)
    if len(places) > 1:
        draw(source_legend(places))
    days = found["observed_on"].sort()
    figures = [name for name in _FIGURES if found[name].count()]
    for place, name in enumerate(figures):
        if place % _CHARTS_BESIDE_EACH_OTHER == 0:
            columns = st.columns(_CHARTS_BESIDE_EACH_OTHER, gap="large")
        observed = found.select("observed_on", "source", observed=name).drop_nulls().sort("observed_on", "source")
        chart = charts.observations(observed, places, since=days[0], until=days[-1], is_dark=page.is_dark)
        with columns[place % _CHARTS_BESIDE_EACH_OTHER]:
            draw(tag("p", f"{_FIGURES[name]}: {_latest(observed)}"))
            said = f"{_FIGURES[name]} by day of capture: {_latest(observed)}; the same stands in the table below."
            st.altair_chart(chart, width="stretch", height=chart.height, key=f"engagement-{name}", alt=said)


def _latest(observed: pl.DataFrame) -> str:
    """`12 on 2025-12-10`: what the last capture observed, of each source that was captured on that day."""
    last = observed.filter(pl.col("observed_on") == pl.col("observed_on").max())
    figures = words.listed(words.number(figure) for figure in last["observed"].unique().sort())
    return f"{figures} on {words.dated(last['observed_on'][0])}"
