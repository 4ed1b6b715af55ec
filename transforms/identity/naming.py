"""The `paper_id` of each component: a name that no other component has, whatever identifiers they share."""

from __future__ import annotations

import polars as pl

from transforms.identity.keys import title_id
from transforms.schema.core import IDENTIFIER_SCHEMES


def named(nodes: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `label`, `is_split`, `merging_key` and KEY_COLUMNS. Out: the same with `paper_id`.

    A component is named by its best identifier, else by its title, else (where another component without identifier
    has that title) by title and abstract, else by its least listing. One that was split off keeps no title's name.
    """
    papers = nodes.group_by("label").agg(
        title=pl.col("title_key").min(),
        title_and_abstract=pl.col("merging_key").min(),
        listing=pl.col("listing_id").min(),
        is_split=pl.col("is_split").any(),
    )
    papers = papers.join(_identified(nodes), on="label", how="left")
    for name in ("title", "title_and_abstract"):
        papers = papers.with_columns(pl.when(~pl.col("is_split"), pl.col("strong_paper_id").is_null()).then(name))
        papers = papers.with_columns(pl.when(pl.col(name).is_unique()).then(name))
    weak = pl.when(pl.col("strong_paper_id").is_null()).then(pl.coalesce("title", "title_and_abstract", "listing"))
    papers = papers.select("label", paper_id=pl.coalesce(pl.col("strong_paper_id"), title_id(weak)))
    return nodes.join(papers, on="label", maintain_order="left")


def _identified(nodes: pl.DataFrame) -> pl.DataFrame:
    """`label | strong_paper_id`: the best identifier that a component owns.

    Of the components that share a value the one with most listings of it owns it, then the least; one that was split
    off comes last.
    """
    owned = pl.concat(
        nodes.select("label", "is_split", rank=pl.lit(rank), value=pl.lit(f"{scheme}:") + pl.col(column))
        .drop_nulls("value")
        .group_by("label", "rank", "value")
        .agg(pl.len(), pl.col("is_split").any())
        for rank, (scheme, column) in enumerate(IDENTIFIER_SCHEMES.items())
    )
    return (
        owned.sort("is_split", -pl.col("len").cast(pl.Int64), "label")
        .unique("value", keep="first", maintain_order=True)
        .sort("rank", "value")
        .group_by("label", maintain_order=True)
        .agg(strong_paper_id=pl.col("value").first())
    )
