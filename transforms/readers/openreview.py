"""OpenReview: https://docs.openreview.net/reference/api-v2, and venue lists made of it.

Layouts: `notes` (submissions as the API gives them: v1 `content.title`, v2 `content.title.value`) and `venue_list`
(https://github.com/papercopilot/paperlists: one venue and year a file, people joined by `;`).
A rejected submission is a paper all the same: its decision stands in `venue` or `extra`. Withdrawn ones are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import zip_longest
from typing import IO, Any

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._json import Record, read_entries
from transforms.readers._json_sample import sample
from transforms.readers._records import Author, extra
from transforms.readers._records import Record as Fields

_FILLED = (
    *("title", "abstract", "authors", "author_count", "venue", "published", "submitted", "updated", "keywords"),
    *("openreview_id", "arxiv_id", "doi", "links", "citations", "is_withdrawn", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_PAGE = "https://openreview.net/"
_GROUP = re.compile(r"^([\w\-]+)\.\w+/(\d{4})\b")  # `ICLR.cc/2019/Conference/-/Blind_Submission`
_YEAR = re.compile(r"^\s*year\s*=\s*[{\"]?(\d{4})", re.MULTILINE)
_BOOK = re.compile(r"^\s*booktitle\s*=\s*[{\"](.+?)[}\"],?\s*$", re.MULTILINE)
_NO_ABSTRACT = "Abstract Unavailable"
_SEPARATOR = re.compile(r"\s*[;,]\s*")
_LINKED = ("code", "github", "code_link", "project", "project_page", "website", "site", "pdf", "supp")
_TOLD_ELSEWHERE = ("title", "abstract", "authors", "authorids", "keywords", "venue", "_bibtex", "pdf", "paperhash")
# Personal details that no question asks for.
_LEFT_OUT = (
    *("email", "authorids", "gender", "homepage", "dblp", "google_scholar", "linkedin", "or_profile", "position"),
    *("reviewers", "signatures", "readers", "writers", "nonreaders", "details", "tauthor"),
)

_Day = int | str | None
_Metric = int | float | str | list[int | float | str | None] | None


class _Note(Record, gc=False):
    id: str | None = None
    forum: str | None = None
    replyto: str | None = None
    content: dict[str, Any] | None = None
    invitation: str | None = None
    invitations: list[str] | None = None
    pdate: _Day = None
    odate: _Day = None
    cdate: _Day = None
    tcdate: _Day = None
    mdate: _Day = None
    tmdate: _Day = None
    ddate: _Day = None


class _Submission(Record, gc=False):
    id: str | int | None = None
    title: str | None = None
    abstract: str | None = None
    author: str | None = None
    aff: str | None = None
    orcid: str | None = None
    keywords: str | None = None
    status: str | None = None
    bibtex: str | None = None
    site: str | None = None
    pdf: str | None = None
    supp: str | None = None
    github: str | None = None
    project: str | None = None
    arxiv: str | None = None
    doi: str | None = None
    gs_citation: _Metric = None


def sniff(head: Head) -> Recognised | None:
    """Objects with `content` and the marks of a note, or with a title, a status and a text `author`."""
    found = sample(head)
    notes = found.holding("content", "id", "invitation") or found.holding("content", "id", "invitations")
    if notes and any(isinstance(each["content"], Mapping) for each in notes):
        return Recognised(layout="notes", evidence=f"{len(notes)} notes such as {notes[0]['id']!r}")
    listed = found.holding("title", "status", "author", "site")
    if listed and all(isinstance(each["author"], str | None) for each in listed):
        return Recognised(layout="venue_list", evidence=f"{len(listed)} submissions such as {listed[0]['title']!r}")
    return None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Submissions in file order, with the columns of RAW; a note that answers another is a reject."""
    del account
    if layout == "notes":
        return read_entries(
            stream, bounds, _Note, _of_note, RAW, kept=("invitation", "invitations"), left_out=_LEFT_OUT
        )
    return read_entries(stream, bounds, _Submission, _of_list, RAW, kept=("id", "status", "bibtex"), left_out=_LEFT_OUT)


