"""Papers that near-equal titles join, and those that they may not, whatever the order of listings."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from transforms import identity
from transforms.clean import text
from transforms.identity import near, overrides
from transforms.near_titles.scoring import NEAR_MISS, SAME, VETOED
from transforms.schema.core import IDENTIFIER_SCHEMES


def resolved(
    rows: list[dict[str, Any]], pairs: list[tuple[int, int, float, str]], *, split: str | None = None
) -> identity.Resolution:
    """Listings `a`, `b`, ... each of a title and a profile (0, 1, ...) of its own; pairs of profiles as judged."""
    columns = ["listing_id", "abstract", "title_key", *IDENTIFIER_SCHEMES.values()]
    named = [{"listing_id": chr(97 + n), "title": f"A Title That Only One Has: {chr(97 + n)}", **row}
             for n, row in enumerate(rows)]  # fmt: skip
    frame = pl.DataFrame(named, infer_schema_length=None).with_columns(title_key=text.title_key(pl.col("title")))
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in columns if name not in frame.columns]
    profiles = pl.DataFrame({"listing_id": frame["listing_id"], "profile": range(len(rows))}, schema=near.PROFILES)
    judged = [(left, right, score, "near", decision) for left, right, score, decision in pairs]
    said = [(split, overrides.SPLIT, "split")] if split else []
    return identity.resolve(
        frame.with_columns(*missing, names=pl.lit(None, dtype=pl.List(pl.String))),
        decisions=pl.DataFrame(said, schema=overrides.SCHEMA, orient="row"),
        near_titles=(profiles, pl.DataFrame(judged, schema=near.PAIRS, orient="row")),
    )


def groups(found: identity.Resolution) -> list[str]:
    grouped = found.assignments.sort("listing_id").group_by("paper_id").agg(pl.col("listing_id").str.join(""))
    return sorted(grouped["listing_id"])


@pytest.mark.parametrize(
    ("rows", "pairs", "expected"),
    [
        pytest.param([{}, {}], [(0, 1, 0.9, SAME)], ["ab"], id="judged to be one"),
        pytest.param([{}, {}], [(0, 1, 0.9, NEAR_MISS)], ["a", "b"], id="a near miss"),
        pytest.param([{}, {}, {}], [(0, 1, 0.9, SAME), (1, 2, 0.9, SAME)], ["abc"], id="a chain"),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {"arxiv_id": "2405.15320"}],
            [(0, 1, 1.0, SAME)],
            ["a", "b"],
            id="two arXiv ids",
        ),
        pytest.param([{"doi": "10.1/x"}, {"doi": "10.1/y"}], [(0, 1, 1.0, SAME)], ["a", "b"], id="two DOIs"),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {"doi": "10.1/x"}], [(0, 1, 1.0, SAME)], ["ab"], id="preprint and publication"
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319", "doi": "10.48550/arxiv.2405.15319"}, {"doi": "10.1/x"}],
            [(0, 1, 1.0, SAME)],
            ["ab"],
            id="the DOI that arXiv gave contradicts none",
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {}, {"arxiv_id": "2405.15320"}],
            [(0, 1, 0.9, SAME), (1, 2, 0.8, SAME)],
            ["ab", "c"],
            id="a chain between two arXiv ids is cut at its weakest link",
        ),
        pytest.param(
            [{"arxiv_id": "2405.15319"}, {}, {"arxiv_id": "2405.15320"}],
            [(0, 1, 0.8, SAME), (1, 2, 0.9, SAME)],
            ["a", "bc"],
            id="whichever that is",
        ),
        pytest.param(
            [{}, {}, {}],
            [(0, 1, 0.9, SAME), (1, 2, 0.8, SAME), (0, 2, 0.7, VETOED)],
            ["ab", "c"],
            id="a veto holds against the rest of a chain",
        ),
        pytest.param(
            [{"doi": "10.1/x"}, {"doi": "10.1/x"}, {}],
            [(0, 2, 0.9, SAME), (1, 2, 0.9, VETOED)],
            ["ab", "c"],
            id="a veto of any listing of a paper holds for all of it",
        ),
        pytest.param(
            [{}] * (near.MOST_OF_ONE_PAPER + 1),
            [(n, n + 1, 1 - n / 100, SAME) for n in range(near.MOST_OF_ONE_PAPER)],
            ["abcdefghij", "k"],
            id="a chain that is too long",
        ),
    ],
)
def test_near_titles_join_what_nothing_keeps_apart(
    rows: list[dict[str, Any]], pairs: list[tuple[int, int, float, str]], expected: list[str]
) -> None:
    assert groups(resolved(rows, pairs)) == expected
    swapped = [(right, left, score, decision) for left, right, score, decision in reversed(pairs)]
    assert groups(resolved(rows, swapped)) == expected


def test_a_listing_that_was_split_off_is_joined_by_no_title() -> None:
    assert groups(resolved([{}, {}], [(0, 1, 1.0, SAME)], split="b")) == ["a", "b"]


def test_a_match_of_each_rule_with_its_score_the_strongest_first() -> None:
    found = resolved([{"doi": "10.1/x"}, {"doi": "10.1/x"}, {}], [(1, 2, 0.9, SAME)]).matches
    assert found.select("listing_id", "rule", "score", "evidence").rows() == [
        ("a", "doi", 1.0, "doi 10.1/x with b"),
        ("b", "doi", 1.0, "doi 10.1/x with a"),
        ("b", "near_title", 0.9, "near with c"),
        ("c", "near_title", 0.9, "near with b"),
    ]
