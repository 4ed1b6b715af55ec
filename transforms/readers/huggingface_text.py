"""Hugging Face "Daily Papers" pages saved as text: https://huggingface.co/papers and its search.

Layouts: `plain` (title and abstract between blank lines), `detailed` (the same with authors, date and comments
below the abstract), `compact` (no blank lines), and the cards of `_huggingface_cards`: `markdown` (headings and links),
`references` (the same with numbers for addresses), `addresses` (an address a line, see `_huggingface_addresses`) and
`trending` (https://huggingface.co/papers/trending, with GitHub stars, every card twice).
What a printed date means is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._cards import read_cards
from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised, Survey
from transforms.readers._huggingface_addresses import ADDRESSES, sniffed
from transforms.readers._huggingface_cards import MARKDOWN, REFERENCES, TRENDING, with_addresses
from transforms.readers._huggingface_page import (
    BANNERS,
    LONGEST_MARK_BYTES,
    MONTH_DAY,
    NOTE,
    PAGE_DAY,
    SURE_BANNER,
    survey_page,
)
from transforms.readers._lines import head_lines, is_printed
from transforms.readers._pages import Page, read_page
from transforms.readers._roles import KIND

_GLUED = r"^Subscribe[^\sa-z]"  # the button's word runs into the first title where line breaks were lost
_AUTHORS = r"^•\s*(\d{1,6}) authors?$"
_DATE = rf"^({MONTH_DAY}(?:, \d{{4}})?)(?: (\d{{1,6}}))?$"
# A page with markup is one of cards, or of an unknown layout.
_MARKUP = r"^#{1,6} |\]\(https?://|^```"
# Half of a plain page's lines are blank, three of eight in a detailed one, none but a stray one in a compact one.
_BLANK_SHARE = 0.2
_VALUES = ("author_count", "published", "comments")

_CARDS = {"markdown": MARKDOWN, "references": REFERENCES, "addresses": ADDRESSES, "trending": TRENDING}
_STARRED = r"\[(?:LINK: )?GitHub [\d.,]+[kKmM]?\]\(https?://"
_LINKED = r"^### \[.*\]\(https://huggingface\.co/papers/\d{4}\.\d{4,5}\)$"
_NUMBERED = r"^### \[.*\]\[\d+\]\s*$"

_FILLED = (
    *("title", "abstract", "author_count", "published", "arxiv_id", "links", "comments", "upvotes", "github_stars"),
    "extra",
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})


def sniff(head: Head) -> Recognised | None:
    """A page of Daily Papers: its banner or an entry's details stand in it, and no markup does."""
    lines = head_lines(head)
    printed = _mark(lines.filter(is_printed()))
    texts = printed["text"]
    if texts.str.contains(_MARKUP).any():
        return _sniff_cards(texts)
    banners = printed.filter("is_furniture")["text"]
    details = printed["author_count"].count()
    is_dated = details and printed["published"].count()
    if not (banners.str.contains(SURE_BANNER).any() or is_dated):
        return None
    evidence = f"page banner {banners[0]!r}" if len(banners) else f"{details} lines such as '• 4 authors'"
    if lines.height - printed.height < lines.height * _BLANK_SHARE:
        return Recognised(layout="compact", evidence=f"{evidence}, no blank lines between titles and abstracts")
    if details:
        return Recognised(layout="detailed", evidence=f"{evidence}, authors and dates below the abstracts")
    return Recognised(layout="plain", evidence=f"{evidence}, title and abstract between blank lines")


def _sniff_cards(texts: pl.Series) -> Recognised | None:
    """Headings of the third level that link to papers, or stand above links to starred code; upvotes as text."""
    if cards := sniffed(texts):
        return Recognised(layout="addresses", evidence=f"{cards} cards that begin like '[-] 12'")
    headings = texts.filter(texts.str.contains(r"^### \S"))
    starred = texts.filter(texts.str.contains(_STARRED))
    if len(headings) and len(starred) and texts.str.contains(r"\bTrending Papers\b").any():
        return Recognised(layout="trending", evidence=f"{len(starred)} code links such as {starred[0][:60]!r}")
    linked = headings.filter(headings.str.contains(_LINKED))
    if len(linked):
        return Recognised(layout="markdown", evidence=f"{len(linked)} linked titles such as {linked[0][:60]!r}")
    numbered = headings.filter(headings.str.contains(_NUMBERED))
    if len(numbered) and texts.str.contains(r"\bDaily Papers\b|^Get trending papers in your email inbox").any():
        return Recognised(layout="references", evidence=f"{len(numbered)} titles such as {numbered[0][:60]!r}")
    return None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Entries in file order, with the columns of RAW."""
    if layout in _CARDS:
        cards = with_addresses(stream, bounds) if layout == "references" else _CARDS[layout]
        yield from read_cards(stream, cards, bounds, account, RAW)
        return
    page = Page(mark=_mark, values=_VALUES, is_blank_separated=layout != "compact")
    for entries in read_page(stream, page, bounds, account):
        yield entries.select(
            pl.col(name) if name in entries.columns else pl.lit(None, dtype=dtype).alias(name)
            for name, dtype in RAW.items()
        )


def survey(stream: IO[bytes], layout: str, bounds: Bounds) -> Survey:
    """The day of capture: stated in front matter or a link, else concluded from the printed years."""
    return survey_page(stream, _CARDS[layout].mark if layout in _CARDS else _mark, bounds)


def _mark(lines: pl.DataFrame) -> pl.DataFrame:
    """What the site's own marks say of each printed line. Adds `kind`, `glued_bytes`, `page_day`, _VALUES."""
    bare = pl.col("bare")
    follows_furniture = pl.col("is_furniture").shift(1, fill_value=False)
    is_day = follows_furniture & bare.str.contains(PAGE_DAY).fill_null(False)
    is_glued = follows_furniture & pl.col("text").str.contains(_GLUED)
    is_dot = (bare == "·").fill_null(False)
    return (
        lines.with_columns(bare=pl.when(pl.col("bytes") <= LONGEST_MARK_BYTES).then("text").str.strip_chars())
        .with_columns(
            is_furniture=(bare.is_in(BANNERS) | bare.str.contains(NOTE)).fill_null(False),
            author_count=bare.str.extract(_AUTHORS).cast(pl.Int32),
            published=bare.str.extract(_DATE, 1),
            comments=bare.str.extract(_DATE, 2).cast(pl.Int32),
        )
        .with_columns(
            page_day=pl.when(is_day).then(bare),
            published=pl.when(~is_day).then("published"),
            glued_bytes=pl.when(is_glued).then(len("Subscribe")).otherwise(0),
            text=pl.when(is_glued).then(pl.when(is_glued).then("text").str.strip_prefix("Subscribe")).otherwise("text"),
        )
        .with_columns(
            kind=pl.when(pl.col("is_furniture") | pl.col("page_day").is_not_null())
            .then(pl.lit("furniture"))
            .when(pl.any_horizontal(pl.col("author_count", "published").is_not_null()) | is_dot)
            .then(pl.lit("detail"))
            .cast(KIND)
        )
    )


READER = Reader(
    name="huggingface_text",
    version=3,
    describes="Hugging Face Daily Papers pages saved as text",
    layouts=("plain", "detailed", "compact", "markdown", "references", "addresses", "trending"),
    raw=RAW,
    sniff=sniff,
    read=read,
    survey=survey,
    counts_bytes=True,
)
