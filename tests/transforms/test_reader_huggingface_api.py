"""Hugging Face's API: a real excerpt, and which day a paper was listed on."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from fixture_content import FIXTURES, content_of

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers.huggingface_api import survey

EXCERPT = "hf_api_json_excerpt/deep-diver__paper-reviewer__daily_papers_records_1_and_3.json"


def read(data: bytes) -> pl.DataFrame:
    found, claim = recognise(Head(data=data, is_whole=True))
    assert found.name == "huggingface_api"
    return pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))


@pytest.mark.parametrize(
    ("inner", "outer", "listed"),
    [
        (
            {"submittedOnDailyAt": "2024-10-24T01:00:00Z"},
            "2024-10-25T00:00:00Z",
            ("2024-10-24", "paper.submittedOnDailyAt"),
        ),
        ({}, "2024-10-25T00:00:00Z", ("2024-10-25", "publishedAt")),
        ({"publishedAt": "2024-10-22T00:00:00Z"}, "2024-10-25T00:00:00Z", ("2024-10-25", "publishedAt")),
        ({"publishedAt": "2024-10-22T00:00:00Z"}, "2024-10-22T00:00:00Z", None),
        ({}, None, None),
    ],
)
def test_the_day_of_listing_and_the_field_that_says_so(
    inner: dict[str, str], outer: str | None, listed: tuple[str, str] | None
) -> None:
    listing = {"paper": {"id": "2410.90001", "title": "T", "upvotes": 1, **inner}, "publishedAt": outer}
    data = json.dumps([listing]).encode()
    told = json.loads(read(data)["extra"].item() or "{}")
    found = (told["listed_at"][:10], told["listed_at_field"]) if told else None
    assert found == listed
    day = survey(io.BytesIO(data), "daily_papers", Bounds()).captured_on
    assert day == (date.fromisoformat(listed[0]) if listed else None)


def test_a_real_excerpt(shared_dumps: Path) -> None:
    data = (shared_dumps / EXCERPT).read_bytes()
    listings = read(data)
    assert listings.select("arxiv_id", "upvotes", "comments", "author_count").row(0) == ("2410.17243", 64, 3, 9)
    assert listings.height == 2
    assert listings["problems"].list.len().sum() == 0
    assert listings["published"].str.head(10).to_list()[0] == "2024-10-22"
    assert survey(io.BytesIO(data), "daily_papers", Bounds()).captured_on == date(2024, 10, 25)


def test_flattened_listings_say_the_same_as_nested_ones() -> None:
    data = content_of(FIXTURES / "huggingface_api" / "flattened")
    assert survey(io.BytesIO(data), "flattened", Bounds()).captured_on == date(2024, 5, 26)
    listings = read(data)
    assert listings["author_count"].to_list() == [2, 1, None, None]
    assert listings["is_withdrawn"].to_list() == [False, False, True, False]
    fields = [json.loads(told)["listed_at_field"] for told in listings["extra"].drop_nulls()]
    assert fields == ["paper.submittedOnDailyAt", "publishedAt"]
