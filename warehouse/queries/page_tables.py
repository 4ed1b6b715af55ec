"""The main table of each page, whole: what its files and `papertide view` hold. Asked by the page's own questions.

A page whose main table is no answer of one snapshot has none here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import polars as pl

from transforms.errors import UsageError
from transforms.trends.expressions import parse
from transforms.trends.growth import MOST_FALSE
from transforms.web_page import Heading
from warehouse.queries import (
    abstracts,
    authors,
    code,
    dumps,
    engagement,
    facets,
    matches,
    paper,
    papers,
    quality,
    rejects,
    rising,
    series,
    sources,
    topics,
    venues,
)
from warehouse.queries.asked import PARAMETERS, Asked
from warehouse.queries.served import Served

# More does not fit in a browser tab; `papertide query --output` writes files of any length.
MOST_ROWS = 100_000
# Names are found by their letters; nobody reads further down than this.
MOST_RANKED = 500
# Terms shown where no change is sure.
NEAREST = 10


@dataclass(frozen=True, kw_only=True)
class PageTable:
    """What a page's table holds, in words, and the question that gives it: what is asked for, today, rows at most.

    `needs`: what must be asked for, so that there is a table.
    """

    holds: str
    question: Callable[[duckdb.DuckDBPyConnection, Asked, date, int], pl.DataFrame]
    needs: str | None = None

    def is_asked(self, asked: Asked) -> bool:
        """Whether what the table needs is asked for."""
        return self.needs is None or bool(getattr(asked, self.needs))


def rows(con: duckdb.DuckDBPyConnection, *, page: str, asked: Asked, today: date, limit: int) -> pl.DataFrame:
    """The first `limit` rows of the page's table. Raises UsageError where it is not said what they are to be of.

    Columns: those of the page's question, named in `warehouse.queries`.
    """
    table = PAGE_TABLES[page]
    if not table.is_asked(asked):
        needed = PARAMETERS[str(table.needs)]
        raise UsageError(f"{page} needs {needed.label}, and none is named.", next_step=f"Name it as `{needed.name}`.")
    return table.question(con, asked, today, limit).head(limit)


def heading(served: Served, *, title: str, page: str, asked: Asked) -> Heading:
    """What stands above the page's table where it is a page of its own: what it holds, the filters, the snapshot."""
    published = f"{served.number}, published {served.published_at:%Y-%m-%d %H:%M} UTC"
    filters = "; ".join(asked.said) or "none"
    return Heading(
        title=title, facts=(("table", PAGE_TABLES[page].holds), ("filters", filters), ("snapshot", published))
    )


def remarks(con: duckdb.DuckDBPyConnection, *, asked: Asked) -> list[str]:
    """A sentence for each source and term that was asked for and is not in the snapshot."""
    listed = papers.sources(con)["source"].to_list()
    unknown = [f"No paper comes from a source {source}." for source in asked.sources if source not in listed]
    meant = series.meant(con, series=[parse(expression) for expression in asked.terms])
    few = meant.filter(pl.col("terms") == 0)["asked"].unique(maintain_order=True)
    return [*unknown, *(f"No term “{term}”: fewer than three papers use it." for term in few)]


def _overview(con: duckdb.DuckDBPyConnection, asked: Asked, today: date, _limit: int) -> pl.DataFrame:
    return papers.per_month(con, where=asked.papers, today=today)


def _trends(con: duckdb.DuckDBPyConnection, asked: Asked, today: date, _limit: int) -> pl.DataFrame:
    found = [parse(expression) for expression in asked.terms]
    drawn = series.known(found, series.meant(con, series=found))
    counts = series.over_time(con, series=drawn, where=asked.papers, smooth_months=asked.smooth, today=today)
    return series.with_interval(counts)


def _rising(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, limit: int) -> pl.DataFrame:
    window, compared, direction = asked.window, asked.compared, asked.direction
    found = rising.summary(con, months=window, compared=compared)
    is_sure = bool(found.height and found[direction][0])
    most, least_sure = (limit, MOST_FALSE) if is_sure else (NEAREST, 1.0)
    return rising.ranked(con, months=window, direction=direction, compared=compared, most_false=least_sure, limit=most)


def _topics(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, _limit: int) -> pl.DataFrame:
    return topics.ranked(con, order=asked.topic_order)


