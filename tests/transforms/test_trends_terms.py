"""Terms of titles and abstracts: which phrases count, how they are written, and when they are used."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.trends.terms import document_terms, term_months

SCHEMA = {
    "paper_id": pl.String,
    "title": pl.String,
    "abstract": pl.String,
    "published_on": pl.Date,
    "published_precision": pl.String,
}


def papers(*texts: str | tuple[str, str], month: date = date(2024, 5, 1)) -> pl.LazyFrame:
    """Papers `0`, `1`, ... of one month, with these titles, or titles and abstracts."""
    rows = [
        {
            "paper_id": str(number),
            "title": text if isinstance(text, str) else text[0],
            "abstract": None if isinstance(text, str) else text[1],
            "published_on": month,
            "published_precision": "month",
        }
        for number, text in enumerate(texts)
    ]
    return pl.LazyFrame(rows, schema=SCHEMA)


def terms_of(*texts: str | tuple[str, str], min_papers: int = 1) -> dict[str, int]:
    terms, _ = document_terms(papers(*texts), min_papers=min_papers)
    return dict(terms.select("term", "papers").rows())


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["glowing lanterns", "lanterns"], {"lanterns": 2, "glowing lanterns": 1}, id="words and phrases"),
        pytest.param(["GPT-4, k-NN", "GPT-4", "k-NN"], {"GPT-4": 2, "k-NN": 2}, id="hyphens and digits stay"),
        pytest.param(
            ["Mixture of Experts", "mixture of experts", "mixture of experts"],
            {"mixture of experts": 3},
            id="a connector stands inside; commonest form",
        ),
        pytest.param(
            ["lanterns. Harbours", "harbours"], {"lanterns": 1, "harbours": 2}, id="no term crosses a full stop"
        ),
        pytest.param(
            ["the lanterns of the harbour"], {"lanterns": 1, "harbour": 1}, id="no term begins or ends with a stop word"
        ),
        pytest.param(
            ["lanterns in 2024 and 3 harbours"], {"lanterns": 1, "harbours": 1}, id="a number alone is no word"
        ),
        pytest.param(["lanterns at https://github.com/example-lab/kettles"], {"lanterns": 1}, id="URLs hold no words"),
        pytest.param(["In this paper we show that lanterns are novel"], {"lanterns": 1}, id="phrases of abstracts"),
    ],
)
def test_what_is_a_term(texts: list[str], expected: dict[str, int]) -> None:
    assert terms_of(*texts) == expected


def test_a_term_counts_each_paper_once_and_knows_the_title() -> None:
    terms, uses = document_terms(papers(("lanterns", "lanterns lanterns"), ("kettles", "lanterns")), min_papers=1)
    assert dict(terms.select("term", "papers").rows())["lanterns"] == 2
    assert sorted(uses.filter(pl.col("term") == "lanterns").rows()) == [
        ("0", "lanterns", True),
        ("1", "lanterns", False),
    ]


def test_rare_terms_are_left_out() -> None:
    assert terms_of("lanterns", "lanterns", "kettles", min_papers=2) == {"lanterns": 2}


def test_a_part_that_hardly_stands_alone_is_left_out() -> None:
    assert terms_of(*["glowing lanterns"] * 3, min_papers=3) == {"glowing lanterns": 3}
    assert terms_of(*["glowing lanterns"] * 3, "lanterns", min_papers=3) == {"lanterns": 4, "glowing lanterns": 3}


def test_months_have_a_denominator() -> None:
    first = papers("lanterns", "kettles", month=date(2024, 5, 1))
    second = papers("lanterns", month=date(2024, 7, 1)).with_columns(paper_id=pl.lit("later"))
    both = pl.concat([first, second])
    terms, uses = document_terms(both, min_papers=1)
    assert terms.filter(pl.col("term") == "lanterns").select("first_month", "last_month").row(0) == (
        date(2024, 5, 1),
        date(2024, 7, 1),
    )
    assert term_months(uses, both).filter(pl.col("term") == "lanterns").rows() == [
        ("lanterns", date(2024, 5, 1), 1, 2, 0.5),
        ("lanterns", date(2024, 7, 1), 1, 1, 1.0),
    ]


def test_a_paper_known_to_the_year_is_in_no_month() -> None:
    yearly = papers("lanterns").with_columns(published_precision=pl.lit("year"))
    terms, uses = document_terms(yearly, min_papers=1)
    assert terms.select("papers", "first_month").row(0) == (1, None)
    assert term_months(uses, yearly).is_empty()


def test_no_papers_have_no_terms() -> None:
    terms, uses = document_terms(papers())
    assert terms.is_empty()
    assert uses.is_empty()
    assert term_months(uses, papers()).is_empty()


words = st.sampled_from(["Lanterns", "lantern", "glowing", "of", "kettles", "GPT-4", "the", ".", "42", "harbour"])
texts = st.lists(words, max_size=8).map(" ".join)


@given(st.lists(texts, min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_papers_is_nothing(titles: list[str], random: Any) -> None:
    frame = papers(*titles)
    shuffled = frame.collect()[random.sample(range(len(titles)), len(titles))].lazy()
    for left, right in zip(document_terms(frame, min_papers=1), document_terms(shuffled, min_papers=1), strict=True):
        assert left.equals(right)


@given(st.lists(texts, min_size=1, max_size=10))
def test_terms_and_uses_agree(titles: list[str]) -> None:
    terms, uses = document_terms(papers(*titles), min_papers=1)
    assert terms["term"].is_unique().all()
    counted = uses.group_by("term").agg(papers=pl.len().cast(pl.Int64)).sort("term")
    assert counted.equals(terms.select("term", "papers").sort("term"))
