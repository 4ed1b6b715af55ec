"""Daily listings of arXiv as community crawlers keep them, such as https://github.com/dw-dengwei/daily-arXiv-ai-enhanced.

Layout: `daily` (JSON lines of `id, authors, title, categories, summary, comment`). No day is printed: it is the file's.
An `AI` object holds what a language model made of the paper; it is no abstract and goes to `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._json import Record, read_entries
from transforms.readers._json_sample import sample
from transforms.readers._records import Author
from transforms.readers._records import Record as Fields
from transforms.readers._withdrawal import WITHDRAWN

_FILLED = ("title", "abstract", "authors", "categories", "arxiv_id", "links", "is_withdrawn", "extra")
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_WITHDRAWN = re.compile(WITHDRAWN)
_URL = re.compile(r"https?://[^\s<>\"]+")
_DERIVED = ("pdf", "abs")  # arxiv.org addresses of the id


class _Listed(Record, gc=False):
    id: str | None = None
    title: str | None = None
    summary: str | None = None
    authors: list[str | None] | str | None = None
    categories: list[str | None] | str | None = None
    comment: str | None = None


def sniff(head: Head) -> Recognised | None:
    """Objects with `summary` and `comment` beside id, title, authors and categories."""
    found = sample(head).holding("id", "title", "authors", "categories", "summary", without=("authors_parsed", "paper"))
    if not found:
        return None
    return Recognised(layout="daily", evidence=f"{len(found)} listed arXiv papers such as {found[0]['id']!r}")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Listed papers in file order, with the columns of RAW."""
    del layout, account
    return read_entries(stream, bounds, _Listed, _fields, RAW, kept=("comment",), left_out=_DERIVED)


def _fields(listed: _Listed) -> Fields:
    authors = listed.authors.split(", ") if isinstance(listed.authors, str) else listed.authors or ()
    categories = listed.categories.split() if isinstance(listed.categories, str) else listed.categories
    return {
        "title": listed.title,
        "abstract": listed.summary,
        "authors": [Author(name) for name in authors if name],
        "categories": categories,
        "arxiv_id": listed.id,
        "links": _URL.findall(listed.comment or ""),
        "is_withdrawn": any(_WITHDRAWN.search(text or "") for text in (listed.comment, listed.summary)),
    }


READER = Reader(
    name="arxiv_listing",
    version=1,
    describes="daily arXiv listings as JSON lines, with or without AI summaries",
    layouts=("daily",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
