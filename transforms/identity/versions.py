"""Preprint and published version: works of different identifiers that a listing names as versions of one.

What a record says of its own versions joins two papers whatever their titles, but never two arXiv ids.
"""

from __future__ import annotations

import polars as pl

from transforms.clean import identifiers
from transforms.identity.components import connected
from transforms.identity.keys import strong_keys
from transforms.schema.core import IDENTIFIER_SCHEMES
from transforms.schema.relations import RELATIONS, VERSION_KINDS

_CLEANED = ("doi", "arxiv", "pmid")


def canonical(printed: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `dump_id | listing_id | type | scheme | value`, as readers give them. Out: rows of `core.relations`.

    Kinds and schemes that say nothing of identity are left out; a DOI that arXiv gave becomes its arXiv id.
    """
    known = printed.filter(pl.col("type").is_in(VERSION_KINDS), pl.col("scheme").is_in(_CLEANED))
    preprint = identifiers.arxiv_id_from_doi(identifiers.doi(pl.col("value")))
    cleaned = {scheme: getattr(identifiers, IDENTIFIER_SCHEMES[scheme])(pl.col("value")) for scheme in _CLEANED}
    is_preprint = (pl.col("scheme") == "doi") & pl.col("preprint").is_not_null()
    value = pl.coalesce(pl.when(pl.col("scheme") == scheme).then(pl.col(f"as_{scheme}")) for scheme in _CLEANED)
    rows = known.with_columns(preprint=preprint, **{f"as_{name}": cleaned[name] for name in _CLEANED}).select(
        "dump_id",
        "listing_id",
        kind="type",
        scheme=pl.when(is_preprint).then(pl.lit("arxiv")).otherwise("scheme"),
        value=pl.when(is_preprint).then("preprint").otherwise(value),
    )
    return RELATIONS.conform(rows.drop_nulls("value").unique())


def none() -> pl.DataFrame:
    """No relation at all."""
    return RELATIONS.empty()


def joined(nodes: pl.DataFrame, relations: pl.DataFrame, doubted: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns in: `node`, `component`, KEY_COLUMNS; `core.relations`; `node | key` of doubted identifiers.

    Out: `component | work`, where several components are one work; and of what was kept apart `part | key`, a part
    being a component.
    """
    places = nodes.select("node", "listing_id", "component")
    carried = strong_keys(nodes).join(doubted, on="key", how="anti").join(places, on="node")
    named = relations.join(places, on="listing_id").select("component", key=_key())
    ends = pl.concat([named, carried.select("component", "key").join(named, on="key", how="semi")]).unique()
    ends = ends.join(carried.select("key"), on="key", how="semi").rename({"component": "node"})
    works = connected(ends.select("node").unique(), ends).rename({"node": "component", "label": "work"})
    ids = nodes.select("component", "arxiv_id").join(works, on="component").group_by("work")
    broken = ids.agg(pl.col("arxiv_id").drop_nulls().n_unique()).filter(pl.col("arxiv_id") > 1).join(works, on="work")
    apart = ends.select("key", component="node").join(broken, on="component", how="semi")
    return works.join(broken, on="work", how="anti"), apart.rename({"component": "part"})


def pairs(assigned: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """`listing_id | paper_id | evidence`: both ends of each relation within a paper, with the least other listing."""
    places = assigned.select("node", "listing_id", "paper_id")
    carried = strong_keys(assigned).join(places, on="node").select("key", "paper_id", other="listing_id")
    said = pl.concat_str("kind", pl.lit(" "), pl.col("key").str.replace(":", " ", literal=True))
    named = relations.join(places, on="listing_id").select("listing_id", "paper_id", key=_key(), kind="kind")
    found = (
        named.join(carried, on=["key", "paper_id"])
        .filter(pl.col("listing_id") != pl.col("other"))
        .select("listing_id", "paper_id", "other", said=said)
    )
    swapped = found.select("paper_id", "said", listing_id="other", other="listing_id")
    both = pl.concat([found, swapped.select(found.columns)]).sort("listing_id", "other", "said")
    evidence = pl.concat_str("said", pl.lit(" with "), "other")
    return both.unique("listing_id", keep="first", maintain_order=True).select(
        "listing_id", "paper_id", evidence=evidence
    )


def _key() -> pl.Expr:
    return pl.concat_str("scheme", pl.lit(":"), "value")
