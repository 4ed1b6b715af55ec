"""What a dump is that no reader claims, in words an operator can act on. No reading, no guessing."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence

from transforms.readers._contract import ColumnMap, Head
from transforms.readers._lines import BOM

_QUOTED_LINES = 3
_QUOTED_CHARACTERS = 80
_MAGIC = {
    b"%PDF-": "it is a PDF",
    b"PK\x03\x04": "it is a ZIP archive",
    b"PAR1": "it is a Parquet file that no reader knows",
    b"\xff\xfe": "it is UTF-16 text, not UTF-8",
    b"\xfe\xff": "it is UTF-16 text, not UTF-8",
}
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_CONTROL_SHARE = 0.1
# Prose has commas too; a name of a column has at most three words.
_FEWEST_COLUMNS = 3
_COLUMN = re.compile(r"[\w()/.#-]{1,40}(?: [\w()/.#-]{1,20}){0,2}")


def describe(head: Head) -> str:
    """One sentence: what these first bytes are."""
    data = head.data.removeprefix(BOM)
    if not data.strip():
        return "it is empty." if head.is_whole else "it begins with nothing but white space."
    for magic, words in _MAGIC.items():
        if data.startswith(magic):
            return f"{words}."
    if _is_binary(data):
        return f"it is binary, not text (it begins with the bytes {data[:8].hex(' ')})."
    if _HTML.match(data):
        return f"it is an HTML page{_page_title(data.decode('utf-8', 'replace'))}, not a dump."
    text = data.decode("utf-8", "replace")
    return _unmapped(text, head.column_maps) or _of_text(text)


def _unmapped(text: str, column_maps: Sequence[ColumnMap]) -> str:
    """What a table lacks that the operator has named some columns of, but not as they are called; else empty."""
    first = text.partition("\n")[0]
    there = {name.strip().strip('"') for delimiter in "\t;," for name in first.split(delimiter)}
    for told in column_maps:
        wanted = {name for names in told.columns.values() for name in names}
        if wanted & there and wanted - there:
            lacking = ", ".join(map(repr, sorted(wanted - there)))
            return f"it has columns of [tables.{told.name}] in papertide.toml, but not {lacking}: {_quote(first)}."
    return ""


def _of_text(text: str) -> str:
    if text.lstrip()[:1] in ("{", "["):
        return f"it looks like JSON{_keys(text)} of a layout that no reader knows."
    if columns := _columns(text):
        return f"it looks like a table with the columns {_shorten(columns)!r}, none of which is known to be a title."
    return f"it is text of a layout that no reader knows; it begins with {_quote(text)}."


def _is_binary(data: bytes) -> bool:
    control = len(data) - len(data.translate(None, bytes({*range(32)} - set(b"\t\n\v\f\r\x1b"))))
    return b"\0" in data or control > len(data) * _CONTROL_SHARE


def _page_title(text: str) -> str:
    found = _TITLE.search(text)
    return f" titled {_shorten(html.unescape(found[1]))!r}" if found else ""


def _keys(text: str) -> str:
    """The names of the first object, where the first bytes hold it whole."""
    decoder, start = json.JSONDecoder(), text.find("{")
    try:
        first = decoder.raw_decode(text, start)[0] if start >= 0 else {}
    except ValueError:
        return ""
    return f" with the keys {_shorten(', '.join(first))!r}" if first else ""


def _columns(text: str) -> str:
    """The names in the first line, where it is a header of at least three; empty where it is none."""
    first, _, behind = text.partition("\n")
    for delimiter in "\t;,":
        names = [name.strip().strip('"') for name in first.split(delimiter)]
        if len(names) >= _FEWEST_COLUMNS and delimiter in behind and all(map(_COLUMN.fullmatch, names)):
            return ", ".join(names)
    return ""


def _quote(text: str) -> str:
    lines = [_shorten(line) for line in text.split("\n") if line.strip()]
    return " / ".join(f"{line!r}" for line in lines[:_QUOTED_LINES])


def _shorten(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _QUOTED_CHARACTERS else f"{folded[:_QUOTED_CHARACTERS]}..."
