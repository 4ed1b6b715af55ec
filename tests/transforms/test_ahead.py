"""Work done ahead gives what the same work gives in turn, raises where it raises, and leaves no thread behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.ahead import each_ahead, one_ahead

WAYS: dict[str, Callable[[Iterator[int]], Iterator[int]]] = {
    "one ahead": one_ahead,
    "each ahead": lambda items: each_ahead(abs, items),
    "both": lambda items: each_ahead(abs, one_ahead(items)),
}


def broken_off(count: int) -> Iterator[int]:
    """The numbers below `count`, then an error."""
    yield from range(count)
    raise ValueError("no more")


@pytest.mark.parametrize("way", WAYS)
@given(items=st.lists(st.integers(min_value=0)))
def test_items_keep_their_order(way: str, items: list[int]) -> None:
    assert list(WAYS[way](iter(items))) == items


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 9])
def test_an_error_comes_behind_the_items_before_it(way: str, count: int) -> None:
    items = WAYS[way](broken_off(count))
    assert [next(items) for _ in range(count)] == [*range(count)]
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_work_that_fails_is_raised_behind_the_results_before_it() -> None:
    results = each_ahead(lambda divisor: 12 // divisor, iter([1, 2, 3, 0, 4]))
    assert [next(results) for _ in range(3)] == [12, 6, 4]
    with pytest.raises(ZeroDivisionError):
        next(results)


@pytest.mark.parametrize("way", WAYS)
def test_a_generator_that_is_given_up_leaves_no_thread(way: str) -> None:
    before = threading.active_count()
    items = WAYS[way](iter(range(1_000)))
    assert next(items) == 0
    assert threading.active_count() > before
    del items
    assert threading.active_count() == before


@pytest.mark.parametrize("way", WAYS)
def test_only_a_few_items_are_made_ahead(way: str) -> None:
    source = iter(range(1_000))
    items = WAYS[way](source)
    assert next(items) == 0
    items = None  # type: ignore[assignment]
    assert next(source) <= 6
