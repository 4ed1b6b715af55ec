"""Questions about many papers: how many, which, per month, of which venue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import polars as pl

from transforms.schema.core import PAPERS
from warehouse.queries import ranking
from warehouse.queries.asking import ask
from warehouse.queries.filters import DATED, MONTH, VENUE, PaperFilter, papers_of

# Order of a list; each ends with the paper_id, so that pages never overlap.
ORDERS = {
    "newest": "p.published_on DESC NULLS LAST, p.last_listed_on DESC NULLS LAST, p.paper_id",
    "oldest": "p.published_on NULLS LAST, p.paper_id",
    "title": "lower(p.title), p.paper_id",
    "listed": "p.listings DESC, p.published_on DESC NULLS LAST, p.paper_id",
}
# How well its words answer a search; of a search that looks for none, and without one, the newest first.
RELEVANCE = "relevance"
ORDERS[RELEVANCE] = ORDERS["newest"]
SEVERAL_SOURCES = "several sources"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Papers that fit, how many of them are dated to the month, and how many of those are withdrawn."""

    papers: int
    dated: int
    dated_and_withdrawn: int


def counted(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> Counted:
    """How many papers fit, and how many of them have a date."""
    if where.is_search_alone:
        query, values = ranking.counted(where)
        return Counted(**ask(con, query, **values).row(0, named=True))
    rows, condition, values = where.counted_in()
    query = f"""
        SELECT {papers_of()} AS papers, {papers_of(DATED)} AS dated,
            {papers_of(f"{DATED} AND p.is_withdrawn")} AS dated_and_withdrawn
        FROM {rows} WHERE {condition}
    """
    return Counted(**ask(con, query, **values).row(0, named=True))


def with_year(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> int:
    """Of how many papers that fit the year of publication is known."""
    condition, values = where.condition()
    query = f"SELECT count(p.published_on) AS papers FROM core.papers AS p WHERE {condition}"
    return int(ask(con, query, **values)["papers"][0])


def page(
    con: duckdb.DuckDBPyConnection, *, where: PaperFilter, order: str, offset: int = 0, limit: int = 50
) -> pl.DataFrame:
    """One page of a list, for reading.

    Columns: `paper_id | title | abstract | authors` (names) `| author_count | venue | published_on |
    published_precision | published_basis | sources | listings | has_code | is_withdrawn`.
    """
    chosen, in_order, values = _chosen(where, order)
    query = f"""
        {chosen}
        SELECT p.paper_id, p.title, left(p.abstract, 2000) AS abstract,
            list_transform(p.authors, lambda a: a.name)[:20] AS authors, p.author_count, p.venue, p.published_on,
            p.published_precision, p.published_basis, p.sources, p.listings, p.code_url IS NOT NULL AS has_code,
            p.is_withdrawn
        {in_order}
    """
    return ask(con, query, rows=limit, skipped=offset, **values)


def _chosen(where: PaperFilter, order: str) -> tuple[str, str, dict[str, Any]]:
    """CTE `chosen`: the papers `$skipped` to `$skipped + $rows`; FROM and ORDER BY of `p`; and the values bound.

    Sorting places and not whole rows keeps a page deep in a million papers within the memory of a reader.
    """
    if order == RELEVANCE and where.query.sought:
        chosen, values = ranking.ranked(where)
        return chosen, f"FROM ({_ROWS}) AS p JOIN chosen USING (place) ORDER BY chosen.rank", values
    condition, values = where.condition()
    cte = f"""
        WITH chosen AS MATERIALIZED (
            SELECT p.rowid AS place FROM core.papers AS p WHERE {condition}
            ORDER BY {ORDERS[order]} LIMIT $rows OFFSET $skipped
        )
    """
    return cte, f"FROM ({_ROWS}) AS p ORDER BY {ORDERS[order]}", values


# By row id alone wide columns are unpacked only near the rows that are asked for.
_ROWS = "SELECT papers.*, papers.rowid AS place FROM core.papers WHERE papers.rowid IN (SELECT place FROM chosen)"


def export(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, order: str, limit: int) -> pl.DataFrame:
    """Every column of `core.papers` of the papers that fit, in order, at most `limit` of them."""
    chosen, in_order, values = _chosen(where, order)
    columns = ", ".join(f"p.{name}" for name in PAPERS.column_names)
    query = f"{chosen} SELECT {columns} {in_order}"
    return PAPERS.conform(ask(con, query, rows=limit, skipped=0, **values))


def per_month(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, today: date) -> pl.DataFrame:
    """Papers per publication month, each counted once, under the source that lists it.

    Columns: `month | source | papers | month_papers | is_partial`. A paper of more than one source stands under
    SEVERAL_SOURCES. A month is partial if it is not over, or if no known capture is later.
    """
    rows, condition, values = where.counted_in()
    query = f"""
        WITH counted AS (
            SELECT {MONTH} AS month,
                CASE len(p.sources) WHEN 1 THEN p.sources[1] ELSE '{SEVERAL_SOURCES}' END AS source,
                {papers_of()} AS papers
            FROM {rows} WHERE {DATED} AND {condition} GROUP BY ALL
        )
        SELECT month, source, papers, sum(papers) OVER (PARTITION BY month)::BIGINT AS month_papers,
            {PARTIAL} AS is_partial
        FROM counted ORDER BY month, source
    """
    return ask(con, query, today=today, **values)


def per_month_of_listing(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> pl.DataFrame:
    """Papers by the month of the first dated capture that lists them, in order; only months with papers.

    Columns: `month` (its first day) `| papers | dated` (those of which the month of publication is known).
    """
    condition, values = where.condition()
    query = f"""
        SELECT date_trunc('month', p.first_listed_on)::DATE AS month, count(*) AS papers,
            count(*) FILTER ({DATED}) AS dated
        FROM core.papers AS p WHERE p.first_listed_on IS NOT NULL AND {condition} GROUP BY ALL ORDER BY month
    """
    return ask(con, query, **values)


# The last day of which papers may have come. Where no capture is known, only the calendar decides.
LAST_DAY = "least($today::DATE, (SELECT max(d.captured_on) FROM core.dumps AS d WHERE d.status = 'loaded'))"
# SQL of a column `month`: whether it may still grow.
PARTIAL = f"month >= date_trunc('month', {LAST_DAY})"


def months(con: duckdb.DuckDBPyConnection) -> list[date]:
    """Months with papers, latest first."""
    query = f"SELECT DISTINCT {MONTH} AS month FROM trends.paper_cells AS p WHERE {DATED} ORDER BY month DESC"
    return ask(con, query)["month"].to_list()


def sources(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Sources in alphabetical order, and the papers each lists. Columns: `source | papers`."""
    listed = "SELECT unnest(sources) AS source, papers FROM trends.paper_cells"
    query = f"SELECT source, {papers_of()} AS papers FROM ({listed}) AS p GROUP BY source ORDER BY source"
    return ask(con, query)


def sources_by_size(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Sources, the one that lists most dated papers first; of equal ones that with most papers, then by name."""
    listed = f"SELECT unnest(p.sources) AS source, {DATED} AS is_dated, papers FROM trends.paper_cells AS p"
    query = f"""
        SELECT source FROM ({listed}) GROUP BY source
        ORDER BY coalesce(sum(papers) FILTER (is_dated), 0) DESC, sum(papers) DESC, source
    """
    return ask(con, query)["source"].to_list()


def venues(con: duckdb.DuckDBPyConnection, *, limit: int) -> pl.DataFrame:
    """The commonest venues. Columns: `venue` (the key where it is known, else as printed) `| papers`."""
    query = f"""
        SELECT {VENUE} AS venue, {papers_of()} AS papers FROM trends.paper_cells AS p WHERE {VENUE} IS NOT NULL
        GROUP BY ALL ORDER BY papers DESC, venue LIMIT $rows
    """
    return ask(con, query, rows=limit)
