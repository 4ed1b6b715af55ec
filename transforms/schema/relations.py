"""`core.relations`: which other works a listing names as versions of its own. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table
from transforms.schema.core import IDENTIFIER_SCHEMES, LISTING_ID, SHA256

# In the words of Crossref's JSON (`extra.relations`): a preprint and what was published of it, versions of one work.
VERSION_KINDS = (
    "has-preprint",
    "is-preprint-of",
    "has-version",
    "is-version-of",
    "has-manuscript",
    "is-manuscript-of",
    "is-identical-to",
)

RELATIONS = Table(
    "core",
    "relations",
    "Identifiers that a listing names as those of another version of its work, such as its preprint.",
    key=("listing_id", "kind", "scheme", "value"),
    columns=(
        Column("dump_id", pl.String, "Dump it stands in.", pattern=SHA256, references="core.dumps.dump_id"),
        Column("listing_id", pl.String, "Listing.", pattern=LISTING_ID, references="core.listings.listing_id"),
        Column("kind", pl.String, "What the listing is to the other.", allowed=VERSION_KINDS),
        Column("scheme", pl.String, "`arxiv`, `doi`, `pmid`.", allowed=tuple(IDENTIFIER_SCHEMES)),
        Column("value", pl.String, "Canonical value; of a work that may not be known.", min_length=1),
    ),
)

TABLES = (RELATIONS,)
