"""Tables of papers with a header row: CSV as in https://www.rfc-editor.org/rfc/rfc4180, and its kin (of any owner).

Layouts: `comma`, `semicolon` and `tab`. A column is known by its name; a table without titles is not claimed. Columns
that no field is known for stay in `extra`. A row that does not have the header's columns is a reject.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._encodings import head_as_utf8, lines_of, text_of
from transforms.readers._records import Author, Record, extra, frame, language

# Names of columns, folded to letters and digits, best first.
_NAMES = {
    "title": ("title", "papertitle", "articletitle", "primarytitle", "documenttitle"),
    "abstract": ("abstract", "abstractnote", "notesabstract", "summary"),
    "authors": ("authors", "author", "authornames", "authorfullnames", "firstauthors", "creators"),
    "venue": (
        *("venue", "journal", "sourcetitle", "publicationtitle", "journaltitle", "journalname", "journalbook"),
        *("conference", "booktitle", "secondarytitle"),
    ),
    "published": (
        "publicationdate",
        "publisheddate",
        "published",
        "pubdate",
        "date",
        "publicationyear",
        "year",
        "pubyear",
    ),
    "submitted": ("submitted", "submitteddate", "datesubmitted"),
    "updated": ("updated", "updateddate", "lastupdated"),
    "categories": ("categories", "category", "subjects", "arxivcategories"),
    "keywords": ("keywords", "authorkeywords", "tags"),
    "arxiv_id": ("arxivid", "arxiv"),
    "doi": ("doi",),
    "openreview_id": ("openreviewid",),
    "acl_id": ("aclid",),
    "dblp_key": ("dblpkey",),
    "openalex_id": ("openalexid",),
    "s2_id": ("s2id", "semanticscholarid"),
    "pmid": ("pmid", "pubmedid"),
    "links": ("url", "link", "links", "openurllink", "pdf", "pdfurl", "code", "codeurl", "github"),
    "upvotes": ("upvotes",),
    "citations": ("citations", "citedby", "citationcount", "timescited"),
    "language": ("language",),
}
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _NAMES}, "extra": FIELDS["extra"]})

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_COLUMN = re.compile(r"[\w .()/#%&:+\-]{0,80}")
_LONGEST_HEADER_CHARACTERS = 10_000
_BATCH_ENTRIES = 5_000
# A quote that is still open after so many lines was never closed.
_LONGEST_ROW_LINES = 200
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_LISTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One row, or one line that is none (`problem`)."""

    cells: list[str]
    raw: str
    line_start: int
    line_end: int
    problem: str | None = None


