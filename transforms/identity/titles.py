"""Which components of strong identifiers a shared title joins, and which it may not."""

from __future__ import annotations

import polars as pl

from transforms.identity.components import connected
from transforms.identity.keys import published_doi
from transforms.schema.core import IDENTIFIER_SCHEMES

# A title that leads to more papers with different identifiers than this says nothing about a listing without one.
TITLE_FAN_IN = 3


def title_groups(nodes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which components share a merging key. Out: `merging_key | component | is_strong | group_strong | is_contested`.

    A key is contested where two components with different values of one identifier scheme share it. The second frame
    holds the contested keys' strong components alone: `title` (the key without people) `| component`.
    """
    schemes = list(IDENTIFIER_SCHEMES.values())
    components = (
        nodes.with_columns(published_doi())
        .group_by("component")
        .agg(pl.col(schemes).min(), is_strong=pl.col("strong_id").is_not_null().any())
    )
    groups = (
        nodes.select("merging_key", "title", "component")
        .drop_nulls()
        .unique()
        .filter(pl.len().over("merging_key") > 1)
        .join(components, on="component")
        .with_columns(
            group_strong=pl.col("is_strong").sum().over("merging_key"),
            is_contested=pl.max_horizontal(pl.col(scheme).is_not_null().sum().over("merging_key") for scheme in schemes)
            > 1,
        )
    )
    groups = _cut_chains(groups, schemes)
    contested = groups.filter("is_contested", "is_strong").select("title", "component")
    return groups.select("merging_key", "component", "is_strong", "group_strong", "is_contested"), contested


def _cut_chains(groups: pl.DataFrame, schemes: list[str]) -> pl.DataFrame:
    """Contest every key of a chain of titles whose ends carry different values of one scheme.

    A (arXiv 1) and B (DOI) share one title, B and C (arXiv 2) another: no key is contested by itself, the chain is.
    """
    strong = groups.filter("is_strong", ~pl.col("is_contested"))
    chains = connected(
        strong.select(node="component").unique(), strong.select(node="component", key="merging_key")
    ).rename({"node": "component", "label": "chain"})
    broken = (
        strong.unique("component")
        .join(chains, on="component")
        .group_by("chain")
        .agg(pl.col(scheme).n_unique() - pl.col(scheme).is_null().any() for scheme in schemes)
        .filter(pl.any_horizontal(pl.col(scheme) > 1 for scheme in schemes))
        .join(chains, on="chain")
    )
    keys = strong.join(broken, on="component", how="semi")["merging_key"].unique()
    return groups.with_columns(pl.col("is_contested") | pl.col("merging_key").is_in(keys.implode()))


def joins(groups: pl.DataFrame) -> pl.DataFrame:
    """`component | merging_key` of the components that a title joins.

    In a contested group the listings without identifiers follow the least strong component, so that they are not
    counted as a further paper, unless the title leads to more than TITLE_FAN_IN papers.
    """
    follows = pl.col("component") == pl.col("component").filter("is_strong").min().over("merging_key")
    allowed = ~pl.col("is_contested") | ~pl.col("is_strong") | (follows & (pl.col("group_strong") <= TITLE_FAN_IN))
    return groups.filter(allowed).select("component", "merging_key")


def allowed_links(nodes: pl.DataFrame, joined: pl.DataFrame) -> pl.DataFrame:
    """`node | key` for the final components: strong components stay whole, and titles join them."""
    whole = nodes.select("node", key=pl.lit("component:") + pl.col("component").cast(pl.String))
    by_title = joined.select(node="component", key=pl.lit("title:") + pl.col("merging_key"))
    return pl.concat([whole, by_title])
