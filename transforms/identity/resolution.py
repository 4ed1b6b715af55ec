"""Whole components of listings -> papers: strong identifiers first, then guarded title keys."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.identity.components import connected
from transforms.identity.keys import KEY_COLUMNS, merging_key, strong_id, strong_keys, title_id
from transforms.identity.matches import matches
from transforms.identity.titles import allowed_links, title_groups
from transforms.schema.core import IDENTIFIER_SCHEMES
from transforms.schema.matches import CONFLICTS


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """`assignments`: `listing_id | paper_id`. `matches` and `conflicts`: rows of the `core` tables of that name."""

    assignments: pl.DataFrame
    matches: pl.DataFrame
    conflicts: pl.DataFrame


def resolve(listings: pl.DataFrame) -> Resolution:
    """Columns in: KEY_COLUMNS. Every listing gets exactly one paper; the order of rows does not matter."""
    nodes = (
        listings.select(KEY_COLUMNS)
        .sort("listing_id")
        .with_row_index("node")
        .with_columns(strong_id().alias("strong_id"), merging_key().alias("merging_key"))
    )
    nodes = nodes.join(connected(nodes.select("node"), strong_keys(nodes)), on="node").rename({"label": "component"})
    grouped, contested = title_groups(nodes)
    nodes = nodes.join(connected(nodes.select("node"), allowed_links(nodes, grouped)), on="node")
    assigned = _named(nodes)
    return Resolution(
        assignments=assigned.select("listing_id", "paper_id"),
        matches=matches(assigned),
        conflicts=_conflicts(assigned, contested),
    )


def _named(nodes: pl.DataFrame) -> pl.DataFrame:
    """Give each final component (`label`) the best identifier among its listings as `paper_id`."""
    ranked = [
        (pl.lit(f"{scheme}:") + pl.col(column)).min().over("label") for scheme, column in IDENTIFIER_SCHEMES.items()
    ]
    nodes = nodes.with_columns(strong_paper_id=pl.coalesce(ranked), least_title=pl.col("title_key").min().over("label"))
    # Short titles without identifier may belong to several papers: then title and abstract (or the entry) name it.
    is_ambiguous = pl.col("label").filter(pl.col("strong_paper_id").is_null()).n_unique().over("least_title") > 1
    distinct = pl.coalesce(pl.col("merging_key").min().over("label"), pl.col("listing_id").min().over("label"))
    name = pl.when(is_ambiguous).then(distinct).otherwise(pl.coalesce("least_title", distinct))
    return nodes.with_columns(name=name).with_columns(
        paper_id=pl.coalesce(pl.col("strong_paper_id"), title_id(pl.col("name")))
    )


def _conflicts(assigned: pl.DataFrame, contested: pl.DataFrame) -> pl.DataFrame:
    """Rows of `core.conflicts`: papers with one title that different identifiers keep apart."""
    rows = (
        contested.join(assigned.select("component", "paper_id").unique(), on="component")
        .group_by("merging_key")
        .agg(paper_ids=pl.col("paper_id").unique().sort())
        .filter(pl.col("paper_ids").list.len() > 1)
        .select(
            pl.lit("same_title").alias("kind"),
            "paper_ids",
            (pl.lit("title key ") + pl.col("merging_key")).alias("evidence"),
            pl.lit("kept_apart").alias("decision"),
        )
        .sort("evidence")
    )
    return CONFLICTS.conform(rows)
