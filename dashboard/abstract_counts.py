"""Lengths of abstracts over time: median and middle half. A part of the Counts page."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, count_charts, step, words
from dashboard.frame import Page
from dashboard.markup import Html, draw
from dashboard.receipt import receipt
from dashboard.tables import Head, note, table
from warehouse.queries import abstracts

_COUNTS = (
    "Characters of the fullest abstract that any source prints, blanks counted. Half of the abstracts are within the "
    "band, half of them longer than the line. Not counted: papers without an abstract, and those without a "
)


def title(page: Page) -> str:
    """`Half of 59 abstracts have between 1,100 and 1,700 characters`."""
    found = page.answers.to(abstracts.lengths, where=page.address.papers).row(0, named=True)
    if not found["described"]:
        return f"None of {words.counted(found['papers'], 'paper')} has an abstract"
    low, high = (words.number(round(found[name])) for name in ("lower_quartile", "upper_quartile"))
    return f"Half of {words.counted(found['described'], 'abstract')} have between {low} and {high} characters"


def show(page: Page) -> None:
    """Draw the lengths of each step."""
    by = page.address.step
    asked = {"where": page.address.papers, "step": by, "today": page.now.date()}
    counts = page.answers.to(abstracts.lengths_per_period, **asked)
    if not counts["described"].sum():
        draw(note(f"No paper here has both an abstract and a {by}."))
        return
    drawn, span = step.shown(page, counts)
    draw(span)
    said = f"Median length of abstracts by {by}, with the middle half; the same figures stand in the table below."
    band = drawn.rename({"lower_quartile": "low", "median": "middle", "upper_quartile": "high"})
    chart = count_charts.band_over_time(band, count_charts.LENGTHS, step=by, is_dark=page.is_dark)
    picked = st.altair_chart(chart, width="stretch", height=chart.height, key="lengths", on_select="rerun", alt=said)
    for pick in charts.picks(picked)[:1]:
        _picked(page, counts, pick.get("period_key", ""))
    draw(note(f"{count_charts.QUARTILES_IN_WORDS}{step.partial(drawn, by)}"))
    draw(step.coverage(page, page.address.papers))
    with st.expander("The same as a table"):
        draw(_twin(page, counts))
    receipt(page, abstracts.lengths_per_period, counts=f"{_COUNTS}{by}.", **asked)


def _picked(page: Page, counts: pl.DataFrame, key: str) -> None:
    for row in step.with_name(counts, page.address.step).filter(period_key=key).iter_rows(named=True):
        of = step.leads_to(row["period"], page.address.step)
        said = f"{words.counted(row['described'], 'paper')} of {row['period_name']} with an abstract"
        draw(page.address.link(said, "papers", has_abstract=True, **of))


def _twin(page: Page, counts: pl.DataFrame) -> Html:
    by = page.address.step
    labels = ("papers", "with abstract", "a quarter below", "median", "a quarter above")
    heads = [Head(label=by, is_unbroken=True), *(Head(label=label, is_figure=True) for label in labels)]
    rows = (_row(page, row) for row in counts.sort("period", descending=True).iter_rows(named=True))
    return table(heads, rows, caption=f"Lengths of abstracts of each {by}, in characters")


def _row(page: Page, row: dict[str, Any]) -> list[object]:
    by = page.address.step
    of = step.leads_to(row["period"], by)
    described = "0"
    if row["described"]:
        described = page.address.link(words.number(row["described"]), "papers", has_abstract=True, **of)
    quartiles = (row[name] for name in ("lower_quartile", "median", "upper_quartile"))
    return [
        f"{step.in_words(row['period'], by)}{' (partial)' if row['is_partial'] else ''}",
        page.address.link(words.number(row["papers"]), "papers", **of),
        described,
        *("" if length is None else words.number(round(length)) for length in quartiles),
    ]
