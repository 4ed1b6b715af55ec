"""What the columns of a table mean: names to fields, cells to values. Knows no format.

A column is known by its name, or by the operator's word (`ColumnMap`), which comes first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from transforms.readers._contract import ColumnMap
from transforms.readers._json import Record as JsonRecord
from transforms.readers._records import Author, Record

# Names of columns, folded to letters and digits, best first.
NAMES = {
    "title": ("title", "papertitle", "articletitle", "primarytitle", "documenttitle"),
    "abstract": ("abstract", "papersummary", "abstractnote", "notesabstract", "summary"),
    "authors": ("authors", "author", "authornames", "authorfullnames", "firstauthors", "creators", "authorlist"),
    "venue": (
        *("venue", "journal", "sourcetitle", "publicationtitle", "journaltitle", "journalname", "journalbook"),
        *("conference", "booktitle", "secondarytitle"),
    ),
    "published": (
        *("publicationdate", "publisheddate", "publishedat", "published", "pubdate", "date"),
        *("publicationyear", "year", "pubyear"),
    ),
    "submitted": ("submitted", "submitteddate", "submittedat", "datesubmitted"),
    "updated": ("updated", "updateddate", "updatedate", "updatedat", "lastupdated"),
    "categories": ("categories", "category", "subjects", "arxivcategories"),
    "keywords": ("keywords", "authorkeywords", "tags"),
    "arxiv_id": ("arxivid", "arxiv", "arxivurl"),
    "doi": ("doi",),
    "openreview_id": ("openreviewid",),
    "acl_id": ("aclid",),
    "dblp_key": ("dblpkey",),
    "openalex_id": ("openalexid",),
    "s2_id": ("s2id", "semanticscholarid"),
    "pmid": ("pmid", "pubmedid"),
    "links": ("url", "link", "links", "openurllink", "paperurl", "pdf", "pdfurl", "code", "codeurl", "github"),
    "upvotes": ("upvotes",),
    "citations": ("citations", "citedby", "citationcount", "timescited"),
    "language": ("language",),
}
# What only a list of papers prints beside its titles: bookmarks and songs have titles and links too.
OF_PAPERS = frozenset(NAMES) - {"title", "links", "published", "updated", "keywords", "categories", "language"}

_LISTS = ("authors", "categories", "keywords", "links")
_COUNTS = ("upvotes", "citations")
_DAYS = ("published", "submitted", "updated")
# As text only: a number there is taken as printed (`1207.7210`), which is slower.
_EXACT = ("abstract", "arxiv_id", "doi", "openreview_id", "acl_id", "dblp_key")

_LISTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_WHOLE = re.compile(r"(-?\d{1,18})\.0+")

Cell = Any  # of CSV a text, of JSON any value


def fields_of(columns: Sequence[str], column_maps: Iterable[ColumnMap]) -> list[tuple[str, str]]:
    """(field, name of its column), best column of a field first."""
    told = map_of(columns, column_maps)
    mapped = [(field, name) for field, names in told.columns.items() for name in names] if told else []
    taken, open_fields = {name for _, name in mapped}, NAMES.keys() - {field for field, _ in mapped}
    folded: dict[str, str] = {}
    for name in columns:
        if name not in taken:
            folded.setdefault(re.sub(r"[^a-z0-9]", "", name.lower()), name)
    guessed = [
        (field, folded[name])
        for field, names in NAMES.items()
        if field in open_fields
        for name in names
        if name in folded
    ]
    return mapped + guessed


def map_of(columns: Collection[str], column_maps: Iterable[ColumnMap]) -> ColumnMap | None:
    """The operator's word on a table with these columns: of several that fit, the one that names most."""
    named = {each.name: {name for names in each.columns.values() for name in names} for each in column_maps}
    fitting = [each for each in column_maps if named[each.name] <= set(columns)]
    return max(fitting, key=lambda each: len(named[each.name]), default=None)


