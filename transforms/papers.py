"""One row per paper, and what follows from it (authorships, links, engagement).

Which listing wins a field of it is declared in `transforms.survivorship`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import polars as pl

from transforms import survivorship
from transforms.clean import links as link_cleaning
from transforms.clean import names
from transforms.schema.core import (
    AUTHORSHIPS,
    ENGAGEMENT,
    FIELD_SOURCES,
    IDENTIFIER_SCHEMES,
    IDENTIFIERS,
    PAPER_LINKS,
    PAPERS,
)

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
        primary_category=pl.col("categories").list.first(),
        code_url=_first_code_link(),
        is_single=pl.len().over("paper_id") == 1,
    )
    several = listed.filter(~pl.col("is_single"))
    winners = survivorship.winners(several)
    parts = [_alone(listed.filter("is_single")), _merged(several, winners)]
    papers = pl.concat(PAPERS.conform(part) for part in parts).sort("paper_id")
    papers = papers.with_columns(abstract_length=pl.col("abstract").str.len_chars().cast(pl.Int32))
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


def _alone(single: pl.DataFrame) -> pl.DataFrame:
    return single.with_columns(
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
    )
    for won in winners.values():
        merged = merged.join(won.drop("listing_id"), on="paper_id", how="left")
    merged = merged.with_columns(pl.col("authors").fill_null([]), pl.col("is_withdrawn").fill_null(value=False))
    # Where the longest list ends with `et al.`, a shorter list's count is not the paper's.
    is_possible = pl.col("author_count") >= pl.col("authors").list.len()
    return merged.with_columns(author_count=pl.when(is_possible).then("author_count"))


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
