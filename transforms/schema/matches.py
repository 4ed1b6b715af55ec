"""What matching joined (`core.matches`) and what it doubted (`core.conflicts`), with evidence. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table
from transforms.schema.core import IDENTIFIER_SCHEMES, LISTING_ID, STRINGS

# Rules that link a listing to another of its paper, the strongest first.
RULES = ("override", *IDENTIFIER_SCHEMES, "preprint_of", "title", "title_and_abstract", "near_title")

MATCHES = Table(
    "core",
    "matches",
    "Why a listing is counted with others: each rule that links it; only for papers with more than one listing.",
    key=("listing_id", "rule"),
    columns=(
        Column("listing_id", pl.String, "Listing.", pattern=LISTING_ID, references="core.listings.listing_id"),
        Column("paper_id", pl.String, "Paper it is about.", references="core.papers.paper_id"),
        Column("rule", pl.String, "Rule that links it to another: `arxiv`, ..., `near_title`.", allowed=RULES),
        Column("score", pl.Float64, "How alike what the rule compares is; 1 = equal.", minimum=0, maximum=1),
        Column("evidence", pl.String, "What was compared, with the least other listing.", min_length=1),
    ),
)

CONFLICTS = Table(
    "core",
    "conflicts",
    "Papers that look alike and were kept apart, or the reverse, with the evidence.",
    key=("kind", "paper_ids", "evidence"),
    columns=(
        Column("kind", pl.String, "What disagrees: `same_title`, `near_title`, ..."),
        Column("paper_ids", STRINGS, "Papers concerned, sorted."),
        Column("evidence", pl.String, "What was seen."),
        Column("decision", pl.String, "What was done: `kept_apart`, ..."),
        Column("score", pl.Float64, "How alike they are; 1 = equal.", nullable=True, minimum=0, maximum=1),
    ),
)

TABLES = (MATCHES, CONFLICTS)
