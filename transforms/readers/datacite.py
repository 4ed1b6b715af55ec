"""DataCite's metadata: https://schema.datacite.org (versions 3 and 4), CC0.

Layouts: `kernel` (XML, also in answers of OAI-PMH) and `json` (lines of a data file, answers of the REST API). DataCite
registers data and software too; what a record is stands in `extra`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._datacite_json import LEFT_OUT, Answer, fields, recognised
from transforms.readers._json import read_entries
from transforms.readers._markup import Dialect
from transforms.readers._records import Author, Record, extra
from transforms.readers._relations import Relation, relation
from transforms.readers._xml import Element, at, children, first_text, local_name, read_frames, root_of, text_in
from transforms.withdrawals import DELETED

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "submitted", "updated", "keywords", "arxiv_id", "doi"),
    *("links", "citations", "language", "is_withdrawn", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_DIALECT = Dialect(
    entries=("resource", "header"),
    furniture=(
        *("OAI-PMH", "responseDate", "request", "ListRecords", "GetRecord", "resumptionToken", "error", "record"),
        *(
            "metadata",
            "oai_datacite",
            "schemaVersion",
            "datacentreSymbol",
            "payload",
            "isReferenceQuality",
            "resources",
        ),
    ),
)
_DATES = {"submitted": ("Submitted", "Created"), "updated": ("Updated",)}


def sniff(head: Head) -> Recognised | None:
    """XML in the namespace of DataCite's kernel, or the same as JSON."""
    if found := recognised(head):
        return found
    root = root_of(head)
    if root is None or b"datacite.org/schema/kernel" not in root[1] or b"<resource" not in root[1]:
        return None
    return Recognised(layout="kernel", evidence=f"<{root[0]}> in the namespace of DataCite's kernel")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Resources in file order, with the columns of RAW."""
    del account
    if layout == "json":
        return read_entries(stream, bounds, Answer, fields, RAW, left_out=LEFT_OUT)
    return read_frames(stream, _DIALECT, bounds, RAW, _record)


def _record(entry: Element) -> Record | None:
    if local_name(entry) == "header":
        deletion: Record = {"problems": [DELETED], "doi": text_in(at(entry, "identifier")), "is_withdrawn": True}
        return deletion if entry.get("status") == "deleted" else None
    parts = children(entry)
    dates = {day.get("dateType"): text_in(day) for day in _all(entry, "dates")}
    kind = at(entry, "resourceType")
    return {
        "title": _of_kind(_all(entry, "titles"), "titleType", None),
        "abstract": _of_kind(_all(entry, "descriptions"), "descriptionType", "Abstract"),
        "authors": [_author(creator) for creator in _all(entry, "creators")],
        "venue": _of_kind(_all(entry, "descriptions"), "descriptionType", "SeriesInformation"),
        **{name: next((_start(dates[key]) for key in keys if dates.get(key)), None) for name, keys in _DATES.items()},
        "published": _start(dates.get("Issued") or first_text(parts, "publicationYear") or dates.get("Available")),
        "keywords": [text for subject in _all(entry, "subjects") if (text := text_in(subject))],
        "arxiv_id": _of_kind(_all(entry, "alternateIdentifiers"), "alternateIdentifierType", "arXiv"),
        "doi": _of_kind([*parts.get("identifier", ())], "identifierType", "DOI"),
        "language": first_text(parts, "language"),
        "extra": extra(
            {
                "publisher": first_text(parts, "publisher"),
                "type": kind.get("resourceTypeGeneral") if kind is not None else None,
                "version": first_text(parts, "version"),
                "rights": [text for rights in _all(entry, "rightsList") if (text := text_in(rights))],
                "relations": [each for found in _all(entry, "relatedIdentifiers") if (each := _relation(found))],
            }
        ),
    }


def _all(entry: Element, name: str) -> list[Element]:
    return [*found] if (found := at(entry, name)) is not None else []


def _of_kind(elements: list[Element], attribute: str, kind: str | None) -> str | None:
    return next((text_in(element) for element in elements if element.get(attribute) == kind), None)


def _start(printed: str | None) -> str | None:
    """`2020-01-01/2020-12-31` -> its first day."""
    return printed.partition("/")[0] if printed else None


def _author(creator: Element) -> Author:
    parts = children(creator)
    given, family = first_text(parts, "givenName"), first_text(parts, "familyName")
    name = f"{given} {family}" if given and family else first_text(parts, "creatorName")
    schemes = {found.get("nameIdentifierScheme"): text_in(found) for found in parts.get("nameIdentifier", ())}
    return Author(name or "", schemes.get("ORCID"), first_text(parts, "affiliation"))


def _relation(found: Element) -> Relation | None:
    return relation(found.get("relationType"), found.get("relatedIdentifierType"), text_in(found))


READER = Reader(
    name="datacite",
    version=2,
    describes="DataCite metadata (XML, REST API and data file JSON)",
    layouts=("kernel", "json"),
    raw=RAW,
    sniff=sniff,
    read=read,
)
