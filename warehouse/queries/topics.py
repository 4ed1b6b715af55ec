"""Questions about how terms hang together: topics, how they stand and move, terms that occur together, new pairs.

What is recent is the last RECENT_MONTHS complete months; it is compared with as many months before.
"""

from __future__ import annotations

import duckdb
import polars as pl

from warehouse.queries.asking import ask

RECENT_MONTHS = 12
SPARK_MONTHS = 48
# Quadrants of the thematic map: whether a topic is among the more central half, and among the denser half. Names after
# Callon, Courtial & Laville (1991) and Cobo et al., J. Informetrics 5 (2011) 146-166.
MOTOR, BASIC, NICHE, EMERGING = "motor", "basic", "niche", "emerging or declining"
# By what topics are listed, the highest first; what is unknown comes last.
ORDERS = {
    "papers": "papers",
    "growth": "share_recent / nullif(share_before, 0)",
    "centrality": "centrality",
    "density": "density",
}

_TOTALS = """
    totals AS (SELECT month, papers AS total_papers FROM trends.monthly_counts WHERE source = '*' AND category IS NULL)
"""
_WINDOW_END = "SELECT max(window_end) AS window_end FROM trends.rising_terms"


def ranked(con: duckdb.DuckDBPyConnection, *, order: str) -> pl.DataFrame:
    """All topics, with how they stand and move, in one of ORDERS.

    Columns: `topic | label | terms | papers | density | centrality | density_rank | centrality_rank` (1 is the lowest)
    `| quadrant | papers_recent | papers_before | share_recent | share_before | recent | window_end` (months; NULL like
    the shares where no month is complete).
    """
    query = f"""
        WITH {_TOTALS},
        span AS (SELECT window_end, (window_end - to_months($months - 1))::DATE AS recent,
            (window_end - to_months(2 * $months - 1))::DATE AS before FROM ({_WINDOW_END})),
        whole AS (
            SELECT sum(total_papers) FILTER (month >= span.recent) AS total_recent,
                sum(total_papers) FILTER (month < span.recent) AS total_before
            FROM totals, span WHERE month BETWEEN span.before AND span.window_end
        ),
        moved AS (
            SELECT topic, sum(papers) FILTER (month >= span.recent) AS papers_recent,
                sum(papers) FILTER (month < span.recent) AS papers_before
            FROM trends.topic_months, span WHERE month BETWEEN span.before AND span.window_end GROUP BY topic
        ),
        standing AS (
            SELECT *, row_number() OVER (ORDER BY density, topic) AS density_rank,
                row_number() OVER (ORDER BY centrality, topic) AS centrality_rank, (count(*) OVER () + 1) / 2 AS middle
            FROM trends.topics
        )
        SELECT topic, label, terms, papers, density, centrality, density_rank, centrality_rank,
            CASE WHEN centrality_rank > middle AND density_rank > middle THEN '{MOTOR}'
                WHEN centrality_rank > middle THEN '{BASIC}' WHEN density_rank > middle THEN '{NICHE}'
                ELSE '{EMERGING}' END AS quadrant,
            coalesce(papers_recent, 0)::BIGINT AS papers_recent,
            coalesce(papers_before, 0)::BIGINT AS papers_before,
            coalesce(papers_recent, 0) / total_recent AS share_recent,
            coalesce(papers_before, 0) / total_before AS share_before, span.recent, span.window_end
        FROM standing LEFT JOIN moved USING (topic) CROSS JOIN whole CROSS JOIN span
        ORDER BY {ORDERS[order]} DESC NULLS LAST, topic
    """
    return ask(con, query, months=RECENT_MONTHS)


def terms(con: duckdb.DuckDBPyConnection, *, topic: str) -> pl.DataFrame:
    """The terms of a topic, the most central first. Columns: `term | strength | is_core | papers`."""
    query = """
        SELECT term, strength, is_core, papers FROM trends.topic_terms JOIN trends.terms USING (term)
        WHERE topic = $topic ORDER BY strength DESC, term
    """
    return ask(con, query, topic=topic)


