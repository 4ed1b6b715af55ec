"""Questions about terms: which there are, and what papers are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import polars as pl

from warehouse.queries.asking import ask


def other_forms(con: duckdb.DuckDBPyConnection, *, terms: Sequence[str]) -> pl.DataFrame:
    """What else is counted as these terms, the commonest first. Columns: `term | form | origin | papers`."""
    query = """
        SELECT term, form, origin, papers FROM trends.term_forms WHERE term IN (SELECT unnest($terms::VARCHAR[]))
        ORDER BY list_position($terms::VARCHAR[], term), papers DESC, form
    """
    return ask(con, query, terms=list(terms))


def named_series(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Groups, then ratios, that `vocabulary.toml` names. Columns: `name | kind | expression`."""
    return ask(con, "SELECT name, kind, expression FROM trends.named_series ORDER BY kind, name")


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
        WITH months AS (
            SELECT month, count(*) AS papers_of_month FROM trends.counted_papers
            WHERE $since::DATE IS NULL OR month >= $since GROUP BY month
        ),
        full_months AS (
            SELECT month FROM months
            WHERE papers_of_month >= least($fewest, (SELECT max(papers_of_month) FROM months))
        ),
        rooted AS (
            SELECT term_number, sum(sqrt(papers)) AS root
            FROM trends.title_counts AS t JOIN full_months AS f ON t.month IS NOT DISTINCT FROM f.month
            GROUP BY term_number
        )
        SELECT term, papers FROM rooted JOIN trends.terms USING (term_number) ORDER BY root DESC, term LIMIT $rows
    """
    return ask(con, query, since=since, fewest=fewest_papers, rows=limit)
