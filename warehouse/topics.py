"""`trends.topics`, their terms and their months made anew from pairs of terms. What a topic is, `transforms` says."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.schema.topics import TOPIC_MONTHS, TOPIC_TERMS, TOPICS
from transforms.trends.topics import topics
from warehouse import writer

# Of the papers that use a term, so large a share at least name it in their title: what papers are about and not how
# abstracts are worded.
LEAST_TITLE_SHARE = 0.05

_PAIRS = f"""
    WITH titled AS (
        SELECT term FROM trends.terms JOIN (
            SELECT term_number, count(*) AS titles FROM trends.postings WHERE in_title GROUP BY term_number
        ) USING (term_number) WHERE titles >= {LEAST_TITLE_SHARE} * papers
    )
    SELECT term_a, term_b, npmi FROM trends.term_pairs
    WHERE term_a IN (FROM titled) AND term_b IN (FROM titled)
"""


def terms(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """`topic | term` of the topics that there are. Ask before they are made anew, so that they keep their ids."""
    return connection.execute("SELECT topic, term FROM trends.topic_terms").pl()


def write(connection: duckdb.DuckDBPyConnection, *, before: pl.DataFrame) -> None:
    """Fill the empty tables; `before`: the `terms` of the topics before. Call inside a transaction, after pairs."""
    found = topics(connection.execute(_PAIRS).pl(), before)
    writer.append(connection, TOPIC_TERMS.full_name, TOPIC_TERMS.conform(found.terms))
    counts = connection.execute("SELECT topic, month, count(*) AS papers FROM trends.topic_papers GROUP BY ALL").pl()
    months = counts.drop_nulls("month").sort("topic", "month")
    writer.append(connection, TOPIC_MONTHS.full_name, TOPIC_MONTHS.conform(months))
    papers = counts.group_by("topic").agg(pl.col("papers").sum())
    rows = found.topics.join(papers, on="topic", how="left", maintain_order="left")
    writer.append(connection, TOPICS.full_name, TOPICS.conform(rows.with_columns(pl.col("papers").fill_null(0))))
