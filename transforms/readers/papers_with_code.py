"""Papers with Code, as its last export stands: https://github.com/paperswithcode/paperswithcode-data, CC BY-SA 4.0.

Layouts: `papers` (papers with abstracts) and `links` (one entry a pair of paper and repository: a paper with five
repositories is listed five times). Both are one huge array.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._json import Record, read_entries
from transforms.readers._json_sample import sample
from transforms.readers._records import Author
from transforms.readers._records import Record as Fields

_FILLED = (
    "title",
    "abstract",
    "authors",
    "venue",
    "published",
    "keywords",
    "arxiv_id",
    "openreview_id",
    "links",
    "extra",
)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_OPENREVIEW = "https://openreview.net/"


class _Paper(Record, gc=False):
    title: str | None = None
    abstract: str | None = None
    authors: list[str | None] | None = None
    proceeding: str | None = None
    date: str | None = None
    tasks: list[str | None] | None = None
    arxiv_id: str | None = None
    url_abs: str | None = None
    url_pdf: str | None = None


class _Link(Record, gc=False):
    paper_title: str | None = None
    paper_arxiv_id: str | None = None
    paper_url_abs: str | None = None
    paper_url_pdf: str | None = None
    repo_url: str | None = None


def sniff(head: Head) -> Recognised | None:
    """Objects with `paper_url` beside a title and abstract, or beside a repository."""
    links = sample(head).holding("paper_url", "paper_title", "repo_url")
    papers = sample(head).holding("paper_url", "title", "abstract", "url_abs")
    if links:
        return Recognised(layout="links", evidence=f"{len(links)} code links such as {links[0]['repo_url']!r}")
    if papers:
        return Recognised(layout="papers", evidence=f"{len(papers)} papers such as {papers[0]['paper_url']!r}")
    return None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Papers, or pairs of paper and repository, in file order, with the columns of RAW."""
    del account
    if layout == "links":
        return read_entries(stream, bounds, _Link, _of_link, RAW)
    return read_entries(stream, bounds, _Paper, _of_paper, RAW)


def _of_paper(paper: _Paper) -> Fields:
    return {
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": [Author(name) for name in paper.authors or () if name],
        "venue": paper.proceeding,
        "published": paper.date,
        "keywords": [task for task in paper.tasks or () if task],
        "arxiv_id": paper.arxiv_id,
        "openreview_id": _openreview(paper.url_abs),
        "links": [url for url in (paper.url_abs, paper.url_pdf) if url],
    }


def _of_link(link: _Link) -> Fields:
    return {
        "title": link.paper_title,
        "arxiv_id": link.paper_arxiv_id,
        "openreview_id": _openreview(link.paper_url_abs),
        "links": [url for url in (link.repo_url, link.paper_url_abs, link.paper_url_pdf) if url],
    }


def _openreview(url: str | None) -> str | None:
    return url if url and url.startswith(_OPENREVIEW) else None


READER = Reader(
    name="papers_with_code",
    version=1,
    describes="Papers with Code exports: papers with abstracts, links between papers and code",
    layouts=("papers", "links"),
    raw=RAW,
    sniff=sniff,
    read=read,
)
