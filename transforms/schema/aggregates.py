"""The `trends` layer's pre-aggregates: what pages count most, counted before anybody asks. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table
from transforms.schema.core import STRINGS

PAPER_CELLS = Table(
    "trends",
    "paper_cells",
    "Papers by what pages filter and count them by most: one row for all papers that have all of it in common.",
    key=(
        "published_on",
        "published_precision",
        "sources",
        "venue_key",
        "venue",
        "has_code",
        "has_authors",
        "is_withdrawn",
    ),
    columns=(
        Column("published_on", pl.Date, "First day of the month, or of the year, of publication.", nullable=True),
        Column(
            "published_precision",
            pl.String,
            "`month` where the month is known, `year` where only the year is.",
            nullable=True,
            allowed=("month", "year"),
        ),
        Column("sources", STRINGS, "Sources that list the papers."),
        Column("venue_key", pl.String, "Known venue; NULL where unknown.", nullable=True),
        Column("venue", pl.String, "Venue as printed, where it is not known.", nullable=True),
        Column("has_code", pl.Boolean, "They have a link to code."),
        Column("has_authors", pl.Boolean, "They name an author at least."),
        Column("is_withdrawn", pl.Boolean, "They are withdrawn."),
        Column("papers", pl.Int64, "Papers, each counted once.", minimum=1),
    ),
)

AUTHOR_COUNTS = Table(
    "trends",
    "author_counts",
    "Authorships per author key, whole and as parts of papers.",
    key=("author_key",),
    columns=(
        Column("author_key", pl.String, "Folded family name and initials.", min_length=1),
        Column("authorships", pl.Int64, "Times the name stands on a paper; twice where it stands twice.", minimum=1),
        Column("fraction", pl.Float64, "Sum of 1/n over these, n being the authors of the paper.", minimum=0),
    ),
)

TITLE_COUNTS = Table(
    "trends",
    "title_counts",
    "Papers whose title uses a phrase, a term of two words or more, per publication month.",
    key=("term_number", "month"),
    columns=(
        Column("term_number", pl.Int32, "Phrase.", references="trends.terms.term_number"),
        Column("month", pl.Date, "First day of the month; NULL for papers of which none is known.", nullable=True),
        Column("papers", pl.Int64, "Papers, each counted once.", minimum=1),
    ),
)

TABLES = (PAPER_CELLS, AUTHOR_COUNTS, TITLE_COUNTS)
