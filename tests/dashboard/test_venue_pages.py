"""What the page of all venues says, and that of one."""

from __future__ import annotations

import pytest
from page_run import markup, run

pytestmark = pytest.mark.usefixtures("at_home")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({}, "1 known venue; 28.6 % of 70 papers say where they appeared"),
        ({}, "2 names of 2 papers lead to no known venue: each is counted as one of its own."),
        ({}, "Days of <b>Harbours</b> unknown name 1"),
        ({}, "20 of 70 papers state a venue; 50 without are not counted here."),
        ({"q": "harb"}, "Days of <b>Harbours</b> unknown name 1"),
        ({"count": "fractional"}, "venue shares papers papers, 2023 to 2025 tracks neurips 18.0 18"),
        ({"q": "zebra"}, "No venue has these letters. Empty the line above for all of them."),
        ({"from": "1998-05", "to": "1998-05"}, "No listing of these papers states one."),
        ({"from": "2099"}, "No paper matches"),
        ({"venue": "neurips"}, "neurips: 18 papers"),
        ({"venue": "neurips"}, "Printed as Neural Information Processing Systems (18) All venues"),
        ({"venue": "neurips"}, "All 18 papers"),
        ({"venue": "neurips"}, "Who lists its papers"),
        ({"venue": "Days of <b>Harbours</b>"}, "Days of <b>Harbours</b>: 1 paper"),
        ({"venue": "nowhere"}, "No paper matches"),
    ],
)
def test_said(address: dict[str, str], said: str) -> None:
    assert said in markup(run("venues", **address)).text


def test_the_line_of_letters_is_written_into_the_address() -> None:
    test = run("venues", p="2")
    test.text_input[0].set_value("neural").run()
    assert test.query_params == {"q": "neural"}
    assert markup(test).links["venues?venue=neurips"] == "neurips"


def test_a_filter_of_the_page_stays_when_a_venue_is_left() -> None:
    links = markup(run("venues", venue="neurips", src="aitopics_text")).links
    assert links["venues?src=aitopics_text"] == "venue: neurips ×All venues"
