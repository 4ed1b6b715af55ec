from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from transforms.trends.intervals import wilson_interval


def interval(papers: int | None, total: int | None, **options: float) -> tuple[float | None, float | None]:
    counts = pl.DataFrame({"papers": [papers], "total": [total]}, schema={"papers": pl.Int64, "total": pl.Int64})
    return counts.select(wilson_interval(pl.col("papers"), pl.col("total"), **options)).row(0)


def test_by_hand() -> None:
    # z = 2, n = 4, p = 1/2: (0.5 + 0.5 ± 2 √(0.0625 + 0.0625)) / 2 = 0.5 ± 0.5 / √2
    lower, upper = interval(2, 4, z=2.0)
    assert lower == pytest.approx(0.5 - 0.5 / 2**0.5)
    assert upper == pytest.approx(0.5 + 0.5 / 2**0.5)


@pytest.mark.parametrize(("papers", "total"), [(0, 10), (1, 10), (10, 10), (3, 7), (81, 263), (5, 1_000_000)])
def test_like_scipy(papers: int, total: int) -> None:
    expected = stats.binomtest(papers, total).proportion_ci(confidence_level=0.95, method="wilson")
    assert interval(papers, total) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(("papers", "total"), [(0, 0), (None, 10), (None, None), (0, None)])
def test_without_papers_there_is_no_share_and_no_interval(papers: int | None, total: int | None) -> None:
    assert interval(papers, total) == (None, None)


@given(total=st.integers(1, 10**9), part=st.floats(0, 1))
def test_an_interval_contains_its_share_and_lies_between_none_and_all(total: int, part: float) -> None:
    papers = int(part * total)
    lower, upper = interval(papers, total)
    assert 0 <= lower <= papers / total <= upper <= 1
