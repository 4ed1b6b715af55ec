"""Hugging Face papers pages as notebooks export them: `addresses`, plain text with each link's address on a line.

A card begins with its upvotes (`[-] 12`, `[-] -` for none) or, where they are lost, with the address that gives one.
The address of the day before stands among the page's own: it does not say when the page was captured.
"""

from __future__ import annotations

import polars as pl

from transforms.readers._cards import Cards
from transforms.readers._huggingface_page import BANNERS, LONGEST_MARK_BYTES, MONTH_DAY, PAGE_DAY
from transforms.readers._roles import ROLE

_HOST = r"https://huggingface\.co/"
_PAPER = rf"{_HOST}papers/\d{{4}}\.\d{{4,5}}"
_VOTES = r"^\[-\] (\d{1,7}|-)$"
_GIVES_ONE = rf"^{_HOST}login\?next=%2Fpapers%2F\d{{4}}\.\d{{4,5}}$"
_DATE = rf"^({MONTH_DAY}(?:, \d{{4}})?)$"
_COMMUNITY = rf"^{_PAPER}#community$"
_NAVIGATION = (
    *BANNERS,
    *("Hugging Face", "Daily Papers - Hugging Face", "Models", "Datasets", "Spaces", "Buckets new", "Docs"),
    *("Enterprise", "Pricing", "Log In", "Sign Up", "by", "AK", "and the research community", "Daily", "Weekly"),
    *("Monthly", "Previous", "Next", "System theme", "Company", "TOS", "Privacy", "About", "Careers", "Website"),
    "Trending Papers ranked by GitHub stars activity",
)
_OWN_ADDRESS = (
    rf"^(?:{_HOST}(?:|models|datasets|spaces|storage|docs|enterprise|pricing|login|login\?next=%2Fpapers|join|akhaliq"
    r"|papers/trending|papers/date/\S+|terms-of-service|privacy|huggingface)|https://apply\.workable\.com/\S+)$"
)
_FRONT_MATTER = r"^(?:-{3,}|(?:source_id|title|notebook_id|url|type|exported): .*|# .*)$"

_VOTES_LINE = r"(?m)^\s*\[-\] (\d{1,7}|-)\s*$"
_TITLE = rf"(?m)(?:%2Fpapers%2F\d{{4}}\.\d{{4,5}}|^\s*\[-\] (?:\d{{1,7}}|-))\s*\n+\s*(\S.*(?:\n.+)*?)\s*\n+\s*{_PAPER}"
_ABSTRACT = rf"(?m)^\s*{_PAPER}\s*\n+((?:.|\n)+?)\s*\n+\s*(?:{_HOST}|\[\s*\n|·)"
_ORGANISATION = rf"(?m)^\s*(\S.*?)\s*\n+\s*{_HOST}[\w\-.]+\s*\n+\s*·"


def sniffed(texts: pl.Series) -> int:
    """How many cards of this layout begin in these printed lines."""
    bare = texts.str.strip_chars()
    return int(min(bare.str.contains(_VOTES).sum(), bare.str.contains(_GIVES_ONE).sum()))


def mark(lines: pl.DataFrame) -> pl.DataFrame:
    """Printed lines -> the same with `role`, `is_furniture`, `page_day` and `published`."""
    bare = pl.col("bare")
    is_own_address = bare.str.contains(_OWN_ADDRESS)
    follows = pl.col("is_navigation").shift(1, fill_value=False)
    return (
        lines.with_columns(bare=pl.when(pl.col("bytes") <= LONGEST_MARK_BYTES).then("text").str.strip_chars())
        .with_columns(
            is_furniture=(bare.is_in(_NAVIGATION) | bare.str.contains(_FRONT_MATTER)).fill_null(False),
            published=bare.str.extract(_DATE),
            is_votes=bare.str.contains(_VOTES).fill_null(False),
            gives_one=bare.str.contains(_GIVES_ONE).fill_null(False),
            is_community=bare.str.contains(_COMMUNITY).fill_null(False),
            is_navigation=(is_own_address | bare.is_in(_NAVIGATION) | bare.str.contains(_FRONT_MATTER)).fill_null(
                False
            ),
        )
        .with_columns(page_day=pl.when(follows & bare.str.contains(PAGE_DAY).fill_null(False)).then(bare))
        .with_columns(
            published=pl.when(pl.col("page_day").is_null()).then("published"),
            is_navigation=pl.col("is_navigation") | pl.col("page_day").is_not_null(),
            begins=pl.col("is_votes") | (pl.col("gives_one") & ~pl.col("is_votes").shift(1, fill_value=False)),
        )
        .with_columns(role=_role().cast(ROLE))
    )


def _role() -> pl.Expr:
    ends = pl.col("published").is_not_null() | pl.col("is_community")
    is_outside = (ends | pl.col("is_navigation")).shift(1, fill_value=False)
    is_count = pl.col("is_community").shift(-1, fill_value=False)
    return (
        pl.when("is_navigation")
        .then(pl.lit("furniture"))
        .when("begins")
        .then(pl.lit("title"))
        .when(is_outside & ~is_count & ~ends)
        .then(pl.lit("stray"))
        .otherwise(pl.lit("detail"))
    )


def _extracted(pattern: str) -> pl.Expr:
    return pl.col("raw").str.extract(pattern)


def _not_an_address(text: pl.Expr) -> pl.Expr:
    return pl.when(~text.str.starts_with("https://huggingface.co/")).then(text)


_VOTED = _extracted(_VOTES_LINE)
_ORGANISED = _extracted(_ORGANISATION)

ADDRESSES = Cards(
    mark=mark,
    fields={
        "title": _not_an_address(_extracted(_TITLE)),
        "abstract": _not_an_address(_extracted(_ABSTRACT).str.strip_chars()),
        "author_count": _extracted(r"(?m)^\s*(\d{1,6}) authors?\]\(").cast(pl.Int32),
        "published": _extracted(rf"(?m)^\s*({MONTH_DAY}(?:, \d{{4}})?)\s*$"),
        "comments": _extracted(rf"(?m)^\s*(\d{{1,6}})\s*\n+\s*{_PAPER}#community").cast(pl.Int32),
        "upvotes": pl.when(_VOTED == "-").then(pl.lit("0")).otherwise(_VOTED).cast(pl.Int32),
        "arxiv_id": _extracted(r"papers(?:/|%2F)(\d{4}\.\d{4,5})"),
        "links": pl.concat_list(_extracted(rf"(?m)^\s*({_PAPER})\s*$")).list.drop_nulls(),
        "extra": pl.when(_ORGANISED.is_not_null()).then(
            pl.struct(_ORGANISED.alias("organisation")).struct.json_encode()
        ),
    },
    required=("title", "abstract"),
)