def _counts(con: duckdb.DuckDBPyConnection, asked: Asked, today: date, limit: int) -> pl.DataFrame:
    over_time: dict[str, Any] = {"step": asked.step, "today": today}
    if asked.counted == "abstract":
        return abstracts.lengths_per_period(con, where=asked.papers, **over_time)
    if asked.counted == "code":
        where = code.told_by(asked.papers, code.by_source(con, where=asked.papers))
        return code.per_period(con, where=where or asked.papers, **over_time).head(limit if where else 0)
    if asked.counted == "engagement":
        over_time |= {"figure": asked.figure, "of": engagement.LEVEL}
        return engagement.per_period(con, where=asked.papers, **over_time)
    groups = facets.ranked(con, facet=asked.counted, where=asked.papers, limit=MOST_RANKED)["group"].to_list()
    return facets.per_period(con, facet=asked.counted, where=asked.papers, named=groups, **over_time)


def _papers(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, limit: int) -> pl.DataFrame:
    return papers.export(con, where=asked.found_papers, order=asked.order, limit=limit)


def _authors(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, limit: int) -> pl.DataFrame:
    if asked.author:
        return authors.persons_of(con, author_key=asked.author, where=asked.papers)
    ranked = authors.ranked(
        con,
        where=asked.papers,
        name=asked.search,
        is_fractional=asked.count == "fractional",
        limit=min(limit, MOST_RANKED),
    )
    forms = authors.forms(con, keys=ranked["author_key"].to_list())
    return ranked.join(forms, on="author_key", how="left", maintain_order="left")


def _venues(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, limit: int) -> pl.DataFrame:
    if asked.venue:
        return venues.per_year_and_track(con, where=asked.papers, venue=asked.venue)
    question = venues.ranked_by_shares if asked.count == "fractional" else venues.ranked
    return question(con, where=asked.papers, name=asked.search, limit=limit)


def _sources(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, _limit: int) -> pl.DataFrame:
    return sources.ranked(con, where=asked.papers)


def _paper(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, _limit: int) -> pl.DataFrame:
    named = asked.paper or ""
    return paper.listings(con, paper_id=paper.resolve(con, paper_id=named) or named)


def _quality(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, limit: int) -> pl.DataFrame:
    found = quality.runs(con, limit=limit)
    chosen = found.filter(pl.col("run_id") == asked.run) if asked.run else found.head(1)
    return quality.checks(con, run_id=chosen["run_id"][0] if chosen.height else "")


def _dumps(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, limit: int) -> pl.DataFrame:
    if asked.dump:
        return dumps.dump(con, dump_id=asked.dump)
    return dumps.ledger(con, status=asked.dump_status, limit=limit)


def _rejects(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, limit: int) -> pl.DataFrame:
    return rejects.page(con, reason=asked.reason, status=asked.status, dump_id=asked.dump, limit=limit)


def _matches(con: duckdb.DuckDBPyConnection, asked: Asked, _today: date, limit: int) -> pl.DataFrame:
    return matches.page(con, kind=asked.conflict, limit=limit)


# By the page's name in addresses.
PAGE_TABLES = {
    "overview": PageTable(holds="papers of each month, by source", question=_overview),
    "trends": PageTable(holds="papers of each month that use each term", question=_trends, needs="terms"),
    "rising": PageTable(holds="terms that rise or fall, the surest first", question=_rising),
    "topics": PageTable(holds="topics, how they stand and move", question=_topics),
    "counts": PageTable(holds="papers of each month or year, by what they are", question=_counts),
    "papers": PageTable(holds="every paper that matches, with all its fields, in this order", question=_papers),
    "authors": PageTable(holds="names of authors, or the persons behind one", question=_authors),
    "venues": PageTable(holds="venues and their papers, or the years of one", question=_venues),
    "sources": PageTable(holds="sources and what they list", question=_sources),
    "paper": PageTable(holds="the listings of the paper", question=_paper, needs="paper"),
    "quality": PageTable(holds="checks of the audit", question=_quality),
    "dumps": PageTable(holds="the ledger of dumps", question=_dumps),
    "rejects": PageTable(holds="entries that were refused, with their raw text", question=_rejects),
    "matches": PageTable(holds="pairs of papers in doubt", question=_matches),
}
