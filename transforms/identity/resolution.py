"""Whole components of listings -> papers: strong identifiers first, then guarded title keys, then near-equal titles."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.identity import near, overrides, people, subjects, versions
from transforms.identity.bridges import bridged
from transforms.identity.components import connected
from transforms.identity.keys import KEY_COLUMNS, merging_key, strong_id
from transforms.identity.matches import matches
from transforms.identity.naming import named
from transforms.identity.titles import allowed_links, joins, title_groups
from transforms.schema.matches import CONFLICTS

_SAID_OF_TITLE = pl.lit("title key ") + pl.col("title")
_SAID_OF_ABSTRACTS = pl.concat_str(
    _SAID_OF_TITLE,
    pl.format(", abstracts have {} of their words in common", pl.col("share").round(2)),
    ignore_nulls=True,
)
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
    nodes, of_other_people, of_other_subjects = _told_apart(nodes, open_to_match)
    grouped, contested = title_groups(nodes.filter(open_to_match))
    merges, titles = overrides.merges(nodes, decisions), joins(grouped)
    links = pl.concat([allowed_links(nodes, titles), merges.select("node", "key")])
    nodes = nodes.join(connected(nodes.select("node"), links), on="node", maintain_order="left")
    joined, by_near_title = near.joined(nodes, *(near_titles or near.none()))
    nodes = nodes.join(joined, on="label", how="left", maintain_order="left")
    assigned = named(nodes.with_columns(label=pl.coalesce("joined_label", "label")))
    return Resolution(
        assignments=assigned.select("listing_id", "paper_id"),
        matches=matches(assigned, merges, versions.pairs(assigned, relations), titles, by_near_title),
        conflicts=_conflicts(assigned, pl.concat([contested, of_other_people]), of_other_subjects, doubted, unrelated),
    )


def _in_components(nodes: pl.DataFrame, open_to_match: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`nodes` with their `component` of identifiers, themselves where they have none; and the doubted `node | key`."""
    components, doubted = bridged(nodes.filter(open_to_match))
    known = nodes.join(components, on="node", how="left", maintain_order="left")
    return known.with_columns(pl.coalesce("component", "node")), doubted


def _told_apart(nodes: pl.DataFrame, open_to_match: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """`nodes` with their `merging_key` by people and subjects and, as it was, as `title`; and the titles that these
    tell apart."""
    by_people, of_other_people = people.told_apart(nodes.filter(open_to_match))
    nodes = nodes.rename({"merging_key": "title"}).join(by_people, on="node", how="left", maintain_order="left")
    by_subject, of_other_subjects = subjects.told_apart(nodes.filter(open_to_match))
    nodes = nodes.drop("merging_key").join(by_subject, on="node", how="left", maintain_order="left")
    return nodes, of_other_people, of_other_subjects


def _conflicts(
    assigned: pl.DataFrame,
    contested: pl.DataFrame,
    of_other_subjects: pl.DataFrame,
    doubted: pl.DataFrame,
    unrelated: pl.DataFrame,
) -> pl.DataFrame:
    """Rows of `core.conflicts`: papers with one title or identifier that are kept apart all the same."""
    of_components = assigned.select("component", "paper_id").unique()
    of_parts = assigned.select("part", "paper_id").unique()
    of_nodes = assigned.select("node", "paper_id")
    unlike = of_other_subjects.with_columns(pl.col("share").max().over("title")).join(of_components, on="component")
    shared = {
        "other_abstract": unlike.select("paper_id", evidence=_SAID_OF_ABSTRACTS, score="share"),
        "same_title": contested.join(of_components, on="component").select("paper_id", evidence=_SAID_OF_TITLE),
        "same_work": unrelated.join(of_parts, on="part").select("paper_id", evidence=_SAID_OF_IDENTIFIER),
        "same_identifier": doubted.join(of_nodes, on="node").select("paper_id", evidence=_SAID_OF_IDENTIFIER),
    }
    rows = [
        found.group_by(pl.exclude("paper_id"))
        .agg(paper_ids=pl.col("paper_id").unique().sort())
        .filter(pl.col("paper_ids").list.len() > 1)
        .with_columns(kind=pl.lit(kind), decision=pl.lit("kept_apart"))
        for kind, found in shared.items()
    ]
    told = pl.concat(rows, how="diagonal")
    return CONFLICTS.conform(told).sort("kind", "evidence")
