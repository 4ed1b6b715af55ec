"""Where a JSON value ends, and what the texts of records are kept in. No decoding to fields, no streams."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOO_LONG = "line:too_long"
TRUNCATED = "json:truncated"
ENCODING = "encoding:invalid"
KEPT_CHARACTERS = 64 * 1024  # of a record that is too long to be read

_SPACE = re.compile(r"[ \t\r\n]*")


def _number(text: str) -> str:
    return text  # no float, no limit on digits: only the end of the value is wanted


DECODER = json.JSONDecoder(parse_int=_number, parse_float=_number, strict=False)


@dataclass(kw_only=True)
class Texts:
    """Records that follow one another, as they stand; `problems` are those seen while cutting, by place in `texts`."""

    texts: list[bytes]
    line_start: Sequence[int | None]  # None where a format has no lines
    line_end: Sequence[int | None]
    problems: dict[int, str]


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a stream holds its records.

    `start`: characters before the first one. `depth`: how many objects stand around them.
    """

    is_lines: bool
    start: int = 0
    is_array: bool = False
    depth: int = 0


def members(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Key and place of the value of each member of the object at `start`, as far as `text` goes."""
    at = space(text, start + 1)
    while text[at : at + 1] == '"':
        end = value_end(text, at)
        if end is None:
            return
        key, at = text[at + 1 : end - 1], space(text, end)
        if text[at : at + 1] != ":":
            return
        at = space(text, at + 1)
        yield key, at
        end = value_end(text, at)
        if end is None:
            return
        at = space(text, end)
        at = space(text, at + 1) if text[at : at + 1] == "," else at


def value_at(text: str, at: int) -> object:
    """The value that begins at `at`, numbers as text; None where `text` ends or is damaged before its end."""
    try:
        return DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None


def value_end(text: str, at: int) -> int | None:
    try:
        return DECODER.raw_decode(text, at)[1]
    except (ValueError, RecursionError):
        return None


def space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
