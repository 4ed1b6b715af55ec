"""`core.withdrawals`: what dumps say of papers that they need not list. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table
from transforms.schema.core import IDENTIFIER_SCHEMES, SHA256

WITHDRAWALS = Table(
    "core",
    "withdrawals",
    "Identifiers that deletion records and retraction notices of a dump say are withdrawn, listed or not.",
    key=("dump_id", "position", "scheme", "value"),
    columns=(
        Column("dump_id", pl.String, "Dump that says so.", pattern=SHA256, references="core.dumps.dump_id"),
        Column("position", pl.Int64, "Entry that says so: a reject, or the listing of the notice.", minimum=0),
        Column("scheme", pl.String, "`arxiv`, `doi`, `pmid`, ...", allowed=tuple(IDENTIFIER_SCHEMES)),
        Column("value", pl.String, "Canonical value; of a paper that may not be known.", min_length=1),
    ),
)

TABLES = (WITHDRAWALS,)
