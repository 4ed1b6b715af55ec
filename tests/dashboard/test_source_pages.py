"""What the page of all sources says, and that of one."""

from __future__ import annotations

import pytest
from page_run import markup, run

pytestmark = pytest.mark.usefixtures("at_home")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({}, "2 sources list 70 papers; huggingface_text lists 85.7 % of them 60 papers stand in one source only."),
        ({}, "huggingface_text 60 50"),
        ({}, "60 1 2025-12-10"),
        ({}, "aitopics_text 20 10"),
        ({}, "of the papers of nobody else huggingface_text aitopics_text huggingface_text 50 83.3 % – 10 16.7 %"),
        ({}, "aitopics_text 10 50.0 % 10 50.0 % –"),
        ({"venue": "nowhere"}, "No paper matches Remove a filter above or on the left"),
        ({"from": "2025-11", "to": "2025-11"}, "One source lists 1 paper"),
        ({"src": "huggingface_text"}, "huggingface_text: 60 papers, 83.3 % of them listed by nobody else All sources"),
        ({"src": "huggingface_text"}, "aitopics_text 10 16.7 %"),
        ({"src": "huggingface_text"}, "Its 2 dumps"),
        ({"src": "huggingface_text"}, "page-2.txt held"),
        ({"src": "aitopics_text"}, "neurips 18"),
        ({"src": "aitopics_text"}, "Of 20 listings, whatever the filters."),
        ({"src": "aitopics_text", "from": "1998-05", "to": "1998-05"}, "No paper matches"),
    ],
)
def test_said(address: dict[str, str], said: str) -> None:
    assert said in markup(run("sources", **address)).text


def test_a_cell_of_the_matrix_leads_to_what_both_list() -> None:
    links = markup(run("sources")).links
    assert "papers?in=aitopics_text%2Chuggingface_text" in links
    assert "papers?in=huggingface_text&alone=1" in links
    found = markup(run("papers", **{"in": "aitopics_text,huggingface_text"}))
    assert "10 papers" in found.text
    assert "listed by all of: aitopics_text, huggingface_text ×" in found.text


def test_filters_of_the_page_travel_with_its_numbers() -> None:
    links = markup(run("sources", **{"from": "2024-01"})).links
    assert "papers?from=2024-01&in=aitopics_text%2Chuggingface_text" in links
