"""What is computed from a term's months: the trend over all of them, and the bursts within."""

from __future__ import annotations

import itertools
import math
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats

from transforms.trends.bursts import bursts
from transforms.trends.mann_kendall import mann_kendall
from transforms.trends.month_series import MOST_MONTHS, MonthSeries, month_series, telling_months

COUNTS = {"term_number": pl.Int32, "month": pl.Date, "papers": pl.Int64}


def month(place: int) -> date:
    return date(2020 + place // 12, place % 12 + 1, 1)


def series(papers: dict[int, list[int]], totals: list[int]) -> MonthSeries:
    """Papers per month of each term; months without papers are as if they were never counted."""
    rows = [(term, month(place), n) for term, months in papers.items() for place, n in enumerate(months) if n]
    whole = [(month(place), total) for place, total in enumerate(totals) if total]
    return month_series(
        pl.DataFrame(rows, schema=COUNTS, orient="row"),
        pl.DataFrame(whole, schema={"month": pl.Date, "papers": pl.Int64}, orient="row"),
    )


def trend(papers: list[int], totals: list[int]) -> tuple[object, ...]:
    return mann_kendall(series({5: papers}, totals)).select("months", "kendall_tau", "trend_z").row(0)


def test_the_months_stand_in_order_and_gaps_are_left_out() -> None:
    found = series({2: [0, 3, 0, 1], 1: [4, 0, 0, 0]}, [5, 6, 0, 7])
    assert found.terms.to_list() == [1, 2]
    assert found.months == [month(0), month(1), month(3)]
    assert found.totals == [5, 6, 7]
    assert [papers.to_list() for papers in found.papers] == [[4, 0], [0, 3], [0, 1]]


def test_months_of_few_papers_and_of_long_ago_tell_nothing() -> None:
    totals = pl.DataFrame({"month": [month(0), month(2), month(1)], "papers": [20, 19, 300]})
    assert telling_months(totals)["month"].to_list() == [month(0), month(1)]
    many = pl.DataFrame({"month": [month(place) for place in range(200)], "papers": [20] * 200})
    assert telling_months(many)["month"].to_list() == [month(place) for place in range(200 - MOST_MONTHS, 200)]


def test_a_share_that_always_rises_by_hand() -> None:
    # n = 10: S = 45, z = 44 / √(10 · 9 · 25 / 18) = 44 / √125
    assert trend(list(range(1, 11)), [100] * 10) == (10, 1.0, pytest.approx(44 / 125**0.5))


def test_ties_by_hand() -> None:
    # Months of 0 are tied, too. S = 40; five groups of t = 2: Σ t (t - 1) / 2 = 5, Σ t (t - 1) (2t + 5) = 90.
    found = trend([0, 0, 1, 1, 2, 2, 3, 3, 4, 4], [100] * 10)
    assert found == (10, pytest.approx(40 / (45 * 40) ** 0.5), pytest.approx(39 / 120**0.5))


def test_a_share_that_never_changes_has_no_trend() -> None:
    assert trend([2] * 12, [10] * 12) == (12, 0.0, 0.0)


def test_shares_and_not_counts_are_compared() -> None:
    _, tau, z = trend(list(range(1, 13)), [n * n for n in range(1, 13)])
    assert tau == -1.0
    assert z < -4


def test_equal_shares_of_other_totals_are_equal() -> None:
    assert trend([1, 3, 3, 6, 7] * 3, [10, 30, 30, 60, 70] * 3) == (15, 0.0, 0.0)


def test_few_months_have_no_trend() -> None:
    assert mann_kendall(series({5: [1] * 9}, [10] * 9)).is_empty()
    assert mann_kendall(series({}, [])).is_empty()


counts = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), min_size=14, max_size=20)


@given(months=counts)
def test_tau_is_that_of_scipy(months: list[tuple[int, int]]) -> None:
    shares = [used / (used + others) for used, others in months if used + others]
    found = mann_kendall(series({5: [used for used, _ in months]}, [used + others for used, others in months]))
    if len(shares) >= 10 and any(shares):
        expected = stats.kendalltau(range(len(shares)), shares).statistic
        tau, z = found.select("kendall_tau", "trend_z").row(0)
        assert tau == pytest.approx(0 if math.isnan(expected) else expected, abs=1e-9)
        assert tau * z >= 0


def test_a_burst_by_hand() -> None:
    # p₀ = 24/240 = 0.1; a month with 10 of 20 gains 10 ln 2 - 20 ln 1.1 = 5.03, one with 0 loses 20 ln 1.1 = 1.91.
    # Two such months gain more than ln 12 = 2.48; what the months with 1 of 20 lose keeps the burst short.
    papers = [1, 0, 1, 0, 0, 10, 10, 1, 0, 0, 1, 0]
    (found,) = bursts(series({5: papers}, [20] * 12)).to_dicts()
    assert found == {
        "term_number": 5,
        "burst_start": month(5),
        "burst_end": month(6),
        "papers": 20,
        "weight": pytest.approx(20 * math.log(2) - 40 * math.log(1.1)),
    }


def test_even_use_has_no_burst() -> None:
    assert bursts(series({5: [3] * 24, 6: [20] * 24}, [20] * 24)).is_empty()
    assert bursts(series({}, [])).is_empty()


def test_a_burst_goes_on_over_a_gap() -> None:
    papers = [0, 0, 0, 0, 9, 0, 9, 0, 0, 0, 0]
    totals = [20, 20, 20, 20, 20, 0, 20, 20, 20, 20, 20]
    (found,) = bursts(series({5: papers}, totals)).to_dicts()
    assert (found["burst_start"], found["burst_end"]) == (month(4), month(6))


@given(months=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 20)), min_size=3, max_size=9))
def test_no_other_path_is_cheaper(months: list[tuple[int, int]]) -> None:
    """Against all 2ⁿ paths, with Kleinberg's costs as they stand in his paper."""
    papers, totals = [used for used, _ in months], [used + others for used, others in months]
    usual = sum(papers) / sum(totals)
    if not 0 < usual < 1:
        return
    chances = (usual, 2 * usual / (1 + usual))

    def cost(path: tuple[bool, ...]) -> float:
        begun = sum(now and not before for before, now in itertools.pairwise((False, *path)))
        spent = sum(
            -r * math.log(chances[state]) - (d - r) * math.log(1 - chances[state])
            for r, d, state in zip(papers, totals, path, strict=True)
        )
        return spent + begun * math.log(len(path))

    found = bursts(series({5: papers}, totals))
    spans = found.select("burst_start", "burst_end").rows()
    chosen = tuple(any(start <= month(place) <= end for start, end in spans) for place in range(len(papers)))
    cheapest = min(map(cost, itertools.product((False, True), repeat=len(papers))))
    assert cost(chosen) == pytest.approx(cheapest, abs=1e-7)


@given(papers=st.lists(st.lists(st.integers(0, 9), min_size=12, max_size=12), min_size=1, max_size=4))
def test_terms_do_not_see_each_other(papers: list[list[int]]) -> None:
    together = series(dict(enumerate(papers)), [10] * 12)
    for judge in (bursts, mann_kendall):
        alone = [judge(series({term: months}, [10] * 12)) for term, months in enumerate(papers)]
        # Polars divides a single row by multiplying with a reciprocal: the last digit may differ.
        assert_frame_equal(judge(together), pl.concat(alone), rel_tol=1e-12)
