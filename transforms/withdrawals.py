"""What a dump says of papers that it need not list: that they were taken back. Pure; kept by `warehouse`.

A deletion record (OAI-PMH `status="deleted"`, PubMed's `DeleteCitation`) names an identifier and nothing else. It is no
listing, and no damage either: it is counted as a reject that nobody has to look at. A retraction notice (Crossref's
`update-to`) is a listing of its own and names the paper that it takes back.
"""

from __future__ import annotations

import polars as pl

from transforms.clean import identifiers
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


def stated(raw: pl.DataFrame, *, dump_id: str) -> pl.DataFrame:
    """Rows of `core.withdrawals`: the papers that entries of a dump take back.

    Columns in: `position` and, where the reader fills it, `withdraws`. A DOI that arXiv gave becomes its arXiv id.
    """
    if "withdraws" not in raw.columns:
        return WITHDRAWALS.empty()
    notices = raw.filter(pl.col("withdraws").list.len() > 0)
    printed = notices.select("position", doi=pl.col("withdraws")).explode("doi")
    cleaned = printed.with_columns(identifiers.doi(pl.col("doi"))).drop_nulls("doi")
    known = cleaned.with_columns(arxiv_id=identifiers.arxiv_id_from_doi(pl.col("doi")))
    rows = known.select(
        "position",
        dump_id=pl.lit(dump_id),
        scheme=pl.when(pl.col("arxiv_id").is_null()).then(pl.lit("doi")).otherwise(pl.lit("arxiv")),
        value=pl.coalesce("arxiv_id", "doi"),
    )
    return WITHDRAWALS.conform(rows).unique().sort(WITHDRAWALS.key)
