from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.trends.growth import growth, months_before

SIDES = {"recent": pl.Int64, "before": pl.Int64}
FEW, MANY = 1, 2


def grown(uses: list[tuple[int, ...]], totals: list[tuple[int, ...]]) -> list[dict[str, object]]:
    return growth(
        pl.DataFrame(uses, schema={"term_number": pl.Int32, "stratum": pl.Int64, **SIDES}, orient="row"),
        pl.DataFrame(totals, schema={"stratum": pl.Int64, **SIDES}, orient="row"),
    ).to_dicts()


def test_with_one_source_corrected_and_uncorrected_are_the_same() -> None:
    falls, rises = grown([(4, 1, 30, 10), (3, 1, 10, 30)], [(1, 100, 100)])
    assert rises["term_number"] == 4
    assert (rises["papers_recent"], rises["total_recent"], rises["share_recent"]) == (30, 100, 0.3)
    assert (rises["papers_before"], rises["total_before"], rises["share_before"]) == (10, 100, 0.1)
    assert rises["adjusted_ratio"] == 3.0
    assert rises["log_odds_z"] == rises["adjusted_z"] == pytest.approx(3.26, abs=0.01)
    assert rises["q_value"] == rises["adjusted_q"] == falls["q_value"] == pytest.approx(0.0011, abs=0.0001)
    assert falls["log_odds_z"] == pytest.approx(-rises["log_odds_z"])


def test_a_source_that_came_does_not_make_its_words_rise() -> None:
    """The old source keeps its share; the new one, with a hundred times that share, has no papers before."""
    (word,) = grown([(0, 1, 10, 10), (0, 2, 500, 0)], [(1, 1_000, 1_000), (2, 500, 0)])
    assert word["log_odds_z"] > 10
    assert (word["adjusted_z"], word["adjusted_ratio"]) == (pytest.approx(0, abs=1e-12), pytest.approx(1))
    (word,) = grown([(0, 2, 500, 0)], [(1, 1_000, 1_000), (2, 500, 0)])
    assert word["log_odds_z"] > 10
    assert (word["adjusted_z"], word["adjusted_q"], word["adjusted_ratio"]) == (None, None, None)


def test_a_source_that_grew_does_not_either() -> None:
    """Simpson's paradox: in each source the share falls, over both it rises."""
    (word,) = grown([(0, 1, 8, 10), (0, 2, 400, 45)], [(1, 1_000, 1_000), (2, 1_000, 100)])
    assert word["share_recent"] > 4 * word["share_before"]
    assert word["adjusted_z"] < 0
    assert word["adjusted_ratio"] < 1


def test_a_term_needs_five_papers() -> None:
    assert [term["term_number"] for term in grown([(0, 1, 4, 0), (1, 1, 3, 2)], [(1, 10, 10)])] == [1]


def test_without_papers_in_either_window_nothing_is_compared() -> None:
    assert grown([(0, 1, 9, 0)], [(1, 10, 0)]) == []
    assert grown([], []) == []


@pytest.mark.parametrize(
    ("month", "months", "earlier"),
    [
        (date(2024, 3, 1), 0, date(2024, 3, 1)),
        (date(2024, 3, 1), 3, date(2023, 12, 1)),
        (date(2024, 12, 1), 12, date(2023, 12, 1)),
        (date(2024, 1, 1), 23, date(2022, 2, 1)),
    ],
)
def test_months_before(month: date, months: int, earlier: date) -> None:
    assert months_before(month, months) == earlier


uses = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3), st.integers(0, 9), st.integers(0, 9)), max_size=12)


@given(uses=uses.map(lambda rows: list({row[:2]: row for row in rows}.values())), seed=st.randoms())
def test_order_is_nothing_and_shares_lie_between_none_and_all(uses: list[tuple[int, ...]], seed) -> None:
    totals = [(1, 90, 80), (2, 9, 9), (3, 100, 0)]
    found = grown(uses, totals)
    assert grown(seed.sample(uses, len(uses)), totals[::-1]) == found
    for term in found:
        assert 0 <= term["share_recent"] <= 1
        assert 0 <= term["share_before"] <= 1
        assert 0 <= term["q_value"] <= 1
