"""Components of strong identifiers, cut where a listing with somebody else's identifier bridges two papers.

Most components hold one arXiv id, one DOI and few titles, and stay whole. The others are looked at unit by unit: the
listings of one best identifier. There an identifier joins a unit to its home, the unit with most listings of it, only
where both print one title, and never two arXiv ids.
"""

from __future__ import annotations

import polars as pl

from transforms.identity.components import connected
from transforms.identity.keys import published_doi, strong_keys

# A component of more titles than this is held together by an identifier that names no paper, such as `10.1000/unknown`;
# one paper is printed in a few ways, however often it is listed.
TITLES_OF_ONE_PAPER = 10


def bridged(nodes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns in: `node`, `strong_id` and KEY_COLUMNS. Out: `node | component`, and the doubted `node | key`."""
    keys = strong_keys(nodes)
    labels = connected(nodes.select("node"), keys).rename({"label": "component"})
    doubted = _doubted(nodes.join(labels, on="node"))
    if doubted.is_empty():
        return labels, keys.clear()
    units = _units(nodes.join(labels, on="node").join(doubted, on="component"))
    doubted_keys = keys.join(units.select("node"), on="node", how="semi")
    parts = connected(units.select("node"), _cut(units, _links(units, doubted_keys)))
    labels = labels.join(parts, on="node", how="left", maintain_order="left")
    return labels.select("node", component=pl.coalesce("label", "component")), doubted_keys


def _doubted(nodes: pl.DataFrame) -> pl.DataFrame:
    """`component | has_many_titles` of those with two arXiv ids, two DOIs of publishers, or many titles."""
    values = nodes.select("component", "arxiv_id", published_doi(), "title_key")
    counted = values.group_by("component").agg(pl.exclude("component").drop_nulls().n_unique())
    return counted.select(
        "component",
        has_many_titles=pl.col("title_key") > TITLES_OF_ONE_PAPER,
        has_two=pl.max_horizontal("arxiv_id", "doi") > 1,
    ).filter(pl.col("has_many_titles") | pl.col("has_two"))


def _units(nodes: pl.DataFrame) -> pl.DataFrame:
    """Give each listing its unit: those of its best identifier, and of its title where there are many titles."""
    title = pl.when("has_many_titles").then(pl.col("title_key")).fill_null("")
    unit = pl.struct("component", "strong_id", title.alias("title"))
    return nodes.with_columns(unit=pl.col("node").min().over(unit)).select("node", "unit", "title_key", "arxiv_id")


def _links(units: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """`unit | home` for each unit that an identifier and a title join to the home of that identifier."""
    carried = keys.join(units, on="node").group_by("key", "unit").agg(pl.len(), arxiv_id=pl.col("arxiv_id").min())
    homes = carried.sort(-pl.col("len").cast(pl.Int64), "unit").unique("key", keep="first", maintain_order=True)
    joined = carried.join(homes.select("key", home="unit", home_arxiv_id="arxiv_id"), on="key").filter(
        pl.col("unit") != pl.col("home"), pl.any_horizontal(pl.col("arxiv_id", "home_arxiv_id").is_null())
    )
    titles = units.select("unit", "title_key").drop_nulls().unique()
    agreed = joined.join(titles, on="unit").join(titles.rename({"unit": "home"}), on=["home", "title_key"])
    return agreed.select("unit", "home").unique()


def _cut(units: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """`node | key`: units are whole; links hold, unless a chain of them leads from one arXiv id to another."""
    ends = pl.concat([links.select(node="unit", key="home"), links.select(node="home", key="home")])
    heads = units.select(node="unit").unique()
    chains = connected(heads, ends).rename({"node": "unit", "label": "chain"})
    ids = units.select("unit", "arxiv_id").unique().join(chains, on="unit")
    broken = ids.group_by("chain").agg(pl.col("arxiv_id").drop_nulls().n_unique()).filter(pl.col("arxiv_id") > 1)
    sound = chains.join(broken, on="chain", how="anti")
    return (
        units.select("node", "unit")
        .join(sound, on="unit", how="left")
        .select(
            "node", key=pl.coalesce(pl.lit("chain:") + pl.col("chain").cast(pl.String), pl.col("unit").cast(pl.String))
        )
    )
