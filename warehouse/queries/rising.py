"""Questions about terms that rise and fall: which do, how surely, and what carries a change.

A window is so many months up to the last complete one; it is compared with as many months before. What is sure is
decided by `transforms.trends.growth`: q at most MOST_FALSE, z above 0 for rising and below for falling.
"""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.trends.growth import MOST_FALSE, WINDOWS
from warehouse.queries.asking import ask
from warehouse.queries.filters import VENUE
from warehouse.queries.wildcards import NAMED_TERMS, in_other_number

DIRECTIONS = ("rising", "falling")
# Compared within each source, or as if all papers came from one.
COMPARED = ("sources", "all")
_COLUMNS = {
    "sources": ("adjusted_z", "adjusted_q", "adjusted_ratio"),
    "all": ("log_odds_z", "q_value", "share_recent / nullif(share_before, 0)"),
}
_SIGN = {"rising": ">", "falling": "<"}
# Months of a sparkline: two of the longest windows.
SPARK_MONTHS = 2 * max(WINDOWS)
# Of the papers of a term in the recent window, so many at least use a term that carries its rise with it.
_LEAST_TOGETHER = 3

# The months of both windows as `span(window_end, recent, last_before, before)`.
_SPAN = """
    span AS (
        SELECT window_end, (window_end - to_months($months - 1))::DATE AS recent,
            (window_end - to_months($months))::DATE AS last_before,
            (window_end - to_months(2 * $months - 1))::DATE AS before
        FROM (SELECT max(window_end) AS window_end FROM trends.rising_terms)
    )
"""
_SIDES = "count(*) FILTER (is_recent) AS recent, count(*) FILTER (NOT is_recent) AS before"
_USING_IT = f"""
    WITH {_SPAN},
    using_it AS (
        SELECT paper_number, paper_id, month >= recent AS is_recent
        FROM span, trends.postings JOIN trends.counted_papers USING (paper_number)
        WHERE term_number = (SELECT term_number FROM trends.terms WHERE term = $term)
            AND month BETWEEN before AND window_end
    )
"""


def summary(con: duckdb.DuckDBPyConnection, *, months: int, compared: str) -> pl.DataFrame:
    """What a window holds, in one row; none where nothing could be compared.

    Columns: `window_end | recent | last_before | before` (last and first month of both windows) `| total_recent |
    total_before | judged | rising | falling | new` (terms: compared, surely rising, falling, rising and new).
    """
    z, q, _ = _COLUMNS[compared]
    query = f"""
        WITH {_SPAN}
        SELECT span.window_end, span.recent, span.last_before, span.before, any_value(total_recent) AS total_recent,
            any_value(total_before) AS total_before, count({z}) AS judged,
            count(*) FILTER ({q} <= $most_false AND {z} > 0) AS rising,
            count(*) FILTER ({q} <= $most_false AND {z} < 0) AS falling,
            count(*) FILTER ({q} <= $most_false AND {z} > 0 AND is_new) AS new
        FROM span JOIN trends.rising_terms USING (window_end) WHERE window_months = $months
        GROUP BY ALL
    """
    return ask(con, query, months=months, most_false=MOST_FALSE)


def ranked(
    con: duckdb.DuckDBPyConnection,
    *,
    months: int,
    direction: str,
    compared: str,
    most_false: float,
    limit: int,
    offset: int = 0,
) -> pl.DataFrame:
    """Terms that rise or fall with q at most `most_false`, the surest first.

    Columns: `term | papers_recent | papers_before | total_recent | total_before | share_recent | share_before | ratio`
    (recent share by share before; NULL if none was before) `| z | q | is_new | kendall_tau | trend_q` (over all months;
    NULL where these are too few) `| burst_start` (of a burst that lasts up to the last complete month, else NULL).
    """
    z, q, ratio = _COLUMNS[compared]
    query = f"""
        SELECT term, papers_recent, papers_before, total_recent, total_before, share_recent, share_before,
            {ratio} AS ratio, {z} AS z, {q} AS q, is_new, kendall_tau, trend_q, burst_start
        FROM trends.rising_terms
        LEFT JOIN trends.term_trends USING (term)
        LEFT JOIN (SELECT term, burst_start, burst_end AS window_end FROM trends.term_bursts) USING (term, window_end)
        WHERE window_months = $months AND {q} <= $most_false AND {z} {_SIGN[direction]} 0
        ORDER BY abs({z}) DESC, term LIMIT $rows OFFSET $skipped
    """
    return ask(con, query, months=months, most_false=most_false, rows=limit, skipped=offset)


def judged(con: duckdb.DuckDBPyConnection, *, months: int, term: str) -> pl.DataFrame:
    """One term in whatever case and number, or what is counted as it: its row of `trends.rising_terms`.

    None where it was not judged; one that is written as it is asked for comes first. And over its last months that
    hold enough papers: how many `months`, `kendall_tau`, `trend_q`, `half_life_months`; NULL where these are too few.
    """
    query = f"""
        SELECT r.*, t.months, t.kendall_tau, t.trend_q, t.half_life_months
        FROM trends.rising_terms AS r LEFT JOIN trends.term_trends AS t USING (term)
        WHERE window_months = $months
            AND term IN (SELECT term FROM {NAMED_TERMS} WHERE list_contains($names, lower(name)))
        ORDER BY lower(term) = $names[1] DESC, papers_recent + papers_before DESC, term LIMIT 1
    """
    return ask(con, query, months=months, names=[term.lower(), *in_other_number(term)])


