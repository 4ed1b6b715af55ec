"""Trends: how does the share of these terms move?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, co_terms, controls, frame, month_notes, period, shares, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.paper_list import paper_list
from dashboard.receipt import receipt
from dashboard.tables import Head, legend, note, strip, table
from transforms.trends.expressions import Series, parse
from warehouse.queries import papers, series
from warehouse.queries import terms as term_queries
from warehouse.queries.asked import MEASURES, MOST_SMOOTH_MONTHS, MOST_TERMS
from warehouse.queries.filters import PaperFilter

# Shown where the address names no terms: phrases say more than words.
_EXAMPLES = 3
_SUGGESTED = 8
_PAPERS_SHOWN = 10
_COUNTS = (
    "Papers whose title or abstract uses the term (of a group, any of its terms), each once, as a share of all papers "
    "dated to that month; of a ratio, as a share of those that use what stands behind the “/”. Not counted: papers "
    "without a month, and withdrawn ones."
)


def show(page: Page) -> None:
    """Draw the page."""
    asked = [parse(expression) for expression in page.address.terms or _examples(page)]
    meant = page.answers.to(series.meant, series=asked)
    drawn = series.known(asked, meant)
    terms = [each.said for each in drawn]
    counts = shares.told(page.answers.to(series.over_time, **_question(page, drawn)))
    frame.title(*_answer(page, counts, terms))
    _controls(page)
    _not_meant(page, meant)
    if counts.is_empty():
        draw(note(_nothing(page, terms)))
        _suggestions(page, terms)
        return
    months = counts["month"].unique().to_list()
    since = period.shown_since(page, months) or min(months)
    draw(period.said(page, months))
    shown = counts.filter(pl.col("month") >= since)
    _chart(page, shown, terms)
    _other_forms(page, terms)
    co_terms.show(page, [each.said for each in drawn if each.is_plain])
    _suggestions(page, terms)
    _twin(page, shown)
    receipt(page, series.over_time, counts=_COUNTS, **_question(page, drawn))


def _examples(page: Page) -> tuple[str, ...]:
    """Common terms, so that the page is not empty before anything is asked; none is a part of another."""
    found: list[str] = []
    for term in _common_terms(page, _SUGGESTED):
        if not any(term.casefold() in other.casefold() or other.casefold() in term.casefold() for other in found):
            found.append(term)
    return tuple(found[:_EXAMPLES])


def _common_terms(page: Page, limit: int) -> list[str]:
    """Terms of many titles in the months that the chart shows."""
    since = period.shown_since(page, page.answers.to(papers.months)) or page.address.since
    found = page.answers.to(term_queries.topics, since=since, fewest_papers=shares.FEWEST_PAPERS, limit=limit)
    return found["term"].to_list()


def _question(page: Page, drawn: list[Series]) -> dict[str, Any]:
    address = page.address
    return {
        "series": drawn,
        "where": address.papers,
        "smooth_months": address.smooth,
        "today": page.now.date(),
    }


def _answer(page: Page, counts: pl.DataFrame, terms: list[str]) -> tuple[str, ...]:
    """The title: where the first term stands now, and where it stood a year before; and how sure that is."""
    whole = counts.filter(pl.col("is_told") & ~pl.col("is_partial")).drop_nulls("share_smooth")
    first = whole.filter(pl.col("term") == terms[0]) if terms else whole
    if first.is_empty():
        return ("How does the share of these terms move?",)
    last = first.row(-1, named=True)
    before = first.filter(pl.col("month") == last["month"].replace(year=last["month"].year - 1))
    span = f"in {page.address.smooth} months to" if page.address.smooth > 1 else "of"
    of_what = f"papers with “{parse(terms[0]).per_said}”" if last["is_ratio"] else "papers"
    now = f"“{terms[0]}”: {words.share(last['share_smooth'], 1)} of the {of_what} {span} {words.month(last['month'])}"
    then = before.row(0, named=True) if before.height else None
    if then:
        now += f", {words.share(then['share_smooth'], 1)} a year before"
    found = f"{words.number(last['papers_window'])} of {words.counted(last['total_papers_window'], 'paper')}"
    if last["is_ratio"]:
        return now, f"{found}; one need not be a part of the other, so there is no interval."
    sure = f"{found}; 95 % interval: {last['interval']}."
    return now, f"{sure} A year before: {then['interval']}." if then else sure


def _controls(page: Page) -> None:
    address = page.address
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    with left:
        label = f"Terms, up to {MOST_TERMS}, with commas between"
        controls.line("terms", label, placeholder="mixture of experts, state space models")
    _syntax(page)
    _named(page)
    with middle:
        controls.switch(address, "measure", "Shown as", MEASURES, shown=str)
    with right:
        controls.steps(address, "smooth", "Smoothed over months", low=1, high=MOST_SMOOTH_MONTHS)


def _syntax(page: Page) -> None:
    """Groups, ratios and wildcards by examples that can be clicked."""
    terms = _examples(page)
    if len(terms) < 2:
        return
    one, other, *_ = terms
    examples = (
        (f"{one} + {other}", "papers that use either"),
        (f"{one} / {other}", "how many papers use one for each that uses the other"),
        (f"{one.split()[0]} *", "any term that begins so"),
    )
    draw(note("Also ", joined((joined((_added(page, term), f": {said}")) for term, said in examples), "; "), "."))


def _named(page: Page) -> None:
    """What the vocabulary names, to be added to the chart."""
    named = page.answers.to(term_queries.named_series)
    if not named.is_empty():
        links = (_added(page, row["expression"], shown=row["name"]) for row in named.iter_rows(named=True))
        draw(note("Add what vocabulary.toml names: ", joined(links, ", ")))


def _other_forms(page: Page, terms: list[str]) -> None:
    """What is counted as one of these terms besides itself."""
    forms = page.answers.to(term_queries.other_forms, terms=terms).group_by("term", maintain_order=True)
    for (term,), of_term in forms:
        said = words.listed(
            f"“{form}” ({words.number(papers)})" for form, papers in of_term.select("form", "papers").rows()
        )
        draw(note(f"“{term}” also counts papers that write {said}."))


def _not_meant(page: Page, meant: pl.DataFrame) -> None:
    """What was asked for and is no term, or too many."""
    for row in meant.filter(pl.col("terms") == 0).unique("asked", maintain_order=True).iter_rows(named=True):
        letters = row["asked"].replace("*", "").strip()
        like = page.answers.to(term_queries.containing, like=letters, limit=_SUGGESTED)["term"].to_list()
        there = [" Known terms with these letters: ", joined((_added(page, term) for term in like), ", "), "."]
        draw(strip(f"No term “{row['asked']}”: fewer than three papers use it.", *(there if like else [])))
    too_many = meant.filter(pl.col("terms") > series.MOST_TERMS_MEANT)
    for row in too_many.unique("asked", maintain_order=True).iter_rows(named=True):
        most = f"more than {words.number(series.MOST_TERMS_MEANT)}"
        said = f"“{row['asked']}” means {words.number(row['terms'])} terms, {most}: begin it with more letters."
        draw(strip(said))


def _added(page: Page, term: str, *, shown: str | None = None) -> Html:
    """A link that adds a term or expression to the chart (and takes the place of unknown ones)."""
    asked = [parse(expression) for expression in page.address.terms]
    known = series.known(asked, page.answers.to(series.meant, series=asked))
    terms = tuple(dict.fromkeys([*(each.said for each in known), term]))[-MOST_TERMS:]
    return tag("a", shown or term, href=page.here(terms=terms), target="_self")


def _suggestions(page: Page, terms: list[str]) -> None:
    common = _common_terms(page, _SUGGESTED + len(terms))
    others = [term for term in common if term not in terms][:_SUGGESTED]
    if others:
        draw(note("Add a common term: ", joined((_added(page, term) for term in others), ", ")))


def _nothing(page: Page, terms: list[str]) -> str:
    if not page.answers.to(papers.counted, where=PaperFilter()).papers:
        return frame.EMPTY
    if not terms:
        return "No term to show. A term needs three papers that use it."
    if page.address.papers.is_open:
        return "No paper that uses these terms has a date that is known to the month."
    return "No dated paper matches the filters. Remove one, or widen the period."


def _chart(page: Page, counts: pl.DataFrame, terms: list[str]) -> None:
    address = page.address
    is_named_there = len(terms) <= charts.MOST_DIRECT_LABELS
    draw(tag("div", legend(terms), class_="narrow-only" if is_named_there else None))
    noted = month_notes.of_shown(page, counts["month"])
    chart = charts.terms_over_time(
        counts, terms, noted, measure=address.measure, smooth_months=address.smooth, is_dark=page.is_dark
    )
    alt = f"{address.measure} of {words.listed(terms)} per month; the same figures stand in the table below."
    picked = st.altair_chart(chart, width="stretch", height=chart.height, key="terms", on_select="rerun", alt=alt)
    _picked_papers(page, counts, charts.picks(picked))
    draw(note(_legend_in_words(page, counts)), frame.coverage(page, address.papers, counts_withdrawn=False))
    month_notes.say(noted)


def _legend_in_words(page: Page, counts: pl.DataFrame) -> str:
    """What points, lines, gaps and dashes are."""
    smooth, is_share = page.address.smooth, page.address.measure == "share"
    line = f"the month and the {smooth - 1} before it" if smooth > 1 else "the month itself"
    fewest = f"fewer than {shares.FEWEST_PAPERS} papers"
    if not is_share:
        said = [f"Points: the month. Line: {line}, per month. Months without dated papers are gaps."]
    elif counts.filter("is_told")["total_papers_window"].min() < shares.FEWEST_PAPERS:
        said = [f"Points: the month. Line: {line}, with its 95 % interval: wide, as no month here has many papers."]
    else:
        said = [f"Points: the month, larger with more papers. Line: {line}, with its 95 % interval."]
        said.append(f"Gaps: no dated papers, or {fewest}, which the table has.")
    partial = counts.filter("is_partial")["month"].unique().sort().to_list()
    if partial:
        said.append(f"Dashed: {words.listed(map(words.month, partial))}, not yet complete.")
    return " ".join([*said, "Click a point for its papers."])


def _picked_papers(page: Page, counts: pl.DataFrame, picked: list[dict[str, str]]) -> None:
    """The papers behind a point: as many as it says."""
    named = charts.with_month_name(counts)
    for pick in picked[:1]:
        is_it = (pl.col("term") == pick.get("term", "")) & (pl.col("month_key") == pick.get("month_key", ""))
        for row in named.filter(is_it).drop_nulls("papers").iter_rows(named=True):
            of = {"term": row["term"], "since": row["month"], "until": row["month"]}
            said = f"{words.counted(row['papers'], 'paper')} of {row['month_name']} with “{row['term']}”"
            draw(tag("h2", page.address.link(said, "papers", **of)))
            where = replace(page.address.papers, **of)
            found = page.answers.to(papers.page, where=where, order="newest", limit=_PAPERS_SHOWN)
            draw(paper_list(found, page.address, abstracts=False))


def _twin(page: Page, counts: pl.DataFrame) -> None:
    """The chart as a table."""
    heads = [Head(label="month"), Head(label="term")]
    heads += [
        Head(label=label, is_figure=True) for label in ("papers", "of", "share", "smoothed share", "95 % interval")
    ]
    rows = (_row(page, row) for row in counts.sort("month", descending=True).iter_rows(named=True))
    with st.expander("The same as a table"):
        draw(table(heads, rows, caption="Papers of each month that use each term"))


def _row(page: Page, row: dict[str, Any]) -> list[object]:
    month, term, papers_of_it = row["month"], row["term"], row["papers"]
    named = f"{words.month(month)}{' (partial)' if row['is_partial'] else ''}"
    if papers_of_it is None:
        return [named, term, "no dated papers", "", "", "", ""]
    link = page.address.link(words.number(papers_of_it), "papers", term=term, since=month, until=month)
    said = [words.share(row[name], 1) for name in ("share", "share_smooth")]
    return [named, term, link, words.number(row["total_papers"]), *said, row["interval"]]
