"""`trends.topics`, their terms and their months made anew from pairs of terms. What a topic is, `transforms` says."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.schema.topics import TOPIC_MONTHS, TOPIC_TERMS, TOPICS
from transforms.trends.topics import papers_about, topics
from warehouse import writer

# Of the papers that use a term, so large a share at least name it in their title: what papers are about and not how
# abstracts are worded.
LEAST_TITLE_SHARE = 0.05

# Topics whose papers are counted at once: bounds memory (some 30 bytes a use of their core), not speed.
_TOPICS_AT_ONCE = 10

_PAIRS = f"""
    WITH titled AS (
        SELECT term FROM title_uses JOIN titled_terms USING (term_number)
        GROUP BY term, papers HAVING count(*) >= {LEAST_TITLE_SHARE} * papers
    )
    SELECT term_a, term_b, npmi FROM trends.term_pairs
    WHERE term_a IN (FROM titled) AND term_b IN (FROM titled)
"""
_USES = """
    CREATE OR REPLACE TEMP TABLE core_uses AS
    SELECT place, paper_number FROM trends.postings JOIN trends.terms USING (term_number) JOIN core USING (term)
"""
_OF_SOME_TOPICS = "SELECT place, paper_number FROM core_uses WHERE place BETWEEN $first AND $last"
# Papers are numbered in the order of months; those without one come last.
_MONTHS = "SELECT min(paper_number) AS paper_number, month FROM trends.counted_papers GROUP BY month ORDER BY ALL"


def terms(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """`topic | term` of the topics that there are. Ask before they are made anew, so that they keep their ids."""
    return connection.execute("SELECT topic, term FROM trends.topic_terms").pl()


def write(connection: duckdb.DuckDBPyConnection, *, before: pl.DataFrame) -> None:
    """Fill the empty tables; `before`: the `terms` of the topics before.

    Call inside a transaction, after `term_pairs`, while `title_uses` are held.
    """
    found = topics(connection.execute(_PAIRS).pl(), before)
    writer.append(connection, TOPIC_TERMS.full_name, TOPIC_TERMS.conform(found.terms))
    counts = _papers_by_month(connection, found.terms)
    months = counts.drop_nulls("month").sort("topic", "month")
    writer.append(connection, TOPIC_MONTHS.full_name, TOPIC_MONTHS.conform(months))
    papers = counts.group_by("topic").agg(pl.col("papers").sum())
    rows = found.topics.join(papers, on="topic", how="left", maintain_order="left")
    writer.append(connection, TOPICS.full_name, TOPICS.conform(rows.with_columns(pl.col("papers").fill_null(0))))


def _papers_by_month(connection: duckdb.DuckDBPyConnection, found: pl.DataFrame) -> pl.DataFrame:
    """`topic | month | papers` of the rows of `trends.topic_papers`, which take DuckDB four times as long to group."""
    core = found.filter("is_core").select("topic", "term", place=pl.col("topic").rank("dense").cast(pl.Int64) - 1)
    months = connection.execute(_MONTHS).pl()
    connection.execute(_USES)
    counts = []
    for first in range(0, core["topic"].n_unique(), _TOPICS_AT_ONCE):
        uses = connection.execute(_OF_SOME_TOPICS, {"first": first, "last": first + _TOPICS_AT_ONCE - 1}).pl()
        dated = papers_about(uses).join_asof(months, on="paper_number")
        counts.append(dated.group_by("place", "month").agg(papers=pl.len()))
    connection.execute("DROP TABLE core_uses")
    places = core.select("topic", "place").unique()
    schema = {"place": pl.Int64, "month": pl.Date, "papers": pl.UInt32}
    return pl.concat(counts or [pl.DataFrame(schema=schema)]).join(places, on="place")
