"""What charts leave out where nothing is asked for: small sources stand together, old months wait behind a link."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from dashboard.palette import OTHER_SOURCES, places, small_ones_together
from dashboard.period import first_month
from warehouse.queries.papers import SEVERAL_SOURCES

BY_SIZE = list("abcdefghij")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("ba", {"a": 0, "b": 1}),
        ("f", {"f": 5}),
        ("abcdefg", {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5, "g": 6}),
        ("hba", {"a": 0, "b": 1, "h": 6}),
        ("ghij", {"g": 6, "h": 0, "i": 1, "j": 2}),
        (["a", SEVERAL_SOURCES, OTHER_SOURCES], {"a": 0, SEVERAL_SOURCES: 7, OTHER_SOURCES: 6}),
    ],
)
def test_a_large_source_has_one_colour_and_small_ones_what_is_left(shown: list[str], expected: dict[str, int]) -> None:
    found = places(shown, BY_SIZE)
    assert found == expected
    assert list(found) == list(expected)


def counts(sources: str) -> pl.DataFrame:
    """One paper of each source in October 2025."""
    return pl.DataFrame(
        {
            "month": [date(2025, 10, 1)] * len(sources),
            "source": list(sources),
            "papers": [1] * len(sources),
            "month_papers": [len(sources)] * len(sources),
            "is_partial": [False] * len(sources),
        }
    )


def test_seven_sources_are_named() -> None:
    assert small_ones_together(counts("abcdefj"), BY_SIZE)[1] == []


def test_of_more_than_seven_the_small_ones_stand_together() -> None:
    together, others = small_ones_together(counts("jihgcba" + "f"), BY_SIZE)
    assert others == ["g", "h", "i", "j"]
    assert together.sort("source").select("source", "papers", "month_papers").rows() == [
        *((source, 1, 8) for source in "abcf"),
        (OTHER_SOURCES, 4, 8),
    ]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ([], None),
        ([date(2016, 2, 1), date(2026, 1, 1)], None),
        ([date(2016, 1, 1), date(2026, 1, 1)], date(2016, 2, 1)),
        ([date(1890, 1, 1), date(2025, 12, 1)], date(2016, 1, 1)),
        ([date(1890, 1, 1), date(2019, 5, 1), date(2099, 1, 1)], date(2009, 6, 1)),
        ([date(2099, 1, 1)], None),
    ],
)
def test_ten_years_up_to_the_newest_month_that_has_begun(months: list[date], expected: date | None) -> None:
    assert first_month(months, today=date(2026, 1, 31)) == expected
