"""arXiv's metadata by OAI-PMH and by its API: https://info.arxiv.org/help/oa and .../help/api (metadata: CC0).

Layouts: `oai` (records of the formats `arXiv`, `arXivRaw` and `oai_dc`, also several responses in one file, or records
cut out of theirs) and `atom` (feeds of the API). `noRecordsMatch` is an answer without entries; any other error of the
server is a reject, and so is a deleted record: it has no title, only an identifier, whose paper it marks as withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised, Survey
from transforms.readers._markup import Dialect
from transforms.readers._records import Author, Record, extra
from transforms.readers._withdrawal import WITHDRAWN
from transforms.readers._xml import Element, children, first_text, local_name, read_frames, root_of, text_in, texts
from transforms.withdrawals import DELETED

_FILLED = (
    *("title", "abstract", "authors", "published", "submitted", "updated", "categories", "keywords", "arxiv_id", "doi"),
    *("is_withdrawn", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_OAI = Dialect(
    entries=("record", "error"),
    furniture=("OAI-PMH", "responseDate", "request", "ListRecords", "GetRecord", "resumptionToken", "records"),
)
_ATOM = Dialect(
    entries=("entry",),
    furniture=(
        *("feed", "title", "id", "link", "updated", "author", "name", "rights", "generator", "subtitle"),
        *("totalResults", "startIndex", "itemsPerPage", "Query"),
    ),
)
_ROOTS = ("OAI-PMH", "record", "records", "ListRecords", "GetRecord")
_OF_ARXIV = re.compile(rb"oai:arXiv\.org:|arxiv\.org/OAI/|(?:export\.|//)arxiv\.org/", re.IGNORECASE)
_RESPONSE_DATE = re.compile(
    rb"<(?:\w+:)?responseDate>\s*(\d{4}-\d{2}-\d{2})|<feed\b.{0,2000}?<updated>\s*(\d{4}-\d{2}-\d{2})", re.DOTALL
)
_NOTHING = re.compile(rb"noRecordsMatch|<(?:\w+:)?totalResults\b[^>]*>\s*0\s*<")
_WITHDRAWN = re.compile(WITHDRAWN)
_ABS = re.compile(r"^https?://arxiv\.org/abs/", re.IGNORECASE)
_AFFILIATION = re.compile(r"\([^()]*\)")
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+")
_READ = {
    *("title", "abstract", "summary", "authors", "author", "created", "updated", "published", "version", "categories"),
    *("category", "primary_category", "id", "doi", "link"),
}


def sniff(head: Head) -> Recognised | None:
    """OAI-PMH records of arXiv, or an Atom feed of its API."""
    root = root_of(head)
    if root is None or not _OF_ARXIV.search(root[1]) or b"<crossref" in root[1]:
        return None
    if root[0] == "feed":
        return Recognised(layout="atom", evidence="an Atom feed that names arxiv.org")
    return Recognised(layout="oai", evidence=f"<{root[0]}> with records of arXiv.org") if root[0] in _ROOTS else None


def survey(stream: IO[bytes], layout: str, bounds: Bounds) -> Survey:
    """The day of the first response, and whether it is that no record matches."""
    del layout
    begin = stream.read(min(bounds.block_bytes, 64 * 1024))
    is_empty_answer = bool(_NOTHING.search(begin))
    found = _RESPONSE_DATE.search(begin)
    try:
        day = date.fromisoformat((found[1] or found[2]).decode()) if found else None
    except ValueError:  # `2031-02-30`
        day = None
    if not day:
        return Survey(is_empty_answer=is_empty_answer)
    return Survey(captured_on=day, captured_on_basis="stated", is_empty_answer=is_empty_answer)


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Records in file order, with the columns of RAW."""
    del account
    if layout == "atom":
        return read_frames(stream, _ATOM, bounds, RAW, _of_atom)
    return read_frames(stream, _OAI, bounds, RAW, _of_oai)


def _of_oai(element: Element) -> Record | None:
    if local_name(element) == "error":
        code = element.get("code") or "unknown"
        return None if code == "noRecordsMatch" else {"problems": [f"oai:{code}"]}
    parts = children(element)
    header, metadata = children(parts["header"][0]) if "header" in parts else {}, parts.get("metadata")
    is_deleted = "header" in parts and parts["header"][0].get("status") == "deleted"
    arxiv_id = (first_text(header, "identifier") or "").rpartition(":")[2] or None
    if not metadata or not len(metadata[0]):
        problem = DELETED if is_deleted else "metadata:missing"
        return {"problems": [problem], "arxiv_id": arxiv_id, "is_withdrawn": is_deleted}
    fields = children(metadata[0][0])
    record = _of_dublin_core(fields) if local_name(metadata[0][0]) == "dc" else _of_arxiv(fields)
    record["arxiv_id"] = record["arxiv_id"] or arxiv_id
    record["is_withdrawn"] = record["is_withdrawn"] or is_deleted
    return record


