"""Questions about abstracts: which papers have one, and how long they are, in characters."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from warehouse.queries.asking import ask
from warehouse.queries.facets import is_partial, period
from warehouse.queries.filters import HAS_ABSTRACT, PaperFilter

_QUARTILES = "quantile_cont(p.abstract_length, [0.25, 0.5, 0.75])"


def lengths(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> pl.DataFrame:
    """One row: `papers` that fit, how many are `described` by an abstract, and quartiles of its length in characters.

    Columns: `papers | described | lower_quartile | median | upper_quartile` (NULL where there is no abstract).
    """
    condition, values = where.condition()
    query = f"""
        SELECT papers, described, quartiles[1] AS lower_quartile, quartiles[2] AS median, quartiles[3] AS upper_quartile
        FROM (
            SELECT count(*) AS papers, count(*) FILTER ({HAS_ABSTRACT}) AS described, {_QUARTILES} AS quartiles
            FROM core.papers AS p WHERE {condition}
        )
    """
    return ask(con, query, **values)


def lengths_per_period(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, step: str, today: date) -> pl.DataFrame:
    """The same for each month or year of publication, in order, with `period` (its first day) and `is_partial`."""
    begin, has_one = period(step)
    condition, values = where.condition()
    query = f"""
        SELECT period, papers, described, quartiles[1] AS lower_quartile, quartiles[2] AS median,
            quartiles[3] AS upper_quartile, {is_partial(step)} AS is_partial
        FROM (
            SELECT {begin} AS period, count(*) AS papers, count(*) FILTER ({HAS_ABSTRACT}) AS described,
                {_QUARTILES} AS quartiles
            FROM core.papers AS p WHERE {has_one} AND {condition} GROUP BY period
        )
        ORDER BY period
    """
    return ask(con, query, today=today, **values)
