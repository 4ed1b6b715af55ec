"""Which listing gives a paper each of its fields: a declared precedence of quality and sources, and a total order.

Nothing here depends on when a dump arrived: what is equal in quality and source goes to the newest capture, then to
the least value, then to the least listing id. No table is put together here (`transforms.papers` does that).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.clean import text
from transforms.clean.venue_names import known_venues
from transforms.schema.core import DATE_PRECISIONS

# Of two values that are equally good the better source's is taken: where papers are deposited or published; indexes
# that compile it; files that people keep; pages saved as text, of which the last two damage titles.
_SOURCES_BEST_FIRST = (
    (
        *("acl_anthology", "arxiv_listing", "arxiv_oai", "arxiv_snapshot", "crossref", "crossref_xml", "datacite"),
        *("openreview", "pmlr", "pubmed_xml"),
    ),
    ("dblp", "huggingface_api", "openalex", "papers_with_code", "semantic_scholar"),
    ("bibtex", "csl_json", "ris", "table"),
    ("huggingface_text",),
    ("aitopics_text",),
    ("huggingface_digest",),
)
SOURCE_RANKS = {source: rank for rank, sources in enumerate(_SOURCES_BEST_FIRST) for source in sources}
_UNNAMED_SOURCE = 1  # a new reader needs no word here
DATE_BASES_BY_QUALITY = ("operator", "stated", "year_inferred", "file", "identifier")


@dataclass(frozen=True, kw_only=True)
class FieldGroup:
    """Fields that are won together: by the listings where `is_filled`, the first in `order` (then as said above).

    `name` stands for the group in `core.field_sources`.
    """

    name: str
    columns: tuple[str, ...]
    is_filled: pl.Expr
    order: tuple[pl.Expr, ...] = ()


def _filled(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _rank(column: str, best_first: tuple[str, ...]) -> pl.Expr:
    ranks = {value: rank for rank, value in enumerate(best_first)}
    return pl.col(column).replace_strict(ranks, default=len(ranks), return_dtype=pl.Int8)


def _most(count: pl.Expr) -> pl.Expr:
    return -count.cast(pl.Int64)


_NAMES = pl.col("authors").list.len()

FIELD_GROUPS = (
    FieldGroup(name="title", columns=("title",), is_filled=_filled("title")),
    FieldGroup(
        name="abstract",
        columns=("abstract",),
        is_filled=_filled("abstract"),
        order=(pl.col("is_abstract_cut"), _most(pl.col("abstract").str.len_chars())),
    ),
    FieldGroup(name="authors", columns=("authors",), is_filled=_NAMES > 0, order=(_most(_NAMES),)),
    # Counted names before printed counts, and of as many names as `authors` has.
    FieldGroup(
        name="author_count", columns=("author_count",), is_filled=_filled("author_count"), order=(_most(_NAMES),)
    ),
    # A bare year cannot be counted by month, so it comes after every date that can.
    FieldGroup(
        name="published_on",
        columns=("published_on", "published_precision", "published_basis"),
        is_filled=_filled("published_on"),
        order=(
            pl.col("published_precision") == "year",
            _rank("published_basis", DATE_BASES_BY_QUALITY),
            _rank("published_precision", DATE_PRECISIONS),
            pl.col("published_on"),
        ),
    ),
    FieldGroup(
        name="venue",
        columns=("venue", "venue_key"),
        is_filled=_filled("venue"),
        order=(pl.col("is_unpublished"), pl.col("venue_key").is_null()),
    ),
    FieldGroup(name="primary_category", columns=("primary_category",), is_filled=_filled("primary_category")),
    FieldGroup(name="language", columns=("language",), is_filled=_filled("language")),
    FieldGroup(name="code_url", columns=("code_url",), is_filled=_filled("code_url")),
    *(
        FieldGroup(name=name, columns=(name,), is_filled=_filled(name), order=(pl.col(name),))
        for name in ("arxiv_id", "doi")
    ),
    FieldGroup(name="is_withdrawn", columns=("is_withdrawn",), is_filled=pl.col("is_withdrawn")),
)


def winners(listed: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Per group of FIELD_GROUPS `paper_id | listing_id` and its columns, for the papers of which any listing fills it.

    Columns in: `core.listings`, `captured_on`, `primary_category` and `code_url`; all listings of each paper.
    """
    ranked = listed.with_columns(
        source_rank=pl.col("source").replace_strict(SOURCE_RANKS, default=_UNNAMED_SOURCE, return_dtype=pl.Int8),
        is_unpublished=_is_unpublished(),
        is_abstract_cut=text.goes_on(pl.col("abstract")),
    )
    is_beginning = pl.col("listing_id").is_in(_beginnings(ranked).implode())
    ranked = ranked.with_columns(pl.col("is_abstract_cut") | is_beginning)
    return {group.name: _won(ranked, group) for group in FIELD_GROUPS}


def _won(ranked: pl.DataFrame, group: FieldGroup) -> pl.DataFrame:
    order = {f"order_{place}": expression for place, expression in enumerate(group.order)}
    newest_first = _most(pl.col("captured_on").to_physical())
    return (
        ranked.filter(group.is_filled)
        .select("paper_id", "listing_id", "source_rank", "source", *group.columns, newest_first=newest_first, **order)
        .sort(*order, "source_rank", "source", "newest_first", group.columns[0], "listing_id", nulls_last=True)
        .group_by("paper_id", maintain_order=True)
        .agg(pl.col(*group.columns, "listing_id").first())
    )


def _is_unpublished() -> pl.Expr:
    """Whether the venue is a repository of preprints, or one that the paper was only submitted to."""
    repositories = [venue.key for venue in known_venues() if venue.kind == "repository"]
    is_submission = pl.col("venue_track") == "submission"
    return (pl.col("venue_key").is_in(repositories) | is_submission).fill_null(value=False)


def _beginnings(ranked: pl.DataFrame) -> pl.Series:
    """`listing_id`s whose abstract is only the beginning of another one of the paper: cut, though no dots say so.

    Looked for only beside abstracts that end in dots: everywhere else the longest wins, which a beginning never is.
    Letters and digits alone are compared. In the order of these keys, whatever a key begins stands right behind it.
    """
    beside_cut = pl.col("is_abstract_cut").any().over("paper_id")
    printed = ranked.filter(beside_cut).with_columns(key=text.title_key(pl.col("abstract")))
    keys = printed.select("paper_id", "key").drop_nulls().unique().sort("paper_id", "key")
    beginning = keys.filter(pl.col("key").shift(-1).over("paper_id").str.starts_with(pl.col("key")))
    return printed.join(beginning, on=["paper_id", "key"], how="semi")["listing_id"]
