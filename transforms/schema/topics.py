"""The part of the `trends` layer that says how terms hang together: topics and new pairs. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table, View

# Terms of its core that a paper uses, if it is about a topic.
TERMS_OF_A_PAPER = 2

_TOPIC = Column("topic", pl.String, "Topic.", references="trends.topics.topic")

TOPICS = Table(
    "trends",
    "topics",
    "Topics: terms that occur with each other more than with others. A paper may be about several, or about none.",
    key=("topic",),
    columns=(
        Column("topic", pl.String, "Its most central term when it came; the name stays.", min_length=1),
        Column("label", pl.String, "The terms that are its most central now.", min_length=1),
        Column("terms", pl.Int32, "Terms in it.", minimum=3),
        Column("papers", pl.Int64, "Papers about it: those of `trends.topic_papers`.", minimum=0),
        Column("density", pl.Float64, "How strongly its terms hang together (Callon).", minimum=0),
        Column("centrality", pl.Float64, "How strongly they hang together with other topics (Callon).", minimum=0),
    ),
)

TOPIC_TERMS = Table(
    "trends",
    "topic_terms",
    "The terms of each topic. A term is in one topic, or in none.",
    key=("term",),
    columns=(
        _TOPIC,
        Column("term", pl.String, "Term.", references="trends.terms.term"),
        Column("strength", pl.Float64, "How central it is: the sum of its NPMI with others of the topic.", minimum=0),
        Column("is_core", pl.Boolean, "One of the ten or fewer by which papers are found."),
    ),
)

TOPIC_PAPERS = View(
    "trends",
    "topic_papers",
    f"Papers about a topic: those that use at least {TERMS_OF_A_PAPER} terms of its core.",
    columns=(
        Column("topic", pl.String, "Topic."),
        Column("paper_id", pl.String, "Paper."),
        Column("month", pl.Date, "First day of the month of publication, if that is known.", nullable=True),
    ),
    query=f"""
        SELECT topic, paper_id, month
        FROM (
            SELECT topic, paper_number
            FROM trends.postings
            JOIN trends.terms USING (term_number)
            JOIN trends.topic_terms USING (term)
            WHERE is_core
            GROUP BY topic, paper_number HAVING count(*) >= {TERMS_OF_A_PAPER}
        )
        JOIN trends.counted_papers USING (paper_number)
    """,
)

TOPIC_MONTHS = Table(
    "trends",
    "topic_months",
    "Papers about each topic by publication month.",
    key=("topic", "month"),
    columns=(
        _TOPIC,
        Column("month", pl.Date, "First day of the month."),
        Column("papers", pl.Int64, "Papers, each counted once.", minimum=1),
    ),
)

NEW_PAIRS = Table(
    "trends",
    "new_pairs",
    "Known terms that titles of the last twelve complete months bring together, and no title did before.",
    key=("term_a", "term_b"),
    columns=(
        Column("term_a", pl.String, "The alphabetically first term.", references="trends.terms.term"),
        Column("term_b", pl.String, "The other.", references="trends.terms.term"),
        Column("first_month", pl.Date, "The first month with such a title."),
        Column("papers", pl.Int64, "Papers of these months whose titles use both.", minimum=1),
        Column("npmi", pl.Float64, "Normalised pointwise mutual information in these titles.", minimum=-1, maximum=1),
    ),
)

TABLES = (TOPICS, TOPIC_TERMS, TOPIC_MONTHS, NEW_PAIRS)
VIEWS = (TOPIC_PAPERS,)
