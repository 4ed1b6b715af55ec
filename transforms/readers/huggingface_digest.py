"""Digests of Hugging Face's daily papers that others keep: https://github.com/gabrielchua/daily-ai-papers and its like.

Layouts: `letter` (the e-mail of the day), `table` (a markdown table of one day), `scraped` (JSON of pages, each entry
with its `scraped_date`) and `day` (JSON of the API's fields, flat). An empty list is a day without papers.
Scrapers took the first comment on a page for the abstract where the page printed none: a greeting, a link to code, a
bot's message or a line. Such a text stands in `extra` as `comment`. Accounts among the authors stand there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import IO, Any, cast

import msgspec
import polars as pl

from transforms.readers._cards import read_cards
from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised, Survey
from transforms.readers._huggingface_digests import DAY, HEADER, LETTER, SELECTION, TABLE, UPVOTES
from transforms.readers._json import Record, read_entries, read_records
from transforms.readers._json_sample import sample
from transforms.readers._lines import head_lines, is_printed, read_lines
from transforms.readers._records import Author, extra
from transforms.readers._records import Record as Fields

_FILLED = (*("title", "abstract", "authors", "published", "arxiv_id", "links", "upvotes", "github_stars", "extra"),)
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _FILLED}})

_TEXTS = {"letter": LETTER, "table": TABLE}
_ARXIV_ID = re.compile(r"(?:arxiv\.org/(?:abs|pdf)|huggingface\.co/papers)/(\d{4}\.\d{4,5})")
_COUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kKmM]?)\s*$")
_FACTORS = {"": 1, "k": 1_000, "m": 1_000_000}
_SHORTEST_ABSTRACT = 100
# How comments begin. `Hi-C maps ...`, `Thanks to recent advances ...` and `Excited states ...` begin abstracts.
_COMMENT = re.compile(
    r"\W*(?:hi(?:[,!]|\s+(?:all|everyone|there|folks)\b)|(?:hello|hey)\b|thank you\b|thanks for\b|congrat"
    r"|(?:we(?:'re|’re| are) |i(?:'m|’m| am) )?(?:excited|happy|glad|thrilled|proud) to\b|check (?:it |this )?out\b"
    r"|this is an automated message\b|the following papers were recommended\b"
    r"|(?:our |the )?(?:code|github|arxiv|paper|demo|models?|datasets?|home ?page|website|project(?: \w+)?)"
    r"(?: (?:link|page|repo|url|is|and \w+))*\s*(?:[:：]|https?://))",
    re.IGNORECASE,
)
_EMPTY_LIST = re.compile(rb"\s*\[\s*\]\s*")
_DAY_CHARACTERS = len("2026-02-24")


class _Details(msgspec.Struct, gc=False):
    abstract: str | None = None
    arxiv_page_url: str | None = None
    pdf_url: str | None = None
    github_links: list[str | None] | None = None


class _Scraped(Record, gc=False):
    title: str | None = None
    paper_url: str | None = None
    authors: list[str | None] | None = None
    stars: str | int | None = None
    details: _Details | None = None
    scraped_date: str | None = None


class _Daily(Record, gc=False):
    arxiv_id: str | None = None
    title: str | None = None
    abstract: str | None = None
    authors: list[str | None] | None = None
    upvotes: int | None = None
    published_at: str | None = None


class _Counted:
    """A stream whose bytes are booked: in JSON, what is no entry's text is only what joins them."""

    def __init__(self, stream: IO[bytes], account: ByteAccount) -> None:
        self.stream, self.account = stream, account

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.account.entry_bytes += len(data)
        return data


def sniff(head: Head) -> Recognised | None:
    """The greeting and upvotes of the letter, the heading of the table, or the keys that the archives use."""
    if head.is_whole and _EMPTY_LIST.fullmatch(head.data):
        return Recognised(layout="day", evidence="an empty list: a day without papers")
    objects = sample(head)
    if scraped := objects.holding("title", "paper_url", "scraped_date"):
        return Recognised(layout="scraped", evidence=f"{len(scraped)} papers such as {scraped[0]['paper_url']!r}")
    if listed := objects.holding("arxiv_id", "title", "abstract", "upvotes", "published_at"):
        return Recognised(layout="day", evidence=f"{len(listed)} papers such as {listed[0]['arxiv_id']!r}")
    texts = head_lines(head)["text"]
    if texts.str.contains(DAY).any() and texts.str.contains(HEADER).any():
        return Recognised(layout="table", evidence="a table of title, authors and summary below 'Papers for' a day")
    titles = texts.str.contains(UPVOTES).sum()
    if titles and texts.str.contains(SELECTION).any():
        return Recognised(layout="letter", evidence=f"a selection of {titles} titles with upvotes such as '(113 ▲)'")
    return None


