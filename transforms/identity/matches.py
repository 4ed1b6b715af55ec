"""Why a listing is counted with others of its paper: rows of `core.matches`. Nothing is decided here."""

from __future__ import annotations

import polars as pl

from transforms.identity.keys import is_telling
from transforms.schema.core import IDENTIFIER_SCHEMES
from transforms.schema.matches import MATCHES

# What is compared is equal or not, by these rules: a lesser score is for rules that weigh likeness.
_EQUAL = 1.0


def matches(
    assigned: pl.DataFrame, merges: pl.DataFrame, related: pl.DataFrame, titles: pl.DataFrame, near: pl.DataFrame
) -> pl.DataFrame:
    """Columns in: KEY_COLUMNS, `component`, `merging_key`, `paper_id`, all listings of each paper; merges
    `listing_id | key`; related `listing_id | paper_id | evidence`; titles that join `component | merging_key`; near
    `listing_id | score | evidence`.

    Out: rows of `core.matches`: of each listing every rule that links it to another of its paper, with the least of the
    other listings. A title links what no identifier does: to a listing of another component. A paper of one listing
    has no row.
    """
    several = assigned.filter(pl.len().over("paper_id") > 1).sort("listing_id")
    merged = several.join(merges.select("listing_id", "key"), on="listing_id")
    by_decision = _linked(merged, "key", rule=pl.lit("override"), said=pl.col("key"))
    by_decision = by_decision.sort("evidence").unique("listing_id", keep="first", maintain_order=True)
    by_scheme = [
        _linked(several, column, rule=pl.lit(scheme), said=pl.lit(f"{scheme} ") + pl.col(column))
        for scheme, column in IDENTIFIER_SCHEMES.items()
    ]
    by_relation = related.with_columns(rule=pl.lit("preprint_of"), score=pl.lit(_EQUAL)).select(by_decision.columns)
    title = pl.lit("title key ") + pl.col("title_key")
    is_title = is_telling(pl.col("title_key"))
    by_title = _linked(
        several.join(titles, on=["component", "merging_key"], how="semi", maintain_order="left"),
        "merging_key",
        rule=pl.when(is_title).then(pl.lit("title")).otherwise(pl.lit("title_and_abstract")),
        said=pl.when(is_title).then(title).otherwise(title + " and abstract"),
        end="component",
    )
    by_near_title = near.join(assigned.select("listing_id", "paper_id"), on="listing_id").select(
        "listing_id", "paper_id", "score", "evidence", rule=pl.lit("near_title")
    )
    told = [by_decision, *by_scheme, by_relation, by_title, by_near_title.select(by_decision.columns)]
    return MATCHES.conform(pl.concat(told).sort("listing_id", maintain_order=True))


def _linked(
    several: pl.DataFrame, column: str, *, rule: pl.Expr, said: pl.Expr, end: str = "listing_id"
) -> pl.DataFrame:
    """Listings that share the value of a column with a listing of their paper at another end."""
    own = pl.col("listing_id")
    if end != "listing_id":
        own = own.min().over("paper_id", column, end)
    shared = several.drop_nulls(column).filter(pl.len().over("paper_id", column) > 1).with_columns(own=own)
    ends = shared.filter(pl.col("listing_id") == pl.col("own")).group_by("paper_id", column)
    least = ends.agg(least=pl.col("own").min(), second=pl.col("own").bottom_k(2).max()).filter(
        pl.col("least") != pl.col("second")
    )
    other = pl.when(pl.col("own") == pl.col("least")).then("second").otherwise("least")
    return shared.join(least, on=["paper_id", column], maintain_order="left").select(
        "listing_id",
        "paper_id",
        rule=rule,
        score=pl.lit(_EQUAL),
        evidence=pl.concat_str(said, pl.lit(" with "), other),
    )
