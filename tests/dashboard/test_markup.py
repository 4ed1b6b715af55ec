"""Text stays text, links lead where links may lead."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_run import Markup

from dashboard.markup import Html, excerpt, external, identifier, is_web_address, joined, marked, tag, text


def parsed(markup: str) -> Markup:
    found = Markup()
    found.feed(markup)
    found.close()
    return found


@given(st.text())
def test_text_is_what_it_was(content: str) -> None:
    shown = tag("p", content, title=content)
    assert html.unescape(re.fullmatch(r'<p title="[^"<>]*">([^<>]*)</p>', shown, re.DOTALL)[1]) == content


@given(st.text(), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_marking_changes_no_letter(content: str, needles: list[str]) -> None:
    shown = str(marked(content, needles)).replace("<mark>", "").replace("</mark>", "")
    assert html.unescape(shown) == content


def test_markup_is_not_escaped_twice_and_text_always() -> None:
    assert tag("p", tag("b", "<i>"), "&", None) == "<p><b>&lt;i&gt;</b>&amp;unknown</p>"
    assert text(Html("<b>") + "<i>") == "&lt;b&gt;&lt;i&gt;"
    assert joined(["<", tag("br")], ", ") == "&lt;, <br>"


def test_what_matches_is_marked_whatever_its_case() -> None:
    assert marked("Lantern & LANTERNS", ["lantern*"]) == "<mark>Lantern</mark> &amp; <mark>LANTERNS</mark>"
    assert marked("state space", ["state", "state space"]) == "<mark>state space</mark>"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org:8080", True),
        ("https://example.org/%22x(1)", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("https://user:secret@example.org", False),
        ("https://example.org/ x", False),
        ('https://example.org/"onclick=', False),
        ("https://example.org/<x>", False),
        ("https://[::1", False),
        ("https://example.org/\u202e", True),
        ("ftp://example.org", False),
        ("https://example.org/" + "a" * 2_000, False),
    ],
)
def test_which_addresses_become_links(url: str, expected: bool) -> None:
    assert is_web_address(url) is expected
    assert ("<a " in external(url, url)) is expected


@pytest.mark.parametrize(
    ("scheme", "value", "link"),
    [
        ("arxiv", "2405.15319", "https://arxiv.org/abs/2405.15319"),
        ("arxiv", "2405.15319/../../x", None),
        ("arxiv", "2405.15319\n", None),
        ("doi", "10.1000/a(b)c;d#e?f", "https://doi.org/10.1000/a(b)c%3Bd%23e%3Ff"),
        ("doi", "10.1000/<script>", "https://doi.org/10.1000/%3Cscript%3E"),
        ("doi", "javascript:alert(1)", None),
        ("openalex", "W123", "https://openalex.org/W123"),
        ("pmid", "12a", None),
        ("title", "anything", None),
    ],
)
def test_identifiers_lead_to_their_registry(scheme: str, value: str, link: str | None) -> None:
    shown = parsed(identifier(scheme, value))
    assert list(shown.links) == ([link] if link else [])
    assert shown.text == value.strip()


def test_an_excerpt_begins_near_what_was_looked_for() -> None:
    content = "one " * 200 + "needle " + "two " * 200
    cut = excerpt(content, ["needle"])
    assert "needle" in cut
    assert cut.startswith("… one")
    assert cut.endswith("two…")
    assert excerpt("short", []) == "short"
    assert len(excerpt(content, [])) <= 261
