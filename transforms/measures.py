"""The frame of measures that an audit is judged on: `warehouse.metrics` fills, `expectations.batch_checks` judges it.

Only its shape lives here: no SQL, and no opinion on what is good.
"""

from __future__ import annotations

import polars as pl

from transforms.schema.core import LISTINGS

# One row per fact. Facts about whole tables have no `dump_id`; facts about a dump say which. `unexpected` of `total`
# break the expectation; a fact that is compared with earlier dumps has `value`, and `usual` (median) and `spread`
# (median absolute deviation) over the `earlier` dumps of the same source and layout. `evidence` says in words what
# figures do not.
MEASURES = pl.Schema(
    {
        "table_name": pl.String,
        "column_name": pl.String,
        "metric": pl.String,
        "dump_id": pl.String,
        "file_name": pl.String,
        "source": pl.String,
        "status": pl.String,
        "value": pl.Float64,
        "usual": pl.Float64,
        "spread": pl.Float64,
        "earlier": pl.Int64,
        "unexpected": pl.Int64,
        "total": pl.Int64,
        "evidence": pl.String,
    }
)

# Where an entry stood and how it was printed is no field of it that a source could stop filling, and how a date is
# known comes and goes with the date.
_NOT_FIELDS = {"line_start", "line_end", "extra", "title_raw", "abstract_raw", "title_key", "is_withdrawn"}

# Fields of a listing that a source may leave empty; coverage counts these.
COVERED_FIELDS: tuple[str, ...] = tuple(
    column.name
    for column in LISTINGS.columns
    if (column.nullable or isinstance(column.dtype, pl.List))
    and column.name not in _NOT_FIELDS
    and not column.name.endswith(("_precision", "_basis"))
)
