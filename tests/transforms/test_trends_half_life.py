"""Half-lives of terms, by hand-computed examples and laws."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.trends.growth import months_before
from transforms.trends.half_life import half_lives
from transforms.trends.month_series import MonthSeries

END = date(2025, 6, 1)


def series(papers: list[list[int]], totals: list[int], months: list[date] | None = None) -> MonthSeries:
    """Papers by month, of each month those of each term, up to END."""
    run = [months_before(END, back) for back in range(len(totals) - 1, -1, -1)]
    terms = pl.Series(range(len(papers[0])), dtype=pl.Int32)
    columns = [pl.Series(of_month, dtype=pl.Int64) for of_month in papers]
    return MonthSeries(terms=terms, months=months or run, totals=totals, papers=columns)


def of_one(papers: list[int], totals: list[int], months: list[date] | None = None) -> float | None:
    found = half_lives(series([[count] for count in papers], totals, months))
    assert found.schema == {"term_number": pl.Int32, "half_life_months": pl.Float64}
    half_life: float | None = found["half_life_months"][0]
    return half_life


@pytest.mark.parametrize(
    ("papers", "totals", "expected"),
    [
        ([5, 5, 5, 5], [20, 20, 20, 20], 2.0),
        ([0, 0, 0, 5], [20, 20, 20, 20], 0.5),
        ([5, 0, 0, 0], [20, 20, 20, 20], 3.5),
        # Half of ten are five: four of the last month, one of the four before.
        ([2, 4, 4], [20, 20, 20], 1.25),
        # Shares, not papers: one in 20 is as much as five in 100.
        ([1, 5], [20, 100], 1.0),
        ([0, 0], [20, 20], None),
        ([3], [20], 0.5),
    ],
)
def test_the_months_that_hold_the_younger_half(papers: list[int], totals: list[int], expected: float | None) -> None:
    assert of_one(papers, totals) == (expected if expected is None else pytest.approx(expected))


def test_a_month_that_does_not_tell_is_waited_through() -> None:
    # A third of the use is of June; May is waited through; half of April's third makes up the half.
    months = [date(2025, 3, 1), date(2025, 4, 1), END]
    assert of_one([5, 5, 5], [20, 20, 20], months) == pytest.approx(2.5)


def test_no_terms_and_no_months() -> None:
    nothing = MonthSeries(terms=pl.Series([], dtype=pl.Int32), months=[END], totals=[20], papers=[pl.Series([])])
    assert half_lives(nothing).is_empty()


_USES = st.lists(st.tuples(st.integers(0, 30), st.integers(30, 60)), min_size=1, max_size=24)


@given(uses=_USES)
def test_it_lies_within_the_months_and_turns_around_with_them(uses: list[tuple[int, int]]) -> None:
    papers, totals = ([pair[place] for pair in uses] for place in (0, 1))
    found = of_one(papers, totals)
    if not any(papers):
        assert found is None
        return
    back = of_one(papers[::-1], totals[::-1])
    assert found is not None
    assert back is not None
    assert 0 < found < len(uses)
    # What is the younger half is the older one of the same months told backwards, but for months without any use.
    if all(papers):
        assert found + back == pytest.approx(len(uses))


@given(uses=_USES, factor=st.integers(1, 3))
def test_it_does_not_depend_on_how_common_the_term_is(uses: list[tuple[int, int]], factor: int) -> None:
    papers, totals = ([pair[place] for pair in uses] for place in (0, 1))
    rare = of_one(papers, [3 * total for total in totals])
    common = of_one([factor * count for count in papers], [3 * total for total in totals])
    assert common == (rare if rare is None else pytest.approx(rare))
