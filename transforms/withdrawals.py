"""What a dump says of papers that it does not list: that their records were taken back. Pure; kept by `warehouse`.

A deletion record (OAI-PMH `status="deleted"`, PubMed's `DeleteCitation`) names an identifier and nothing else. It is no
listing, and no damage either: it is counted as a reject that nobody has to look at.
"""

from __future__ import annotations

import polars as pl

from transforms.schema.core import IDENTIFIER_SCHEMES
from transforms.schema.withdrawals import WITHDRAWALS

# The problem by which a reader says that an entry is a deletion record.
DELETED = "record:deleted"
RESOLUTION = "deleted by its source: the paper is marked, where it is known"


def is_deletion() -> pl.Expr:
    """Whether being a deletion record is the only one of an entry's `reasons`."""
    return (pl.col("reasons").list.len() == 1) & (pl.col("reasons").list.first() == DELETED)


def named(rejected: pl.DataFrame) -> pl.DataFrame:
    """Rows of `core.withdrawals`: the identifiers of entries that are refused and yet say that a paper is withdrawn.

    Columns in: `core.listings` (normalised).
    """
    withdrawn = rejected.filter("is_withdrawn")
    rows = pl.concat(
        withdrawn.select("dump_id", "position", scheme=pl.lit(scheme), value=pl.col(column)).drop_nulls("value")
        for scheme, column in IDENTIFIER_SCHEMES.items()
    )
    return WITHDRAWALS.conform(rows).sort("position", "scheme")
