"""Raw records of any source -> canonical listings: the chain of `clean.*` expressions, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from transforms import identity
from transforms.clean import dates, identifiers, languages, links, names, text, venues
from transforms.readers._contract import FIELDS, PLACE
from transforms.schema.column import DataType
from transforms.schema.core import IDENTIFIER_SCHEMES, LISTINGS

_TEXTS = ("title", "abstract")
_COUNTS = ("comments", "upvotes", "github_stars", "citations")
_DATES = ("published", "submitted", "updated")
_PARTS_OF_DATES = {"date": "on", "precision": "precision", "basis": "basis"}


@dataclass(frozen=True, kw_only=True)
class DumpFacts:
    """What is true of every entry of one dump."""

    dump_id: str
    source: str
    captured_on: date | None
    labels_abstracts: bool = True  # the source says which text is the abstract; text layouts tell it by its place


def listings(raw: pl.DataFrame, *, dump: DumpFacts) -> pl.DataFrame:
    """Columns in: PLACE and any of FIELDS (see `readers`). Columns out: `core.listings`, `raw` and `problems`.

    `paper_id` is the one the listing would have if it stood alone; matching replaces it. Only what the reader fills
    is cleaned: a source of titles and abstracts does not pay for dates and venues.
    """
    filled = frozenset(raw.columns)
    frame = (
        raw.with_columns(text.printed(pl.col(name)).alias(f"{name}_raw") for name in _TEXTS if name in filled)
        .with_columns(text.clean(pl.col(f"{name}_raw")).alias(name) for name in _TEXTS if name in filled)
        .with_columns(_values(filled, dump))
        .pipe(_with_every_column)
        .with_columns(_joined(filled, dump))
        .with_columns(_dated_by_identifier())
        .with_columns(identity.own_paper_id())
    )
    return pl.concat([LISTINGS.conform(frame), frame.select("raw", "problems")], how="horizontal")


def _values(filled: Collection[str], dump: DumpFacts) -> list[pl.Expr]:
    """Each field that the source fills, cleaned by itself; dates as structs."""
    cleaned = {
        "title_key": text.title_key(pl.col("title")),
        **{name: getattr(identifiers, name)(pl.col(name)) for name in IDENTIFIER_SCHEMES.values() if name in filled},
        **{name: pl.col(name).pipe(_natural) for name in _COUNTS if name in filled},
        **{name: _distinct(name) for name in ("categories", "keywords") if name in filled},
        **{name: dates.parsed(pl.col(name), captured_on=dump.captured_on) for name in _DATES if name in filled},
    }
    if "abstract" in filled and dump.labels_abstracts:
        cleaned["abstract"] = _long_enough(pl.col("abstract"))
    if "venue" in filled:
        cleaned |= {"venue": text.clean(pl.col("venue")), "known_venue": venues.parsed(pl.col("venue"))}
    if "language" in filled:
        cleaned["language"] = languages.language(pl.col("language"))
    if "authors" in filled:
        cleaned["authors"] = names.authors(pl.col("authors"))
        cleaned["has_more_authors"] = names.has_more(pl.col("authors"))
    if "doi" in filled:
        cleaned["arxiv_id_of_doi"] = identifiers.arxiv_id_from_doi(identifiers.doi(pl.col("doi")))
    return [expression.alias(name) for name, expression in cleaned.items()]


def _long_enough(abstract: pl.Expr) -> pl.Expr:
    """`Folder`, `no abstract`: NULL, and the paper stays. What was printed is seen in `abstract_raw`.

    Where an abstract is known by its place alone, a short one means that the places have shifted: there the row rules
    refuse the entry.
    """
    return pl.when(abstract.str.len_chars() >= LISTINGS.column("abstract").min_length).then(abstract)


def _natural(count: pl.Expr) -> pl.Expr:
    return pl.when(count >= 0).then(count)


def _distinct(name: str) -> pl.Expr:
    cleaned = pl.col(name).fill_null([]).list.eval(text.clean(pl.element()))
    return cleaned.list.drop_nulls().list.unique(maintain_order=True)


def _with_every_column(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns that no later expression need ask for: NULL, or an empty list, where the source has none."""
    dated = dict.fromkeys(_DATES, dates.DATE)
    types: dict[str, DataType] = {
        **PLACE,
        **FIELDS,
        **LISTINGS.polars_schema,
        **dated,
        "arxiv_id_of_doi": pl.String,
        "known_venue": venues.VENUE,
        "has_more_authors": pl.Boolean,
    }
    missing = [name for name in types if name not in frame.columns]
    frame = frame.with_columns(pl.lit(None, dtype=types[name]).alias(name) for name in missing)
    lists = [name for name in (*PLACE, *FIELDS) if isinstance(types[name], pl.List)]
    return frame.with_columns(pl.col(lists).fill_null([]), pl.col("is_withdrawn").fill_null(value=False))


def _joined(filled: Collection[str], dump: DumpFacts) -> list[pl.Expr]:
    """What depends on several fields, or on the dump."""
    named = pl.col("authors").list.len().cast(pl.Int32)
    # Of `A. Example et al.` the number is not known, unless the source states it.
    counted = pl.when(named > 0, ~pl.col("has_more_authors")).then(named)
    urls = [links.urls_in(pl.col("title_raw")), links.urls_in(pl.col("abstract_raw"))]
    if "links" in filled:
        urls.append(pl.col("links").list.eval(links.cleaned(pl.element())).list.drop_nulls())
    return [
        pl.concat_str(pl.lit(dump.dump_id[:16] + ":"), pl.col("position")).alias("listing_id"),
        pl.lit(dump.dump_id).alias("dump_id"),
        pl.lit(dump.source).alias("source"),
        _only_where_changed("title"),
        _only_where_changed("abstract"),
        pl.coalesce("arxiv_id", "arxiv_id_of_doi").alias("arxiv_id"),
        pl.max_horizontal("author_count", counted).alias("author_count"),
        *(
            pl.col(name).struct.field(part).alias(f"{name}_{column}")
            for name in _DATES
            for part, column in _PARTS_OF_DATES.items()
        ),
        *(pl.col("known_venue").struct.field(name).alias(f"venue_{name}") for name in ("key", "year", "track")),
        links.as_links(pl.concat_list(urls).list.unique(maintain_order=True)).alias("links"),
    ]


def _only_where_changed(name: str) -> pl.Expr:
    printed = pl.col(f"{name}_raw")
    return pl.when(printed.ne_missing(pl.col(name))).then(printed).alias(f"{name}_raw")


def _dated_by_identifier() -> list[pl.Expr]:
    """An undated listing with a new-style arXiv id is known to its month."""
    month = identifiers.arxiv_month(pl.col("arxiv_id"))
    undated = pl.col("published_on").is_null() & month.is_not_null()
    values = {"published_on": month, "published_precision": pl.lit("month"), "published_basis": pl.lit("identifier")}
    return [pl.when(undated).then(value).otherwise(pl.col(name)).alias(name) for name, value in values.items()]
