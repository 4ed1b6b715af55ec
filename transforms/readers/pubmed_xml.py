"""PubMed's citations: https://dtd.nlm.nih.gov/ncbi/pubmed/, from E-utilities and the yearly baseline (NLM's terms).

Layout: `pubmed`. Titles end with a full stop, which is not the title's. Each PMID of a `DeleteCitation` is an entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._markup import Dialect
from transforms.readers._records import Author, Record, extra
from transforms.readers._xml import Element, at, children, first_text, local_name, read_frames, root_of, text_in, texts
from transforms.withdrawals import DELETED

_FILLED = (
    *("title", "abstract", "authors", "venue", "published", "submitted", "keywords", "doi", "pmid", "language"),
    *("is_withdrawn", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_DIALECT = Dialect(
    entries=("PubmedArticle", "PubmedBookArticle", "DeleteCitation", "DeleteDocument"),
    furniture=("PubmedArticleSet", "PubmedBookArticleSet", "BookDocumentSet"),
)


def sniff(head: Head) -> Recognised | None:
    """A set of PubMed articles, or one article."""
    root = root_of(head)
    if root is None or root[0] not in ("PubmedArticleSet", "PubmedArticle"):
        return None
    return Recognised(layout="pubmed", evidence=f"the root element <{root[0]}>")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Citations in file order, with the columns of RAW."""
    del layout, account
    return read_frames(stream, _DIALECT, bounds, RAW, _record)


def _record(entry: Element) -> Record | list[Record]:
    if local_name(entry).startswith("Delete"):
        return [_deletion(text_in(pmid)) for pmid in entry if local_name(pmid) == "PMID"] or _deletion(None)
    citation = at(entry, "MedlineCitation") if local_name(entry) == "PubmedArticle" else at(entry, "BookDocument")
    if citation is None:
        return {"problems": ["metadata:missing"]}
    article = at(citation, "Article")
    article = citation if article is None else article
    fields = children(article)
    types = [text_in(kind) or "" for kind in _all(at(article, "PublicationTypeList"))]
    return {
        "title": (first_text(fields, "ArticleTitle") or "").strip().removesuffix(".") or None,
        "abstract": _abstract(at(article, "Abstract")),
        "authors": [_author(author) for author in _all(at(article, "AuthorList"))],
        "venue": text_in(at(article, "Journal", "Title")) or text_in(at(article, "Book", "BookTitle")),
        "published": _date(at(article, "ArticleDate")) or _date(at(article, "Journal", "JournalIssue", "PubDate")),
        "submitted": _history(entry, "received"),
        "keywords": texts(children(found), "Keyword") if (found := at(citation, "KeywordList")) is not None else [],
        "doi": _identifier(entry, article),
        "pmid": text_in(at(citation, "PMID")),
        "language": first_text(fields, "Language"),
        "is_withdrawn": "Retracted Publication" in types,
        "extra": extra(
            {
                "types": types,
                "mesh": [text_in(at(found, "DescriptorName")) for found in _all(at(citation, "MeshHeadingList"))],
                "vernacular_title": first_text(fields, "VernacularTitle"),
            }
        ),
    }


def _deletion(pmid: str | None) -> Record:
    deletion: Record = {"problems": [DELETED], "pmid": pmid, "is_withdrawn": True}
    return {**deletion, "raw": f"<PMID>{pmid}</PMID>"} if pmid else deletion  # a list may name thousands


def _all(element: Element | None) -> list[Element]:
    return [] if element is None else [*element]


def _abstract(abstract: Element | None) -> str | None:
    """Sections one a line, each after its label where it has one."""
    sections = [part for part in _all(abstract) if local_name(part) == "AbstractText"]
    labelled = [(part.get("Label"), (text_in(part) or "").strip()) for part in sections]
    return "\n".join(f"{label}: {text}" if label else text for label, text in labelled if text) or None


def _author(author: Element) -> Author:
    parts = children(author)
    names = [text for name in ("ForeName", "LastName", "Suffix") if (text := first_text(parts, name))]
    orcid = next((text_in(found) for found in parts.get("Identifier", ()) if found.get("Source") == "ORCID"), None)
    affiliation = text_in(at(author, "AffiliationInfo", "Affiliation"))
    return Author(" ".join(names) or first_text(parts, "CollectiveName") or "", orcid, affiliation)


def _date(day: Element | None) -> str | None:
    """`2024 Mar 5`; of a season or a span of months only the year."""
    parts = children(day) if day is not None else {}
    year = first_text(parts, "Year") or (first_text(parts, "MedlineDate") or "")[:4]
    if not year.isdigit():
        return None
    known = [text for name in ("Year", "Month", "Day") if (text := first_text(parts, name))] or [year]
    return ("-" if all(part.isdigit() for part in known) else " ").join(known)


def _history(entry: Element, status: str) -> str | None:
    days = _all(at(entry, "PubmedData", "History"))
    return next((_date(day) for day in days if day.get("PubStatus") == status), None)


def _identifier(entry: Element, article: Element) -> str | None:
    own = _all(at(entry, "PubmedData", "ArticleIdList"))
    located = [part for part in article if local_name(part) == "ELocationID"]
    dois = [part for part in own if part.get("IdType") == "doi"] + [
        part for part in located if part.get("EIdType") == "doi"
    ]
    return text_in(dois[0]) if dois else None


READER = Reader(
    name="pubmed_xml",
    version=1,
    describes="PubMed citations (XML)",
    layouts=("pubmed",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
