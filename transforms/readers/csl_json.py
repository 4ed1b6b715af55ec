"""Reference managers' JSON: https://docs.citationstyles.org/en/stable/specification.html, and Zotero's own items.

Layouts: `csl` (arrays of CSL items, names in parts or `literal`, dates in parts or `raw`), `yaml` (the same as pandoc
reads it, under `references:`) and `zotero` (`items` of a Better BibTeX export). Identifiers without a field of their
own stand as `PMID: 123` in `note` or `extra`, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

import msgspec
import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._encodings import head_as_utf8, text_of
from transforms.readers._json import UNEXPECTED_TYPE, Record, read_entries
from transforms.readers._json_dates import DateParts, first_known
from transforms.readers._json_extra import declared_names
from transforms.readers._json_sample import sample
from transforms.readers._records import Author, extra, frame
from transforms.readers._records import Record as Fields
from transforms.readers._yaml import INVALID, mapping_of
from transforms.readers._yaml_items import Item, read_items

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "keywords", "arxiv_id", "doi", "pmid", "links", "language"),
    "extra",
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_SOURCE_MARKS = ("indexed", "deposited", "is-referenced-by-count", "authorships", "content")
_TOLD = re.compile(r"^\s*(arXiv|DOI|PMID)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/\S+|^arxiv:\S+", re.IGNORECASE)
_NO_PAPERS = ("attachment", "note", "annotation")
_LIST = "references"
_YAML = re.compile(rf"(?:---\s*\n)?{_LIST}:\s*\n *- (?:id|type|title|author): ?", re.ASCII)
_BATCH_ENTRIES = 5_000
_KEPT = ("note", "number")
_KEYWORD_ENDS = re.compile(r"\s*[;,]\s*")


class _Name(msgspec.Struct, gc=False, rename={"particle": "non-dropping-particle", "dropped": "dropping-particle"}):
    given: str | None = None
    dropped: str | None = None
    particle: str | None = None
    family: str | None = None
    suffix: str | None = None
    literal: str | None = None


class _Item(Record, gc=False, rename={"container_title": "container-title"}):
    title: str | None = None
    abstract: str | None = None
    author: list[_Name] | None = None
    container_title: str | list[str | None] | None = None
    issued: DateParts | str | None = None
    keyword: str | None = None
    DOI: str | None = None
    PMID: str | None = None
    URL: str | None = None
    number: str | None = None
    note: str | None = None
    language: str | None = None


class _Creator(msgspec.Struct, gc=False, rename={"role": "creatorType", "given": "firstName", "family": "lastName"}):
    role: str | None = None
    given: str | None = None
    family: str | None = None
    name: str | None = None


class _Tag(msgspec.Struct, gc=False):
    tag: str | None = None


_ZOTERO = {
    "item_type": "itemType",
    "abstract": "abstractNote",
    "publication": "publicationTitle",
    "proceedings": "proceedingsTitle",
    "book": "bookTitle",
    "conference": "conferenceName",
    "archive_id": "archiveID",
    "told": "extra",
}


class _ZoteroItem(Record, gc=False, rename=_ZOTERO):
    item_type: str | None = None
    title: str | None = None
    abstract: str | None = None
    creators: list[_Creator] | None = None
    publication: str | None = None
    proceedings: str | None = None
    book: str | None = None
    conference: str | None = None
    date: str | None = None
    tags: list[_Tag | str] | None = None
    DOI: str | None = None
    url: str | None = None
    archive_id: str | None = None
    told: str | list[str | None] | None = None
    language: str | None = None


def sniff(head: Head) -> Recognised | None:
    """Objects with a CSL type, or with Zotero's `itemType`; YAML with a list of references."""
    if _YAML.match(text_of(head_as_utf8(head)).replace("\r\n", "\n")):
        return Recognised(layout="yaml", evidence=f"a list of CSL items under `{_LIST}:`")
    found = sample(head)
    if zotero := found.holding("itemType", "title"):
        return Recognised(layout="zotero", evidence=f"{len(zotero)} Zotero items such as {zotero[0]['title']!r}")
    marked = [found.holding("id", "type", "title", key, without=_SOURCE_MARKS) for key in ("issued", "author")]
    if items := max(marked, key=len):
        return Recognised(layout="csl", evidence=f"{len(items)} CSL items such as {items[0]['id']!r}")
    return None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Items in file order, with the columns of RAW. Editors and translators are not authors."""
    del account
    if layout == "zotero":
        return read_entries(
            stream, bounds, _ZoteroItem, _of_zotero, RAW, kept=("itemType", "extra"), left_out=("notes", "attachments")
        )
    if layout == "yaml":
        return _read_yaml(stream, bounds)
    return read_entries(stream, bounds, _Item, _of_csl, RAW, kept=_KEPT)


def _read_yaml(stream: IO[bytes], bounds: Bounds) -> Iterator[pl.DataFrame]:
    records = (_of_yaml(position, item) for position, item in enumerate(read_items(stream, _LIST, bounds)))
    while batch := list(islice(records, _BATCH_ENTRIES)):
        yield frame(batch, RAW)


def _of_yaml(position: int, item: Item) -> Fields:
    place = {"position": position, "line_start": item.line_start, "line_end": item.line_end, "raw": item.raw}
    told = mapping_of(item.text)
    if told is None:
        return {**place, "problems": [INVALID]}
    known = declared_names(_Item)
    values = {name: _in_parts(value) if name == "issued" else value for name, value in told.items() if name in known}
    try:
        fields = _of_csl(msgspec.convert(values, _Item, strict=False))
    except msgspec.ValidationError:
        return {**place, "problems": [UNEXPECTED_TYPE]}
    rest = {name: value for name, value in told.items() if name not in known - set(_KEPT)}
    return {**place, **fields, "extra": extra(rest)}


def _in_parts(issued: Any) -> Any:
    """`[{"year": "2016", "month": "3"}]`, as pandoc has it (of a span the first day) -> date parts."""
    first = issued[0] if isinstance(issued, list) and issued else issued
    if not isinstance(first, dict) or "year" not in first:
        return first
    return {"date-parts": [[first[part] for part in ("year", "month", "day") if part in first]]}


def _of_csl(item: _Item) -> Fields:
    told = _told(item.note)
    venues = [item.container_title] if isinstance(item.container_title, str) else item.container_title or ()
    issued = DateParts(raw=item.issued) if isinstance(item.issued, str) else item.issued
    return {
        "title": item.title,
        "abstract": item.abstract,
        "authors": [Author(name) for each in item.author or () if (name := _name(each))],
        "venue": next((venue for venue in venues if venue), None),
        "published": first_known(issued) if issued else None,
        "keywords": [word for word in _KEYWORD_ENDS.split(item.keyword or "") if word],
        "arxiv_id": told.get("arxiv") or _arxiv_id((item.number, item.URL)),
        "doi": item.DOI or told.get("doi"),
        "pmid": item.PMID or told.get("pmid"),
        "links": [item.URL] if item.URL else [],
        "language": item.language,
    }


def _of_zotero(item: _ZoteroItem) -> Fields:
    told = _told(item.told)
    authors = [each for each in item.creators or () if each.role in (None, "author")]
    tags = (tag if isinstance(tag, str) else tag.tag for tag in item.tags or ())
    return {
        "title": item.title,
        "abstract": item.abstract,
        "authors": [Author(name) for each in authors if (name := each.name or _joined(each.given, each.family))],
        "venue": item.publication or item.proceedings or item.book or item.conference,
        "published": item.date,
        "keywords": [tag for tag in tags if tag],
        "arxiv_id": told.get("arxiv") or _arxiv_id((item.archive_id, item.url)),
        "doi": item.DOI or told.get("doi"),
        "pmid": told.get("pmid"),
        "links": [item.url] if item.url else [],
        "language": item.language,
        "problem": "not_a_paper" if item.item_type in _NO_PAPERS else None,
    }


def _name(name: _Name) -> str:
    return name.literal or _joined(name.given, name.dropped, name.particle, name.family, name.suffix)


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _told(note: str | list[str | None] | None) -> dict[str, str]:
    text = "\n".join(filter(None, note)) if isinstance(note, list) else note or ""
    return {name.lower(): value for name, value in _TOLD.findall(text)}


def _arxiv_id(places: Iterable[str | None]) -> str | None:
    return next((found[0] for place in places if (found := _ARXIV.search(place or ""))), None)


READER = Reader(
    name="csl_json",
    version=2,
    describes="CSL items of reference managers (JSON, YAML), and Zotero items as Better BibTeX exports them",
    layouts=("csl", "yaml", "zotero"),
    raw=RAW,
    sniff=sniff,
    read=read,
)
