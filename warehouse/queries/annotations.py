"""What a reader of a time series has to know of its months: dumps change what is counted, not only the world does."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from warehouse.queries.asking import ask
from warehouse.queries.filters import DATED, MONTH

# A source that brings a smaller part of its first or last month moves no share much.
LEAST_SHARE = 0.2
# Papers of months before these were not new when they were first listed.
MONTHS_BEHIND = 3
# Fewer papers change no share that is told; of months long past, every listing has some.
LEAST_PAPERS = 20
# A dump that lands so much later than it was captured changes months that were read before.
LATE_DAYS = 31

_OF_SOURCES = "(len($sources) = 0 OR list_contains($sources, source))"
# The first load lands whatever there was until then: nobody has read those months before.
_QUERY = f"""
    WITH totals AS (SELECT month, papers FROM trends.monthly_counts WHERE source = '*' AND category IS NULL),
    listed AS (
        SELECT source, month, papers FROM trends.monthly_counts
        WHERE source <> '*' AND category IS NULL AND {_OF_SOURCES}
    ),
    spans AS (SELECT source, unnest([min(month), max(month)]) AS month, unnest(['begins', 'ends']) AS kind
        FROM listed GROUP BY source),
    turns AS (
        SELECT month, kind, source, listed.papers, totals.papers AS total, NULL::DATE AS since, NULL::DATE AS until
        FROM spans JOIN listed USING (source, month) JOIN totals USING (month)
        WHERE listed.papers >= greatest({LEAST_PAPERS}, {LEAST_SHARE} * totals.papers) AND CASE kind
            WHEN 'begins' THEN month > (SELECT min(month) FROM totals) ELSE month < (SELECT max(month) FROM totals) END
    ),
    dated AS (
        SELECT date_trunc('month', first_listed_on)::DATE AS month, {MONTH} AS published,
            published < month - INTERVAL {MONTHS_BEHIND} MONTH AS is_old
        FROM core.papers AS p
        WHERE {DATED} AND NOT is_withdrawn AND first_listed_on IS NOT NULL
            AND (len($sources) = 0 OR list_has_any(p.sources, $sources))
    ),
    backfilled AS (
        SELECT month, 'backfilled' AS kind, NULL AS source, count(*) FILTER (is_old) AS papers, count(*) AS total,
            min(published) FILTER (is_old) AS since, max(published) FILTER (is_old) AS until
        FROM dated GROUP BY month HAVING papers >= {LEAST_PAPERS} AND papers >= total / 2
    ),
    late AS (
        SELECT date_trunc('month', captured_on)::DATE AS month, 'late' AS kind, source, sum(listings) AS papers,
            count(*) AS total, min(landed_at)::DATE AS since, max(landed_at)::DATE AS until
        FROM core.dumps
        WHERE status = 'loaded' AND {_OF_SOURCES} AND landed_at::DATE > {LATE_DAYS} + greatest(
            captured_on, (SELECT min(landed_at)::DATE FROM core.dumps WHERE status = 'loaded'))
        GROUP BY ALL
    )
    SELECT month, kind, source, papers::BIGINT AS papers, total, since, until
    FROM (FROM turns UNION ALL FROM backfilled UNION ALL FROM late)
    WHERE month IS NOT NULL ORDER BY month, kind, source
"""


def of_months(con: duckdb.DuckDBPyConnection, *, sources: Sequence[str] = ()) -> pl.DataFrame:
    """Months in which these sources (none: all) changed what is counted, with what they did.

    Columns: `month | kind | source | papers | total | since | until`. By `kind`: `begins`, `ends`: the source has its
    first (last) papers in that month, `papers` of the month's `total`: twenty and a fifth of them at least.
    `backfilled`: of the `total` dated papers that were first listed in that month, `papers`, twenty and half of them at
    least, are of months more than three before, from `since` to `until`. `late`: `total` dumps captured in that month,
    with `papers` listings, landed more than 31 days after, on the days from `since` to `until`; those of the first load
    are not late.
    """
    return ask(con, _QUERY, sources=list(sources))
