"""`core.paper_dates`: what every listing says of a paper's dates, kept apart. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, View
from transforms.schema.core import CAPTURE_BASES, DATE_BASES, DATE_PRECISIONS, EARLIEST, LATEST

# In the order in which a paper goes through them.
DATE_KINDS = ("submitted", "published", "updated", "listed")

# Stored nowhere a second time: all of it stands in the listings and the ledger, so it cannot disagree with them, and a
# question about one paper is a scan for its id. `listed_at` is where readers keep the day on which a site put it up.
PAPER_DATES = View(
    "core",
    "paper_dates",
    "Every date that any listing of a paper states: each distinct statement once, kinds kept apart.",
    columns=(
        Column("paper_id", pl.String, "Paper.", references="core.papers.paper_id"),
        Column("kind", pl.String, "First submission, publication, last revision, listing.", allowed=DATE_KINDS),
        Column("date", pl.Date, "Its first day, where only month or year is known.", minimum=EARLIEST, maximum=LATEST),
        Column("precision", pl.String, "How much of it is known.", nullable=True, allowed=DATE_PRECISIONS),
        Column("source", pl.String, "Source that says so."),
        Column(
            "basis",
            pl.String,
            "How it is known; of a listing day, how the capture is dated.",
            nullable=True,
            allowed=tuple(dict.fromkeys((*DATE_BASES, *CAPTURE_BASES))),
        ),
    ),
    query="""
        SELECT DISTINCT paper_id, said."kind", said."date", said."precision", source, said."basis"
        FROM (
            SELECT paper_id, listings.source, unnest([
                {'kind': 'submitted', 'date': submitted_on,
                    'precision': submitted_precision, 'basis': submitted_basis},
                {'kind': 'published', 'date': published_on,
                    'precision': published_precision, 'basis': published_basis},
                {'kind': 'updated', 'date': updated_on, 'precision': updated_precision, 'basis': updated_basis},
                {'kind': 'listed', 'date': captured_on, 'precision': 'day', 'basis': captured_on_basis},
                {'kind': 'listed', 'date': TRY_CAST(left(extra ->> '$.listed_at', 10) AS DATE),
                    'precision': 'day', 'basis': 'stated'}
            ]) AS said
            FROM core.listings
            JOIN core.dumps USING (dump_id)
        )
        WHERE said."date" IS NOT NULL
    """,
)

VIEWS = (PAPER_DATES,)
