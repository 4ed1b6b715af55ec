"""Questions about papers by what they are: category, venue, size of team, language; how many, over time.

A facet gives each paper one group; a paper of which it is not known is in the group UNKNOWN, which is never left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import polars as pl

from warehouse.queries.asking import ask
from warehouse.queries.filters import CATEGORY, DATED, LANGUAGE, TEAM, VENUE_OR_UNKNOWN, PaperFilter
from warehouse.queries.papers import LAST_DAY

# SQL of each facet's group, the same that a filter of that name compares.
FACETS = {"team": TEAM, "category": CATEGORY, "venue": VENUE_OR_UNKNOWN, "language": LANGUAGE}
OTHERS = "others"
# SQL of the first day of a step of time, and which papers have one.
_BEGIN = "date_trunc('{}', p.published_on)::DATE"
_HAS_ONE = {"year": "p.published_on IS NOT NULL", "month": DATED}
STEPS = tuple(_HAS_ONE)


def period(step: str) -> tuple[str, str]:
    """SQL of the step of time in which a paper was published, and which papers are dated to it."""
    return _BEGIN.format(step), _HAS_ONE[step]


def is_partial(step: str) -> str:
    """SQL of a column `period`: whether it may still grow. Binds `$today`."""
    return f"period >= date_trunc('{step}', {LAST_DAY})"


def ranked(con: duckdb.DuckDBPyConnection, *, facet: str, where: PaperFilter, limit: int) -> pl.DataFrame:
    """Groups of the papers that fit, the one of most papers first. Columns: `group | papers | all_papers | all_groups`.

    UNKNOWN is a group, and counts in both sums.
    """
    condition, values = where.condition()
    query = f"""
        SELECT {FACETS[facet]} AS "group", count(*) AS papers, sum(count(*)) OVER ()::BIGINT AS all_papers,
            count(*) OVER () AS all_groups
        FROM core.papers AS p WHERE {condition} GROUP BY ALL ORDER BY papers DESC, "group" LIMIT $rows
    """
    return ask(con, query, rows=limit, **values)


def per_period(
    con: duckdb.DuckDBPyConnection, *, facet: str, where: PaperFilter, step: str, named: Sequence[str], today: date
) -> pl.DataFrame:
    """Papers of each group and step of time, those of groups that are not `named` together as OTHERS.

    Columns: `period` (its first day) `| group | papers | period_papers | is_partial`. Counted are papers dated to the
    step: by year also those of which only the year is known.
    """
    begin, has_one = period(step)
    condition, values = where.condition()
    query = f"""
        WITH counted AS (
            SELECT {begin} AS period, {FACETS[facet]} AS found, count(*) AS papers
            FROM core.papers AS p WHERE {has_one} AND {condition} GROUP BY ALL
        ),
        together AS (
            SELECT period, if(list_contains($named::VARCHAR[], found), found, '{OTHERS}') AS "group",
                sum(papers)::BIGINT AS papers
            FROM counted GROUP BY ALL
        )
        SELECT period, "group", papers, sum(papers) OVER (PARTITION BY period)::BIGINT AS period_papers,
            {is_partial(step)} AS is_partial
        FROM together ORDER BY period, list_position($named::VARCHAR[], "group") NULLS LAST
    """
    return ask(con, query, named=list(named), today=today, **values)
