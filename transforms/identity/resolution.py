"""Whole components of listings -> papers: strong identifiers first, then guarded title keys, then near-equal titles."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.identity import near, overrides, versions
from transforms.identity.bridges import bridged
from transforms.identity.components import connected
from transforms.identity.keys import KEY_COLUMNS, merging_key, strong_id
from transforms.identity.matches import matches
from transforms.identity.naming import named
from transforms.identity.people import told_apart
from transforms.identity.titles import allowed_links, title_groups
from transforms.schema.matches import CONFLICTS

_SAID_OF_TITLE = pl.lit("title key ") + pl.col("title")
_SAID_OF_IDENTIFIER = pl.col("key").str.replace(":", " ", literal=True)


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """`assignments`: `listing_id | paper_id`. `matches` and `conflicts`: rows of the `core` tables of that name."""

    assignments: pl.DataFrame
    matches: pl.DataFrame
    conflicts: pl.DataFrame


def resolve(
    listings: pl.DataFrame,
    *,
    decisions: pl.DataFrame | None = None,
    relations: pl.DataFrame | None = None,
    near_titles: tuple[pl.DataFrame, pl.DataFrame] | None = None,
) -> Resolution:
    """Columns in: KEY_COLUMNS; of the operator's decisions `overrides.SCHEMA`; `core.relations`; of near-equal titles
    `near.PROFILES` and `near.PAIRS`. All but the first default to none.

    Every listing gets exactly one paper; the order of rows does not matter.
    """
    decisions = overrides.none() if decisions is None else decisions
    relations = versions.none() if relations is None else relations
    nodes = (
        listings.select(KEY_COLUMNS)
        .sort("listing_id")
        .with_row_index("node")
        .with_columns(strong_id().alias("strong_id"), merging_key().alias("merging_key"), overrides.is_split(decisions))
    )
    open_to_match = ~pl.col("is_split")
    nodes, doubted = _in_components(nodes, open_to_match)
    works, unrelated = versions.joined(nodes.filter(open_to_match), relations, doubted)
    nodes = nodes.with_columns(part="component").join(works, on="component", how="left", maintain_order="left")
    nodes = nodes.with_columns(component=pl.coalesce("work", "component"))
    keys, of_other_people = told_apart(nodes.filter(open_to_match))
    nodes = nodes.rename({"merging_key": "title"}).join(keys, on="node", how="left", maintain_order="left")
    grouped, contested = title_groups(nodes.filter(open_to_match))
    merges = overrides.merges(nodes, decisions)
    links = pl.concat([allowed_links(nodes, grouped), merges.select("node", "key")])
    nodes = nodes.join(connected(nodes.select("node"), links), on="node", maintain_order="left")
    joined, by_near_title = near.joined(nodes, *(near_titles or near.none()))
    nodes = nodes.join(joined, on="label", how="left", maintain_order="left")
    assigned = named(nodes.with_columns(label=pl.coalesce("joined_label", "label")))
    return Resolution(
        assignments=assigned.select("listing_id", "paper_id"),
        matches=matches(assigned, merges, versions.pairs(assigned, relations), by_near_title),
        conflicts=_conflicts(assigned, pl.concat([contested, of_other_people]), doubted, unrelated),
    )


def _in_components(nodes: pl.DataFrame, open_to_match: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`nodes` with their `component` of identifiers, themselves where they have none; and the doubted `node | key`."""
    components, doubted = bridged(nodes.filter(open_to_match))
    known = nodes.join(components, on="node", how="left", maintain_order="left")
    return known.with_columns(pl.coalesce("component", "node")), doubted


def _conflicts(
    assigned: pl.DataFrame, contested: pl.DataFrame, doubted: pl.DataFrame, unrelated: pl.DataFrame
) -> pl.DataFrame:
    """Rows of `core.conflicts`: papers with one title or identifier that are kept apart all the same."""
    of_components = assigned.select("component", "paper_id").unique()
    of_parts = assigned.select("part", "paper_id").unique()
    of_nodes = assigned.select("node", "paper_id")
    shared = {
        "same_title": contested.join(of_components, on="component").select("paper_id", evidence=_SAID_OF_TITLE),
        "same_work": unrelated.join(of_parts, on="part").select("paper_id", evidence=_SAID_OF_IDENTIFIER),
        "same_identifier": doubted.join(of_nodes, on="node").select("paper_id", evidence=_SAID_OF_IDENTIFIER),
    }
    rows = [
        found.group_by("evidence")
        .agg(paper_ids=pl.col("paper_id").unique().sort())
        .filter(pl.col("paper_ids").list.len() > 1)
        .select(pl.lit(kind).alias("kind"), "paper_ids", "evidence", pl.lit("kept_apart").alias("decision"))
        for kind, found in shared.items()
    ]
    return CONFLICTS.conform(pl.concat(rows)).sort("kind", "evidence")
