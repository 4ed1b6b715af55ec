"""Proceedings of Machine Learning Research: https://github.com/mlresearch, a post a paper (the authors' licences).

Layout: `posts` (YAML front matter between `---` lines, alone in its file or one behind another). What stands
below is no metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

import polars as pl

from transforms.errors import LimitExceeded
from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._encodings import head_as_utf8, lines_of, text_of
from transforms.readers._records import Author, Record, extra, frame
from transforms.readers._yaml import INVALID, mapping_of

_FILLED = ("title", "abstract", "authors", "venue", "published", "openreview_id", "links", "extra")
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_MARK = "---"
_SIGNS = ("publisher: PMLR", "series: Proceedings of Machine Learning Research")
_BATCH_ENTRIES = 5_000
_LINKED = ("pdf", "supplementary", "software", "video", "url")
_READ = {
    *("title", "abstract", "author", "container-title", "booktitle", "date", "year", "openreview", *_LINKED),
    # The same once more, or for the site's own use.
    *("tex_title", "bibtex_author", "layout", "order", "cycles", "issued", "page", "month"),
}


@dataclass(frozen=True, kw_only=True)
class _Post:
    """The text between two marks; `is_open` where the second one is missing."""

    text: str
    line_start: int
    line_end: int
    is_open: bool


def sniff(head: Head) -> Recognised | None:
    """Front matter with a title and PMLR's name as publisher or series; a volume's own page lists no paper."""
    lines = text_of(head_as_utf8(head)).replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != _MARK or "layout: proceedings" in lines:
        return None
    signs = [sign for sign in _SIGNS if sign in lines]
    if not signs or not any(line.startswith("title:") for line in lines):
        return None
    return Recognised(layout="posts", evidence=f"front matter with `{signs[0]}`")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Posts in file order, with the columns of RAW."""
    del layout, account
    records = (_record(position, post) for position, post in enumerate(_posts(stream, bounds)))
    while batch := list(islice(records, _BATCH_ENTRIES)):
        yield frame(batch, RAW)


def _posts(stream: IO[bytes], bounds: Bounds) -> Iterator[_Post]:
    taken: list[str] | None = None
    first = size = number = 0
    for number, line in enumerate(lines_of(stream, bounds), 1):
        text = text_of(line).rstrip("\r\n")
        if text.rstrip() == _MARK:
            if taken is not None:
                yield _Post(text="\n".join(taken), line_start=first, line_end=number, is_open=False)
            taken, first, size = ([], number, 0) if taken is None else (None, 0, 0)
        elif taken is not None:
            taken.append(text)
            size += len(line)
            if size > bounds.line_bytes:
                raise LimitExceeded("", f"the entry at line {first:,} is longer than {bounds.line_bytes:,} bytes.")
    if taken:
        yield _Post(text="\n".join(taken), line_start=first, line_end=number, is_open=True)


def _record(position: int, post: _Post) -> Record:
    place: Record = {
        "position": position,
        "line_start": post.line_start,
        "line_end": post.line_end,
        "raw": f"{_MARK}\n{post.text}" + ("" if post.is_open else f"\n{_MARK}"),
    }
    told = mapping_of(post.text)
    if told is None or post.is_open:
        return {**place, "problems": ["yaml:truncated" if post.is_open else INVALID]}
    return {
        **place,
        "title": _text(told.get("title")),
        "abstract": _text(told.get("abstract")),
        "authors": [author for each in _all(told.get("author")) if (author := _author(each)).name],
        "venue": _text(told.get("container-title")) or _text(told.get("booktitle")),
        "published": _text(told.get("date")) or _text(told.get("year")),
        "openreview_id": _text(told.get("openreview")),
        "links": [url for name in _LINKED for each in _all(told.get(name)) if (url := _text(each))],
        "extra": extra({name: value for name, value in told.items() if name not in _READ}),
    }


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _author(person: Any) -> Author:
    if not isinstance(person, dict):
        return Author(_text(person) or "")
    parts = [_text(person.get(part)) for part in ("given", "prefix", "family", "suffix")]
    return Author(" ".join(filter(None, parts)) or _text(person.get("name")) or "", _text(person.get("orcid")))


READER = Reader(
    name="pmlr",
    version=1,
    describes="Proceedings of Machine Learning Research: posts with front matter",
    layouts=("posts",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
