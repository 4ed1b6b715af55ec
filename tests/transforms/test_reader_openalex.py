"""OpenAlex: real works in both forms, and abstracts put together from their indexes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

FOLDER = "openalex/rkrug__openalexPro/tests/testthat/_snaps"
HEAD_BYTES = 256 * 1024


def read(data: bytes) -> pl.DataFrame:
    found, claim = recognise(Head(data=data[:HEAD_BYTES], is_whole=len(data) <= HEAD_BYTES))
    assert found.name == "openalex"
    return pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))


@pytest.mark.parametrize(
    ("index", "abstract"),
    [
        ({"b": [1], "a": [0, 2]}, "a b a"),
        ({"late": [7], "early": [2]}, "early late"),
        ({"twice": [0], "on": [1], "one": [0, 3]}, "one on one"),
        ('{"b": [1], "a": [0]}', "a b"),
        ('{"IndexLength": 2, "InvertedIndex": {"b": [1], "a": [0]}}', "a b"),
        ("no index", None),
        ({}, None),
        (None, None),
    ],
)
def test_abstracts_are_put_together_from_their_index(index: object, abstract: str | None) -> None:
    work = {"id": "https://openalex.org/W1", "title": "T", "abstract_inverted_index": index}
    assert read(json.dumps(work).encode())["abstract"].item() == abstract


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.lists(st.integers(0, 20), max_size=4), max_size=8))
def test_words_of_abstracts_stand_in_the_order_of_their_places(index: dict[str, list[int]]) -> None:
    word_at = {place: word for word, places in index.items() for place in places}
    work = {"id": "https://openalex.org/W1", "title": "T", "abstract_inverted_index": index}
    assert (read(json.dumps(work).encode())["abstract"].item() or "").split() == [word_at[at] for at in sorted(word_at)]


@pytest.mark.parametrize("folder", ["005-pro_fetch_search", "005-pro_pipeline_search"])
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_real_works(shared_dumps: Path, folder: str, form: str) -> None:
    works = read((shared_dumps / FOLDER / folder / form).read_bytes())
    assert works.height == 200
    assert works["problems"].list.len().sum() == 0
    assert works["abstract"].count() == 151
    assert works["openalex_id"].n_unique() == 200
    assert works["doi"].count() == 137
    assert works["title"].null_count() == 0
    assert works["published"].str.contains(r"^\d{4}-\d{2}-\d{2}$").all()
    assert works.row(0, named=True)["venue"] == "International Affairs"
    assert works.row(0, named=True)["citations"] == 22


def test_both_forms_hold_the_same_works(shared_dumps: Path) -> None:
    array, lines = (
        read((shared_dumps / FOLDER / "005-pro_fetch_search" / form).read_bytes()) for form in ("json", "jsonl")
    )
    same = ["title", "authors", "openalex_id", "doi", "venue", "published", "citations"]
    assert array.select(same).equals(lines.select(same))
