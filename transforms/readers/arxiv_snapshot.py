"""The arXiv metadata snapshot: https://www.kaggle.com/datasets/Cornell-University/arxiv, CC0.

Layout: `json` (JSON lines, an article each). `published` and `submitted` are the day of the first version, `updated`
that of the last. `journal-ref` is a citation, not a venue: it stays in `extra`, with all else that is not modelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import IO

import msgspec
import polars as pl

from transforms.clean.links import urls_in
from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._json import Batch, Record, read_records
from transforms.readers._json_extra import declared_names
from transforms.readers._json_sample import sample
from transforms.readers._records import grouped
from transforms.readers._withdrawal import says_withdrawn

_NAMES = (
    "title", "abstract", "authors", "published", "submitted", "updated", "categories", "arxiv_id", "doi", "links",
    "is_withdrawn", "extra",
)  # fmt: skip
RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in _NAMES}})

_HYPHENATED = {"journal_ref": "journal-ref", "report_no": "report-no"}
_NAME_PARTS = 3
_NAME = pl.concat_str("given", "family", "suffix", separator=" ", ignore_nulls=True).str.strip_chars(" ").alias("name")
_NO_ORCID = pl.lit(None, dtype=pl.String).alias("orcid")

# So few bytes that their objects are still in the processor's cache when they become columns: half the time.
_DECODED_BYTES = 1024 * 1024

# `Mon, 2 Apr 2007 19:18:42 GMT`: without the time of day few dates are distinct, and each costs once.
_DAY = r"(\d{1,2} [A-Z][a-z]{2} \d{4})"
_NEXT_DOI = r"(?s)[\s;,]+(?:and\s+)?(?:doi:\s*)?10\.\d{4,9}/.*$"
_SEVERAL_DOIS = re.compile(r"[\s;,]\S*10\.\d{4,9}/")
_BETWEEN_NAMES = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_encode = msgspec.json.Encoder().encode


class _Version(msgspec.Struct, gc=False):
    version: str | None = None
    created: str | None = None


class _Article(Record, gc=False, forbid_unknown_fields=True, rename=_HYPHENATED):
    id: str | None = None
    title: str | None = None
    abstract: str | None = None
    authors: str | None = None
    authors_parsed: list[list[str | None]] | None = None
    categories: str | None = None
    doi: str | None = None
    submitter: str | None = None
    comments: str | None = None
    journal_ref: str | None = None
    report_no: str | None = None
    license: str | None = None
    versions: list[_Version] | None = None
    update_date: str | None = None


_KNOWN = declared_names(_Article)


class _Extra(msgspec.Struct, gc=False, omit_defaults=True, rename=_HYPHENATED):
    submitter: str | None = None
    comments: str | None = None
    journal_ref: str | None = None
    report_no: str | None = None
    license: str | None = None
    versions: list[_Version] | None = None
    update_date: str | None = None
    doi: str | None = None  # as printed, where one field holds several


def sniff(head: Head) -> Recognised | None:
    """Objects with `authors_parsed` beside id, title, abstract and categories."""
    found = sample(head).holding("id", "title", "abstract", "categories", "authors_parsed")
    if not found:
        return None
    return Recognised(layout="json", evidence=f"{len(found)} arXiv articles such as {found[0]['id']!r}")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Articles in file order, with the columns of RAW."""
    del layout, account
    few = replace(bounds, block_bytes=min(_DECODED_BYTES, bounds.block_bytes))
    batches = map(_printed, read_records(stream, few, _Article))
    while several := list(islice(batches, bounds.block_bytes // few.block_bytes)):
        yield _frame(*(pl.concat(parts, rechunk=True) for parts in zip(*several, strict=True)))


def _printed(batch: Batch[_Article]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Articles as text, a row each, and their authors, all in a row."""
    articles = batch.records
    parsed = [each.authors_parsed or _split(each.authors) for each in articles]
    columns = batch.frame(
        RAW,
        title=[each.title for each in articles],
        abstract=[each.abstract for each in articles],
        printed_authors=pl.Series([len(each) for each in parsed], dtype=pl.UInt32),
        first=[each.versions[0].created if each.versions else None for each in articles],
        last=[each.versions[-1].created if each.versions else each.update_date for each in articles],
        subjects=[each.categories for each in articles],
        arxiv_id=[each.id for each in articles],
        doi=[each.doi for each in articles],
        comments=[each.comments for each in articles],
        extra=_extra(batch),
    )
    return columns, _people([part for each in parsed for part in each])


def _frame(printed: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    return printed.with_columns(
        authors=grouped(people.select(_NAME, _NO_ORCID, "affiliation").to_struct(), printed["printed_authors"]),
        published=_day("first"),
        submitted=_day("first"),
        updated=_day("last"),
        categories=pl.col("subjects").str.split(" "),
        doi=pl.col("doi").str.replace(_NEXT_DOI, ""),
        links=urls_in(pl.col("comments")),
        is_withdrawn=says_withdrawn(printed["comments"]) | says_withdrawn(printed["abstract"]),
    ).select(RAW.names())


def _day(name: str) -> pl.Expr:
    return pl.coalesce(pl.col(name).str.extract(_DAY), name)


def _people(parts: list[list[str | None]]) -> pl.DataFrame:
    """Of `[family, given, suffix, affiliation ...]`; of a name as printed, where that is all."""
    lengths = set(map(len, parts))
    if any(length < _NAME_PARTS for length in lengths):
        parts = [[*part, "", "", ""] for part in parts]
    columns = {
        "family": [part[0] for part in parts],
        "given": [part[1] for part in parts],
        "suffix": [part[2] for part in parts],
        "affiliation": [_affiliation(part) for part in parts] if lengths - {_NAME_PARTS} else [None] * len(parts),
    }
    return pl.DataFrame([pl.Series(name, values, dtype=pl.String) for name, values in columns.items()])


def _affiliation(part: list[str | None]) -> str | None:
    return "; ".join(filter(None, part[_NAME_PARTS:])) or None


def _split(authors: str | None) -> list[list[str | None]]:
    return [[name] for name in _BETWEEN_NAMES.split(authors)] if authors else []


def _extra(batch: Batch[_Article]) -> pl.Series:
    extra = [
        _encode(
            _Extra(
                each.submitter, each.comments, each.journal_ref, each.report_no, each.license, each.versions or None,
                each.update_date, each.doi if each.doi and _SEVERAL_DOIS.search(each.doi) else None,
            )
        )
        for each in batch.records
    ]  # fmt: skip
    return batch.with_undeclared(extra, _KNOWN)


READER = Reader(
    name="arxiv_snapshot",
    version=1,
    describes="arXiv metadata snapshot (Kaggle), JSON lines",
    layouts=("json",),
    raw=RAW,
    sniff=sniff,
    read=read,
)
