"""What the page of all author names says, that of one name, and that of a person behind it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from page_run import markup, run

pytestmark = pytest.mark.usefixtures("at_home")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({}, "3 names on 70 papers Names written alike, not persons"),
        ({}, "Ada Example0 example0 a 24"),
        ({}, "70 of 70 papers name their authors; 0 do not and are not counted here."),
        ({"count": "fractional"}, "name, as printed most key shares papers"),
        ({"count": "fractional", "from": "1998-05", "to": "1998-05"}, "Ada Example2 example2 a 0.3 1"),
        ({"q": "example1"}, "1 name with “example1”"),
        ({"q": "zebra"}, "No name has these letters. Empty the line above for all names."),
        ({"from": "2099"}, "No paper matches"),
        ({"by": "example0 a"}, "Ada Example0: 24 papers, by 24 persons at most Printed as Ada Example0 All names"),
        ({"by": "example0 a"}, "one person may stand here more than once, two never as one."),
        ({"by": "example0 a", "venue": "nowhere"}, "No paper under this name matches."),
        ({"by": "nobody n"}, "No paper has an author nobody n"),
        ({"by": "example0 a", "person": "orcid:0"}, "There is no such person under this name"),
    ],
)
def test_said(address: dict[str, str], said: str) -> None:
    assert said in markup(run("authors", **address)).text


def test_a_person_leads_to_as_many_papers() -> None:
    page = markup(run("authors", by="example0 a"))
    link, label = next((link, label) for link, label in page.labels if "person=" in link)
    address = dict(parse_qsl(urlsplit(link).query))
    person = markup(run("authors", **address))
    assert f"Ada Example0: {label} paper" in person.text
    assert sum("id=" in link for link in person.links) == int(label)


def test_how_names_are_counted_is_written_into_the_address() -> None:
    test = run("authors", p="2")
    test.segmented_control[0].set_value("fractional").run()
    assert test.query_params == {"count": "fractional"}
    test.text_input[0].set_value("Example2, Ada").run()
    assert test.query_params == {"count": "fractional", "q": "Example2, Ada"}
