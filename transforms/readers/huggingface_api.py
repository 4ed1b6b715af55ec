"""Hugging Face's daily papers as its API gives them: https://huggingface.co/api/daily_papers.

Layouts: `daily_papers` (arrays or JSON lines) and `flattened` (the same as Parquet: what stands inside `paper` is a
column of its own, `paper_title`; https://huggingface.co/datasets/cfahlgren1/hub-stats keeps it).
`published` is the paper's day at arXiv, `paper.publishedAt`. The day on which it was listed is
`paper.submittedOnDailyAt`; where that is missing, the outer `publishedAt`, unless it repeats the paper's own: the site
has printed either there. `extra` keeps that time, and which field it is of, as `listed_at` and `listed_at_field`.
Upvotes stand inside `paper`, comments (`numComments`) beside it. Authors who hid themselves are counted, not named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO

import msgspec
import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised, Survey
from transforms.readers._json import Record, entries_of, read_entries, read_records, records_of
from transforms.readers._json_sample import sample
from transforms.readers._parquet import column_names, read_parquet
from transforms.readers._records import Author, extra
from transforms.readers._records import Record as Fields

_FILLED = (
    *("title", "abstract", "authors", "author_count", "published", "submitted", "arxiv_id", "links"),
    *("comments", "upvotes", "github_stars", "is_withdrawn", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_LEFT_OUT = ("thumbnail", "submittedBy", "isAuthorParticipating")
_PERSON = ("_id", "avatarUrl", "fullname", "isHf", "isHfAdmin", "isMod", "isPro", "name", "type", "user")
_FLAT_LEFT_OUT = (
    *(*_LEFT_OUT, "organization", "paper_organization", "paper_submittedOnDailyBy"),
    *(f"paper_submittedOnDailyBy.{name}" for name in _PERSON),
    *(f"paper_organization.{name}" for name in ("_id", "avatar", "isPro")),
)
# What nobody's table of papers holds but this one, beside a `paper_id`.
_FLAT_MARKS = {"paper_upvotes", "paper_discussionId", "paper_submittedOnDailyAt", "submittedOnDailyAt"}
_DAY_CHARACTERS = len("2024-10-25")


class _Author(msgspec.Struct, gc=False):
    name: str | None = None
    hidden: bool | None = None


class _Organisation(msgspec.Struct, gc=False):
    name: str | None = None
    fullname: str | None = None


class _Paper(msgspec.Struct, gc=False, rename="camel"):
    id: str | None = None
    title: str | None = None
    summary: str | None = None
    authors: list[_Author] | None = None
    published_at: str | None = None
    submitted_on_daily_at: str | None = None
    upvotes: int | None = None
    discussion_id: str | None = None
    project_page: str | None = None
    github_repo: str | None = None
    github_stars: int | None = None
    organization: _Organisation | None = None
    ai_summary: str | None = msgspec.field(default=None, name="ai_summary")
    ai_keywords: list[str | None] | None = msgspec.field(default=None, name="ai_keywords")
    withdrawn_at: str | None = None


class _Listing(Record, gc=False, rename="camel"):
    paper: _Paper | None = None
    title: str | None = None
    summary: str | None = None
    published_at: str | None = None
    num_comments: int | None = None


_Number = int | float | None  # Parquet that pandas wrote has floats where any value is missing


class _Row(Record, gc=False):
    paper_id: str | None = None
    title: str | None = None
    paper_title: str | None = None
    summary: str | None = None
    paper_summary: str | None = None
    paper_authors: list[_Author | str | None] | None = None
    upvotes: _Number = None
    paper_upvotes: _Number = None
    comments: _Number = msgspec.field(default=None, name="numComments")
    stars: _Number = msgspec.field(default=None, name="paper_githubStars")
    listed: str | None = msgspec.field(default=None, name="publishedAt")
    published: str | None = msgspec.field(default=None, name="paper_publishedAt")
    submitted: str | None = msgspec.field(default=None, name="submittedOnDailyAt")
    paper_submitted: str | None = msgspec.field(default=None, name="paper_submittedOnDailyAt")
    withdrawn: str | None = msgspec.field(default=None, name="paper_withdrawnAt")
    discussion: str | None = msgspec.field(default=None, name="paper_discussionId")
    repository: str | None = msgspec.field(default=None, name="paper_githubRepo")
    project: str | None = msgspec.field(default=None, name="paper_projectPage")
    organisation: str | None = msgspec.field(default=None, name="paper_organization.name")
    organisation_fullname: str | None = msgspec.field(default=None, name="paper_organization.fullname")
    paper_ai_summary: str | None = None
    paper_ai_keywords: list[str | None] | None = None


def sniff(head: Head) -> Recognised | None:
    """Objects with a `paper` that has an id and upvotes or a discussion, or columns that say the same."""
    columns = set(column_names(head))
    if "paper_id" in columns and (marks := columns & _FLAT_MARKS):
        return Recognised(layout="flattened", evidence=f"the columns paper_id, {', '.join(sorted(marks))}")
    found = [each["paper"] for each in sample(head).holding("paper") if isinstance(each["paper"], dict)]
    papers = [
        each for each in found if "id" in each and each.keys() & {"upvotes", "discussionId", "submittedOnDailyAt"}
    ]
    if not papers:
        return None
    return Recognised(layout="daily_papers", evidence=f"{len(papers)} daily papers such as {papers[0]['id']!r}")


def survey(stream: IO[bytes], layout: str, bounds: Bounds) -> Survey:
    """The last day on which any paper was listed: the answer is of that day or later."""
    listings: Iterator[_Listing]
    if layout == "flattened":
        batches = records_of(read_parquet(stream, bounds), _Row)
        listings = (_unflattened(row) for batch in batches for row in batch.records)
    else:
        listings = (listing for batch in read_records(stream, bounds, _Listing) for listing in batch.records)
    last = max((day for listing in listings if (day := _day(_listed_at(listing)[0]))), default=None)
    return Survey(captured_on=last, captured_on_basis="stated" if last else None)


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Listings in file order, with the columns of RAW."""
    del account
    if layout == "flattened":
        rows = read_parquet(stream, bounds)
        return entries_of(rows, _Row, lambda row: _fields(_unflattened(row)), RAW, left_out=_FLAT_LEFT_OUT)
    return read_entries(stream, bounds, _Listing, _fields, RAW, left_out=_LEFT_OUT)


