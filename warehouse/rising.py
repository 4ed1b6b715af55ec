"""`trends.rising_terms` made anew from what was counted: which papers are compared, in SQL. How, `transforms` says."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from transforms.schema.trends import RISING_TERMS
from transforms.trends.growth import WINDOWS, growth, months_before
from warehouse import writer

# A month is complete once a dump was captured after it. Where no dump says when it was captured, the last month with
# papers (that was no future when the last dump landed) may still lack some.
_LAST_COMPLETE_MONTH = """
    WITH months AS (SELECT month, papers FROM trends.monthly_counts WHERE source = '*' AND category IS NULL),
    loaded AS (SELECT max(captured_on) AS captured, max(landed_at)::DATE AS landed FROM core.dumps
        WHERE status = 'loaded'),
    open AS (
        SELECT date_trunc('month', coalesce(captured,
            (SELECT max(month) FROM months WHERE month <= coalesce(landed, month)))) AS month
        FROM loaded
    )
    SELECT max(month) FROM months WHERE month < (SELECT month FROM open)
"""
# A paper of several sources counts for the one that listed most before: what a new source lists too stays where it was.
_COMPARED = """
    CREATE OR REPLACE TEMP TABLE compared_papers AS
    WITH ranked AS (
        SELECT source, row_number() OVER (
            ORDER BY coalesce(sum(papers) FILTER (month < $recent), 0) DESC, sum(papers) DESC, source
        ) AS stratum
        FROM trends.monthly_counts
        WHERE source <> '*' AND category IS NULL AND month BETWEEN $before AND $window_end GROUP BY source
    ),
    dated AS (
        SELECT paper_number, month >= $recent AS is_recent, sources
        FROM trends.counted_papers JOIN core.papers USING (paper_id) WHERE month BETWEEN $before AND $window_end
    ),
    listed AS (SELECT paper_number, is_recent, unnest(sources) AS source FROM dated)
    SELECT paper_number, is_recent, min(stratum) AS stratum
    FROM listed JOIN ranked USING (source) GROUP BY paper_number, is_recent
"""
_SIDES = "count(*) FILTER (is_recent) AS recent, count(*) FILTER (NOT is_recent) AS before"
_USES = f"""
    SELECT term_number, stratum, {_SIDES} FROM trends.postings JOIN compared_papers USING (paper_number) GROUP BY ALL
"""
_TOTALS = f"SELECT stratum, {_SIDES} FROM compared_papers GROUP BY stratum"


def last_complete_month(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The last month with dated papers that no later dump is going to add to, as far as the loaded dumps tell."""
    found: date | None = connection.execute(_LAST_COMPLETE_MONTH).fetchall()[0][0]
    return found


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty `trends.rising_terms` for each of WINDOWS. Call inside a transaction, after counting."""
    window_end = last_complete_month(connection)
    if window_end is None:
        return
    terms = connection.sql("SELECT term_number, term, first_month FROM trends.terms").pl()
    for months in WINDOWS:
        recent = months_before(window_end, months - 1)
        grown = _growth(connection, window_end=window_end, recent=recent, before=months_before(recent, months))
        rows = grown.join(terms, on="term_number").with_columns(
            window_end=window_end, window_months=months, is_new=pl.col("first_month") >= recent
        )
        writer.append(connection, RISING_TERMS.full_name, RISING_TERMS.conform(rows.sort("term")))


def _growth(connection: duckdb.DuckDBPyConnection, **bounds: date) -> pl.DataFrame:
    connection.execute(_COMPARED, bounds)
    try:
        return growth(connection.sql(_USES).pl(), connection.sql(_TOTALS).pl())
    finally:
        connection.execute("DROP TABLE compared_papers")
