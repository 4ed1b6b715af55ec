"""How bytes become the items of a YAML list that stands under one key (`references:`). Knows no source.

Items are cut where the next one begins, so that one damaged item costs one item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from transforms.errors import LimitExceeded
from transforms.readers._contract import Bounds
from transforms.readers._encodings import lines_of, text_of

_BEGINS = re.compile(r"( *)- ")
_ENDS = re.compile(r"(?:---|\.\.\.)\s*$|[^\s#-]")  # a mark of a document, or a key of the object around the list


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item as it stands, without the dash of the list in `text`."""

    raw: str
    text: str
    line_start: int
    line_end: int


def read_items(stream: IO[bytes], key: str, bounds: Bounds) -> Iterator[Item]:
    """The items under `key` in file order. Raises LimitExceeded for one over `bounds.line_bytes`."""
    taken: list[str] = []
    indent: str | None = None
    is_inside, first, size = False, 0, 0
    for number, line in enumerate(lines_of(stream, bounds), 1):
        text = text_of(line).rstrip("\r\n")
        begins = _BEGINS.match(text) if is_inside else None
        indent = begins[1] if begins and indent is None else indent
        is_new = begins is not None and begins[1] == indent
        is_end = not is_new and _ENDS.match(text) is not None
        if taken and (is_new or is_end):
            yield _item(taken, first)
            taken = []
        is_inside = text.rstrip() == f"{key}:" if is_end else is_inside
        if is_new:
            first, size = number, 0
        if is_new or taken:
            taken.append(text)
            size += len(line)
        if size > bounds.line_bytes:
            raise LimitExceeded("", f"the entry at line {first:,} is longer than {bounds.line_bytes:,} bytes.")
    if taken:
        yield _item(taken, first)


def _item(lines: list[str], first: int) -> Item:
    while not lines[-1].strip():
        lines.pop()
    dash = lines[0].index("-")
    text = "\n".join([f"{' ' * (dash + 1)}{lines[0][dash + 1 :]}", *lines[1:]])
    return Item(raw="\n".join(lines), text=text, line_start=first, line_end=first + len(lines) - 1)
