"""AITopics result lists saved as text: https://aitopics.org, search results by publication.

Layout: `list` (title, venue and abstract, each a line between blank lines; the venue line holds an entry together).
Which venue a line names is decided by `transforms.clean.venues`, not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.clean.venues import venue_key
from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._lines import head_lines, is_printed
from transforms.readers._pages import Page, read_page
from transforms.readers._roles import KIND, LONG_CHARACTERS, LONGEST_TITLE_CHARACTERS, with_roles

_LONGEST_VENUE_BYTES = 200

RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in ("title", "abstract", "venue")}})


def sniff(head: Head) -> Recognised | None:
    """A list of entries whose second line is a known venue."""
    printed = _mark(head_lines(head).filter(is_printed()))
    lines = with_roles(printed, is_blank_separated=True)
    venues = lines.filter((pl.col("role") == "anchor") & pl.col("is_known"))
    titles = lines.filter(pl.col("role") == "title")
    if venues.is_empty() or 2 * venues.height < titles.height:
        return None
    return Recognised(layout="list", evidence=f"{venues.height} venue lines such as {venues.item(0, 'venue')!r}")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Entries in file order, with the columns of RAW."""
    del layout
    for entries in read_page(stream, _PAGE, bounds, account):
        yield entries.select(RAW.names())


def _mark(lines: pl.DataFrame) -> pl.DataFrame:
    """Which printed lines name a venue. Adds `kind`, `glued_bytes` and `venue`.

    A known venue stands behind a title or before an abstract. One that is not known is the line between a title,
    with which an entry begins, and an abstract: no entry of this list goes without a venue.
    """
    bare = pl.when(pl.col("bytes") <= _LONGEST_VENUE_BYTES).then("text").str.strip_chars()
    size = pl.col("text").str.len_chars()
    before, behind = size.shift(1), size.shift(-1, fill_value=0)
    is_candidate = (before.fill_null(0) <= LONGEST_TITLE_CHARACTERS) | (behind >= LONG_CHARACTERS)
    # `ICML: A Study` is a title. Most lines are no candidates: venue names are costly to clean.
    known = venue_key(pl.when(is_candidate & ~bare.str.contains(":", literal=True)).then(bare)).is_not_null()
    ended = (size.shift(2, fill_value=LONG_CHARACTERS) >= LONG_CHARACTERS) | pl.col("is_known").shift(2)
    stands_as_one = (
        (size < LONG_CHARACTERS) & (before < LONG_CHARACTERS) & (behind >= LONG_CHARACTERS) & ended
    ) & ~pl.col("is_known").shift(1)
    return (
        lines.with_columns(is_known=known)
        .with_columns(is_venue=pl.col("is_known") | stands_as_one.fill_null(False))
        .with_columns(
            kind=pl.when("is_venue").then(pl.lit("anchor")).cast(KIND),
            glued_bytes=pl.lit(0, dtype=pl.Int32),
            venue=pl.when("is_venue").then(bare),
        )
    )


_PAGE = Page(mark=_mark, values=("venue",), is_blank_separated=True)

READER = Reader(
    name="aitopics_text",
    version=1,
    describes="AITopics result lists saved as text",
    layouts=("list",),
    raw=RAW,
    sniff=sniff,
    read=read,
    counts_bytes=True,
)
