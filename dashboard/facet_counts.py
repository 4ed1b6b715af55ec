"""Papers by category, venue, size of team or language: bars over time, and groups ranked. A part of the Counts page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, count_charts, sparkline, step, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.receipt import receipt
from dashboard.tables import Head, legend, note, table
from warehouse.queries import facets
from warehouse.queries.facets import OTHERS
from warehouse.queries.filters import TEAM_SIZES, UNKNOWN

# Groups with a colour of their own; sizes of teams are all named. What is no group of its own has a dull colour.
_MOST_NAMED = 6
_PLACES_OF_NO_GROUP = {UNKNOWN: 6, OTHERS: 8}
_SEVENTH_PLACE = 7
_RANKED = 50
PLURALS = {"category": "categories", "venue": "venues", "team": "sizes of teams", "language": "languages"}
_SINGULARS = {"category": "category", "venue": "venue", "team": "number of authors", "language": "language"}
_COUNTS = {
    "category": "Papers by their primary category, the first that the best of their listings states.",
    "venue": "Papers by the venue that the best of their listings states; a name that is not known is a venue of its "
    "own.",
    "team": "Papers by their number of authors. It is unknown where no source states or lists them, and where the "
    "longest list ends with “et al.”.",
    "language": "Papers by the language that the best of their listings states; nothing is guessed.",
}


def title(page: Page) -> str:
    """`cs.LG is the largest of 9 categories: 31.2 % of 990 papers; of 4.0 % it is unknown`."""
    ranked = _found(page)
    known = ranked.filter(pl.col("group") != UNKNOWN)
    in_all = ranked["all_papers"][0]
    if known.is_empty():
        return f"The {_SINGULARS[page.address.counted]} of none of {words.counted(in_all, 'paper')} is known"
    first = known.row(0, named=True)
    share = f"{words.share(first['papers'], in_all)} of {words.counted(in_all, 'paper')}"
    unknown = ranked.filter(group=UNKNOWN)["papers"].sum()
    rest = f"; of {words.share(unknown, in_all)} it is unknown" if unknown else ""
    if page.address.counted == "team":
        return f"Teams of {first['group']} are the commonest: {share}{rest}"
    groups = first["all_groups"] - bool(unknown)
    which = f"the largest of {words.number(groups)} {PLURALS[page.address.counted]}" if groups > 1 else "the only one"
    return f"{first['group']} is {which}: {share}{rest}"


def show(page: Page) -> None:
    """Draw the facet that the address names."""
    ranked = _found(page)
    if ranked["group"].to_list() == [UNKNOWN]:
        draw(note("No listing of these papers states it. Choose another count above, or remove a filter."))
        return
    named = _named(page.address.counted, ranked["group"].to_list())
    counts, asked = _counted(page, named)
    if counts.is_empty():
        draw(note(f"The {page.address.step} of none of these papers is known."))
    else:
        _over_time(page, counts, named)
        said = f"{_COUNTS[page.address.counted]} Not counted: papers without a {page.address.step}."
        receipt(page, facets.per_period, counts=said, **asked)
    if page.address.counted != "team":
        _ranked(page, ranked)


def _found(page: Page) -> pl.DataFrame:
    asked = {"facet": page.address.counted, "where": page.address.papers}
    return page.answers.to(facets.ranked, limit=_RANKED, **asked)


def _counted(page: Page, named: Sequence[str]) -> tuple[pl.DataFrame, dict[str, Any]]:
    """The papers of each step, and what was asked for them."""
    asked = {"facet": page.address.counted, "where": page.address.papers, "step": page.address.step}
    asked |= {"named": list(named), "today": page.now.date()}
    return page.answers.to(facets.per_period, **asked), asked


def _named(facet: str, groups: Sequence[str]) -> list[str]:
    """The groups that are drawn by themselves, in the order of the bars."""
    if facet == "team":
        return [*TEAM_SIZES, UNKNOWN]
    largest = [group for group in groups if group != UNKNOWN][:_MOST_NAMED]
    return [*largest, UNKNOWN]


def _places(named: Sequence[str], there: Sequence[str]) -> dict[str, int]:
    """Place of the colour of each group that is there; the grey of what is unknown comes before the seventh."""
    groups = [group for group in named if group != UNKNOWN]
    own = {group: place if place < _MOST_NAMED else _SEVENTH_PLACE for place, group in enumerate(groups)}
    return {group: place for group, place in {**own, **_PLACES_OF_NO_GROUP}.items() if group in there}


def _over_time(page: Page, counts: pl.DataFrame, named: Sequence[str]) -> None:
    """Bars; a click on one leads to its papers."""
    by = page.address.step
    drawn, span = step.shown(page, counts)
    draw(span)
    places = _places(named, drawn["group"].unique().to_list())
    draw(legend(list(places), [f"c{place}" for place in places.values()]))
    said = f"Papers by {page.address.counted} and {by} of publication; the same figures stand in the table below."
    chart = count_charts.groups_over_time(drawn, places, step=by, measure=page.address.measure, is_dark=page.is_dark)
    picked = st.altair_chart(chart, width="stretch", height=chart.height, key="groups", on_select="rerun", alt=said)
    for pick in charts.picks(picked)[:1]:
        _picked(page, counts, pick.get("period_key", ""))
    draw(note(f"Click a bar for its papers.{step.partial(drawn, by)}"), step.coverage(page, page.address.papers))
    with st.expander("The same as a table"):
        draw(_twin(page, counts, list(places)))


def _picked(page: Page, counts: pl.DataFrame, key: str) -> None:
    """The papers behind the bars of a step, group by group."""
    found = step.with_name(counts, page.address.step).filter(period_key=key)
    for row in found.head(1).iter_rows(named=True):
        of = step.leads_to(row["period"], page.address.step)
        said = f"{words.counted(row['period_papers'], 'paper')} of {row['period_name']}"
        groups = [(each["group"], _linked(page, each, of)) for each in found.iter_rows(named=True)]
        listed = joined((joined([group, " ", link]) for group, link in groups), ", ")
        draw(tag("p", page.address.link(said, "papers", **of), ": ", listed))


def _linked(page: Page, row: dict[str, Any], of: dict[str, Any]) -> object:
    """A number of papers, and the way to them, if one filter leaves them."""
    if row["group"] == OTHERS:
        return words.number(row["papers"])
    return page.address.link(words.number(row["papers"]), "papers", **of, **{page.address.counted: row["group"]})


def _twin(page: Page, counts: pl.DataFrame, groups: Sequence[str]) -> Html:
    """The chart as a table, and what is older."""
    by = page.address.step
    heads = [Head(label=by, is_unbroken=True), Head(label="papers", is_figure=True)]
    heads += [Head(label=group, is_figure=True) for group in groups]
    rows = []
    for (first,), found in counts.sort("period", descending=True).group_by("period", maintain_order=True):
        of = step.leads_to(first, by)
        of_it = {row["group"]: row for row in found.iter_rows(named=True)}
        whole = found["period_papers"][0]
        late = " (partial)" if found["is_partial"][0] else ""
        cells: list[object] = [f"{step.in_words(first, by)}{late}"]
        cells.append(page.address.link(words.number(whole), "papers", **of))
        cells += [_cell(page, of_it[group], of) if group in of_it else "0" for group in groups]
        rows.append(cells)
    return table(heads, rows, caption=f"Papers of each {by}, by {page.address.counted}")


def _cell(page: Page, row: dict[str, Any], of: dict[str, Any]) -> Html:
    share = tag("small", words.share(row["papers"], row["period_papers"]), class_="pt-note")
    return joined([_linked(page, row, of), share], " ")


def _ranked(page: Page, ranked: pl.DataFrame) -> None:
    """The largest groups, with their papers by year."""
    facet = page.address.counted
    groups = ranked["group"].to_list()
    asked = {"facet": facet, "where": page.address.papers, "step": "year", "named": groups, "today": page.now.date()}
    by_year = page.answers.to(facets.per_period, **asked).with_columns(year=pl.col("period").dt.year())
    years = sparkline.years_shown(by_year["year"])
    per_year = {group: dict(found["year", "papers"].rows()) for (group,), found in by_year.group_by("group")}
    draw(tag("h2", f"All {PLURALS[facet]}" if len(groups) == ranked["all_groups"][0] else f"Largest {PLURALS[facet]}"))
    heads = [Head(label=facet), Head(label="papers", is_figure=True), Head(label="share", is_figure=True)]
    heads.append(Head(label=sparkline.in_words(years)))
    rows = (
        [
            row["group"],
            page.address.link(words.number(row["papers"]), "papers", **{facet: row["group"]}),
            words.share(row["papers"], row["all_papers"]),
            sparkline.papers_per_year(per_year.get(row["group"], {}), years=years),
        ]
        for row in ranked.iter_rows(named=True)
    )
    draw(table(heads, rows, caption=f"{PLURALS[facet].capitalize()}, that of most papers first"))
    left_off = ranked["all_groups"][0] - len(groups)
    if left_off:
        draw(note(f"{words.number(left_off)} more are smaller."))
    receipt(page, facets.ranked, counts=_COUNTS[facet], facet=facet, where=page.address.papers, limit=_RANKED)
