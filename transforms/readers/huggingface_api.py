"""Hugging Face's daily papers as its API gives them: https://huggingface.co/api/daily_papers.

Layout: `daily_papers` (arrays or JSON lines). `published` is the paper's day at arXiv, `paper.publishedAt`. The day on
which it was listed is `paper.submittedOnDailyAt`; where that is missing, the outer `publishedAt`, unless it repeats the
paper's own: the site has printed either there. `extra` keeps that time, and which field it is of, as `listed_at`
and `listed_at_field`.
Upvotes stand inside `paper`, comments (`numComments`) beside it. Authors who hid themselves are counted, not named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import IO

import msgspec
import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised, Survey
from transforms.readers._json import Record, read_entries, read_records
from transforms.readers._json_sample import sample
from transforms.readers._records import Author, extra
from transforms.readers._records import Record as Fields

_FILLED = (
    *("title", "abstract", "authors", "author_count", "published", "submitted", "arxiv_id", "links"),
    *("comments", "upvotes", "github_stars", "extra"),
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_LEFT_OUT = ("thumbnail", "submittedBy", "isAuthorParticipating")
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


class _Listing(Record, gc=False, rename="camel"):
    paper: _Paper | None = None
    title: str | None = None
    summary: str | None = None
    published_at: str | None = None
    num_comments: int | None = None


def sniff(head: Head) -> Recognised | None:
    """Objects with a `paper` that has an id and upvotes or a discussion."""
    found = [each["paper"] for each in sample(head).holding("paper") if isinstance(each["paper"], dict)]
    papers = [
        each for each in found if "id" in each and each.keys() & {"upvotes", "discussionId", "submittedOnDailyAt"}
    ]
    if not papers:
        return None
    return Recognised(layout="daily_papers", evidence=f"{len(papers)} daily papers such as {papers[0]['id']!r}")


def survey(stream: IO[bytes], layout: str, bounds: Bounds) -> Survey:
    """The last day on which any paper was listed: the answer is of that day or later."""
    del layout
    days = [
        day
        for batch in read_records(stream, bounds, _Listing)
        for listing in batch.records
        if (day := _day(_listed_at(listing)[0]))
    ]
    return Survey(captured_on=max(days), captured_on_basis="stated") if days else Survey()


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Listings in file order, with the columns of RAW."""
    del layout, account
    return read_entries(stream, bounds, _Listing, _fields, RAW, left_out=_LEFT_OUT)


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
    version=1,
    describes="Hugging Face daily papers, as the API gives them",
    layouts=("daily_papers",),
    raw=RAW,
    sniff=sniff,
    read=read,
    survey=survey,
)
