"""Sources: who lists what, and what do the others not list?"""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard import frame, source_profile, sparkline, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag
from dashboard.receipt import receipt
from dashboard.tables import Head, note, table
from warehouse.queries import papers, sources

# Least share of a row's papers, in percent, for each shade of the matrix.
_SHADES = ((50, "s4"), (20, "s3"), (5, "s2"), (0, "s1"))
_COUNTS = (
    "A paper counts once for each source that lists it, however often it is listed there. Listings, dumps and captures "
    "are those of the source's loaded dumps, whatever the filters. Abstracts: the share of its listings that print one."
)
_OVERLAP_COUNTS = "Papers that both sources list, each once, among the papers that the filters leave."


def show(page: Page) -> None:
    """Draw the page of all sources, or of the one that the filters leave."""
    where = page.address.papers
    ranked = page.answers.to(sources.ranked, where=where)
    if ranked.is_empty():
        frame.title("No source lists a paper" if where.is_open else "No paper matches")
        draw(note(frame.no_paper(page)))
    elif len(where.sources) == 1:
        source_profile.show(page, ranked)
    else:
        _all(page, ranked)


def _all(page: Page, ranked: pl.DataFrame) -> None:
    where = page.address.papers
    counted = page.answers.to(papers.counted, where=where)
    alone = ranked["alone"].sum()
    link = page.address.link(words.counted(alone, "paper"), "papers", is_alone=True)
    stand = "stands" if alone == 1 else "stand"
    frame.title(_answer(ranked, counted.papers), joined([link, f" {stand} in one source only."]))
    draw(_ranked(page, ranked), frame.coverage(page, where))
    receipt(page, sources.ranked, counts=_COUNTS, where=where)
    if ranked.height > 1:
        _matrix(page, ranked)


def _answer(ranked: pl.DataFrame, in_all: int) -> str:
    found = words.counted(in_all, "paper")
    if ranked.height == 1:
        return f"One source lists {found}"
    first = ranked.row(0, named=True)
    share = words.share(first["papers"], in_all)
    return f"{words.number(ranked.height)} sources list {found}; {first['source']} lists {share} of them"


def _ranked(page: Page, ranked: pl.DataFrame) -> Html:
    found = page.answers.to(sources.per_year, where=page.address.papers)
    years = sparkline.years_shown(found["year"])
    heads = [
        Head(label="source"),
        Head(label="papers", is_figure=True),
        Head(label="it alone lists", is_figure=True),
        Head(label=sparkline.in_words(years), is_dropped_when_narrow=True),
        Head(label="dated", is_figure=True, is_dropped_when_narrow=True),
        Head(label="abstracts", is_figure=True, is_dropped_when_narrow=True),
        Head(label="listings", is_figure=True, is_dropped_when_narrow=True),
        Head(label="dumps", is_figure=True, is_dropped_when_narrow=True),
        Head(label="newest capture", is_figure=True),
    ]
    per_year = {name: dict(of_it["year", "papers"].rows()) for (name,), of_it in found.group_by("source")}
    rows = (_row(page, row, per_year.get(row["source"], {}), years) for row in ranked.iter_rows(named=True))
    return table(heads, rows, caption="Sources, the one that lists most papers first")


def _row(page: Page, row: dict[str, Any], per_year: dict[int, int], years: range) -> list[object]:
    of = {"listed_by": (row["source"],)}
    return [
        page.address.link(row["source"], page.name, sources=(row["source"],)),
        page.address.link(words.number(row["papers"]), "papers", **of),
        _count(page, row["alone"], is_alone=True, **of),
        sparkline.papers_per_year(per_year, years=years),
        words.share(row["dated"], row["papers"]),
        words.share(row["abstracts"], row["described"]),
        words.number(row["listings"]),
        words.number(row["dumps"]),
        words.dated(row["newest_capture"]),
    ]


def _count(page: Page, count: int, **filters: Any) -> object:
    return page.address.link(words.number(count), "papers", **filters) if count else "0"


def _matrix(page: Page, ranked: pl.DataFrame) -> None:
    """Of the papers of each row's source: how many the source of each column lists too."""
    found = page.answers.to(sources.overlap, where=page.address.papers)
    both = {(row["source"], row["other"]): row["papers"] for row in found.iter_rows(named=True)}
    shared = ranked.filter(pl.col("alone") < pl.col("papers"))
    apart = ranked.filter(pl.col("alone") == pl.col("papers"))["source"].to_list()
    draw(tag("h2", "Who lists what the others list too"))
    if apart:
        shares = "shares" if len(apart) == 1 else "share"
        draw(note(f"{words.listed(apart)} {shares} no paper with another source."))
    if shared.is_empty():
        return
    names = shared["source"].to_list()
    top = tag(
        "tr",
        tag("th", "of the papers of", scope="col"),
        *(tag("th", tag("span", name), scope="col", class_="slanted") for name in ("nobody else", *names)),
    )
    body = [_matrix_row(page, row, names, both) for row in shared.iter_rows(named=True)]
    caption = "Papers that two sources both list, as a share of the papers of the row's source"
    content = tag("table", tag("caption", caption, class_="unseen"), tag("thead", top), tag("tbody", *body))
    draw(tag("div", content, class_="pt-table pt-matrix", tabindex="0", role="region", aria_label=caption))
    draw(note("Read along a row: of the papers of this source, so many are listed by the source of the column, too."))
    receipt(page, sources.overlap, counts=_OVERLAP_COUNTS, where=page.address.papers)


def _matrix_row(page: Page, row: dict[str, Any], names: list[str], both: dict[tuple[str, str], int]) -> Html:
    source, papers_of_it = row["source"], row["papers"]
    cells = [_cell(page, row["alone"], papers_of_it, listed_by=(source,), is_alone=True)]
    for name in names:
        if name == source:
            cells.append(tag("td", "–", class_="itself"))
        else:
            pair = tuple(sorted((source, name)))
            cells.append(_cell(page, both.get((source, name), 0), papers_of_it, listed_by=pair))
    head = tag("th", page.address.link(source, page.name, sources=(source,)), scope="row")
    return tag("tr", head, *cells)


def _cell(page: Page, count: int, whole: int, **filters: Any) -> Html:
    if not count:
        return tag("td", "0", class_="s0")
    shade = next(shade for least, shade in _SHADES if 100 * count >= least * whole)
    share = tag("small", words.share(count, whole))
    return tag("td", page.address.link(words.number(count), "papers", **filters), share, class_=shade)