def month_shares(con: duckdb.DuckDBPyConnection, *, terms: list[str]) -> pl.DataFrame:
    """Shares of the last SPARK_MONTHS complete months, in order of term and month.

    Columns: `term | month | share | total_papers` (all of the month). In a month without dated papers both figures
    are NULL; in one whose papers do not use the term its share is 0.
    """
    query = """
        WITH months AS (
            SELECT unnest(generate_series(window_end - to_months($months - 1), window_end, INTERVAL 1 MONTH))::DATE
                AS month
            FROM (SELECT max(window_end) AS window_end FROM trends.rising_terms)
        ),
        totals AS (
            SELECT month, papers AS total_papers FROM trends.monthly_counts WHERE source = '*' AND category IS NULL
        ),
        used AS (SELECT term, month, papers FROM trends.term_months WHERE list_contains($terms, term))
        SELECT asked.term, month, coalesce(papers, 0) / total_papers AS share, total_papers
        FROM (SELECT unnest($terms::VARCHAR[]) AS term) AS asked CROSS JOIN months
        LEFT JOIN totals USING (month) LEFT JOIN used USING (term, month)
        ORDER BY asked.term, month
    """
    return ask(con, query, terms=terms, months=SPARK_MONTHS)


def sources(con: duckdb.DuckDBPyConnection, *, months: int) -> pl.DataFrame:
    """Papers that each source lists in both windows, the most first. Columns: `source | recent | before`."""
    query = f"""
        WITH {_SPAN}
        SELECT source, coalesce(sum(papers) FILTER (month >= recent), 0)::BIGINT AS recent,
            coalesce(sum(papers) FILTER (month < recent), 0)::BIGINT AS before
        FROM span, trends.monthly_counts
        WHERE source <> '*' AND category IS NULL AND month BETWEEN before AND window_end
        GROUP BY source ORDER BY sum(papers) DESC, source
    """
    return ask(con, query, months=months)


def carriers(con: duckdb.DuckDBPyConnection, *, term: str, months: int, limit: int) -> pl.DataFrame:
    """What the papers that use a term came with: of each kind the names that changed most, the most changed first.

    Columns: `kind` (`source`, `venue`, primary `category`, `author`, `dump`) `| name | label | recent | before`, papers
    of each window; at most `limit` names of a kind. `label`: of an author key the fullest form that is printed, of a
    dump the name of its file. A paper counts for each of its sources, authors and dumps.
    """
    query = f"""
        {_USING_IT},
        named AS (
            SELECT paper_id, is_recent, sources, primary_category, {VENUE} AS venue
            FROM using_it JOIN core.papers AS p USING (paper_id)
        ),
        listed AS (
            SELECT DISTINCT paper_id, dump_id, is_recent FROM core.listings JOIN using_it USING (paper_id)
        ),
        written AS (
            SELECT paper_id, author_key, is_recent, max_by(name, (length(name), name)) AS printed
            FROM core.authorships JOIN using_it USING (paper_id) GROUP BY ALL
        ),
        carried AS (
            SELECT 'source' AS kind, unnest(sources) AS name, NULL AS label, is_recent FROM named
            UNION ALL SELECT 'venue', venue, NULL, is_recent FROM named WHERE venue IS NOT NULL
            UNION ALL SELECT 'category', primary_category, NULL, is_recent FROM named WHERE primary_category IS NOT NULL
            UNION ALL SELECT 'author', author_key, printed, is_recent FROM written WHERE author_key IS NOT NULL
            UNION ALL SELECT 'dump', dump_id, file_name, is_recent FROM listed JOIN core.dumps USING (dump_id)
        )
        SELECT kind, name, coalesce(max_by(label, (length(label), label)), name) AS label, {_SIDES}
        FROM carried GROUP BY kind, name
        QUALIFY row_number() OVER (PARTITION BY kind ORDER BY abs(recent - before) DESC, recent DESC, name) <= $rows
        ORDER BY kind, abs(recent - before) DESC, recent DESC, name
    """
    return ask(con, query, term=term, months=months, rows=limit)


def co_terms(con: duckdb.DuckDBPyConnection, *, term: str, months: int, limit: int) -> pl.DataFrame:
    """Terms that papers of the recent window use with this one far more often than other papers of the window do.

    Columns: `term | recent | before` (papers that use both) `| lift` (their share among the papers of this term, by
    their share among all papers of the window), by papers x ln(lift). Parts of the term, and longer terms that contain
    it, are left out.
    """
    query = f"""
        {_USING_IT},
        together AS (
            SELECT term_number, {_SIDES} FROM trends.postings JOIN using_it USING (paper_number) GROUP BY term_number
        ),
        compared AS (
            SELECT other.term, together.recent, together.before,
                (together.recent / mine.papers_recent) / (other.papers_recent / other.total_recent) AS lift
            FROM together JOIN trends.terms USING (term_number)
            JOIN trends.rising_terms AS other USING (term)
            JOIN trends.rising_terms AS mine ON mine.term = $term AND mine.window_months = other.window_months
            WHERE other.window_months = $months AND together.recent >= {_LEAST_TOGETHER}
                AND NOT contains(lower(other.term), lower($term)) AND NOT contains(lower($term), lower(other.term))
        )
        FROM compared WHERE lift > 1 ORDER BY recent * ln(lift) DESC, term LIMIT $rows
    """
    return ask(con, query, term=term, months=months, rows=limit)
