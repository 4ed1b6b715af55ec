"""One venue: its names, its papers by year and track, what they are about, who lists them, the newest of them."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, frame, words, year_chart
from dashboard.frame import Page
from dashboard.markup import Html, draw, tag
from dashboard.paper_list import paper_list
from dashboard.receipt import receipt
from dashboard.tables import Head, legend, note, table
from warehouse.queries import papers, sources, venue_terms, venues
from warehouse.queries.venues import Placed

_NAMES_SHOWN = 8
_TERMS_SHOWN = 20
_PAPERS_SHOWN = 10
_NO_TRACK = "no track stated"
_OTHER_TRACKS = "other tracks"
# Tracks with a colour of their own; the rest, and papers without, have the last two places of the categories.
_MOST_TRACKS = 6
_COUNTS = (
    "Papers of the venue by year of publication, also those of which only the year is known, and by the track that a "
    "listing of the venue states. A paper of several tracks counts in each, and once in its year."
)
_TERMS_COUNT = (
    "Terms of two titles or more. Papers are those whose title uses the term. In order of how sure it is that titles "
    "of the venue use it more than all others do (log-odds with an informative prior). Withdrawn papers do not count."
)


def show(page: Page, placed: Placed) -> None:
    """Draw the page of the venue that the filters name."""
    where = page.address.papers
    found = page.answers.to(venues.per_year_and_track, where=where, venue=where.venue)
    every = tag("a", "All venues", href=page.here(venue=None), target="_self")
    frame.title(_answer(page, placed, found), *_names(page), every)
    _years(page, found)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _terms(page)
    with right:
        _sources(page)
    draw(tag("h2", "Newest papers"))
    newest = page.answers.to(papers.page, where=where, order="newest", limit=_PAPERS_SHOWN)
    draw(paper_list(newest, page.address, abstracts=False))
    draw(note(page.address.link(f"All {words.counted(placed.papers, 'paper')}", "papers")))


def _answer(page: Page, placed: Placed, found: pl.DataFrame) -> str:
    said = f"{page.address.venue}: {words.counted(placed.papers, 'paper')}"
    years = found.drop_nulls("year").unique("year").sort("year_papers", "year", descending=True)
    if years.height < 2:
        return said if years.is_empty() else f"{said}, all of {years['year'][0]}"
    return f"{said}, most of {years['year'][0]} ({words.number(years['year_papers'][0])})"


def _names(page: Page) -> list[object]:
    """How listings print it."""
    found = page.answers.to(venues.names, venue=page.address.venue, limit=_NAMES_SHOWN)
    if found.is_empty() or found["name"].to_list() == [page.address.venue]:
        return []
    printed = [f"{row['name']} ({words.number(row['listings'])})" for row in found.iter_rows(named=True)]
    more = found["all_names"][0] - found.height
    rest = f" and {words.counted(more, 'other name')}" if more else ""
    return [f"Printed as {'; '.join(printed)}{rest}"]


def _years(page: Page, found: pl.DataFrame) -> None:
    """Papers per year and track; a click on a bar leads to the year's papers."""
    draw(tag("h2", "Papers per year"))
    dated = found.drop_nulls("year")
    undated = found.filter(pl.col("year").is_null())["year_papers"].max() or 0
    if dated.is_empty():
        draw(note("The year of none of its papers is known."))
        return
    by_track = found.drop_nulls("track").group_by("track").agg(pl.col("papers").sum())
    named = by_track.sort("papers", "track", descending=[True, False])["track"].to_list()
    groups = _groups(dated, named)
    counts = dated.with_columns(group=_group(named)).group_by("year", "group", maintain_order=True)
    drawn = counts.agg(pl.col("papers").sum(), pl.col("year_papers").first())
    if len(groups) > 1:
        draw(legend(list(groups), [f"c{place}" for place in groups.values()]))
    said = "Papers of the venue per year and track; the same figures stand in the table below."
    chart = year_chart.papers_per_year(drawn, groups, is_dark=page.is_dark)
    picked = st.altair_chart(chart, width="stretch", height=chart.height, key="years", on_select="rerun", alt=said)
    years = dict(dated["year", "year_papers"].unique().sort("year", descending=True).rows())
    for pick in charts.picks(picked)[:1]:
        if (count := years.get(int(pick["year"]))) is not None:
            draw(
                page.address.link(
                    f"{words.counted(count, 'paper')} of {pick['year']}", "papers", year=int(pick["year"])
                )
            )
    missing = f" {words.number(undated)} papers without a year are not in the chart." if undated else ""
    draw(note(f"Click a bar for its papers.{missing}"))
    with st.expander("The same as a table"):
        draw(_table(page, dated, years, named))
    receipt(page, venues.per_year_and_track, counts=_COUNTS, where=page.address.papers, venue=page.address.venue)


