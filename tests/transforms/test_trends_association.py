from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.trends import association
from transforms.trends.association import associated, npmi, strongest

PAIRS = pl.Schema(
    {"term_a": pl.String, "term_b": pl.String, "papers": pl.Int64, "papers_a": pl.Int64, "papers_b": pl.Int64}
)


def information(together: int, first: int, second: int, total: int) -> float:
    counts = pl.DataFrame({"together": [together], "first": [first], "second": [second], "total": [total]})
    return counts.select(npmi(*map(pl.col, counts.columns))).item()


def kept(*pairs: tuple[object, ...], total: int = 1_000) -> list[tuple[object, ...]]:
    return (
        strongest(associated(pl.DataFrame(pairs, schema=PAIRS, orient="row"), total=total))
        .select("term_a", "term_b")
        .rows()
    )


def test_by_hand() -> None:
    # p₁₂ = 0.01, p₁ = 0.02, p₂ = 0.05: ln(0.01 / 0.001) / -ln 0.01 = 1/2
    assert information(10, 20, 50, 1_000) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("counts", "expected"), [((20, 20, 20, 1_000), 1.0), ((10, 100, 100, 1_000), 0.0), ((9, 9, 9, 9), 1.0)]
)
def test_together_always_by_chance_and_in_all_papers(counts: tuple[int, ...], expected: float) -> None:
    assert information(*counts) == pytest.approx(expected, abs=1e-12)


@given(together=st.integers(1, 50), more=st.tuples(*[st.integers(0, 50)] * 3))
def test_association_lies_between_never_and_always(together: int, more: tuple[int, int, int]) -> None:
    first, second, others = more
    total = together + first + second + others
    found = information(together, together + first, together + second, total)
    assert -1 <= found <= 1
    assert math.isfinite(found)


def test_pairs_that_meet_by_chance_seldom_or_within_each_other_are_left_out() -> None:
    assert kept(
        ("graph", "kernel", 10, 20, 50),
        ("graph", "lantern", 10, 100, 100),
        ("kettle", "lantern", 4, 4, 4),
        ("Lantern", "lantern networks", 30, 30, 30),
        ("antern", "lantern", 30, 30, 30),
    ) == [("antern", "lantern"), ("graph", "kernel")]


def test_a_term_keeps_its_strongest_partners(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(association, "MOST_PARTNERS", 1)
    pairs = [("a", "b", 30, 30, 30), ("a", "c", 20, 30, 25), ("b", "c", 10, 30, 25), ("b", "d", 9, 30, 60)]
    # (a, c) is the strongest of c, (b, d) of d; (b, c) is the second of both its terms.
    assert kept(*pairs) == [("a", "b"), ("a", "c"), ("b", "d")]
    assert kept(*pairs[::-1]) == kept(*pairs)


def test_no_pairs_are_none() -> None:
    assert kept() == []