def month_shares(con: duckdb.DuckDBPyConnection, *, topics: list[str]) -> pl.DataFrame:
    """Shares of the last SPARK_MONTHS complete months, in order of topic and month.

    Columns: `topic | month | papers | total_papers` (all of the month) `| share`. In a month without dated papers all
    three are NULL; in one without papers about the topic its share is 0.
    """
    query = f"""
        WITH {_TOTALS},
        months AS (
            SELECT unnest(generate_series(window_end - to_months($months - 1), window_end, INTERVAL 1 MONTH))::DATE
                AS month
            FROM ({_WINDOW_END})
        )
        SELECT asked.topic, month, if(total_papers IS NULL, NULL, coalesce(papers, 0)) AS papers, total_papers,
            coalesce(papers, 0) / total_papers AS share
        FROM (SELECT unnest($topics::VARCHAR[]) AS topic) AS asked CROSS JOIN months
        LEFT JOIN totals USING (month) LEFT JOIN trends.topic_months USING (topic, month)
        ORDER BY asked.topic, month
    """
    return ask(con, query, topics=topics, months=SPARK_MONTHS)


def near(con: duckdb.DuckDBPyConnection, *, topic: str, limit: int) -> pl.DataFrame:
    """Topics to which a topic is linked most strongly. Columns: `topic | label | links` (sum of NPMI)."""
    query = """
        WITH ends AS (
            SELECT term_a AS mine, term_b AS term, npmi FROM trends.term_pairs
            UNION ALL SELECT term_b, term_a, npmi FROM trends.term_pairs
        )
        SELECT other.topic, any_value(label) AS label, sum(npmi) AS links
        FROM ends JOIN trends.topic_terms AS own ON own.term = mine AND own.topic = $topic
        JOIN trends.topic_terms AS other ON other.term = ends.term AND other.topic <> $topic
        JOIN trends.topics ON topics.topic = other.topic
        GROUP BY other.topic ORDER BY links DESC, other.topic LIMIT $rows
    """
    return ask(con, query, topic=topic, rows=limit)


def of_term(con: duckdb.DuckDBPyConnection, *, term: str) -> pl.DataFrame:
    """The topic of a term, in one row; none where it is in no topic. Columns: `topic | label`."""
    query = "SELECT topic, label FROM trends.topic_terms JOIN trends.topics USING (topic) WHERE term = $term"
    return ask(con, query, term=term)


def co_terms(con: duckdb.DuckDBPyConnection, *, term: str, limit: int) -> pl.DataFrame:
    """Terms that occur in the same papers as this one more often than by chance, the most strongly bound first.

    Columns: `term | papers` (that use both) `| npmi`. Only the commonest terms are looked at.
    """
    query = """
        SELECT if(term_a = $term, term_b, term_a) AS term, papers, npmi FROM trends.term_pairs
        WHERE term_a = $term OR term_b = $term ORDER BY npmi DESC, papers DESC, term_a, term_b LIMIT $rows
    """
    return ask(con, query, term=term, rows=limit)


def new_pairs(con: duckdb.DuckDBPyConnection, *, limit: int) -> pl.DataFrame:
    """Known terms that titles have brought together only in the last months, those with most papers first.

    Columns: `term_a | term_b | first_month | papers` (whose titles use both) `| npmi | papers_a | papers_b` (that use
    each) `| recent | window_end` (the months).
    """
    query = f"""
        SELECT term_a, term_b, pairs.first_month, pairs.papers, npmi, a.papers AS papers_a, b.papers AS papers_b,
            (window_end - to_months($months - 1))::DATE AS recent, window_end
        FROM trends.new_pairs AS pairs
        JOIN trends.terms AS a ON a.term = term_a JOIN trends.terms AS b ON b.term = term_b CROSS JOIN ({_WINDOW_END})
        ORDER BY pairs.papers DESC, npmi DESC, term_a, term_b LIMIT $rows
    """
    return ask(con, query, months=RECENT_MONTHS, rows=limit)
