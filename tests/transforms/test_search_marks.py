"""What is marked in a text that was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.search.marks import needles, spans
from transforms.search.query import parse


@pytest.mark.parametrize(
    ("content", "sought", "marked"),
    [
        ("Lanterns of a lantern", ["lantern", "lanterns"], ["Lanterns", "lantern"]),
        ("Lanternfish", ["lantern"], []),
        ("Lanternfish", ["lantern*"], ["Lanternfish"]),
        ("The State-Space of state, spaces", ["state space", "state spaces"], ["State-Space", "state, spaces"]),
        ("state of the art", ["state * * art"], ["state of the art"]),
        ("Erdős's naïve", ["erdos", "naive"], ["Erdős", "naïve"]),
        ("GPT-4 (a+b)", ["gpt 4", "a b"], ["GPT-4", "a+b"]),
        ("anything", [], []),
        ("anything", ["", " "], []),
    ],
)
def test_words_are_marked_as_they_are_found(content: str, sought: list[str], marked: list[str]) -> None:
    assert [content[start:end] for start, end in spans(content, sought)] == marked


def test_needles_are_the_spellings_of_what_is_sought() -> None:
    query = parse('lantern "art of the kettles" transf* -anvil author:bengio')
    forms = {"lantern": ["lantern", "lanterns"], "kettles": ["kettle", "kettles"], "art": []}
    assert needles(query, forms) == ["lantern", "lanterns", "art * * kettle", "art * * kettles", "transf*"]


@given(st.text(), st.lists(st.text(max_size=9), max_size=4))
def test_marks_lie_in_the_text_one_behind_the_other(content: str, sought: list[str]) -> None:
    places = [place for span in spans(content, sought) for place in span]
    assert places == sorted(places)
    assert all(0 <= place <= len(content) for place in places)
