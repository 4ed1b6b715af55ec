"""AITopics result lists saved as text: https://aitopics.org, search results by publication.

Layout: `list` (title, venue and abstract, each a line between blank lines; the venue line holds an entry together).
Which venue a line names is decided by `transforms.clean.venues`, not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._lines import head_lines, is_printed
from transforms.readers._pages import Page, read_page
from transforms.readers._roles import KIND, with_roles

_LONGEST_VENUE_BYTES = 200
_VENUE = r"^(?:Advances in )?Neural Information Processing Systems(?: \d+)?$"

RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in ("title", "abstract", "venue")}})


def sniff(head: Head) -> Recognised | None:
    """A list of entries whose second line is a known venue."""
    printed = _mark(head_lines(head).filter(is_printed()))
    lines = with_roles(printed, is_blank_separated=True)
    venues = lines.filter(pl.col("role") == "anchor")
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
    """Which printed lines name a venue. Adds `kind`, `glued_bytes` and `venue`."""
    bare = pl.when(pl.col("bytes") <= _LONGEST_VENUE_BYTES).then(pl.col("text").str.strip_chars())
    is_venue = bare.str.contains(_VENUE).fill_null(False)
    return lines.with_columns(
        kind=pl.when(is_venue).then(pl.lit("anchor")).cast(KIND),
        glued_bytes=pl.lit(0, dtype=pl.Int32),
        venue=pl.when(is_venue).then(bare),
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
