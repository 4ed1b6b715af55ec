"""What the operator decided, as `resolve` takes it: which listings a decision is about is found by the caller."""

from __future__ import annotations

import polars as pl

MERGE, SPLIT = "merge", "split"
# `listing_id | action | evidence`: one row per listing that a decision names. `evidence` tells the decision, and holds
# the listings together that one merge joins.
SCHEMA = pl.Schema({"listing_id": pl.String, "action": pl.String, "evidence": pl.String})


def none() -> pl.DataFrame:
    """No decision at all."""
    return pl.DataFrame(schema=SCHEMA)


def is_split(overrides: pl.DataFrame) -> pl.Expr:
    """Whether a listing is to stay alone."""
    split = overrides.filter(pl.col("action") == SPLIT)["listing_id"].unique()
    return pl.col("listing_id").is_in(split.implode()).alias("is_split")


def merges(nodes: pl.DataFrame, overrides: pl.DataFrame) -> pl.DataFrame:
    """`node | listing_id | key`: listings that are one paper whatever else is known; none that is split off."""
    joined = overrides.filter(pl.col("action") == MERGE).select("listing_id", key="evidence").unique()
    return nodes.filter(~pl.col("is_split")).select("node", "listing_id").join(joined, on="listing_id")
