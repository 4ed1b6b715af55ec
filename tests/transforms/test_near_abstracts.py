"""Near-equal abstracts: what they share a signature in spite of, and what shares none."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.near_titles.abstracts import abstract_signatures
from transforms.near_titles.blocking import candidates

ABSTRACT = (
    "In this paper, we propose a novel method for ferries that run late when tides, winds and markets conspire. We "
    "train a recurrent network on ten years of logs of forty ferries and warn the harbour an hour ahead of every "
    "delay. Its warnings were right in nine of ten cases, which no timetable achieves. All logs are published."
)
OTHER = (
    "In this paper, we propose a novel method for glazes whose colour is known only after the fire. Potters may ask "
    "our model for a colour, and get a recipe that comes out right in two of three cases. Kilns are simulated by a "
    "small neural field that learns from the photographs of a hundred firings. Recipes are published."
)


def signed(*abstracts: str | None) -> pl.DataFrame:
    listed = pl.DataFrame({"id": list(range(len(abstracts))), "abstract": abstracts}, schema_overrides=_SCHEMA)
    return abstract_signatures(listed)


_SCHEMA = {"id": pl.Int64, "abstract": pl.String}


@pytest.mark.parametrize(
    "other",
    [
        ABSTRACT[:170] + "…",
        ABSTRACT[:170] + "...",
        f"Abstract: {ABSTRACT}",
        f"Harbours matter to all of us. {ABSTRACT}",
        ABSTRACT.split(". ", 1)[1],
        ABSTRACT.upper(),
        ABSTRACT.replace("ten years", "10 years").replace("forty", "$40$"),
        ABSTRACT.replace("harbour", "harbor").replace("conspire", "meet"),
        ABSTRACT.replace("a novel method", "a method"),
        ABSTRACT.replace("recurrent", "récurrent").replace("an hour", "one hour"),
    ],
)
def test_near_equal_abstracts_share_a_signature(other: str) -> None:
    assert candidates(signed(ABSTRACT, other)).rows() == [(0, 1, True)]


def test_abstracts_that_begin_alike_share_none() -> None:
    assert candidates(signed(ABSTRACT, OTHER)).rows() == []


@pytest.mark.parametrize(
    "silent", [None, "", "In this paper, we propose a novel method.", "Ночью паромы опаздывают " * 9]
)
def test_what_says_too_little_has_none(silent: str | None) -> None:
    assert signed(silent).rows() == []
    assert signed().rows() == []


def test_signatures_are_few_and_odd_and_the_same_in_every_version() -> None:
    # They may be stored: if these numbers change, so must a migration.
    assert signed(ABSTRACT).sort("signature")["signature"].to_list() == [
        501226652390261423,
        1282302837392730451,
        1745375300374442665,
        2677521530865015045,
    ]


TEXTS = st.lists(st.sampled_from(["ferries", "harbours", "tides", "glazes", "of", "late"]), max_size=30).map(" ".join)


@given(texts=st.lists(TEXTS, max_size=5))
def test_signatures_depend_on_their_abstract_alone(texts: list[str]) -> None:
    together = {(texts[number], signature) for number, signature in signed(*texts).rows()}
    assert together == {(text, signature) for text in texts for _, signature in signed(text).rows()}
    assert signed(*texts).is_duplicated().sum() == 0
