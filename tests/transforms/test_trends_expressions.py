"""Expressions of terms: groups, ratios, wildcards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import UsageError
from transforms.trends.expressions import Series, parse


@pytest.mark.parametrize(
    ("expression", "series"),
    [
        ("graph kernels", Series(said="graph kernels", terms=("graph kernels",))),
        ("  graph   kernels ", Series(said="graph kernels", terms=("graph kernels",))),
        ("RAG + retrieval", Series(said="RAG + retrieval", terms=("RAG", "retrieval"))),
        ("RAG+RAG", Series(said="RAG", terms=("RAG",))),
        ("a/b", Series(said="a / b", terms=("a",), per=("b",))),
        ("a + b / c + d", Series(said="a + b / c + d", terms=("a", "b"), per=("c", "d"))),
        ("diffusion *", Series(said="diffusion *", terms=("diffusion *",))),
    ],
)
def test_parse(expression: str, series: Series) -> None:
    assert parse(expression) == series


@pytest.mark.parametrize(
    ("expression", "fact"),
    [
        ("a / b / c", "“a / b / c” has more than one “/”."),
        ("a +", "“a +”: a term is missing."),
        ("/ b", "“/ b”: a term is missing."),
        ("", "“”: a term is missing."),
        ("a + *", "“a + *”: “*” alone is every term."),
    ],
)
def test_what_is_no_expression_is_said(expression: str, fact: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(expression)
    assert raised.value.fact == fact


@pytest.mark.parametrize(
    ("expression", "is_plain"), [("a b", True), ("a *", False), ("a + b", False), ("a / b", False)]
)
def test_is_plain(expression: str, is_plain: bool) -> None:
    assert parse(expression).is_plain is is_plain


@given(st.text("ab +/*", max_size=12))
def test_what_is_said_is_the_same_expression(expression: str) -> None:
    try:
        series = parse(expression)
    except UsageError:
        return
    assert parse(series.said) == series
