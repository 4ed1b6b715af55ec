"""Questions about code: how many papers link to it, of those whose sources could tell.

A source can tell if any of its listings has a link to code. Of a paper that only others list, nothing follows from its
having none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import polars as pl

from transforms.trends.intervals import wilson_interval
from warehouse.queries.asking import ask
from warehouse.queries.facets import is_partial, period
from warehouse.queries.filters import HAS_CODE, PaperFilter


def by_source(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> pl.DataFrame:
    """Sources of the papers that fit, that of most papers first. Columns: `source | papers | with_code | can_tell`.

    A paper counts for every source that lists it; which of them it has its code from does not matter.
    """
    condition, values = where.condition()
    query = f"""
        WITH sets AS (
            SELECT p.sources, count(*) AS papers, count(*) FILTER ({HAS_CODE}) AS with_code
            FROM core.papers AS p WHERE {condition} GROUP BY p.sources
        ),
        listed AS (SELECT unnest(sources) AS source, papers, with_code FROM sets),
        telling AS (SELECT DISTINCT source FROM (SELECT source, unnest(links).kind AS kind FROM core.listings)
            WHERE kind = 'code')
        SELECT source, sum(papers)::BIGINT AS papers, sum(with_code)::BIGINT AS with_code,
            source IN (SELECT source FROM telling) AS can_tell
        FROM listed GROUP BY source ORDER BY papers DESC, source
    """
    return ask(con, query, **values)


def told_by(where: PaperFilter, sources: pl.DataFrame) -> PaperFilter | None:
    """The papers that fit and are listed by a source that fits and can tell; None where no such source is there.

    Columns in: those of `by_source`.
    """
    telling = sources.filter("can_tell")["source"].sort()
    asked = tuple(source for source in telling if not where.sources or source in where.sources)
    return replace(where, sources=asked) if asked else None


def per_period(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, step: str, today: date) -> pl.DataFrame:
    """Papers with code of each month or year of publication, in order, of those that fit: give what `told_by` gives.

    Columns: `period` (its first day) `| papers | with_code | share | share_low | share_high | is_partial`. The interval
    of the share is Wilson's of 95 %.
    """
    begin, has_one = period(step)
    condition, values = where.condition()
    query = f"""
        SELECT period, papers, with_code, with_code / papers AS share, {is_partial(step)} AS is_partial
        FROM (
            SELECT {begin} AS period, count(*) AS papers, count(*) FILTER ({HAS_CODE}) AS with_code
            FROM core.papers AS p WHERE {has_one} AND {condition} GROUP BY period
        )
        ORDER BY period
    """
    low, high = wilson_interval(pl.col("with_code"), pl.col("papers"))
    found = ask(con, query, today=today, **values).with_columns(share_low=low, share_high=high)
    return found.select("period", "papers", "with_code", "share", "share_low", "share_high", "is_partial")
