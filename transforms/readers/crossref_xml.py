"""Crossref's metadata as UNIXREF XML: https://www.crossref.org/documentation/retrieve-metadata/xml-api/.

Layouts: `unixref` (doi_records, or the answer to a query) and `oai` (OAI-PMH records, also cut out of their response).
A record is about its innermost work: the article, not its journal. A journal or an issue alone is not a paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._markup import Dialect
from transforms.readers._records import Author, Record, extra
from transforms.readers._relations import relation
from transforms.readers._withdrawal import TAKEN_BACK, TAKES_BACK
from transforms.readers._xml import (
    Element,
    at,
    children,
    first_text,
    local_name,
    paragraphs_in,
    read_frames,
    root_of,
    text_in,
)
from transforms.withdrawals import DELETED

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "doi", "links", "language"),
    *("is_withdrawn", "withdraws", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_OAI = ("OAI-PMH", "responseDate", "request", "ListRecords", "GetRecord", "resumptionToken", "error")
_QUERY = (
    "crossref_result",
    "query_result",
    "head",
    "body",
    "query",
    "doi",
    "email_address",
    "doi_batch_id",
    "crm-item",
)
_DIALECTS = {
    "unixref": Dialect(entries=("doi_record",), furniture=("doi_records", *_QUERY)),
    "oai": Dialect(entries=("record",), furniture=_OAI),
}
# What a record can be about, innermost first.
_WORKS = (
    *("journal_article", "conference_paper", "content_item", "posted_content", "dissertation", "report-paper_metadata"),
    *(
        "report-paper_series_metadata",
        "standard_metadata",
        "book_metadata",
        "book_series_metadata",
        "book_set_metadata",
    ),
)
_VENUES = (
    *(("journal_metadata", "full_title"), ("proceedings_metadata", "proceedings_title")),
    *(("proceedings_series_metadata", "proceedings_title"), ("book_metadata", "titles", "title")),
    *(("book_series_metadata", "titles", "title"), ("series_metadata", "titles", "title")),
    ("institution", "institution_name"),
)
_TAKEN_BACK = re.compile(TAKEN_BACK)


def sniff(head: Head) -> Recognised | None:
    """Crossref's records, by root element and the `crossref` element in them."""
    root = root_of(head)
    if root is None or b"<crossref" not in root[1]:
        return None
    if root[0] in ("doi_records", "doi_record", "crossref_result"):
        return Recognised(layout="unixref", evidence=f"<{root[0]}> with records of Crossref")
    if root[0] in ("record", "OAI-PMH", "ListRecords"):
        return Recognised(layout="oai", evidence=f"<{root[0]}> with records of Crossref")
    return None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Works in file order, with the columns of RAW. Editors and translators are not authors."""
    del account
    return read_frames(stream, _DIALECTS[layout], bounds, RAW, _record)


def _record(entry: Element) -> Record:
    for cited in entry.iter("{*}citation_list"):
        cited.clear()  # cited works have volumes and pages too
    named: dict[str, Element] = {}
    for element in entry.iter():
        named.setdefault(local_name(element), element)
    header = named.get("header")
    if header is not None and header.get("status") == "deleted":
        return {"problems": [DELETED], "doi": text_in(at(header, "identifier")), "is_withdrawn": True}
    work = next((named[name] for name in _WORKS if name in named), None)
    if work is None:
        return {"problems": ["not_a_paper" if "crossref" in named else "metadata:missing"]}
    fields = children(work)
    title = _title(at(work, "titles"))
    return {
        "title": title,
        "abstract": paragraphs_in(fields["abstract"][0]) if "abstract" in fields else None,
        "authors": [_author(person) for person in _people(at(work, "contributors"))],
        "venue": _venue(named, work),
        "published": _published([*fields.get("publication_date", ()), *fields.get("posted_date", ())]),
        "doi": text_in(at(work, "doi_data", "doi")),
        "links": [link for link in [text_in(at(work, "doi_data", "resource"))] if link],
        "language": work.get("language"),
        "is_withdrawn": bool(title and _TAKEN_BACK.match(title)),
        "withdraws": [
            doi for update in entry.iter("{*}update") if update.get("type") in TAKES_BACK and (doi := text_in(update))
        ],
        "extra": _unmodelled(named, work),
    }


def _title(titles: Element | None) -> str | None:
    fields = children(titles) if titles is not None else {}
    parts = [(first_text(fields, name) or "").strip() for name in ("title", "subtitle")]
    return ": ".join(part for part in parts if part) or None


def _people(contributors: Element | None) -> list[Element]:
    people = [] if contributors is None else [*contributors]
    return [person for person in people if person.get("contributor_role", "author") == "author"]


def _author(person: Element) -> Author:
    parts = children(person)
    names = [text.strip() for name in ("given_name", "surname", "suffix") if (text := first_text(parts, name))]
    institution = text_in(at(person, "affiliations", "institution", "institution_name"))
    affiliation = first_text(parts, "affiliation") or institution
    return Author(" ".join(names) or text_in(person) or "", first_text(parts, "ORCID"), affiliation)


def _venue(named: dict[str, Element], work: Element) -> str | None:
    for first, *path in _VENUES:
        if first in named and named[first] is not work and (text := text_in(at(named[first], *path))):
            return text
    return None


def _published(dates: Sequence[Element]) -> str | None:
    """The date of the earliest year; within it the online one, since print issues are dated ahead or by the first."""
    known = [(parts[0], day.get("media_type") != "online", parts) for day in dates if (parts := _parts(day))]
    return "-".join(min(known, key=lambda found: (*found[:2], [*found[2], "99", "99"][:3]))[2]) if known else None


def _parts(day: Element) -> list[str]:
    """Year, month and day as far as they are printed."""
    fields = children(day)
    parts = [(first_text(fields, name) or "").strip().zfill(2) for name in ("year", "month", "day")]
    known = parts[: parts.index("00") if "00" in parts else 3]
    # Crossref writes seasons and quarters as months 21 to 34.
    return known[:1] if len(known) > 1 and known[1] > "12" else known


def _unmodelled(named: dict[str, Element], work: Element) -> str | None:
    relations = [
        relation(found.get("relationship-type"), found.get("identifier-type"), text_in(found))
        for found in work.iter()
        if local_name(found) in ("intra_work_relation", "inter_work_relation")
    ]
    parts = {
        name: text_in(named.get(name)) for name in ("volume", "issue", "first_page", "last_page", "publisher_name")
    }
    return extra({"type": local_name(work), **parts, "relations": [each for each in relations if each]})


READER = Reader(
    name="crossref_xml",
    version=2,
    describes="Crossref metadata as UNIXREF XML",
    layouts=("unixref", "oai"),
    raw=RAW,
    sniff=sniff,
    read=read,
)
