"""The address bar: what is read is what was written, and what does not fit is named."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.address import Address, read
from warehouse.queries.asked import COUNTS, MEASURES, MOST_TERMS, PARAMETERS, SHARED, SPANS, in_words
from warehouse.queries.filters import PaperFilter
from warehouse.queries.papers import ORDERS

months = st.dates(date(1700, 1, 1), date(2099, 1, 1)).map(lambda day: day.replace(day=1))
words = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=20)
items = words.map(lambda word: word.replace(",", "")).filter(bool)
expressions = st.builds(
    " / ".join, st.lists(items.map(lambda item: re.sub(r"[+/*]", "x", item)), min_size=1, max_size=2)
)
addresses = st.builds(
    Address,
    since=st.none() | months.filter(lambda month: month.year < 1900),
    until=st.none() | months.filter(lambda month: month.year >= 1900),
    sources=st.frozensets(items, max_size=3).map(lambda found: tuple(sorted(found))),
    venue=st.none() | words,
    has_code=st.none() | st.booleans(),
    search=st.just("") | words,
    term=st.none() | expressions,
    dump=st.none() | st.just("ab" * 32),
    order=st.sampled_from(sorted(ORDERS)),
    page_number=st.integers(1, 1_000_000),
    terms=st.lists(expressions, unique=True, max_size=MOST_TERMS).map(tuple),
    measure=st.sampled_from(MEASURES),
    smooth=st.integers(1, 12),
    span=st.sampled_from(SPANS),
    paper=st.none() | words,
    status=st.none() | st.just("open"),
    dump_status=st.none() | st.just("held"),
    listed_by=st.frozensets(items, max_size=3).map(lambda found: tuple(sorted(found))),
    is_alone=st.none() | st.booleans(),
    is_dated=st.none() | st.booleans(),
    year=st.none() | st.integers(1000, 2999),
    track=st.none() | words,
    author=st.none() | words,
    person=st.none() | words,
    count=st.sampled_from(COUNTS),
)


@given(addresses)
def test_what_is_written_is_read_again(address: Address) -> None:
    assert read(address.query()) == (address, [])
    link = address.href("papers", term=address.term)
    assert read(dict(parse_qsl(urlsplit(link).query)))[0] == Address(
        **{name: getattr(address, name) for name in (*SHARED, "term")}
    )


@given(st.dictionaries(st.sampled_from([*(p.name for p in PARAMETERS.values()), "other"]), st.text(max_size=30)))
def test_any_address_is_read(params: dict[str, str]) -> None:
    address, problems = read(params)
    assert all(problem.isprintable() for problem in problems)
    assert read(address.query()) == (address, [])


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("from", "2024", "since", date(2024, 1, 1)),
        ("to", "2024", "until", date(2024, 12, 1)),
        ("to", "2024-2", "until", date(2024, 2, 1)),
        ("src", "b, a,,b", "sources", ("a", "b")),
        ("code", "0", "has_code", False),
        ("in", "hf,dblp", "listed_by", ("dblp", "hf")),
        ("alone", "1", "is_alone", True),
        ("dated", "0", "is_dated", False),
        ("year", "2024", "year", 2024),
        ("by", "van der maaten l", "author", "van der maaten l"),
        ("t", "state space , experts", "terms", ("state space", "experts")),
        ("span", "all", "span", "all"),
        ("venue", " ", "venue", None),
        ("q", "  two   words ", "search", "two words"),
        ("venue", "", "venue", None),
    ],
)
def test_values(name: str, value: str, field: str, expected: object) -> None:
    address, problems = read({name: value})
    assert getattr(address, field) == expected
    assert problems == []


def test_a_period_that_ends_before_it_begins_is_left_out() -> None:
    address, problems = read({"from": "2025-02", "to": "2025-01", "venue": "acl"})
    assert address == Address(venue="acl")
    assert problems == ["The period ends before it begins. It is left out."]


def test_links_carry_the_shared_filters_and_nothing_else() -> None:
    address = Address(venue="acl", has_code=True, search="lanterns", page_number=3)
    assert address.href("dumps") == "dumps?venue=acl&code=1"
    assert address.href("overview", venue=None) == "./?code=1"
    assert address.here("papers", venue=None) == "papers?code=1&q=lanterns"
    assert address.papers == PaperFilter(venue="acl", has_code=True)
    assert address.found_papers == PaperFilter(venue="acl", has_code=True, search="lanterns")


def test_filters_in_words() -> None:
    assert in_words("since", date(2025, 10, 1)) == "from Oct 2025"
    assert in_words("sources", ("a", "b")) == "source: a, b"
    assert in_words("has_code", False) == "without code"
    assert in_words("is_alone", True) == "in one source only"
    assert in_words("listed_by", ("dblp", "hf")) == "listed by all of: dblp, hf"
    assert in_words("year", 2024) == "year: 2024"


def test_expressions_of_terms_are_read_and_said_plainly() -> None:
    address, problems = read({"t": "RAG+retrieval,diffusion  *, a/b", "term": "a +b"})
    assert address.terms == ("RAG + retrieval", "diffusion *", "a / b")
    assert address.term == "a + b"
    assert not problems
    _, problems = read({"t": "a / b / c"})
    assert problems == ["t=a / b / c: “a / b / c” has more than one “/”. Write it as a / b. It is left out."]
