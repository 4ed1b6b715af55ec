"""What matching joined (`core.matches`) and what it doubted (`core.conflicts`), with evidence. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table
from transforms.schema.core import LISTING_ID, STRINGS

MATCHES = Table(
    "core",
    "matches",
    "Why a listing is counted with others; only for papers with more than one listing.",
    key=("listing_id",),
    columns=(
        Column("listing_id", pl.String, "Listing.", pattern=LISTING_ID, references="core.listings.listing_id"),
        Column("paper_id", pl.String, "Paper it is about.", references="core.papers.paper_id"),
        Column("rule", pl.String, "Best rule that links it to another: `arxiv`, ..., `near_title`.", min_length=1),
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
