from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from transforms.trends.log_odds import compare

SCHEMA = pl.Schema(dict.fromkeys(("term_number", "recent", "before", "total_recent", "total_before"), pl.Int64))


def compared(*strata: tuple[int, int, int, int]) -> tuple[float | None, float] | None:
    """`ratio` and `z` of one term with these strata of `recent`, `before`, `total_recent`, `total_before`."""
    answer = compare(pl.DataFrame([(7, *stratum) for stratum in strata], schema=SCHEMA, orient="row"))
    return answer.select("ratio", "z").row(0) if answer.height else None


def test_one_stratum_by_hand() -> None:
    # α = 0.05 (30 + 10) = 2, α₀ = 0.05 (100 + 100) = 10, so 32 : 78 against 12 : 98.
    delta = math.log(32 / 78) - math.log(12 / 98)
    ratio, z = compared((30, 10, 100, 100))
    assert ratio == 3.0
    assert z == pytest.approx(delta / math.sqrt(1 / 32 + 1 / 78 + 1 / 12 + 1 / 98))


def test_two_strata_by_hand() -> None:
    # With their priors 11 : 99 against 11 : 99, and 21 : 89 against 1 : 109; each of 220.
    r_1, s_1, p_1 = 11 * 99 / 220, 99 * 11 / 220, (11 + 99) / 220
    r_2, s_2, p_2 = 21 * 109 / 220, 89 * 1 / 220, (21 + 109) / 220
    r, s = r_1 + r_2, s_1 + s_2
    variance = (
        (p_1 * r_1 + p_2 * r_2) / (2 * r * r)
        + (p_1 * s_1 + p_2 * s_2 + (1 - p_1) * r_1 + (1 - p_2) * r_2) / (2 * r * s)
        + ((1 - p_1) * s_1 + (1 - p_2) * s_2) / (2 * s * s)
    )
    ratio, z = compared((10, 10, 100, 100), (20, 0, 100, 100))
    assert ratio == pytest.approx((5 + 10) / 5)
    assert z == pytest.approx(math.log(r / s) / math.sqrt(variance))


def test_what_is_in_one_set_only_has_no_ratio_and_a_finite_z() -> None:
    ratio, z = compared((10, 0, 100, 100))
    assert ratio is None
    assert 2 < z < 3  # Fisher's exact test: p = 0.0015, z = 3.2
    assert compared((0, 10, 100, 100)) == (0.0, pytest.approx(-z))


def test_a_stratum_of_one_set_only_says_nothing() -> None:
    assert compared((30, 10, 100, 100), (50, 0, 50, 0), (0, 9, 0, 70)) == compared((30, 10, 100, 100))
    assert compared((50, 0, 50, 0)) is None
    assert compared((0, 0, 100, 100)) is None


def test_a_term_of_all_papers_does_not_differ() -> None:
    assert compared((30, 10, 30, 10)) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("recent", "before", "total_recent", "total_before"), [(300, 200, 4000, 4000), (90, 150, 1000, 2500)]
)
def test_with_many_papers_z_is_a_twentieth_short_of_the_exact_test(
    recent: int, before: int, total_recent: int, total_before: int
) -> None:
    exact = stats.fisher_exact([[recent, total_recent - recent], [before, total_before - before]]).pvalue
    ratio, z = compared((recent, before, total_recent, total_before))
    assert abs(z) == pytest.approx(0.95 * stats.norm.isf(exact / 2), rel=0.03)
    assert ratio == pytest.approx((recent / total_recent) / (before / total_before))


sizes = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 500), st.integers(0, 500)).map(
    lambda n: (n[0], n[1], n[0] + n[2], n[1] + n[3])
)


@given(strata=st.lists(sizes, min_size=1, max_size=5), seed=st.randoms(use_true_random=False))
def test_order_is_nothing_and_the_sides_mirror_each_other(strata: list[tuple[int, ...]], seed) -> None:
    found = compared(*strata)
    assert compared(*seed.sample(strata, len(strata))) == found
    mirrored = compared(*((before, recent, after, earlier) for recent, before, earlier, after in strata))
    assert (found is None) == (mirrored is None)
    if found is not None:
        assert mirrored[1] == pytest.approx(-found[1], abs=1e-9)


@given(stratum=sizes)
def test_z_has_the_sign_of_the_difference(stratum: tuple[int, int, int, int]) -> None:
    found = compared(stratum)
    if found is not None:
        difference = stratum[0] * stratum[3] - stratum[1] * stratum[2]
        assert found[1] * difference > 0 or abs(found[1]) < 1e-9
