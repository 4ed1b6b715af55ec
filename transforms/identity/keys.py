"""By which keys of a listing it is matched, and how it names a paper. Nothing here looks at two listings."""

from __future__ import annotations

import hashlib

import polars as pl

from transforms.clean import text
from transforms.schema.core import IDENTIFIER_SCHEMES

# Shorter title keys are shared by chance; they count only together with the abstract.
TITLE_KEY_CHARACTERS = 20
ABSTRACT_KEY_CHARACTERS = 120

# `names` are those of the authors as printed; the others are columns of `core.listings`.
KEY_COLUMNS = ("listing_id", "title_key", "abstract", "names", *IDENTIFIER_SCHEMES.values())


def own_paper_id() -> pl.Expr:
    """`paper_id` of a listing that stands alone, from `listing_id`, `title_key` and its identifier columns."""
    strong = strong_id()
    weak = pl.when(strong.is_null()).then(pl.coalesce("title_key", "listing_id"))  # no digest where none is needed
    return pl.coalesce(strong, title_id(weak)).alias("paper_id")


def strong_id() -> pl.Expr:
    """The best identifier of a listing, `arxiv:2405.15319`; null where it has none."""
    return pl.coalesce(pl.lit(f"{scheme}:") + pl.col(column) for scheme, column in IDENTIFIER_SCHEMES.items())


def published_doi() -> pl.Expr:
    """The DOI, unless arXiv gave it: that one says what the arXiv id says, and contradicts no publisher's."""
    return pl.when(~pl.col("doi").str.starts_with("10.48550/arxiv.")).then("doi").alias("doi")


def title_id(value: pl.Expr) -> pl.Expr:
    """`title:` and the digest of what names a paper without identifier; null for null."""
    return pl.lit("title:") + value.map_batches(_sha256_prefixes, return_dtype=pl.String, is_elementwise=True)


def _sha256_prefixes(values: pl.Series) -> pl.Series:
    """First 16 hex digits of each SHA-256. Polars has no SHA-256; hashlib costs a microsecond a title."""
    return pl.Series(
        values.name,
        [None if value is None else hashlib.sha256(value.encode()).hexdigest()[:16] for value in values],
        dtype=pl.String,
    )


def is_telling(title_key: pl.Expr) -> pl.Expr:
    """Whether a title key is long and special enough to stand for a paper without its abstract; null for null."""
    return (title_key.str.len_chars() >= TITLE_KEY_CHARACTERS) & ~text.is_generic_title(title_key)


def merging_key() -> pl.Expr:
    """Title key where it is long and telling enough; else title and abstract together; else nothing."""
    title, abstract = pl.col("title_key"), text.title_key(pl.col("abstract"))
    with_abstract = title + "|" + abstract.str.head(ABSTRACT_KEY_CHARACTERS)
    return pl.when(is_telling(title)).then(title).otherwise(with_abstract)


def strong_keys(nodes: pl.DataFrame) -> pl.DataFrame:
    """`node | key`: every identifier of every listing."""
    return pl.concat(
        nodes.select("node", key=pl.lit(f"{scheme}:") + pl.col(column)) for scheme, column in IDENTIFIER_SCHEMES.items()
    ).drop_nulls("key")


def refined_keys(nodes: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """`node | merging_key` of nodes (`node`, `component`, `merging_key`), in their order.

    `told`: `merging_key | component | behind`, what tells the components of one key apart and is put behind it; null
    leaves the key as it is.
    """
    keys = nodes.select("node", "component", "merging_key").join(
        told, on=["merging_key", "component"], how="left", maintain_order="left"
    )
    return keys.select("node", pl.col("merging_key") + pl.col("behind").fill_null(""))