def sniff(head: Head) -> Recognised | None:
    """A first row of column names that has a title and one more field."""
    first = next(iter(re.split(r"\r\n|\r|\n", text_of(head_as_utf8(head)), maxsplit=1)), "")
    if len(first) > _LONGEST_HEADER_CHARACTERS:
        return None
    for layout, delimiter in _DELIMITERS.items():
        columns = next(csv.reader([first], delimiter=delimiter), [])
        fields = {field for field, _ in _fields(columns)}
        if len(fields) > 1 and "title" in fields and all(_COLUMN.fullmatch(name) for name in columns):
            return Recognised(layout=layout, evidence=f"a header row with the columns {', '.join(sorted(fields))}")
    return None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Rows in file order, with the columns of RAW."""
    del account
    rows = _rows(stream, _DELIMITERS[layout], bounds)
    columns = next(rows).cells
    fields = _fields(columns)
    records = (_record(position, row, columns, fields) for position, row in enumerate(rows))
    while batch := list(islice(records, _BATCH_ENTRIES)):
        yield frame(batch, RAW)


def _fields(columns: Sequence[str]) -> list[tuple[str, int]]:
    """(field, number of its column), best column of a field first."""
    folded = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in columns]
    return [(field, folded.index(name)) for field, names in _NAMES.items() for name in names if name in folded]


def _rows(stream: IO[bytes], delimiter: str, bounds: Bounds) -> Iterator[_Row]:
    """Rows with their lines; quoted cells may hold line ends. Blank lines are none."""
    waiting: deque[bytes] = deque()
    lines, number = lines_of(stream, bounds), 1
    while True:
        taken: list[bytes] = []
        row: _Row | None = None
        while row is None and (line := waiting.popleft() if waiting else next(lines, None)) is not None:
            taken.append(line)
            row = _parsed(taken, delimiter, number)
            if len(taken) == _LONGEST_ROW_LINES or (row and row.problem and len(taken) > 1):
                break
        if not taken:
            return
        if row is None or (row.problem and len(taken) > 1):
            # The quote never closes, or in another cell: its first line is lost, the others are read again.
            waiting.extendleft(reversed(taken[1:]))
            raw = text_of(taken[0]).rstrip("\r\n")
            row = _Row(cells=[], raw=raw, line_start=number, line_end=number, problem="csv:unclosed_quote")
        number = row.line_end + 1
        if row.problem or any(cell.strip() for cell in row.cells):
            yield row


def _parsed(lines: list[bytes], delimiter: str, number: int) -> _Row | None:
    """The row of `lines`; None where a quote is still open."""
    text, last = text_of(b"".join(lines)), number + len(lines) - 1
    cells: list[str] = []
    problem = None
    try:
        cells = next(csv.reader(_LINES.findall(text), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        problem = "csv:field_too_long" if "field larger" in str(error) else "csv:invalid"
    return _Row(cells=cells, raw=text.rstrip("\r\n"), line_start=number, line_end=last, problem=problem)


def _record(position: int, row: _Row, columns: Sequence[str], fields: Sequence[tuple[str, int]]) -> Record:
    place: Record = {"position": position, "line_start": row.line_start, "line_end": row.line_end, "raw": row.raw}
    width = len(columns)
    is_ragged = len(row.cells) < width or any(cell.strip() for cell in row.cells[width:])
    if row.problem or is_ragged:
        return {**place, "problems": [row.problem or "csv:ragged"]}
    values: dict[str, str] = {}
    links = []
    for field, column in fields:
        value = row.cells[column].strip()
        if value:
            values.setdefault(field, value)
        if field == "links":
            links.append(value)
    known = {column for _, column in fields}
    return {
        **place,
        **values,
        "authors": [Author(name) for name in _people(values.get("authors", ""))],
        "published": values["published"].rstrip("/") if "published" in values else None,
        "categories": _words(values.get("categories", "")),
        "keywords": _words(values.get("keywords", "")),
        "links": [link for value in links for link in value.split() if link.startswith("http")],
        "upvotes": _count(values.get("upvotes")),
        "citations": _count(values.get("citations")),
        "language": language(values.get("language")),
        "extra": extra({name: row.cells[n].strip() for n, name in enumerate(columns) if n not in known}),
    }


def _people(cell: str) -> list[str]:
    """Names of one cell. Commas part them only where each part has two words: `Marx, Karl` is one name."""
    if cell.startswith("["):
        return _listed(cell)
    for mark in (";", "|", " and "):
        if mark in cell:
            return [name.strip() for name in cell.split(mark) if name.strip()]
    parts = [part.strip() for part in cell.split(",") if part.strip()]
    return parts if all(" " in part for part in parts) else [cell]


def _words(cell: str) -> list[str]:
    if cell.startswith("["):
        return _listed(cell)
    return [word.strip() for word in re.split(r"[;|]" if re.search(r"[;|]", cell) else ",", cell) if word.strip()]


def _listed(cell: str) -> list[str]:
    """A list as Python or JSON prints it."""
    return [single or double for single, double in _LISTED.findall(cell) if single or double]


def _count(cell: str | None) -> int | None:
    found = re.fullmatch(r"(\d{1,9})(?:\.0+)?", cell or "")
    return int(found[1]) if found else None


READER = Reader(
    name="table",
    version=1,
    describes="Tables of papers with a header row (CSV, TSV)",
    layouts=tuple(_DELIMITERS),
    raw=RAW,
    sniff=sniff,
    read=read,
)
