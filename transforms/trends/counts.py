"""Papers per publication month. What counts as dated is decided here, and nowhere else."""

from __future__ import annotations

import polars as pl

from transforms.schema.trends import MONTHLY_COUNTS

ALL_SOURCES = "*"


def publication_month() -> pl.Expr:
    """First day of the month of `published_on`; null where the date is missing or known to the year only."""
    is_dated = pl.col("published_precision").is_in(["day", "month"])
    return pl.when(is_dated).then(pl.col("published_on").dt.truncate("1mo"))


def monthly_counts(cells: pl.DataFrame) -> pl.DataFrame:
    """MONTHLY_COUNTS from `published_on`, `published_precision`, `sources` (distinct), `primary_category`, `papers`.

    A row in stands for so many `papers` that have all of this in common.

    A cube of four kinds of rows, each counting a paper once; only months with papers have rows:
    (source, NULL) the source's papers of that month, (source, category) those of that primary category,
    (`*`, NULL) all papers of that month, (`*`, category) all of that primary category.
    A paper without category is in the NULL rows only, so categories need not add up to them. A paper of two sources
    is in both, so sources add up to more than `*`. Papers that are not dated to the month are in no row.
    """
    dated = cells.select("sources", "papers", month=publication_month(), category=pl.col("primary_category")).filter(
        pl.col("month").is_not_null()
    )
    by_source = dated.explode("sources").rename({"sources": "source"}).filter(pl.col("source").is_not_null())
    over_all = dated.select("month", "category", "papers", source=pl.lit(ALL_SOURCES))
    columns = ("month", "source", "category", "papers")
    by_category = pl.concat([by_source.select(columns), over_all.select(columns)])
    cube = pl.concat(
        [
            by_category.with_columns(category=pl.lit(None, dtype=pl.String)),
            by_category.filter(pl.col("category").is_not_null()),
        ]
    )
    counted = cube.group_by("month", "source", "category").agg(pl.col("papers").sum())
    return MONTHLY_COUNTS.conform(counted.sort("month", "source", "category"))