def survey(stream: IO[bytes], layout: str, bounds: Bounds) -> Survey:
    """The last day that a table or a scraped list names, and whether it lists nothing: an empty list, or no rows."""
    days: set[str] = set()
    is_empty_answer = layout == "table"
    if layout == "table":
        for lines in read_lines(stream, bounds, ByteAccount()):
            days |= set(lines["text"].str.extract(DAY).drop_nulls())
            is_empty_answer &= (TABLE.mark(lines.filter(is_printed()))["role"] == "furniture").all()
    elif layout == "scraped":
        for batch in read_records(stream, bounds, _Scraped):
            days |= {listed.scraped_date for listed in batch.records if listed.scraped_date}
    elif layout == "day":
        is_empty_answer = bool(_EMPTY_LIST.fullmatch(stream.read(bounds.block_bytes)))
    known = [day for each in days if (day := _date(each))]
    return Survey(
        captured_on=max(known, default=None),
        captured_on_basis="stated" if known else None,
        is_empty_answer=is_empty_answer,
    )


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Listed papers in file order, with the columns of RAW."""
    counted = cast(IO[bytes], _Counted(stream, account))
    if layout in _TEXTS:
        yield from read_cards(stream, _TEXTS[layout], bounds, account, RAW)
    elif layout == "scraped":
        yield from read_entries(counted, bounds, _Scraped, _of_scraped, RAW, kept=("scraped_date",))
    else:
        yield from read_entries(counted, bounds, _Daily, _of_daily, RAW)


def _of_scraped(listed: _Scraped) -> Fields:
    details = listed.details or _Details()
    code = [url for url in details.github_links or () if url]
    names = [name for name in listed.authors or () if name]
    people = [name for name in names if len(name.split()) > 1]
    links = [url for url in (listed.paper_url, details.arxiv_page_url, details.pdf_url, *code) if url]
    abstract, comment = _abstract(details.abstract, listed.title)
    return {
        "title": listed.title,
        "abstract": abstract,
        "authors": [Author(name) for name in people],
        "arxiv_id": next((found[1] for url in links if (found := _ARXIV_ID.search(url))), None),
        "links": links,
        # The archive prints 0 for a paper without code, too.
        "github_stars": _count(listed.stars) if code else None,
        "extra": extra({"usernames": [name for name in names if name not in people], "comment": comment}),
    }


def _of_daily(listed: _Daily) -> Fields:
    abstract, comment = _abstract(listed.abstract, listed.title)
    return {
        "title": listed.title,
        "abstract": abstract,
        "authors": [Author(name) for name in listed.authors or () if name],
        "published": (listed.published_at or "")[:_DAY_CHARACTERS] or None,
        "arxiv_id": listed.arxiv_id,
        "upvotes": listed.upvotes,
        "extra": extra({"comment": comment}),
    }


def _abstract(printed: str | None, title: str | None) -> tuple[str | None, str | None]:
    """The printed text as abstract, or as a comment."""
    text = (printed or "").strip()
    if not text or text == (title or "").strip():
        return None, None
    is_comment = len(text) < _SHORTEST_ABSTRACT or _COMMENT.match(text)
    return (None, text) if is_comment else (printed, None)


def _count(printed: Any) -> int | None:
    """`749`, `11.8k` -> a number; None for anything else."""
    found = _COUNT.match(str(printed))
    return round(float(found[1]) * _FACTORS[found[2].lower()]) if found else None


def _date(printed: str) -> date | None:
    try:
        return date.fromisoformat(printed)
    except ValueError:
        return None


READER = Reader(
    name="huggingface_digest",
    version=1,
    describes="digests of Hugging Face's daily papers: e-mails, markdown tables and JSON day lists of the community",
    layouts=("letter", "table", "scraped", "day"),
    raw=RAW,
    sniff=sniff,
    read=read,
    survey=survey,
    counts_bytes=True,
)
