"""Answers are kept, and only so many questions are asked at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import small_warehouse
import streamlit as st

from dashboard import data
from dashboard.data import Answers
from warehouse.queries.served import Served

pytestmark = pytest.mark.usefixtures("at_home")
READERS = 8


class Counting:
    """A question that notes how often it is asked, and by how many at once."""

    def __init__(self) -> None:
        self.asked, self.at_once, self.most_at_once = 0, 0, 0
        self._lock = threading.Lock()

    def ask(self, con: Any, *, number: int) -> int:
        with self._lock:
            self.asked += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(0.02)  # until others have come as far as they may
        with self._lock:
            self.at_once -= 1
        return int(con.execute(f"SELECT {number}", {}).fetchall()[0][0])


@pytest.fixture
def counting() -> Counting:
    st.cache_data.clear()
    return Counting()


def served_now() -> Served:
    found = data.find_served(None)
    assert isinstance(found, Served)
    return found


def ask_together(ask: Callable[[int], int]) -> None:
    with ThreadPoolExecutor(READERS) as readers:
        assert list(readers.map(ask, range(READERS))) == list(range(READERS))


def test_two_questions_are_asked_at_once(counting: Counting) -> None:
    answers = data.answers(served_now())
    ask_together(lambda number: answers.to(counting.ask, number=number))
    assert (counting.asked, counting.most_at_once) == (READERS, data.QUESTIONS_AT_ONCE)


def test_exports_take_turns_with_questions(counting: Counting) -> None:
    answers = data.answers(served_now())
    ask_together(lambda number: (answers.fresh if number % 2 else answers.to)(counting.ask, number=number))
    assert (counting.asked, counting.most_at_once) == (READERS, data.QUESTIONS_AT_ONCE)


def test_a_comparison_is_asked_alone(home: Path, counting: Counting) -> None:
    served = served_now()
    snapshot = data.answers(served).snapshot
    alone = Answers(served=served, snapshot=snapshot, version=("compared",), turns=data.QUESTIONS_AT_ONCE)
    ask_together(lambda number: alone.to(counting.ask, number=number))
    assert (counting.asked, counting.most_at_once) == (READERS, 1)


def test_a_question_is_asked_once_a_snapshot(home: Path, counting: Counting) -> None:
    assert [data.answers(served_now()).to(counting.ask, number=1) for _ in range(3)] == [1, 1, 1]
    assert counting.asked == 1
    small_warehouse.publish(home)
    assert data.answers(served_now()).to(counting.ask, number=1) == 1
    assert counting.asked == 2


def test_a_question_that_fails_gives_its_turn_back(counting: Counting) -> None:
    answers = data.answers(served_now())

    def failing(_: Any, *, number: int) -> int:
        raise ValueError(number)

    for number in range(3 * data.QUESTIONS_AT_ONCE):
        with pytest.raises(ValueError, match=str(number)):
            answers.to(failing, number=number)
    assert answers.to(counting.ask, number=7) == 7
