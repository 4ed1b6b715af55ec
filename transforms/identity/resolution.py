"""Whole components of listings -> papers: strong identifiers first, then guarded title keys."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.identity import overrides
from transforms.identity.components import connected
from transforms.identity.keys import KEY_COLUMNS, merging_key, strong_id, strong_keys
from transforms.identity.matches import matches
from transforms.identity.naming import named
from transforms.identity.titles import allowed_links, title_groups
from transforms.schema.matches import CONFLICTS


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """`assignments`: `listing_id | paper_id`. `matches` and `conflicts`: rows of the `core` tables of that name."""

    assignments: pl.DataFrame
    matches: pl.DataFrame
    conflicts: pl.DataFrame


def resolve(listings: pl.DataFrame, decisions: pl.DataFrame | None = None) -> Resolution:
    """Columns in: KEY_COLUMNS; of the operator's decisions `overrides.SCHEMA`, default none.

    Every listing gets exactly one paper; the order of rows does not matter.
    """
    decisions = overrides.none() if decisions is None else decisions
    nodes = (
        listings.select(KEY_COLUMNS)
        .sort("listing_id")
        .with_row_index("node")
        .with_columns(strong_id().alias("strong_id"), merging_key().alias("merging_key"), overrides.is_split(decisions))
    )
    open_to_match = ~pl.col("is_split")
    components = connected(nodes.select("node"), strong_keys(nodes.filter(open_to_match)))
    nodes = nodes.join(components, on="node").rename({"label": "component"})
    grouped, contested = title_groups(nodes.filter(open_to_match))
    merges = overrides.merges(nodes, decisions)
    links = pl.concat([allowed_links(nodes, grouped), merges.select("node", "key")])
    labels = connected(nodes.select("node"), links)
    nodes = nodes.join(labels, on="node", maintain_order="left")
    assigned = named(nodes)
    return Resolution(
        assignments=assigned.select("listing_id", "paper_id"),
        matches=matches(assigned, merges),
        conflicts=_conflicts(assigned, contested),
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
