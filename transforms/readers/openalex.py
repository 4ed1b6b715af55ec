"""OpenAlex works: https://docs.openalex.org/api-entities/works/work-object, CC0.

Layout: `works` (JSON lines of the snapshot, or the `results` of the API; also with the abstract already put together).
A work without a title is a reject, as everywhere. What is bulky and about other works is left out: the archive has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import msgspec
import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._json import Record, read_entries
from transforms.readers._json_sample import sample
from transforms.readers._records import Author, extra
from transforms.readers._records import Record as Fields
from transforms.readers._relations import Relation, at_address

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "keywords", "categories", "doi", "openalex_id", "pmid"),
    *("arxiv_id", "links", "citations", "language", "is_withdrawn", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

# With these, all that OpenAlex is known to print: works that print more are decoded again, and keep that, too.
_KEPT = (
    *("type", "type_crossref", "indexed_in", "open_access", "countries_distinct_count"),
    *("institutions_distinct_count", "apc_list", "apc_paid", "fwci", "is_authors_truncated", "has_fulltext"),
    *("fulltext_origin", "biblio", "is_paratext", "is_xpac", "locations_count", "grants", "awards", "funders"),
    *("has_content", "content_urls", "datasets", "versions", "referenced_works_count", "updated_date", "created_date"),
)
_LEFT_OUT = (
    *("referenced_works", "related_works", "concepts", "counts_by_year", "mesh", "best_oa_location"),
    *("corresponding_author_ids", "corresponding_institution_ids", "institutions", "institution_assertions"),
    *("display_name", "topics", "ngrams_url", "cited_by_api_url", "relevance_score", "page", "citation"),
    *("citation_normalized_percentile", "cited_by_percentile_year", "sustainable_development_goals"),
)
_PREPRINT = "submittedVersion"
_WORK_ID = re.compile(r"(?:https?://openalex\.org/)?W\d+$")
_Index = dict[str, list[int]]
_INDEX = msgspec.json.Decoder(_Index)
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


class _Named(msgspec.Struct, gc=False):
    display_name: str | None = None


class _Author(msgspec.Struct, gc=False):
    display_name: str | None = None
    orcid: str | None = None


class _Authorship(msgspec.Struct, gc=False):
    author: _Author | None = None
    raw_author_name: str | None = None
    raw_affiliation_strings: list[str | None] | None = None


class _Place(msgspec.Struct, gc=False):
    landing_page_url: str | None = None
    version: str | None = None


class _Location(msgspec.Struct, gc=False):
    landing_page_url: str | None = None
    pdf_url: str | None = None
    source: _Named | None = None
    raw_source_name: str | None = None


class _Topic(msgspec.Struct, gc=False):
    subfield: _Named | None = None
    field: _Named | None = None


class _Ids(msgspec.Struct, gc=False):
    pmid: str | int | None = None


class _Work(Record, gc=False):
    id: str | None = None
    doi: str | None = None
    title: str | None = None
    abstract: str | None = None
    abstract_inverted_index: _Index | str | None = None
    authorships: list[_Authorship] | None = None
    primary_location: _Location | None = None
    locations: list[_Place] | None = None
    publication_date: str | None = None
    publication_year: int | str | None = None
    primary_topic: _Topic | None = None
    keywords: list[_Named | str] | None = None
    ids: _Ids | None = None
    cited_by_count: int | None = None
    language: str | None = None
    is_retracted: bool | None = None


def sniff(head: Head) -> Recognised | None:
    """Objects whose `id` is an OpenAlex work, with a title."""
    found = [each for each in sample(head).holding("id", "title") if _is_work(each["id"])]
    return Recognised(layout="works", evidence=f"{len(found)} works such as {found[0]['id']!r}") if found else None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Works in file order, with the columns of RAW."""
    del layout, account
    return read_entries(stream, bounds, _Work, _fields, RAW, kept=_KEPT, left_out=_LEFT_OUT)


def _is_work(value: object) -> bool:
    return isinstance(value, str) and _WORK_ID.match(value) is not None


def _fields(work: _Work) -> Fields:
    location, topic, ids = work.primary_location or _Location(), work.primary_topic or _Topic(), work.ids or _Ids()
    year = work.publication_year
    authors = [_author(each) for each in work.authorships or ()]
    return {
        "title": work.title,
        "abstract": work.abstract or _abstract(work.abstract_inverted_index),
        "authors": [author for author in authors if author.name],
        "venue": location.source.display_name if location.source else location.raw_source_name,
        "published": work.publication_date or (str(year) if year else None),
        "keywords": [each if isinstance(each, str) else each.display_name for each in work.keywords or ()],
        "categories": [each.display_name for each in (topic.subfield, topic.field) if each],
        "doi": work.doi,
        "openalex_id": work.id,
        "pmid": _text(ids.pmid),
        "arxiv_id": _arxiv_id(work),
        "links": [url for url in (location.landing_page_url, location.pdf_url) if url],
        "citations": work.cited_by_count,
        "language": work.language,
        "is_withdrawn": bool(work.is_retracted),
        "extra": extra({"relations": relations}) if (relations := _relations(work)) else None,
    }


def _author(authorship: _Authorship) -> Author:
    author = authorship.author or _Author()
    printed = authorship.raw_affiliation_strings
    affiliation = "; ".join(filter(None, printed)) or None if printed else None
    return Author(authorship.raw_author_name or author.display_name or "", author.orcid, affiliation)


def _abstract(index: _Index | str | None) -> str | None:
    """The words of an inverted abstract in their order. Places that the index leaves out are passed over."""
    if isinstance(index, str):
        index = _index_in(index)
    if not index:
        return None
    words: list[str | None] = [None] * sum(map(len, index.values()))
    try:
        for word, places in index.items():
            for place in places:
                words[place] = word
        return " ".join(words) or None  # type: ignore[arg-type]
    except (IndexError, TypeError):  # not every place from 0 has its word
        word_at = {place: word for word, places in index.items() for place in places}
        return " ".join(word_at[place] for place in sorted(word_at))


def _index_in(text: str) -> _Index | None:
    """An index kept as text, alone or as `{"IndexLength": ..., "InvertedIndex": {...}}`; None for any other text."""
    try:
        members = _MEMBERS.decode(text)
        return _INDEX.decode(members.get("InvertedIndex", msgspec.Raw(text.encode())))
    except msgspec.DecodeError:
        return None


def _arxiv_id(work: _Work) -> str | None:
    """The first address at arXiv among the places where the work is found."""
    places: tuple[_Location | _Place | None, ...] = (work.primary_location, *(work.locations or ()))
    for each in places:
        if each and each.landing_page_url and "arxiv.org/abs/" in each.landing_page_url:
            return each.landing_page_url
    return None


def _relations(work: _Work) -> list[Relation]:
    """Where else the work is found: as a preprint (OpenAlex: not yet reviewed) or as another version of it."""
    return [
        at_address("has-preprint" if each.version == _PREPRINT else "has-version", each.landing_page_url)
        for each in work.locations or ()
        if each.landing_page_url and each.landing_page_url != work.doi
    ]


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


READER = Reader(
    name="openalex",
    version=1,
    describes="OpenAlex works: snapshot lines or API results",
    layouts=("works",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
