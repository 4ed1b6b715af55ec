"""Who wrote a paper, in a line of a list."""

from __future__ import annotations

import pytest

from dashboard.paper_list import authors

NAMES = ["A. Example", "B. Example", "C. Example", "D. Example"]


@pytest.mark.parametrize(
    ("names", "count", "said"),
    [
        (NAMES[:2], 2, "A. Example, B. Example"),
        (NAMES, 4, "A. Example, B. Example, C. Example and 1 more"),
        (NAMES[:1], 12, "A. Example and 11 more"),
        (NAMES, 2, "A. Example, B. Example, C. Example and 1 more"),
        # The list ends with “et al.”: how many they are is not known.
        (NAMES[:2], None, "A. Example, B. Example and others"),
        (NAMES, None, "A. Example, B. Example, C. Example and others"),
        ([], 5, "5 authors"),
        ([], None, "authors unknown"),
        (None, 0, "authors unknown"),
    ],
)
def test_authors_in_a_line(names: list[str] | None, count: int | None, said: str) -> None:
    assert authors(names, count) == said
