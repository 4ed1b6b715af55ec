"""The README's table of sources says what the readers declare; a reader that changes says here what its row must be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from transforms.readers import readers
from transforms.readers._contract import FIELDS, PLACE, Reader

README = Path(__file__).parents[1] / "README.md"
HEADER = "| reader | layouts | what it is, and where its owner publishes it | licence of the data | fills |"

# What an analyst calls the fields, in the order of the table. Every source has titles; what is not modelled is `extra`.
WORDS = {
    "title": None,
    "abstract": "abstract",
    "authors": "authors",
    "author_count": "author count",
    "venue": "venue",
    "published": "dates",
    "submitted": "dates",
    "updated": "dates",
    "categories": "categories",
    "keywords": "keywords",
    "arxiv_id": "arXiv id",
    "doi": "DOI",
    "openreview_id": "OpenReview id",
    "acl_id": "ACL id",
    "dblp_key": "DBLP key",
    "openalex_id": "OpenAlex id",
    "s2_id": "Semantic Scholar id",
    "pmid": "PubMed id",
    "links": "links",
    "comments": "comments",
    "upvotes": "upvotes",
    "github_stars": "stars",
    "citations": "citations",
    "language": "language",
    "is_withdrawn": "withdrawal",
    "withdraws": "withdrawal",
    "extra": None,
}


@dataclass(frozen=True, kw_only=True)
class Row:
    layouts: str
    published: str
    licence: str
    fills: str


def rows() -> dict[str, Row]:
    """The rows of the README's table, by reader."""
    text = README.read_text(encoding="utf-8")
    assert HEADER in text, f"README.md has no table with the header {HEADER}"
    table = text[text.index(HEADER) :].split("\n\n")[0].split("\n")[2:]
    cells = [re.split(r"\s*\|\s*", line.strip("| ")) for line in table]
    return {
        name.strip("`"): Row(layouts=layouts, published=published, licence=licence, fills=fills)
        for name, layouts, published, licence, fills in cells
    }


def fills(reader: Reader) -> str:
    """The words for the fields that a reader declares, each once."""
    named = [WORDS[name] for name in FIELDS if name in reader.raw.names()]
    return ", ".join(dict.fromkeys(word for word in named if word))


def test_every_field_has_its_word() -> None:
    assert list(WORDS) == FIELDS.names()
    assert not set(WORDS) & set(PLACE)


def test_every_reader_has_its_row_and_no_other_is_there() -> None:
    assert sorted(rows()) == [reader.name for reader in readers()]


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_the_row_says_what_the_reader_declares(reader: Reader) -> None:
    row = rows()[reader.name]
    assert row.layouts == ", ".join(f"`{layout}`" for layout in reader.layouts)
    assert row.fills == fills(reader)
    assert row.licence
    assert re.search(r"\w\.\w", row.published) or reader.name == "table", "it names no place on the web"