def _of_note(note: _Note) -> Fields:
    told = {name: _value(value) for name, value in (note.content or {}).items()}
    invitation = note.invitation or next(iter(note.invitations or ()), None) or ""
    group = _GROUP.match(str(told.get("venueid") or invitation))
    marks = (told.get("venue"), told.get("venueid"), invitation, *(note.invitations or ()))
    return {
        "title": _text(told.get("title")),
        "abstract": _text(told.get("abstract")),
        "authors": _people(told.get("authors")),
        "venue": _text(told.get("venue")) or (f"{group[1]} {group[2]}" if group else None),
        "published": _day(note.pdate or note.odate or note.tcdate or note.cdate),
        "submitted": _day(note.tcdate or note.cdate),
        "updated": _day(note.tmdate or note.mdate),
        "keywords": _texts(told.get("keywords")),
        "openreview_id": note.forum or note.id,
        "links": [url for name in _LINKED for url in _texts(told.get(name)) if url.startswith("http")],
        "is_withdrawn": note.ddate is not None or any("withdrawn" in str(mark).lower() for mark in marks),
        "extra": extra({name: value for name, value in told.items() if name not in _TOLD_ELSEWHERE}),
        "problem": "not_a_paper" if note.replyto and note.replyto != note.id else None,
    }


def _of_list(listed: _Submission) -> Fields:
    names, orcids, affiliations = (_parts(each) for each in (listed.author, listed.orcid, listed.aff))
    told = [each if len(each) == len(names) else [] for each in (orcids, affiliations)]
    book, year = _BOOK.search(listed.bibtex or ""), _YEAR.search(listed.bibtex or "")
    people = zip_longest(names, *told)
    links = (listed.site, listed.pdf, listed.supp, listed.github, listed.project)
    return {
        "title": listed.title,
        "abstract": None if listed.abstract == _NO_ABSTRACT else listed.abstract or None,
        "authors": [Author(name, orcid or None, affiliation or None) for name, orcid, affiliation in people if name],
        "venue": book[1] if book else None,
        "published": year[1] if year else None,
        "keywords": [word for word in _parts(listed.keywords) if word],
        "openreview_id": listed.site if (listed.site or "").startswith(_PAGE) else None,
        "arxiv_id": listed.arxiv or None,
        "doi": listed.doi or None,
        "links": [url for each in links for url in _parts(each) if url.startswith("http")],
        "citations": _count(listed.gs_citation),
        "is_withdrawn": "withdraw" in (listed.status or "").lower(),
    }


def _value(printed: Any) -> Any:
    """Of API v2 the value, of v1 the thing itself."""
    return printed.get("value") if isinstance(printed, dict) and printed.keys() <= {"value", "readers"} else printed


def _text(printed: Any) -> str | None:
    return str(printed) if isinstance(printed, str | int | float) else None


def _texts(printed: Any) -> list[str]:
    if isinstance(printed, str):
        return [part for part in _SEPARATOR.split(printed) if part]
    return [str(each) for each in printed if each] if isinstance(printed, list) else []


def _parts(joined: str | None) -> list[str]:
    return [part.strip() for part in joined.split(";")] if joined else []


def _people(printed: Any) -> list[Author]:
    """Names, or profiles with a `fullname`."""
    if isinstance(printed, list):
        printed = [each.get("fullname") if isinstance(each, dict) else each for each in printed]
    return [Author(name) for name in _texts(printed)]


def _count(metric: _Metric) -> int | None:
    """A count that is printed as number or text, alone or first of a list; None where it is unknown (-1)."""
    first = next(iter(metric), None) if isinstance(metric, list) else metric
    is_number = isinstance(first, int | float) or (isinstance(first, str) and first.isdecimal())
    number = int(first or 0) if is_number else -1
    return number if number >= 0 else None


def _day(milliseconds: _Day) -> str | None:
    try:
        return datetime.fromtimestamp(int(milliseconds or "") / 1_000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


READER = Reader(
    name="openreview",
    version=1,
    describes="OpenReview notes (API v1 and v2) and venue lists (paperlists)",
    layouts=("notes", "venue_list"),
    raw=RAW,
    sniff=sniff,
    read=read,
)
