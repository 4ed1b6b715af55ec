"""DataCite's records as its REST API and data files print them in JSON: what their members mean.

A record stands in `attributes`, alone on a line, in the array `data` of an answer, or as the one object `data`.
Source: https://support.datacite.org/docs/api-get-doi.
"""

from __future__ import annotations

from typing import Any

import msgspec

from transforms.readers._contract import Head, Recognised
from transforms.readers._json import Record
from transforms.readers._json_sample import sample
from transforms.readers._records import Author, extra
from transforms.readers._records import Record as Fields
from transforms.readers._relations import relation

# `xml` is the record once more, in base64; counts over time and links to the API are of no use to a reader of papers.
LEFT_OUT = ("relationships", "meta", "links", "included", "jsonapi")
_UNMODELLED = ("contributors", "funding_references", "formats", "sizes", "geo_locations")
_WITHDRAWN = "Withdrawn"


class _Affiliation(msgspec.Struct, gc=False):
    name: str | None = None


class _NameIdentifier(msgspec.Struct, gc=False, rename="camel"):
    name_identifier: str | None = None
    name_identifier_scheme: str | None = None


class _Creator(msgspec.Struct, gc=False, rename="camel"):
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    affiliation: list[_Affiliation | str | None] | None = None
    name_identifiers: list[_NameIdentifier] | None = None


class _Title(msgspec.Struct, gc=False, rename="camel"):
    title: str | None = None
    title_type: str | None = None


class _Description(msgspec.Struct, gc=False, rename="camel"):
    description: str | None = None
    description_type: str | None = None


class _Date(msgspec.Struct, gc=False, rename="camel"):
    date: str | int | None = None
    date_type: str | None = None


class _Subject(msgspec.Struct, gc=False):
    subject: str | None = None


class _Publisher(msgspec.Struct, gc=False):
    name: str | None = None


class _Container(msgspec.Struct, gc=False):
    title: str | None = None


class _Types(msgspec.Struct, gc=False, rename="camel"):
    resource_type_general: str | None = None


class _Identifier(msgspec.Struct, gc=False, rename="camel"):
    identifier: str | None = None
    identifier_type: str | None = None
    alternate_identifier: str | None = None
    alternate_identifier_type: str | None = None


class _Rights(msgspec.Struct, gc=False):
    rights: str | None = None


class _Related(msgspec.Struct, gc=False, rename="camel"):
    relation_type: str | None = None
    related_identifier: str | None = None
    related_identifier_type: str | None = None


class _Attributes(msgspec.Struct, gc=False, rename="camel"):
    doi: str | None = None
    titles: list[_Title] | None = None
    descriptions: list[_Description] | None = None
    creators: list[_Creator] | None = None
    container: _Container | None = None
    publisher: _Publisher | str | None = None
    publication_year: int | str | None = None
    dates: list[_Date] | None = None
    subjects: list[_Subject] | None = None
    identifiers: list[_Identifier] | None = None
    alternate_identifiers: list[_Identifier] | None = None
    language: str | None = None
    types: _Types | None = None
    version: str | int | None = None
    rights_list: list[_Rights] | None = None
    related_identifiers: list[_Related] | None = None
    url: str | None = None
    citation_count: int | None = None
    contributors: list[Any] | None = None
    funding_references: list[Any] | None = None
    formats: list[Any] | None = None
    sizes: list[Any] | None = None
    geo_locations: list[Any] | None = None


class _Entry(msgspec.Struct, gc=False):
    id: str | None = None
    attributes: _Attributes | None = None


class Answer(Record, gc=False):
    """A record, or an answer that is one."""

    id: str | None = None
    type: str | None = None
    attributes: _Attributes | None = None
    data: _Entry | None = None


def recognised(head: Head) -> Recognised | None:
    """Objects with `attributes` that have a DOI and `titles`."""
    objects = sample(head)
    held = [each.get("attributes") for each in objects.holding("attributes", "id")]
    held += [each["data"].get("attributes") for each in objects.holding("data") if isinstance(each["data"], dict)]
    found = [each for each in held if isinstance(each, dict) and each.keys() >= {"doi", "titles"}]
    if not found:
        return None
    return Recognised(layout="json", evidence=f"{len(found)} records of DataCite such as {found[0]['doi']!r}")


def fields(answer: Answer) -> Fields:
    """What a record says, in the words of the reader's RAW."""
    entry = answer.data or _Entry(id=answer.id, attributes=answer.attributes)
    told = entry.attributes or _Attributes()
    dates = {each.date_type: str(each.date).partition("/")[0] for each in told.dates or () if each.date}
    descriptions = {each.description_type: each.description for each in told.descriptions or () if each.description}
    identifiers = (*(told.identifiers or ()), *(told.alternate_identifiers or ()))
    year = str(told.publication_year) if told.publication_year else None
    return {
        "title": next((each.title for each in told.titles or () if each.title and not each.title_type), None),
        "abstract": descriptions.get("Abstract"),
        "authors": [author for each in told.creators or () if (author := _author(each)).name],
        "venue": (told.container.title if told.container else None) or descriptions.get("SeriesInformation"),
        "submitted": dates.get("Submitted") or dates.get("Created"),
        "updated": dates.get("Updated"),
        "published": dates.get("Issued") or year or dates.get("Available"),
        "keywords": [each.subject for each in told.subjects or () if each.subject],
        "arxiv_id": next((value for each in identifiers if (value := _arxiv_id(each))), None),
        "doi": told.doi or entry.id,
        "links": [told.url] if told.url else [],
        "citations": told.citation_count,
        "language": told.language,
        "is_withdrawn": _WITHDRAWN in dates,
        "extra": extra(
            {
                "publisher": told.publisher.name if isinstance(told.publisher, _Publisher) else told.publisher,
                "type": told.types.resource_type_general if told.types else None,
                "version": told.version,
                "rights": [each.rights for each in told.rights_list or () if each.rights],
                "relations": [
                    found
                    for each in told.related_identifiers or ()
                    if (found := relation(each.relation_type, each.related_identifier_type, each.related_identifier))
                ],
                **{name: getattr(told, name) for name in _UNMODELLED},
            }
        ),
    }


def _author(creator: _Creator) -> Author:
    parts = (creator.given_name, creator.family_name)
    name = " ".join(filter(None, parts)) if all(parts) else creator.name
    schemes = {each.name_identifier_scheme: each.name_identifier for each in creator.name_identifiers or ()}
    affiliations = [each.name if isinstance(each, _Affiliation) else each for each in creator.affiliation or ()]
    return Author(name or "", schemes.get("ORCID"), "; ".join(filter(None, affiliations)) or None)


def _arxiv_id(found: _Identifier) -> str | None:
    if found.identifier_type == "arXiv":
        return found.identifier
    return found.alternate_identifier if found.alternate_identifier_type == "arXiv" else None
