"""One row per paper: which listing wins per field, and what follows from it (authorships, links, engagement).

Precedence is declared here and ties are broken by a total order, never by arrival.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import polars as pl

from transforms.clean import links as link_cleaning
from transforms.clean import names
from transforms.schema.core import (
    AUTHORSHIPS,
    DATE_PRECISIONS,
    ENGAGEMENT,
    FIELD_SOURCES,
    IDENTIFIER_SCHEMES,
    IDENTIFIERS,
    PAPER_LINKS,
    PAPERS,
)

# Sources whose fields are structured and curated come first; a scraped page comes last. Unknown sources stand between.
SOURCE_PRECEDENCE = {"huggingface_text": 2, "aitopics_text": 3, "huggingface_digest": 4}
_UNKNOWN_SOURCE = 1
BASIS_PRECEDENCE = {"operator": 0, "stated": 1, "year_inferred": 2, "file": 3, "identifier": 4}
_ENGAGEMENT = ("upvotes", "comments", "github_stars", "citations")


@dataclass(frozen=True, kw_only=True)
class PaperTables:
    """Rows of the `core` tables that describe papers; each conforms to its declared table."""

    papers: pl.DataFrame
    identifiers: pl.DataFrame
    authorships: pl.DataFrame
    links: pl.DataFrame
    engagement: pl.DataFrame
    field_sources: pl.DataFrame

    def items(self) -> list[tuple[str, pl.DataFrame]]:
        """`core.papers` -> its rows, and so on."""
        return [(f"core.{field.name}", getattr(self, field.name)) for field in fields(self)]


def build(listings: pl.DataFrame, *, captures: pl.DataFrame) -> PaperTables:
    """Columns in: `core.listings`, all listings of each paper concerned; captures: `dump_id | captured_on`."""
    listed = listings.join(captures, on="dump_id", how="left", maintain_order="left").with_columns(
        source_rank=pl.col("source").replace_strict(SOURCE_PRECEDENCE, default=_UNKNOWN_SOURCE, return_dtype=pl.Int8),
        code_url=_first_code_link(),
        is_single=pl.len().over("paper_id") == 1,
    )
    several = listed.filter(~pl.col("is_single"))
    winners = {group.name: _winners(several, group) for group in _FIELD_GROUPS}
    parts = [_alone(listed.filter("is_single")), _merged(several, winners)]
    papers = pl.concat(PAPERS.conform(part) for part in parts).sort("paper_id")
    return PaperTables(
        papers=papers,
        identifiers=_identifiers(listings),
        authorships=_authorships(papers),
        links=_links(listings),
        engagement=_engagement(listed),
        field_sources=_field_sources(winners),
    )


def _first_code_link() -> pl.Expr:
    is_code = pl.element().struct.field("kind") == "code"
    return pl.col("links").list.eval(pl.element().filter(is_code).struct.field("url")).list.first()


@dataclass(frozen=True, kw_only=True)
class _FieldGroup:
    """Fields that are won together: by the listings where `is_filled`, the first in `order` (then source, then id)."""

    name: str
    columns: tuple[str, ...]
    is_filled: pl.Expr
    order: tuple[pl.Expr, ...] = ()


def _rank(column: str, ranks: dict[str, int]) -> pl.Expr:
    return pl.col(column).replace_strict(ranks, default=len(ranks), return_dtype=pl.Int8)


_FIELD_GROUPS = (
    _FieldGroup(name="title", columns=("title",), is_filled=pl.col("title").is_not_null()),
    _FieldGroup(
        name="abstract",
        columns=("abstract",),
        is_filled=pl.col("abstract").is_not_null(),
        order=(-pl.col("abstract").str.len_chars().cast(pl.Int64),),  # a cut abstract never beats the full one
    ),
    _FieldGroup(
        name="authors",
        columns=("authors",),
        is_filled=pl.col("authors").list.len() > 0,
        order=(-pl.col("authors").list.len().cast(pl.Int64),),
    ),
    _FieldGroup(
        name="author_count",
        columns=("author_count",),
        is_filled=pl.col("author_count").is_not_null(),
        order=(pl.col("authors").list.len() == 0,),  # counted names before printed counts
    ),
    _FieldGroup(
        name="published_on",
        columns=("published_on", "published_precision", "published_basis"),
        is_filled=pl.col("published_on").is_not_null(),
        order=(
            _rank("published_basis", BASIS_PRECEDENCE),
            _rank("published_precision", {name: rank for rank, name in enumerate(DATE_PRECISIONS)}),
            pl.col("published_on"),
        ),
    ),
    _FieldGroup(
        name="venue",
        columns=("venue", "venue_key"),
        is_filled=pl.col("venue").is_not_null(),
        order=(pl.col("venue_key").is_null(),),
    ),
    _FieldGroup(
        name="primary_category",
        columns=("primary_category",),
        is_filled=pl.col("categories").list.len() > 0,
    ),
    _FieldGroup(name="code_url", columns=("code_url",), is_filled=pl.col("code_url").is_not_null()),
    *(
        _FieldGroup(name=name, columns=(name,), is_filled=pl.col(name).is_not_null(), order=(pl.col(name),))
        for name in ("arxiv_id", "doi")
    ),
)


def _winners(several: pl.DataFrame, group: _FieldGroup) -> pl.DataFrame:
    return (
        several.with_columns(primary_category=pl.col("categories").list.first())
        .filter(group.is_filled)
        .sort(*group.order, "source_rank", "source", *group.columns[:1], "listing_id")
        .group_by("paper_id", maintain_order=True)
        .agg(pl.col(*group.columns, "listing_id").first())
    )


def _alone(single: pl.DataFrame) -> pl.DataFrame:
    return single.with_columns(
        primary_category=pl.col("categories").list.first(),
        listings=pl.lit(1),
        dumps=pl.lit(1),
        sources=pl.concat_list("source"),
        first_listed_on="captured_on",
        last_listed_on="captured_on",
    )


def _merged(several: pl.DataFrame, winners: dict[str, pl.DataFrame]) -> pl.DataFrame:
    merged = several.group_by("paper_id").agg(
        listings=pl.len(),
        dumps=pl.col("dump_id").n_unique(),
        sources=pl.col("source").unique().sort(),
        categories=pl.col("categories").explode().drop_nulls().unique().sort(),
        first_listed_on=pl.col("captured_on").min(),
        last_listed_on=pl.col("captured_on").max(),
        is_withdrawn=pl.col("is_withdrawn").any(),
    )
    for won in winners.values():
        merged = merged.join(won.drop("listing_id"), on="paper_id", how="left")
    return merged.with_columns(pl.col("authors").fill_null([]))


def _field_sources(winners: dict[str, pl.DataFrame]) -> pl.DataFrame:
    rows = pl.concat(won.select("paper_id", "listing_id", field=pl.lit(name)) for name, won in winners.items())
    return FIELD_SOURCES.conform(rows).sort("paper_id", "field")


def _identifiers(listings: pl.DataFrame) -> pl.DataFrame:
    columns = {**IDENTIFIER_SCHEMES, "title": "title_key"}
    rows = pl.concat(
        listings.select("paper_id", scheme=pl.lit(scheme), value=pl.col(column)).drop_nulls("value")
        for scheme, column in columns.items()
    )
    return IDENTIFIERS.conform(rows.unique()).sort("scheme", "value", "paper_id")


def _authorships(papers: pl.DataFrame) -> pl.DataFrame:
    rows = (
        papers.select("paper_id", "authors")
        .filter(pl.col("authors").list.len() > 0)
        .with_columns(position=pl.int_ranges(pl.col("authors").list.len()))
        .explode("authors", "position")
        .unnest("authors")
        .with_columns(author_key=names.author_key(pl.col("name")))
    )
    return AUTHORSHIPS.conform(rows)


def _links(listings: pl.DataFrame) -> pl.DataFrame:
    rows = (
        listings.select("paper_id", "links")
        .filter(pl.col("links").list.len() > 0)
        .explode("links")
        .unnest("links")
        .unique(["paper_id", "url"])  # the kind follows from the URL, so any of the equal rows will do
        .with_columns(host=link_cleaning.host(pl.col("url")))
    )
    return PAPER_LINKS.conform(rows).sort("paper_id", "url")


def _engagement(listed: pl.DataFrame) -> pl.DataFrame:
    rows = (
        listed.filter(pl.col("captured_on").is_not_null(), pl.any_horizontal(pl.col(_ENGAGEMENT).is_not_null()))
        .group_by("paper_id", "source", observed_on="captured_on")
        .agg(pl.col(_ENGAGEMENT).max())
    )
    return ENGAGEMENT.conform(rows).sort("paper_id", "observed_on", "source")