def row_type(columns: Sequence[tuple[str, str]]) -> type[JsonRecord]:
    """The type of a row whose members `columns` (as of `fields_of`) are read; its attributes are `c0`, `c1`, ..."""
    types: dict[str, Any] = {}
    for field, name in columns:
        types[name] = Any if name in types or field in (*_LISTS, *_COUNTS) else _type_of(field)
    row: type[Any] = msgspec.defstruct(
        "Row",
        [(f"c{number}", dtype, None) for number, dtype in enumerate(types.values())],
        bases=(JsonRecord,),
        rename={f"c{number}": name for number, name in enumerate(types)},
        gc=False,
    )
    return row


def _type_of(field: str) -> Any:
    if field == "title":
        return str | list[str | None] | None
    return str | None if field in _EXACT else str | int | float | None


def told(cells: Iterable[tuple[str, Cell]]) -> Record:
    """Fields and their cells -> what they say; the first cell of a field that is not empty counts, links all."""
    values: dict[str, Cell] = {}
    links: dict[str, None] = {}
    for field, cell in cells:
        if cell not in (None, "", []):
            values.setdefault(field, cell)
        if field == "links":
            links.update(dict.fromkeys(_urls(cell)))
    record: Record = {name: _text(cell) for name, cell in values.items() if name not in (*_LISTS, *_COUNTS)}
    record |= {name: record[name].rstrip("/") for name in _DAYS if record.get(name)}
    return {
        **record,
        "authors": [Author(name) for name in people(values["authors"])] if "authors" in values else [],
        **{name: _words(values[name]) for name in ("categories", "keywords") if name in values},
        "links": list(links),
        **{name: _count(values[name]) for name in _COUNTS if name in values},
    }


def people(cell: Cell) -> list[str]:
    """Names of one cell. Commas part them only where each part has two words: `Marx, Karl` is one name."""
    if isinstance(cell, list):
        return [name for each in cell if (name := _name(each))]
    text = _text(cell) or ""
    if text.startswith("["):
        return people(_listed(text))
    for mark in (";", "|", " and "):
        if mark in text:
            return [name.strip() for name in text.split(mark) if name.strip()]
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return parts if all(" " in part for part in parts) else [text]


def _name(person: Cell) -> str | None:
    """A name, alone or in an object: `{"name": ...}`, `{"given": ..., "family": ...}`."""
    if isinstance(person, dict):
        parts = [_text(person.get(part)) for part in ("given", "family")]
        keys = ("name", "full_name", "fullname", "display_name")
        return next((name for key in keys if (name := _text(person.get(key)))), None) or " ".join(filter(None, parts))
    return _text(person)


def _words(cell: Cell) -> list[str]:
    if isinstance(cell, list):
        return [word for each in cell if (word := _name(each))]
    text = _text(cell) or ""
    if text.startswith("["):
        return _words(_listed(text))
    return [word.strip() for word in re.split(r"[;|]" if re.search(r"[;|]", text) else ",", text) if word.strip()]


def _urls(cell: Cell) -> list[str]:
    cells = cell if isinstance(cell, list) else [cell]
    return [url for each in cells if isinstance(each, str) for url in each.split() if url.startswith("http")]


def _listed(text: str) -> list[Cell]:
    """A list as JSON or Python prints it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return [re.sub(r"\\(['\"\\])", r"\1", single or double) for single, double in _LISTED.findall(text)]
    return found if isinstance(found, list) else []


def _text(cell: Cell) -> str | None:
    """A cell as text: of a list its first one, of a whole number (`2020.0`) its digits."""
    if isinstance(cell, list):
        return next((text for each in cell if (text := _text(each))), None)
    if not isinstance(cell, str | int | float):
        return None
    text = str(cell).strip()
    whole = _WHOLE.fullmatch(text) if text.endswith("0") else None
    return (whole[1] if whole else text) or None


def _count(cell: Cell) -> int | None:
    found = re.fullmatch(r"\d{1,9}", _text(cell) or "")
    return int(found[0]) if found else None
