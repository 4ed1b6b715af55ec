"""The arXiv snapshot: real articles, and what is told of them in free text."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest

from transforms.readers import reader, recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

SNAPSHOT = "arxiv_kaggle_json/wanng-ide__arxivSpider_mnbvc/arxiv-metadata-oai-snapshot.json"
ARTICLE = {"id": "0704.9001", "title": "T", "abstract": "A", "categories": "cs.LG", "authors_parsed": [["B", "A", ""]]}


def read(data: bytes) -> pl.DataFrame:
    found, claim = recognise(Head(data=data[: 256 * 1024], is_whole=len(data) <= 256 * 1024))
    assert found.name == "arxiv_snapshot"
    return pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))


def read_article(**fields: object) -> dict[str, object]:
    return read(json.dumps({**ARTICLE, **fields}).encode()).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "is_withdrawn"),
    [
        ("This paper has been withdrawn", True),
        ("12 pages. THIS PAPER HAS BEEN WITHDRAWN by the author.", True),
        ("Withdrawn: see the next one", True),
        ("The manuscript was temporarily withdrawn", True),
        ("Money is withdrawn from accounts of this paper", False),
        ("Samples withdrawn at dawn", False),
        (None, False),
    ],
)
def test_withdrawn_articles_are_marked(text: str | None, is_withdrawn: bool) -> None:
    assert read_article(comments=text)["is_withdrawn"] is is_withdrawn
    assert read_article(abstract=text)["is_withdrawn"] is is_withdrawn


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("10.1234/a", "10.1234/a"),
        ("10.1234/a 10.1234/b", "10.1234/a"),
        ("10.1234/a;10.1234/b", "10.1234/a"),
        ("10.1234/a, doi: 10.1234/b and 10.1234/c", "10.1234/a"),
        ("10.1234/a;b", "10.1234/a;b"),
    ],
)
def test_the_first_of_several_dois_counts_and_all_are_kept(printed: str, doi: str) -> None:
    article = read_article(doi=printed)
    assert article["doi"] == doi
    assert json.loads(article["extra"] or "{}").get("doi") == (None if printed == doi else printed)


def test_real_articles(shared_dumps: Path) -> None:
    articles = read((shared_dumps / SNAPSHOT).read_bytes())
    assert articles.height == 200
    assert articles["problems"].list.len().sum() == 0
    assert articles["arxiv_id"].str.contains(r"^\d{4}\.\d{4}$").all()
    assert articles["doi"].count() == 117
    assert articles.filter("is_withdrawn")["arxiv_id"].to_list() == ["0704.0156"]
    assert articles["extra"].str.contains('"doi":').sum() == 2
    assert articles.row(0, named=True)["updated"] == "24 Jul 2007"
    names = articles["authors"].explode().struct
    assert "Neal J. Evans II" in names.field("name")
    assert "Harvard University" in names.field("affiliation")
    assert reader("arxiv_snapshot").raw == articles.schema
