"""Semantic Scholar: https://api.semanticscholar.org/api-docs (ODC-By).

Layouts: `graph` (answers of the Graph API, camelCase) and `papers` (lines of a bulk data set, lower case).
The bulk data set `abstracts` is refused as a whole: its lines hold an abstract and a number, and no title to list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO

import msgspec
import polars as pl

from transforms.errors import UnknownLayout
from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._json import Record, read_entries
from transforms.readers._json_sample import sample
from transforms.readers._records import Author
from transforms.readers._records import Record as Fields

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "categories", "arxiv_id", "doi", "acl_id", "dblp_key"),
    *("s2_id", "pmid", "links", "citations", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_KEYS = {
    "graph": ("paperId", "title"),
    "papers": ("corpusid", "externalids", "title"),
}
# What is about other papers, or long and of no use to a reader of papers.
_LEFT_OUT = ("citations", "references", "embedding", "citationStyles", "citationstyles")

# The bulk data sets print the same names in lower case.
_CAMEL_CASE = {
    "paper_id": "paperId",
    "corpus_id": "corpusId",
    "external_ids": "externalIds",
    "publication_date": "publicationDate",
    "citation_count": "citationCount",
    "s2_fields_of_study": "s2FieldsOfStudy",
    "open_access_pdf": "openAccessPdf",
}
_Ids = dict[str, str | int | None]


class _Author(msgspec.Struct, gc=False):
    name: str | None = None
    affiliations: list[str | None] | None = None


class _Field(msgspec.Struct, gc=False):
    category: str | None = None


class _Journal(msgspec.Struct, gc=False):
    name: str | None = None


class _OpenAccess(msgspec.Struct, gc=False):
    url: str | None = None
    externalids: _Ids | None = None


class _Paper(Record, gc=False, rename=_CAMEL_CASE):
    title: str | None = None
    abstract: str | None = None
    authors: list[_Author] | None = None
    venue: str | None = None
    journal: _Journal | None = None
    year: int | None = None
    paper_id: str | None = None
    corpus_id: int | str | None = None
    external_ids: _Ids | None = None
    publication_date: str | None = None
    citation_count: int | None = None
    s2_fields_of_study: list[_Field] | None = None
    open_access_pdf: _OpenAccess | None = None
    corpusid: int | str | None = None
    externalids: _Ids | None = None
    publicationdate: str | None = None
    citationcount: int | None = None
    s2fieldsofstudy: list[_Field] | None = None
    openaccessinfo: _OpenAccess | None = None


def sniff(head: Head) -> Recognised | None:
    """Objects with `paperId`, or with `corpusid` as only the bulk data sets print it. Raises UnknownLayout."""
    for layout, keys in _KEYS.items():
        if found := sample(head).holding(*keys):
            return Recognised(layout=layout, evidence=f"{len(found)} papers such as {found[0][keys[0]]!r}")
    if sample(head).holding("corpusid", "abstract", without=("title",)):
        raise UnknownLayout(
            "",
            "it is Semantic Scholar's bulk data set `abstracts`: an abstract and a corpus id a line, and no titles.",
            next_step="Load the data set `papers`; other sources, such as arXiv's, print abstracts with their titles.",
        )
    return None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Papers in file order, with the columns of RAW."""
    del layout, account
    return read_entries(stream, bounds, _Paper, _fields, RAW, left_out=_LEFT_OUT)


def _fields(paper: _Paper) -> Fields:
    corpus_id = paper.corpus_id or paper.corpusid
    open_access = paper.open_access_pdf or paper.openaccessinfo or _OpenAccess()
    ids = _by_scheme(paper.external_ids or paper.externalids or open_access.externalids or {})
    fields = paper.s2_fields_of_study or paper.s2fieldsofstudy or ()
    return {
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": [_author(each) for each in paper.authors or () if each.name],
        "venue": paper.venue or (paper.journal.name if paper.journal else None),
        "published": paper.publication_date or paper.publicationdate or (str(paper.year) if paper.year else None),
        "categories": list(dict.fromkeys(each.category for each in fields if each.category)),
        "arxiv_id": ids.get("arxiv"),
        "doi": ids.get("doi"),
        "acl_id": ids.get("acl"),
        "dblp_key": ids.get("dblp"),
        "s2_id": paper.paper_id or (f"CorpusId:{corpus_id}" if corpus_id else None),
        "pmid": ids.get("pubmed"),
        "links": [open_access.url] if open_access.url else [],
        "citations": paper.citation_count if paper.citation_count is not None else paper.citationcount,
    }


def _author(author: _Author) -> Author:
    return Author(author.name or "", None, "; ".join(filter(None, author.affiliations or ())) or None)


def _by_scheme(ids: Mapping[str, str | int | None]) -> dict[str, str]:
    return {scheme.lower(): str(value) for scheme, value in ids.items() if value}


READER = Reader(
    name="semantic_scholar",
    version=2,
    describes="Semantic Scholar: Graph API answers and bulk papers",
    layouts=("graph", "papers"),
    raw=RAW,
    sniff=sniff,
    read=read,
)
