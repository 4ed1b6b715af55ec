"""OpenReview: every real venue list, and what notes and lists print in more than one way."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

FOLDER = "paperlists_json/papercopilot__paperlists"
HEAD_BYTES = 256 * 1024
LISTED = {"title": "T", "status": "Poster", "author": "A", "site": "https://openreview.net/forum?id=abcdef1"}
NOTE = {"id": "n", "forum": "n", "invitations": ["TIDE.cc/2024/Conference/-/Submission"], "content": {}}


def read(data: bytes) -> pl.DataFrame:
    found, claim = recognise(Head(data=data[:HEAD_BYTES], is_whole=len(data) <= HEAD_BYTES))
    assert found.name == "openreview"
    return pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))


def listed(**fields: object) -> dict[str, object]:
    return read(json.dumps([{**LISTED, **fields}]).encode()).row(0, named=True)


def note(**fields: object) -> dict[str, object]:
    return read(json.dumps({**NOTE, **fields}).encode()).row(0, named=True)


@pytest.mark.parametrize(
    ("metric", "citations"),
    [(3, 3), ("3", 3), ([3, 0.5], 3), (3.0, 3), (-1, None), ("", None), ([], None), (None, None)],
)
def test_metrics_are_numbers_texts_or_lists(metric: object, citations: int | None) -> None:
    assert listed(gs_citation=metric)["citations"] == citations


def test_affiliations_are_told_only_where_each_author_has_one() -> None:
    assert [each["affiliation"] for each in listed(author="A;B", aff="X;Y")["authors"]] == ["X", "Y"]
    assert [each["affiliation"] for each in listed(author="A;B", aff="X")["authors"]] == [None, None]


@pytest.mark.parametrize(
    "content", [{"title": "T", "venue": "TIDE 2024"}, {"title": {"value": "T"}, "venue": {"value": "TIDE 2024"}}]
)
def test_a_note_says_the_same_in_both_versions_of_the_api(content: object) -> None:
    found = note(content=content)
    assert (found["title"], found["venue"], found["problems"]) == ("T", "TIDE 2024", [])


@pytest.mark.parametrize(
    ("name", "entries", "with_year"),
    [
        ("iclr/iclr2013", 67, 0),
        ("iclr/iclr2014", 69, 0),
        ("nips/nips2000", 152, 152),
        ("nips/nips2001", 197, 197),
        ("nips/nips2002", 207, 207),
        ("nips/nips2003", 198, 198),
        ("nips/nips2004", 207, 207),
        ("nips/nips2005", 207, 207),
    ],
)
def test_real_venue_lists(shared_dumps: Path, name: str, entries: int, with_year: int) -> None:
    submissions = read((shared_dumps / FOLDER / f"{name}.json").read_bytes())
    assert submissions.height == entries
    assert submissions["problems"].list.len().sum() == 0
    assert submissions["authors"].list.len().min() >= 1
    assert "Abstract Unavailable" not in submissions["abstract"]
    assert submissions["published"].count() == with_year
    assert submissions["published"].drop_nulls().is_in([name[-4:]]).all()
    assert submissions["openreview_id"].count() == (entries if name.startswith("iclr") else 0)
