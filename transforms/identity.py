"""Which listings are the same paper: strong identifiers first, then guarded title keys. Deterministic, order-free.

`resolve` looks at whole components of listings that share any key, so a caller who hands it every listing of such a
component (and no half of one) gets the same answer as from a rebuild of everything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import polars as pl

from transforms.clean import text
from transforms.schema.core import CONFLICTS, IDENTIFIER_SCHEMES

# Shorter title keys are shared by chance; they count only together with the abstract.
TITLE_KEY_CHARACTERS = 20
ABSTRACT_KEY_CHARACTERS = 120
# A title that leads to more papers with different identifiers than this says nothing about a listing without one.
TITLE_FAN_IN = 3

KEY_COLUMNS = ("listing_id", "title_key", "abstract", *IDENTIFIER_SCHEMES.values())


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """`assignments`: `listing_id | paper_id`. `conflicts`: rows of `core.conflicts`."""

    assignments: pl.DataFrame
    conflicts: pl.DataFrame


def own_paper_id() -> pl.Expr:
    """`paper_id` of a listing that stands alone, from `listing_id`, `title_key` and its identifier columns."""
    strong = _strong_id()
    weak = pl.when(strong.is_null()).then(pl.coalesce("title_key", "listing_id"))  # no digest where none is needed
    return pl.coalesce(strong, _title_id(weak)).alias("paper_id")


def _strong_id() -> pl.Expr:
    return pl.coalesce(pl.lit(f"{scheme}:") + pl.col(column) for scheme, column in IDENTIFIER_SCHEMES.items())


def _title_id(value: pl.Expr) -> pl.Expr:
    return pl.lit("title:") + value.map_batches(_sha256_prefixes, return_dtype=pl.String, is_elementwise=True)


def _sha256_prefixes(values: pl.Series) -> pl.Series:
    """First 16 hex digits of each SHA-256. Polars has no SHA-256; hashlib costs a microsecond a title."""
    return pl.Series(
        values.name,
        [None if value is None else hashlib.sha256(value.encode()).hexdigest()[:16] for value in values],
        dtype=pl.String,
    )


def resolve(listings: pl.DataFrame) -> Resolution:
    """Columns in: KEY_COLUMNS. Every listing gets exactly one paper; the order of rows does not matter."""
    nodes = (
        listings.select(KEY_COLUMNS)
        .sort("listing_id")
        .with_row_index("node")
        .with_columns(_strong_id().alias("strong_id"), _merging_key().alias("merging_key"))
    )
    nodes = nodes.join(connected(nodes.select("node"), _strong_keys(nodes)), on="node").rename({"label": "component"})
    grouped, contested = _title_groups(nodes)
    nodes = nodes.join(connected(nodes.select("node"), _allowed_links(nodes, grouped)), on="node")
    assignments = _named(nodes)
    return Resolution(
        assignments=assignments.select("listing_id", "paper_id"), conflicts=_conflicts(assignments, contested)
    )


def is_telling(title_key: pl.Expr) -> pl.Expr:
    """Whether a title key is long and special enough to stand for a paper without its abstract; null for null."""
    return (title_key.str.len_chars() >= TITLE_KEY_CHARACTERS) & ~text.is_generic_title(title_key)


def _merging_key() -> pl.Expr:
    """Title key where it is long and telling enough; else title and abstract together; else nothing."""
    title, abstract = pl.col("title_key"), text.title_key(pl.col("abstract"))
    with_abstract = title + "|" + abstract.str.head(ABSTRACT_KEY_CHARACTERS)
    return pl.when(is_telling(title)).then(title).otherwise(with_abstract)


def _strong_keys(nodes: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        nodes.select("node", key=pl.lit(f"{scheme}:") + pl.col(column)) for scheme, column in IDENTIFIER_SCHEMES.items()
    ).drop_nulls("key")


def connected(nodes: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Connected components. In: `node`; and `node | key` (sharing a key connects). Out: `node | label`, the least node.

    Labels spread over shared keys and jump along themselves, so the number of rounds grows with the logarithm of the
    longest chain (Shiloach and Vishkin, J. Algorithms 3, 1982).
    """
    labels = nodes.with_columns(label="node")
    shared = keys.filter(pl.len().over("key") > 1)
    while shared.height:
        spread = (
            shared.join(labels, on="node")
            .with_columns(pl.col("label").min().over("key"))
            .group_by("node")
            .agg(reached=pl.col("label").min())
        )
        nearer = labels.join(spread, on="node", how="left", maintain_order="left").select(
            "node", label=pl.min_horizontal("label", "reached")
        )
        jumped = nearer.join(
            nearer.select(label="node", further="label"), on="label", how="left", maintain_order="left"
        ).select("node", label="further")
        if jumped["label"].equals(labels["label"]):
            break
        labels = jumped
    return labels


def _title_groups(nodes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which components share a merging key. Out: `merging_key | component | is_strong | group_strong | is_contested`.

    A key is contested where two components with different values of one identifier scheme share it. The second frame
    holds the contested keys' strong components alone.
    """
    schemes = list(IDENTIFIER_SCHEMES.values())
    components = nodes.group_by("component").agg(
        pl.col(schemes).min(), is_strong=pl.col("strong_id").is_not_null().any()
    )
    groups = (
        nodes.select("merging_key", "component")
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
    contested = groups.filter("is_contested", "is_strong").select("merging_key", "component")
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


def _allowed_links(nodes: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """`node | key` for the final components: strong components stay whole, title groups join where allowed.

    In a contested group the listings without identifiers follow the least strong component, so that they are not
    counted as a further paper, unless the title leads to more than TITLE_FAN_IN papers.
    """
    whole = nodes.select("node", key=pl.lit("component:") + pl.col("component").cast(pl.String))
    follows = pl.col("component") == pl.col("component").filter("is_strong").min().over("merging_key")
    joins = groups.filter(
        ~pl.col("is_contested") | ~pl.col("is_strong") | (follows & (pl.col("group_strong") <= TITLE_FAN_IN))
    ).select(node="component", key=pl.lit("title:") + pl.col("merging_key"))
    return pl.concat([whole, joins])


def _named(nodes: pl.DataFrame) -> pl.DataFrame:
    """Give each final component (`label`) the best identifier among its listings as `paper_id`."""
    ranked = [
        (pl.lit(f"{scheme}:") + pl.col(column)).min().over("label") for scheme, column in IDENTIFIER_SCHEMES.items()
    ]
    title_key = pl.col("title_key").min().over("label")
    nodes = nodes.with_columns(strong_paper_id=pl.coalesce(ranked), title_key=title_key)
    # Short titles without identifier may belong to several papers: then title and abstract (or the entry) name it.
    is_ambiguous = pl.col("label").filter(pl.col("strong_paper_id").is_null()).n_unique().over("title_key") > 1
    distinct = pl.coalesce(pl.col("merging_key").min().over("label"), pl.col("listing_id").min().over("label"))
    name = pl.when(is_ambiguous).then(distinct).otherwise(pl.coalesce("title_key", distinct))
    return nodes.with_columns(name=name).with_columns(
        paper_id=pl.coalesce(pl.col("strong_paper_id"), _title_id(pl.col("name")))
    )


def _conflicts(assignments: pl.DataFrame, contested: pl.DataFrame) -> pl.DataFrame:
    """Rows of `core.conflicts`: papers with one title that different identifiers keep apart."""
    rows = (
        contested.join(assignments.select("component", "paper_id").unique(), on="component")
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
