"""Crossref works as JSON: https://api.crossref.org and the public data file, facts without copyright.

Layout: `works` (JSON lines, an array, `{"items": [...]}`, answers with a `message`). The UNIXREF XML is `crossref_xml`.
`relation` (a preprint of, a version of) is `relations` of `extra`, where `update-to` stays as it is; a retraction
in it also marks the paper that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

import msgspec
import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._json import Record, read_entries
from transforms.readers._json_dates import DateParts, first_known
from transforms.readers._json_sample import sample
from transforms.readers._records import Author, extra
from transforms.readers._records import Record as Fields
from transforms.readers._relations import of_crossref
from transforms.readers._withdrawal import TAKEN_BACK, TAKES_BACK

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "categories", "doi", "links", "citations", "language"),
    *("is_withdrawn", "withdraws", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

# Marks of a deposit, which reference managers do not copy.
_DEPOSITED = ("indexed", "deposited", "is-referenced-by-count")
_KEPT = ("update-to",)
_LEFT_OUT = ("reference", "indexed", "deposited", "score", "content-domain", "assertion", "short-title")
# Of dates that agree the one that says most; Crossref's `issued` is the earliest of print and online.
_DATES = ("issued", "published", "published_online", "published_print", "posted")
_HEADING = re.compile(r"^\s*(<jats:sec[^>]*>)?\s*<jats:title>\s*(?:abstract|summary)\W*</jats:title>", re.IGNORECASE)
_TAKEN_BACK = re.compile(TAKEN_BACK)

_Titles = list[str | None] | str | None


class _Affiliation(msgspec.Struct, gc=False):
    name: str | None = None


class _Person(msgspec.Struct, gc=False):
    given: str | None = None
    family: str | None = None
    suffix: str | None = None
    name: str | None = None
    literal: str | None = None
    ORCID: str | None = None
    affiliation: list[_Affiliation] | None = None


class _Update(msgspec.Struct, gc=False):
    type: str | None = None
    DOI: str | None = None


_HYPHENATED = {
    "container_title": "container-title",
    "published_online": "published-online",
    "published_print": "published-print",
    "referenced_by": "is-referenced-by-count",
    "updated_by": "updated-by",
    "update_to": "update-to",
}


class _Work(Record, gc=False, rename=_HYPHENATED):
    DOI: str | None = None
    URL: str | None = None
    title: _Titles = None
    subtitle: _Titles = None
    abstract: str | None = None
    author: list[_Person] | None = None
    container_title: _Titles = None
    subject: list[str | None] | None = None
    issued: DateParts | None = None
    published: DateParts | None = None
    published_online: DateParts | None = None
    published_print: DateParts | None = None
    posted: DateParts | None = None
    referenced_by: int | None = None
    language: str | None = None
    updated_by: list[_Update] | None = None
    update_to: list[_Update] | None = None
    relation: Any = None


def sniff(head: Head) -> Recognised | None:
    """Objects with a DOI and a title that bear the marks of a deposit."""
    found = [each for each in sample(head).holding("DOI") if each.keys() & set(_DEPOSITED)]
    return Recognised(layout="works", evidence=f"{len(found)} deposits such as {found[0]['DOI']!r}") if found else None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Works in file order, with the columns of RAW. Editors are not authors."""
    del layout, account
    return read_entries(stream, bounds, _Work, _fields, RAW, kept=_KEPT, left_out=_LEFT_OUT)


def _fields(work: _Work) -> Fields:
    title = ": ".join(part for part in (_first(work.title), _first(work.subtitle)) if part) or None
    is_taken_back = any(each.type in TAKES_BACK for each in work.updated_by or ())
    return {
        "title": title,
        "abstract": _HEADING.sub(r"\1", work.abstract) if work.abstract else None,
        "authors": [author for each in work.author or () if (author := _author(each)).name],
        "venue": _first(work.container_title),
        "published": first_known(*(getattr(work, name) for name in _DATES)),
        "categories": [subject for subject in work.subject or () if subject],
        "doi": work.DOI,
        "links": [work.URL] if work.URL else [],
        "citations": work.referenced_by,
        "language": work.language,
        "is_withdrawn": is_taken_back or bool(title and _TAKEN_BACK.match(title)),
        "withdraws": [each.DOI for each in work.update_to or () if each.DOI and each.type in TAKES_BACK],
        "extra": extra({"relations": of_crossref(work.relation)}),
    }


def _first(titles: _Titles) -> str | None:
    return titles if isinstance(titles, str) else next((title for title in titles or () if title), None)


def _author(person: _Person) -> Author:
    parts = [part for part in (person.given, person.family, person.suffix) if part]
    affiliations = [each.name for each in person.affiliation or () if each.name]
    return Author(" ".join(parts) or person.name or person.literal or "", person.ORCID, "; ".join(affiliations) or None)


READER = Reader(
    name="crossref",
    version=2,
    describes="Crossref works as JSON: data file lines, API answers",
    layouts=("works",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