def _groups(dated: pl.DataFrame, named: list[str]) -> dict[str, int]:
    """Place of the colour of each group of bars."""
    groups = {track: place for place, track in enumerate(named[:_MOST_TRACKS])}
    if len(named) > _MOST_TRACKS:
        groups[_OTHER_TRACKS] = _MOST_TRACKS + 1
    if dated["track"].null_count():
        groups[_NO_TRACK] = _MOST_TRACKS if groups else 0
    return groups


def _group(named: list[str]) -> pl.Expr:
    """The group of bars to which the papers of a track belong."""
    own = pl.when(pl.col("track").is_in(named[:_MOST_TRACKS])).then("track").otherwise(pl.lit(_OTHER_TRACKS))
    return pl.when(pl.col("track").is_null()).then(pl.lit(_NO_TRACK)).otherwise(own)


def _table(page: Page, dated: pl.DataFrame, years: dict[int, int], named: list[str]) -> Html:
    count = {(row["year"], row["track"]): row["papers"] for row in dated.iter_rows(named=True)}
    heads = [Head(label="year"), *(Head(label=label, is_figure=True) for label in ("papers", *named))]
    rows = (
        [
            year,
            page.address.link(words.number(papers_of_it), "papers", year=year),
            *(_of_track(page, count.get((year, track), 0), year=year, track=track) for track in named),
        ]
        for year, papers_of_it in years.items()
    )
    return table(heads, rows, caption="Papers of the venue, by year and track")


def _of_track(page: Page, count: int, **filters: Any) -> object:
    return page.address.link(words.number(count), "papers", **filters) if count else "0"


def _terms(page: Page) -> None:
    """What its papers are about, more than others."""
    where = page.address.papers
    found = page.answers.to(venue_terms.ranked, where=where, limit=_TERMS_SHOWN)
    draw(tag("h2", "What sets its papers apart"))
    if found.is_empty():
        draw(note("No term stands in two of its titles more than in others."))
        return
    heads = [
        Head(label="term"),
        Head(label="papers", is_figure=True),
        Head(label="share", is_figure=True),
        Head(label="of all others", is_figure=True),
    ]
    rows = (
        [
            page.address.link(row["term"], "trends", terms=(row["term"],)),
            page.address.link(words.number(row["papers"]), "papers", title_terms=(row["term"],)),
            words.share(row["papers"], row["total_papers"]),
            words.share(row["other_papers"], row["other_total"]) if row["other_papers"] else "0.0 %",
        ]
        for row in found.iter_rows(named=True)
    )
    draw(table(heads, rows, caption="Terms that titles of this venue use more than others"))
    receipt(page, venue_terms.ranked, counts=_TERMS_COUNT, where=where, limit=_TERMS_SHOWN)


def _sources(page: Page) -> None:
    """Who lists its papers."""
    found = page.answers.to(sources.ranked, where=page.address.papers)
    draw(tag("h2", "Who lists its papers"))
    heads = [Head(label="source"), Head(label="papers", is_figure=True), Head(label="it alone", is_figure=True)]
    rows = (
        [
            page.address.link(row["source"], "sources", sources=(row["source"],)),
            page.address.link(words.number(row["papers"]), "papers", listed_by=(row["source"],)),
            _of_track(page, row["alone"], listed_by=(row["source"],), is_alone=True),
        ]
        for row in found.iter_rows(named=True)
    )
    draw(table(heads, rows, caption="Sources of the papers of this venue, the one that lists most first"))
