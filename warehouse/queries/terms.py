"""Questions about terms: which are known, and how often papers of each month use them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import polars as pl

from transforms.trends.intervals import wilson_interval
from warehouse.queries.asking import ask
from warehouse.queries.filters import DATED, MONTH, PaperFilter
from warehouse.queries.papers import PARTIAL


def known(con: duckdb.DuckDBPyConnection, *, asked: Sequence[str]) -> pl.DataFrame:
    """Terms as asked and as the warehouse writes them. Columns: `asked | term | papers`; NULL where unknown.

    Of two terms that differ in case only, the commoner one is meant.
    """
    query = """
        WITH question AS (SELECT unnest($asked::VARCHAR[]) AS asked, generate_subscripts($asked::VARCHAR[], 1) AS place)
        SELECT q.asked, arg_max(t.term, t.papers) AS term, max(t.papers) AS papers
        FROM question AS q LEFT JOIN trends.terms AS t ON lower(t.term) = lower(q.asked)
        GROUP BY q.asked, q.place ORDER BY q.place
    """
    return ask(con, query, asked=list(asked))


def containing(con: duckdb.DuckDBPyConnection, *, like: str, limit: int) -> pl.DataFrame:
    """Terms that contain `like`, in whatever case, the commonest first. Columns: `term | papers`."""
    query = """
        SELECT term, papers FROM trends.terms WHERE contains(lower(term), lower($like))
        ORDER BY papers DESC, term LIMIT $rows
    """
    return ask(con, query, like=like, rows=limit)


def topics(con: duckdb.DuckDBPyConnection, *, since: date | None, fewest_papers: int, limit: int) -> pl.DataFrame:
    """Phrases of many titles over many months, from `since` on: what papers are about, not how abstracts are worded.

    Months of at least `fewest_papers` count (the fullest where none has as many), each as the root of the papers whose
    titles use the phrase, so that one of many months stands before one of a single full month. Where no `since` is
    given, undated papers are as one month. Columns: `term | papers`, of all times.
    """
    query = """
        WITH counted AS (
            SELECT paper_number, month, count(*) OVER (PARTITION BY month) AS papers_of_month
            FROM trends.counted_papers WHERE $since::DATE IS NULL OR month >= $since
        ),
        full_months AS (
            SELECT paper_number, month FROM counted
            WHERE papers_of_month >= least($fewest, (SELECT max(papers_of_month) FROM counted))
        ),
        monthly AS (
            SELECT term, any_value(t.papers) AS papers, count(*) AS uses
            FROM trends.postings JOIN full_months USING (paper_number) JOIN trends.terms AS t USING (term_number)
            WHERE in_title AND n_words > 1 GROUP BY term, month
        )
        SELECT term, any_value(papers) AS papers FROM monthly
        GROUP BY term ORDER BY sum(sqrt(uses)) DESC, term LIMIT $rows
    """
    return ask(con, query, since=since, fewest=fewest_papers, rows=limit)


def over_time(
    con: duckdb.DuckDBPyConnection, *, terms: Sequence[str], where: PaperFilter, smooth_months: int, today: date
) -> pl.DataFrame:
    """Papers of each month that use each term, with the denominator: a row per term and month, no month left out.

    Columns: `term | month | papers | total_papers | share | papers_window | total_papers_window | papers_smooth |
    share_smooth | is_partial`. In a month without dated papers all figures are NULL. The window is the month and the
    `smooth_months - 1` before it: `share_smooth` = papers_window / total_papers_window, `papers_smooth` = papers per
    month of the window that has papers. Withdrawn papers are not counted, as in `trends.term_months`.
    """
    counts, values = _pre_aggregated(where) if _is_only_a_period(where) else _counted_anew(where)
    query = f"""
        WITH {counts},
        span AS (
            SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM totals
        ),
        monthly AS (
            SELECT asked.term, month, total_papers,
                CASE WHEN total_papers IS NOT NULL THEN coalesce(papers, 0) END AS papers
            FROM (SELECT unnest($terms::VARCHAR[]) AS term) AS asked CROSS JOIN span
            LEFT JOIN totals USING (month) LEFT JOIN used USING (term, month)
        ),
        windows AS (
            SELECT *, CASE WHEN papers IS NOT NULL THEN sum(papers) OVER around END::BIGINT AS papers_window,
                CASE WHEN papers IS NOT NULL THEN sum(total_papers) OVER around END::BIGINT AS total_papers_window,
                count(papers) OVER around AS months_with_papers
            FROM monthly
            WINDOW around AS (PARTITION BY term ORDER BY month ROWS BETWEEN {int(smooth_months) - 1} PRECEDING
                AND CURRENT ROW)
        )
        SELECT term, month, papers, total_papers, papers / total_papers AS share, papers_window, total_papers_window,
            papers_window / months_with_papers AS papers_smooth,
            papers_window / total_papers_window AS share_smooth, {PARTIAL} AS is_partial
        FROM windows ORDER BY list_position($terms, term), month
    """
    return ask(con, query, terms=list(terms), today=today, **values)


def with_interval(counts: pl.DataFrame) -> pl.DataFrame:
    """What `over_time` gives, with `share_low | share_high`: the 95 % interval of `share_smooth` (Wilson)."""
    low, high = wilson_interval(pl.col("papers_window"), pl.col("total_papers_window"))
    return counts.with_columns(share_low=low, share_high=high)


def _is_only_a_period(where: PaperFilter) -> bool:
    return where.without_period().is_open


def _pre_aggregated(where: PaperFilter) -> tuple[str, dict[str, Any]]:
    """CTEs `totals(month, total_papers)` and `used(term, month, papers)` from what the pipeline counted."""
    in_period = "($since::DATE IS NULL OR month >= $since) AND ($until::DATE IS NULL OR month <= $until)"
    counts = f"""
        totals AS (
            SELECT month, papers AS total_papers FROM trends.monthly_counts
            WHERE source = '*' AND category IS NULL AND {in_period}
        ),
        used AS (SELECT term, month, papers FROM trends.term_months WHERE list_contains($terms, term) AND {in_period})
    """
    return counts, {"since": where.since, "until": where.until}


def _counted_anew(where: PaperFilter) -> tuple[str, dict[str, Any]]:
    """The same CTEs over the papers that fit, for filters that nothing was counted for."""
    condition, values = where.condition()
    counts = f"""
        fitting AS (
            SELECT p.paper_id, {MONTH} AS month FROM core.papers AS p
            WHERE {DATED} AND NOT p.is_withdrawn AND {condition}
        ),
        totals AS (SELECT month, count(*) AS total_papers FROM fitting GROUP BY month),
        used AS (
            SELECT u.term, month, count(*) AS papers FROM trends.paper_terms AS u JOIN fitting USING (paper_id)
            WHERE list_contains($terms, u.term) GROUP BY u.term, month
        )
    """
    return counts, values
