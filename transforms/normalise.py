"""Raw records of any source -> canonical listings: the chain of `clean.*` expressions, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from transforms import identity
from transforms.clean import dates, identifiers, links, names, text, venues
from transforms.readers._contract import FIELDS, PLACE
from transforms.schema.core import IDENTIFIER_SCHEMES, LISTINGS

_COUNTS = ("comments", "upvotes", "github_stars", "citations")


@dataclass(frozen=True, kw_only=True)
class DumpFacts:
    """What is true of every entry of one dump."""

    dump_id: str
    source: str
    captured_on: date | None


def listings(raw: pl.DataFrame, *, dump: DumpFacts) -> pl.DataFrame:
    """Columns in: PLACE and any of FIELDS (see `readers`). Columns out: `core.listings`, `raw` and `problems`.

    `paper_id` is the one the listing would have if it stood alone; matching replaces it.
    """
    frame = _with_every_field(raw)
    frame = frame.with_columns(_texts()).with_columns(_identifiers()).with_columns(_derived(dump))
    frame = frame.with_columns(identity.own_paper_id())
    return pl.concat([LISTINGS.conform(frame), frame.select("raw", "problems")], how="horizontal")


def _with_every_field(raw: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in (*PLACE, *FIELDS) if name not in raw.columns]
    types = {**PLACE, **FIELDS}
    return raw.with_columns(pl.lit(None, dtype=types[name]).alias(name) for name in missing)


def _texts() -> list[pl.Expr]:
    return [
        text.printed(pl.col("title")).alias("title_raw"),
        text.printed(pl.col("abstract")).alias("abstract_raw"),
        text.clean(pl.col("title")).alias("title"),
        text.clean(pl.col("abstract")).alias("abstract"),
    ]


def _identifiers() -> list[pl.Expr]:
    from_doi = identifiers.arxiv_id_from_doi(pl.col("doi"))
    cleaners = {column: getattr(identifiers, column) for column in IDENTIFIER_SCHEMES.values()}
    found = {column: cleaner(pl.col(column)) for column, cleaner in cleaners.items()}
    found["arxiv_id"] = pl.coalesce(found["arxiv_id"], from_doi)
    return [expression.alias(column) for column, expression in found.items()]


def _derived(dump: DumpFacts) -> list[pl.Expr]:
    authors = names.authors(pl.col("authors"))
    urls = pl.concat_list(
        links.urls_in(pl.col("title_raw")),
        links.urls_in(pl.col("abstract_raw")),
        pl.col("links").fill_null([]).list.eval(links.cleaned(pl.element())).list.drop_nulls(),
    ).list.unique(maintain_order=True)
    return [
        pl.concat_str(pl.lit(dump.dump_id[:16] + ":"), pl.col("position")).alias("listing_id"),
        pl.lit(dump.dump_id).alias("dump_id"),
        pl.lit(dump.source).alias("source"),
        _only_where_changed("title"),
        _only_where_changed("abstract"),
        text.title_key(pl.col("title")).alias("title_key"),
        authors.alias("authors"),
        pl.max_horizontal("author_count", authors.list.len().cast(pl.Int32).replace(0, None)).alias("author_count"),
        text.clean(pl.col("venue")).alias("venue"),
        venues.venue_key(pl.col("venue")).alias("venue_key"),
        *_dates(dump.captured_on),
        *(_distinct(name) for name in ("categories", "keywords")),
        links.as_links(urls).alias("links"),
        *(pl.when(pl.col(name) >= 0).then(pl.col(name)).alias(name) for name in _COUNTS),
        pl.col("is_withdrawn").fill_null(value=False),
        pl.col("problems").fill_null([]),
    ]


def _only_where_changed(name: str) -> pl.Expr:
    printed = pl.col(f"{name}_raw")
    return pl.when(printed.ne_missing(pl.col(name))).then(printed).alias(f"{name}_raw")


def _distinct(name: str) -> pl.Expr:
    cleaned = pl.col(name).fill_null([]).list.eval(text.clean(pl.element()))
    return cleaned.list.drop_nulls().list.unique(maintain_order=True).alias(name)


def _dates(captured_on: date | None) -> list[pl.Expr]:
    stated = dates.parsed(pl.col("published"), captured_on=captured_on)
    month = identifiers.arxiv_month(pl.col("arxiv_id"))
    from_identifier = stated.struct.field("date").is_null() & month.is_not_null()
    return [
        pl.coalesce(stated.struct.field("date"), month).alias("published_on"),
        pl.when(from_identifier)
        .then(pl.lit("month"))
        .otherwise(stated.struct.field("precision"))
        .alias("published_precision"),
        pl.when(from_identifier)
        .then(pl.lit("identifier"))
        .otherwise(stated.struct.field("basis"))
        .alias("published_basis"),
        dates.parsed(pl.col("submitted"), captured_on=captured_on).struct.field("date").alias("submitted_on"),
        dates.parsed(pl.col("updated"), captured_on=captured_on).struct.field("date").alias("updated_on"),
    ]