def _of_arxiv(fields: dict[str, list[Element]]) -> Record:
    """The formats `arXiv` (created, authors in parts) and `arXivRaw` (versions, authors in one line)."""
    values = _texts(fields)
    versions = [text_in(part) for version in fields.get("version", []) for part in children(version).get("date", [])]
    created = values.get("created") or next(iter(versions), None)
    authors = fields.get("authors", [])
    people = children(authors[0]).get("author", []) if authors else []
    return {
        **_described(values),
        "authors": [_person(person) for person in people] or _people(values.get("authors") or ""),
        "published": created,
        "submitted": created,
        "updated": values.get("updated") or (versions[-1] if len(versions) > 1 else None),
        "categories": (values.get("categories") or "").split(),
        "arxiv_id": values.get("id"),
    }


def _of_dublin_core(fields: dict[str, list[Element]]) -> Record:
    """The format `oai_dc`: the first description is the abstract, the first date the submission."""
    many = {name: texts(fields, name) for name in fields}
    descriptions, dates = many.get("description", []), sorted(many.get("date", []))
    comments = [text for text in descriptions if text.startswith("Comment:")]
    identifiers = many.get("identifier", [])
    doi = next((text[4:] for text in identifiers if text.lower().startswith("doi:")), None)
    values = {
        "title": " ".join(many.get("title", [])),
        "abstract": next((text for text in descriptions if text not in comments), None),
        "comments": " ".join(comments).removeprefix("Comment:").strip(),
        "doi": doi,
    }
    return {
        **_described(values),
        "authors": [Author(name) for name in many.get("creator", [])],
        "published": dates[0] if dates else None,
        "submitted": dates[0] if dates else None,
        "updated": dates[-1] if len(dates) > 1 else None,
        "keywords": many.get("subject", []),
        "arxiv_id": next((_ABS.sub("", text) for text in identifiers if _ABS.match(text)), None),
    }


def _of_atom(entry: Element) -> Record:
    fields = children(entry)
    values = _texts(fields)
    identifier = values.get("id") or ""
    if "/api/errors" in identifier:
        return {"problems": ["arxiv:error"]}
    authors = [children(author) for author in fields.get("author", [])]
    primary = [element.get("term") for element in fields.get("primary_category", [])]
    return {
        **_described({**values, "abstract": values.get("summary")}),
        "authors": [
            Author(first_text(parts, "name") or "", None, first_text(parts, "affiliation")) for parts in authors
        ],
        "published": values.get("published"),
        "submitted": values.get("published"),
        "updated": values.get("updated"),
        "categories": [*primary, *(element.get("term") for element in fields.get("category", []))],
        "arxiv_id": _ABS.sub("", identifier) or None,
    }


def _described(values: dict[str, str | None]) -> Record:
    """What every format says in the same words."""
    comments = values.get("comments") or values.get("comment") or ""
    dois = (values.get("doi") or "").split()
    return {
        "title": values.get("title"),
        "abstract": values.get("abstract"),
        "doi": dois[0] if dois else None,
        "is_withdrawn": bool(_WITHDRAWN.search(comments) or _WITHDRAWN.search((values.get("abstract") or "")[:200])),
        "extra": extra(
            {**{name: value for name, value in values.items() if name not in _READ}, "other_dois": dois[1:]}
        ),
    }


def _texts(fields: dict[str, list[Element]]) -> dict[str, str | None]:
    return {name: text_in(found[0]) for name, found in fields.items()}


def _person(author: Element) -> Author:
    parts = children(author)
    names = [text.strip() for name in ("forenames", "keyname", "suffix") if (text := first_text(parts, name))]
    return Author(" ".join(names), None, first_text(parts, "affiliation"))


def _people(line: str) -> list[Author]:
    """`A. Lima (Invented), B. Baker and C. Cole` -> three authors."""
    bare = line
    while (fewer := _AFFILIATION.sub("", bare)) != bare:
        bare = fewer
    return [Author(name.strip()) for name in _AND.split(bare) if name.strip()]


READER = Reader(
    name="arxiv_oai",
    version=1,
    describes="arXiv metadata by OAI-PMH (arXiv, arXivRaw, oai_dc) and Atom feeds of its API",
    layouts=("oai", "atom"),
    raw=RAW,
    sniff=sniff,
    read=read,
    survey=survey,
)
