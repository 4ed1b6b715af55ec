from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from transforms.trends.significance import q_values, two_sided_p

probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def p_of(*z: float | None) -> list[float | None]:
    return pl.DataFrame({"z": z}, schema={"z": pl.Float64}).select(two_sided_p(pl.col("z"))).to_series().to_list()


def q_of(*p: float | None) -> list[float | None]:
    return pl.DataFrame({"p": p}, schema={"p": pl.Float64}).select(q_values(pl.col("p"))).to_series().to_list()


@pytest.mark.parametrize("z", [0.0, 0.5, -1.0, 1.959963984540054, 3.0, -6.0, 12.0, 37.0])
def test_p_values_are_right_far_into_the_tail(z: float) -> None:
    assert p_of(z) == [pytest.approx(2 * stats.norm.sf(abs(z)), rel=2e-7)]


def test_a_missing_z_has_no_p() -> None:
    assert p_of(None) == [None]


def test_q_values_by_hand() -> None:
    # m = 4, sorted 0.01, 0.02, 0.03, 0.5: p m / j = 0.04, 0.04, 0.04, 0.5
    assert q_of(0.03, 0.5, 0.01, 0.02) == pytest.approx([0.04, 0.5, 0.04, 0.04])
    # A larger p may not have a smaller q: 0.02 * 2 / 1 = 0.04, 0.021 * 2 / 2 = 0.021
    assert q_of(0.02, 0.021) == pytest.approx([0.021, 0.021])


def test_what_was_not_tested_does_not_count() -> None:
    assert q_of(None, 0.02, None, 0.5) == [None, pytest.approx(0.04), None, pytest.approx(0.5)]
    assert q_of(None) == [None]
    assert q_of() == []


@given(p=probabilities)
def test_q_values_are_those_of_scipy(p: list[float]) -> None:
    assert q_of(*p) == pytest.approx(stats.false_discovery_control(p, method="bh").tolist(), rel=1e-9)


@given(p=probabilities, seed=st.randoms(use_true_random=False))
def test_order_is_nothing(p: list[float], seed) -> None:
    order = seed.sample(range(len(p)), len(p))
    q = q_of(*p)
    assert q_of(*(p[place] for place in order)) == [q[place] for place in order]
