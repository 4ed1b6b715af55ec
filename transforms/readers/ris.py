"""Reference lists in RIS: https://en.wikipedia.org/wiki/RIS_(file_format), as EndNote, Zotero and databases write it.

Layout: `ris`. A reference begins with `TY` and ends with `ER`; a line without a tag goes on with the value before it.
The line grammar is ours so that a damaged line costs one reference, and never the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

import polars as pl

from transforms.errors import LimitExceeded
from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._encodings import head_as_utf8, lines_of, text_of
from transforms.readers._records import Author, Record, extra, frame

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "keywords", "arxiv_id", "doi", "links", "language"),
    "extra",
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

# Some programs write one blank or a tabulator where the format has two blanks.
_TAG = re.compile(r"([A-Z][A-Z0-9])[ \t]{1,3}-(?:[ \t](.*))?$", re.DOTALL)
_TAG_BYTES = re.compile(rb"[A-Z][A-Z0-9][ \t]{1,3}-(?:[ \t]|$)")
_FIRST = re.compile(
    rb"(?:(?!TY[ \t])[^\r\n]{0,200}(?:\r\n?|\n)){0,20}"
    rb"TY[ \t]{1,3}-[ \t]*[A-Z]{0,10}[ \t]*[\r\n]+[A-Z][A-Z0-9][ \t]{1,3}-"
)
_ARXIV = re.compile(r"arxiv\.org/abs/(\S+)", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}(?!\d)")
_MONTH = re.compile(r"([A-Za-z]{3,9})\.?(?:\s+(\d{1,2}))?")
# Numbers of references, Ovid's links and IEEE's headers.
_FURNITURE = re.compile(
    rb"\s*(?:<?\d+[.>]?|Link to the Ovid Full Text.*|(?:Provider|Database|Content)\s*:.*)?\s*", re.DOTALL
)
_BATCH_ENTRIES = 5_000
_TITLES, _AUTHORS, _ABSTRACTS = ("TI", "T1", "CT", "BT"), ("AU", "A1"), ("AB", "N2")
_VENUES, _LINKS = ("JF", "JO", "T2", "JA", "J2"), ("UR", "LK", "L2")
_READ = {*_TITLES, *_AUTHORS, *_ABSTRACTS, *_VENUES, "UR", "PY", "DA", "Y1", "KW", "DO", "LA", "ER"}
_OF_ENTRIES = {b"ER", *(tag.encode() for tag in (*_TITLES, *_AUTHORS))}
# Tags that are not read stay in `extra`, the usual ones by name.
_UNMODELLED = {
    "TY": "entry_type",
    "ID": "key",
    "VL": "volume",
    "IS": "number",
    "SP": "first_page",
    "EP": "last_page",
    "SN": "serial_number",
    "PB": "publisher",
    "AN": "accession_number",
    "DB": "database",
    "N1": "note",
    "M3": "work_type",
}


@dataclass(kw_only=True)
class _Reference:
    """The lines of one reference, or of what stands between two."""

    line_start: int
    lines: list[bytes] = field(default_factory=list)
    is_ended: bool = False
    is_entry: bool = False
    problem: str | None = None


def sniff(head: Head) -> Recognised | None:
    """The first tag is `TY`, at most a few lines into the file."""
    if not _FIRST.match(head_as_utf8(head)):
        return None
    return Recognised(layout="ris", evidence="a reference that begins with the tag TY")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """References in file order, with the columns of RAW. Editors and translators are not authors."""
    del layout, account
    references = enumerate(_references(stream, bounds))
    while batch := [_record(position, reference) for position, reference in islice(references, _BATCH_ENTRIES)]:
        yield frame(batch, RAW)


def _references(stream: IO[bytes], bounds: Bounds) -> Iterator[_Reference]:
    """What begins with `TY` or stands between two references; blank lines and what precedes the first are furniture."""
    current: _Reference | None = None
    between = _Reference(line_start=1, problem="ris:stray_text")
    has_ends = False
    for number, line in enumerate(lines_of(stream, bounds), start=1):
        tag = line[:2] if _TAG_BYTES.match(line.rstrip(b"\r\n")) else b""
        if tag == b"TY":
            yield from _whole(current, between)
            current, between = _Reference(line_start=number), _Reference(line_start=0, problem="ris:stray_text")
        if current and not current.is_ended:
            current.lines.append(line)
            current.is_ended = tag == b"ER"
            has_ends |= current.is_ended
        elif current and (between.lines or not _FURNITURE.fullmatch(line)):
            between.line_start = between.line_start or number
            between.lines.append(line)
            between.is_entry |= tag in _OF_ENTRIES or not (tag or _FURNITURE.fullmatch(line))
        _check(current, bounds)
    if current and has_ends and not current.is_ended:
        current.problem = "ris:truncated"
    yield from _whole(current, between)


def _whole(reference: _Reference | None, between: _Reference) -> Iterator[_Reference]:
    """A reference and what stands behind its end: tags of its own (Ovid writes such), or one without beginning."""
    if reference is None:
        return
    if not between.is_entry:
        blanks = [b""] * (between.line_start - reference.line_start - len(reference.lines)) if between.lines else []
        reference.lines += [*blanks, *between.lines]
    for part in (reference, between) if between.is_entry else (reference,):
        while part.lines and not part.lines[-1].strip():
            part.lines.pop()
        yield part


def _check(reference: _Reference | None, bounds: Bounds) -> None:
    if reference and len(reference.lines) % 1_000 == 0 and sum(map(len, reference.lines)) > bounds.line_bytes:
        raise LimitExceeded(
            "",
            f"line {reference.line_start:,}: a reference is longer than {bounds.line_bytes:,} bytes.",
            next_step="Check that it is a list of references, or raise max_line_bytes.",
        )


def _record(position: int, reference: _Reference) -> Record:
    raw = text_of(b"".join(reference.lines)).rstrip("\r\n")
    line_end = reference.line_start + len(reference.lines) - 1
    place: Record = {"position": position, "line_start": reference.line_start, "line_end": line_end, "raw": raw}
    if reference.problem:
        return {**place, "problems": [reference.problem]}
    values = _values(raw)
    links = [
        link for tag in _LINKS for value in values.get(tag, ()) for link in value.split() if link.startswith("http")
    ]
    return {
        **place,
        "title": _first(values, _TITLES),
        "abstract": _first(values, _ABSTRACTS),
        "authors": [Author(name) for tag in _AUTHORS for name in values.get(tag, ())],
        "venue": _first(values, _VENUES),
        "published": _date(values),
        "keywords": [word.strip() for value in values.get("KW", ()) for word in value.split("\n") if word.strip()],
        "arxiv_id": next((found[1] for link in links if (found := _ARXIV.search(link))), None),
        "doi": _first(values, ("DO",)),
        "links": links,
        "language": _first(values, ("LA",)),
        "extra": extra(
            {_UNMODELLED.get(tag, tag): "\n".join(found) for tag, found in values.items() if tag not in _READ}
        ),
    }


def _values(raw: str) -> dict[str, list[str]]:
    """Values by tag, in order; a line without a tag is the next line of the value before it."""
    values: dict[str, list[str]] = {}
    last: list[str] = []
    for line in re.split(r"\r\n|\r|\n", raw):
        tagged = _TAG.match(line)
        if tagged:
            last = values.setdefault(tagged[1], [])
            last.append((tagged[2] or "").strip())
        elif last and line.strip():
            last[-1] = f"{last[-1]}\n{line.strip()}"
    return {tag: [value for value in found if value] for tag, found in values.items()}


def _first(values: dict[str, list[str]], tags: tuple[str, ...]) -> str | None:
    return next((value for tag in tags for value in values.get(tag, ())), None)


def _date(values: dict[str, list[str]]) -> str | None:
    """The date, or the year where the date has none: `Jun 19` and `2019` -> `Jun 19, 2019`."""
    day, year = _first(values, ("DA",)) or "", _numbers(_first(values, ("PY", "Y1")) or "")
    if _YEAR.match(day):
        return _numbers(day)
    found = _MONTH.fullmatch(day)
    if not found or not year or not _YEAR.fullmatch(year):
        return year or day or None
    return f"{found[1]} {found[2]}, {year}" if found[2] else f"{found[1]} {year}"


def _numbers(printed: str) -> str:
    """`2020/05/12/`, `2020///nan`, `2019//` -> the parts that are numbers; other forms as printed."""
    parts = [part.strip() for part in printed.split("/")[:3]]
    known = parts[: next((n for n, part in enumerate(parts) if not part.isdigit()), 3)]
    return "-".join(part.zfill(2) for part in known) if known else printed


READER = Reader(
    name="ris",
    version=1,
    describes="Reference lists in RIS",
    layouts=("ris",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
