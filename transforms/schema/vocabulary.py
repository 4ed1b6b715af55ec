"""What an analyst names: other forms of a term, and expressions. In the `trends` layer. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table

SYNONYM, ACRONYM = "synonym", "acronym"
GROUP, RATIO = "group", "ratio"

TERM_FORMS = Table(
    "trends",
    "term_forms",
    "Other forms that are counted as a term of `trends.terms`.",
    key=("form",),
    columns=(
        Column("term", pl.String, "Term.", references="trends.terms.term"),
        Column("form", pl.String, "The other form.", min_length=1),
        Column("origin", pl.String, "Who says so: `vocabulary.toml`, or the texts.", allowed=(SYNONYM, ACRONYM)),
        Column("papers", pl.Int64, "Papers that use this form, each counted once.", minimum=0),
    ),
)

NAMED_SERIES = Table(
    "trends",
    "named_series",
    "Groups and ratios of terms that `vocabulary.toml` names.",
    key=("name",),
    columns=(
        Column("name", pl.String, "Name.", min_length=1),
        Column("kind", pl.String, "`group`: papers that use any of its terms; `ratio`.", allowed=(GROUP, RATIO)),
        Column("expression", pl.String, "As Trends reads it: `a + b`, `a / b`.", min_length=1),
    ),
)

TABLES = (TERM_FORMS, NAMED_SERIES)