def _unflattened(row: _Row) -> _Listing:
    paper = _Paper(
        id=row.paper_id,
        title=row.paper_title,
        summary=row.paper_summary,
        authors=[each if isinstance(each, _Author) else _Author(name=each) for each in row.paper_authors or ()],
        published_at=row.published,
        submitted_on_daily_at=row.paper_submitted or row.submitted,
        upvotes=_whole(row.paper_upvotes if row.paper_upvotes is not None else row.upvotes),
        discussion_id=row.discussion,
        project_page=row.project,
        github_repo=row.repository,
        github_stars=_whole(row.stars),
        organization=_Organisation(name=row.organisation, fullname=row.organisation_fullname),
        ai_summary=row.paper_ai_summary,
        ai_keywords=row.paper_ai_keywords,
        withdrawn_at=row.withdrawn,
    )
    comments = _whole(row.comments)
    return _Listing(paper=paper, title=row.title, summary=row.summary, published_at=row.listed, num_comments=comments)


def _whole(number: _Number) -> int | None:
    return None if number is None else int(number)


def _fields(listing: _Listing) -> Fields:
    paper = listing.paper or _Paper()
    listed_at, listed_at_field = _listed_at(listing)
    authors = [Author(each.name) for each in paper.authors or () if each.name and not each.hidden]
    told = {
        "listed_at": listed_at,
        "listed_at_field": listed_at_field,
        "discussionId": paper.discussion_id,
        "organization": (paper.organization.fullname or paper.organization.name) if paper.organization else None,
        "ai_summary": paper.ai_summary,
        "ai_keywords": paper.ai_keywords,
    }
    return {
        "title": paper.title or listing.title,
        "abstract": paper.summary or listing.summary,
        "authors": authors,
        "author_count": len(paper.authors) if paper.authors else None,
        "published": paper.published_at,
        "submitted": paper.published_at,
        "arxiv_id": paper.id,
        "links": [url for url in (paper.github_repo, paper.project_page) if url],
        "comments": listing.num_comments,
        "upvotes": paper.upvotes,
        "github_stars": paper.github_stars,
        "is_withdrawn": paper.withdrawn_at is not None,
        "extra": extra(told),
    }


def _listed_at(listing: _Listing) -> tuple[str | None, str | None]:
    """When the paper was listed, and the field that says so."""
    paper = listing.paper or _Paper()
    if paper.submitted_on_daily_at:
        return paper.submitted_on_daily_at, "paper.submittedOnDailyAt"
    if listing.published_at and listing.published_at != paper.published_at:
        return listing.published_at, "publishedAt"
    return None, None


def _day(printed: str | None) -> date | None:
    try:
        return date.fromisoformat((printed or "")[:_DAY_CHARACTERS])
    except ValueError:
        return None


READER = Reader(
    name="huggingface_api",
    version=2,
    describes="Hugging Face daily papers, as the API gives them (JSON, Parquet)",
    layouts=("daily_papers", "flattened"),
    raw=RAW,
    sniff=sniff,
    read=read,
    survey=survey,
)
