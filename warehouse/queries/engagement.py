"""Questions about engagement over many papers: how high figures stand at their last capture, and how fast they change.

Both are asked by the papers' month or year of publication, since older papers had longer to be noticed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl

from warehouse.queries.asking import ask
from warehouse.queries.facets import is_partial
from warehouse.queries.filters import FIGURES, PaperFilter

# Row that says a paper's level, or its velocity: the column, and which rows have it.
LEVEL, VELOCITY = ("observed", "is_latest"), ("per_day", "is_latest_change")
_PERIODS = {"month": "month", "year": "make_date(year, 1, 1)"}


def observed(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> pl.DataFrame:
    """A row for each of FIGURES, in their order. Columns: `figure | papers | changes | captures | first_on | last_on`.

    `papers` of which it was observed, `changes`: those of which one source's captures of two days have it; `captures`:
    days, from the first to the last.
    """
    fits, values = _fits(where)
    query = f"""
        SELECT figure, coalesce(papers, 0) AS papers, coalesce(changes, 0) AS changes,
            coalesce(captures, 0) AS captures, first_on, last_on
        FROM (SELECT unnest($figures::VARCHAR[]) AS figure, generate_subscripts($figures::VARCHAR[], 1) AS place)
        LEFT JOIN (
            SELECT figure, count(*) FILTER (is_latest) AS papers, count(*) FILTER (is_latest_change) AS changes,
                count(DISTINCT observed_on) AS captures, min(observed_on) AS first_on, max(observed_on) AS last_on
            FROM trends.engagement_changes WHERE {fits} GROUP BY figure
        ) USING (figure) ORDER BY place
    """
    return ask(con, query, figures=list(FIGURES), **values)


def per_period(
    con: duckdb.DuckDBPyConnection,
    *,
    figure: str,
    of: tuple[str, str],
    where: PaperFilter,
    step: str,
    today: date,
) -> pl.DataFrame:
    """Quartiles of a figure over papers, by their month or year of publication: `of` is LEVEL or VELOCITY (a day).

    Columns: `period` (its first day) `| papers | lower_quartile | median | upper_quartile | is_partial`. `papers` are
    those of which it was observed (twice, for velocity) and that are dated to the step.
    """
    column, has_one = of
    fits, values = _fits(where)
    query = f"""
        SELECT period, papers, quartiles[1] AS lower_quartile, quartiles[2] AS median, quartiles[3] AS upper_quartile,
            {is_partial(step)} AS is_partial
        FROM (
            SELECT {_PERIODS[step]} AS period, count(*) AS papers,
                quantile_cont({column}, [0.25, 0.5, 0.75]) AS quartiles
            FROM trends.engagement_changes WHERE figure = $figure AND {has_one} AND {fits} GROUP BY period
        )
        WHERE period IS NOT NULL ORDER BY period
    """
    return ask(con, query, figure=figure, today=today, **values)


def fastest(con: duckdb.DuckDBPyConnection, *, figure: str, where: PaperFilter, limit: int) -> pl.DataFrame:
    """Papers whose figure rose most a day between the last two captures of one source that have it.

    Columns: `paper_id | title | source | previous_on | observed_on | observed | per_day`.
    """
    fits, values = _fits(where)
    query = f"""
        WITH first AS (
            SELECT * FROM trends.engagement_changes
            WHERE figure = $figure AND is_latest_change AND per_day > 0 AND {fits}
            ORDER BY per_day DESC, paper_id LIMIT $rows
        )
        SELECT paper_id, title, source, previous_on, observed_on, observed, per_day
        FROM first JOIN core.papers USING (paper_id) ORDER BY per_day DESC, paper_id
    """
    return ask(con, query, figure=figure, rows=limit, **values)


def _fits(where: PaperFilter) -> tuple[str, dict[str, Any]]:
    """SQL over `trends.engagement_changes`: its paper fits; and the values bound."""
    if where.is_open:
        return "true", {}
    condition, values = where.condition()
    return f"paper_id IN (SELECT p.paper_id FROM core.papers AS p WHERE {condition})", values
