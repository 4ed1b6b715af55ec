"""What every reader is and yields. Nothing here knows a source.

A reader is one module of this package with four names, in this order: `RAW`, `sniff`, `read`, `READER`.
It turns bytes into raw records (strings as printed, whitespace untouched); meaning is given by `transforms.normalise`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO

import polars as pl

from transforms.schema.core import AUTHORS, STRINGS

# Where an entry stands, what it looked like, and what its reader already knows to be wrong with it.
PLACE: pl.Schema = pl.Schema(
    {
        "position": pl.Int64,  # 0-based number of the entry in its dump
        "line_start": pl.Int64,  # 1-based; NULL where the format has no lines
        "line_end": pl.Int64,
        "raw": pl.String,  # the entry's own text, as it stands
        "problems": STRINGS,  # rule names such as `json:invalid`, `abstract:missing`; any one makes it a reject
    }
)

# The words in which readers speak to `normalise`: every value as printed. A reader declares in RAW which it fills.
FIELDS = pl.Schema(
    {
        "title": pl.String,
        "abstract": pl.String,
        "authors": AUTHORS,
        "author_count": pl.Int32,
        "venue": pl.String,
        "published": pl.String,  # `2024-08-20`, `2024-08`, `2024`, `Aug 20, 2024`, or yearless `Jun 17`
        "submitted": pl.String,
        "updated": pl.String,
        "categories": STRINGS,
        "keywords": STRINGS,
        "arxiv_id": pl.String,
        "doi": pl.String,
        "openreview_id": pl.String,
        "acl_id": pl.String,
        "dblp_key": pl.String,
        "openalex_id": pl.String,
        "s2_id": pl.String,
        "pmid": pl.String,
        "links": STRINGS,  # URLs of fields; those in title and abstract are found by `normalise`
        "comments": pl.Int32,
        "upvotes": pl.Int32,
        "github_stars": pl.Int32,
        "citations": pl.Int32,
        "language": pl.String,
        "is_withdrawn": pl.Boolean,
        "withdraws": STRINGS,  # DOIs of other papers that the entry takes back: a retraction notice
        "extra": pl.String,  # JSON text
    }
)


# How sure a claim is. Of several claims on a dump only the surest count.
GUESSED = 0  # names of columns that anybody may have given
SEEN = 1  # marks of the source
TOLD = 2  # the operator's settings


@dataclass(frozen=True, kw_only=True)
class ColumnMap:
    """The operator's word on the tables that have these columns: what each field is called there, best first."""

    name: str
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Head:
    """What a reader may look at to recognise a dump: its first bytes, decompressed, and its index where it has one."""

    data: bytes
    is_whole: bool  # the dump is no longer than `data`
    footer: bytes = b""  # of Parquet, whose columns are named at the end: the last bytes, from the index on
    column_maps: tuple[ColumnMap, ...] = field(default=(), hash=False)


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A reader's claim on a dump: which layout, what it saw (shown to the operator), and how sure it is."""

    layout: str
    evidence: str
    certainty: int = SEEN


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What a dump says about itself as a whole; read before its entries where they need it.

    `captured_on` is stated by the dump (`basis` `stated`) or concluded from its dates (`year_inferred`).
    """

    captured_on: date | None = None
    captured_on_basis: str | None = None
    is_empty_answer: bool = False  # the dump says that there is nothing to list; otherwise no entries are damage


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What the operator's settings say to a reader: limits, of which crossing one raises LimitExceeded, and columns."""

    line_bytes: int = 8 * 1024 * 1024
    block_bytes: int = 16 * 1024 * 1024
    expansion_ratio: int = 200  # largest ratio of decoded bytes to those of a file that compresses its own columns
    column_maps: tuple[ColumnMap, ...] = ()


@dataclass(kw_only=True)
class ByteAccount:
    """Where the bytes of a text dump went: entries + furniture + unparsed = bytes read. Filled while reading."""

    entry_bytes: int = 0
    furniture_bytes: int = 0
    unparsed_bytes: int = 0
    unparsed_samples: list[str] = field(default_factory=list)  # at most ten, `line 12: ...`


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One source. `raw` is PLACE plus the FIELDS it fills; batches of `read` have exactly these columns.

    `sniff(head)` -> Recognised, or None where the content is not this source's. Raises UnknownLayout where it knows
    the content and knows that it cannot be loaded.
    `survey(stream, layout, bounds)` -> Survey; reads the whole stream.
    `read(stream, layout, bounds, account)` -> frames in file order, positions counted from 0 without gaps.
    `stream` is a file that can be sought in where the dump is Parquet; other formats are read from front to back.
    `account` is None-free for text layouts (`counts_bytes`); other readers leave it untouched.
    Errors: UnreadableDump and LimitExceeded, raised with the file name `""` and completed by the caller.
    """

    name: str
    version: int
    describes: str
    layouts: tuple[str, ...]
    raw: pl.Schema
    sniff: Callable[[Head], Recognised | None]
    read: Callable[[IO[bytes], str, Bounds, ByteAccount], Iterator[pl.DataFrame]]
    survey: Callable[[IO[bytes], str, Bounds], Survey] | None = None
    counts_bytes: bool = False
