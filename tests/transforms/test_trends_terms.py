from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.schema.trends import PAPER_TERMS, TERM_MONTHS, TERMS
from transforms.trends.stop_words import ATTRIBUTES, CONNECTORS, STOP_WORDS, WEAK_WORDS
from transforms.trends.terms import document_terms, term_months

PAPERS = pl.Schema(
    {
        "paper_id": pl.String,
        "title": pl.String,
        "abstract": pl.String,
        "published_on": pl.Date,
        "published_precision": pl.String,
    }
)


def papers(*texts: str | tuple[str, str | None], month: int = 3) -> pl.LazyFrame:
    """One paper per text (an abstract, or title and abstract), all of one month."""
    rows = [
        (f"title:{number}", *(("", text) if isinstance(text, str) else text), date(2024, month, 9), "day")
        for number, text in enumerate(texts)
    ]
    return pl.LazyFrame(rows, schema=PAPERS, orient="row")


def terms(*texts: str | tuple[str, str | None], min_papers: int = 1) -> list[str]:
    return document_terms(papers(*texts), min_papers=min_papers)[0]["term"].to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a longer term stands for its parts where they have the same papers
        ("Gradient clipping.", ["Gradient clipping"]),
        ("mixture of experts", ["mixture of experts"]),
        ("graph kernel pruning", ["graph kernel pruning"]),
        # hyphens, digits, ampersands and points before digits belong to words
        ("GPT-4", ["GPT-4"]),
        ("GPT-3.5-turbo, k-NN; R&D", ["GPT-3.5-turbo", "R&D", "k-NN"]),
        ("β-VAE and Łukasiewicz", ["β-VAE and Łukasiewicz"]),
        # punctuation, brackets, numbers and stop words end a phrase
        ("gradient. clipping", ["clipping", "gradient"]),
        ("gradient, clipping", ["clipping", "gradient"]),
        ("gradient (clipping)", ["clipping", "gradient"]),
        ("audio/video", ["audio", "video"]),
        ("gradient 2 clipping", ["clipping", "gradient"]),
        ("gradient we propose clipping", ["clipping", "gradient"]),
        # neither at the ends: function words, and words that qualify what does not follow
        ("the gradient of the", ["gradient"]),
        ("gradient large", ["gradient"]),
        ("large gradient", ["large gradient"]),
        # say nothing
        ("In this paper, we propose a novel method.", []),
        ("state of the art; state-of-the-art; extensive experiments", []),
        ("model", []),
        ("language model", ["language model"]),
        ("2024 3.14 10-20 1,000", []),
        ("x y z", []),
        # no words: URLs, paths, mail and rests of LaTeX
        ("https://example.org/gradient/clipping.", []),
        ("github.com/example-lab/gradient", []),
        (r"\mathcal{O}(n) ell_1 R^{d} mathcal clipping", ["clipping"]),
        # genitives
        ("Newton's method", ["Newton's method"]),
        ("", []),
        ("gradient\nclipping", ["gradient clipping"]),
    ],
)
def test_what_is_a_term(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_term_does_not_run_from_the_title_into_the_abstract() -> None:
    assert terms(("Gradient", "clipping")) == ["Gradient", "clipping"]


def test_a_missing_abstract_is_no_text() -> None:
    assert terms(("Gradient Clipping", None)) == ["Gradient Clipping"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # the commonest form; of equally common ones the one in small letters
        (["Graph kernel", "graph kernel", "graph kernel"], ["graph kernel"]),
        (["Graph Kernel", "graph kernel"], ["graph kernel"]),
        (["GRAPH kernel", "GRAPH kernel", "graph kernel"], ["GRAPH kernel"]),
        # a plural is the same word where the singular is used too
        (["graph kernels", "graph kernels", "graph kernel"], ["graph kernels"]),
        (["policies", "policy", "policy"], ["policy"]),
        (["losses of heat", "loss of heat"], ["losses of heat"]),
        (["kernel's width", "kernel width", "kernel width"], ["kernel width"]),
        # and not where it only looks like one
        (["physics", "physic"], ["physic", "physics"]),
        (["SARS", "SAR"], ["SAR", "SARS"]),
        (["news", "bus", "bu"], ["bu", "bus", "news"]),
    ],
)
def test_the_form_in_which_a_term_is_shown(texts: list[str], expected: list[str]) -> None:
    assert terms(*texts) == expected


def test_only_terms_of_enough_papers_are_kept_however_often_a_paper_repeats_them() -> None:
    texts = ["lantern, kettle, kettle, kettle", "lantern", "lantern, harbour", "harbour"]
    assert terms(*texts, min_papers=3) == ["lantern"]
    assert terms(*texts, min_papers=2) == ["harbour", "lantern"]


@pytest.mark.parametrize(("alone", "expected"), [(1, ["tidal lantern"]), (2, ["lantern", "tidal lantern"])])
def test_a_part_of_a_longer_term_stands_alone_from_a_twentieth_of_its_papers_on(
    alone: int, expected: list[str]
) -> None:
    together = [f"tidal lantern, w{number}" for number in range(19)]
    assert terms(*together, *["lantern"] * alone, min_papers=3) == expected


def test_the_declared_columns_say_who_uses_what_since_when() -> None:
    frame = pl.LazyFrame(
        [
            ("title:b", "Lantern", "kettle", date(2024, 5, 20), "day"),
            ("title:a", "Harbour", "Lantern. Kettle.", date(2024, 3, 1), "month"),
            ("title:c", "Studies", "lantern", date(2023, 1, 1), "year"),
        ],
        schema=PAPERS,
        orient="row",
    )
    found, paper_terms = document_terms(frame, min_papers=2)
    assert found.schema == TERMS.polars_schema
    assert found.rows() == [
        ("Lantern", 1, 3, date(2024, 3, 1), date(2024, 5, 1)),
        ("kettle", 1, 2, date(2024, 3, 1), date(2024, 5, 1)),
    ]
    assert paper_terms.schema == PAPER_TERMS.polars_schema
    assert paper_terms.rows() == [
        ("title:a", "Lantern", False),
        ("title:a", "kettle", False),
        ("title:b", "Lantern", True),
        ("title:b", "kettle", False),
        ("title:c", "Lantern", False),
    ]
    assert term_months(paper_terms, frame).rows() == [
        ("Lantern", date(2024, 3, 1), 1, 1, 1.0),
        ("Lantern", date(2024, 5, 1), 1, 1, 1.0),
        ("kettle", date(2024, 3, 1), 1, 1, 1.0),
        ("kettle", date(2024, 5, 1), 1, 1, 1.0),
    ]


def test_a_term_of_undated_papers_has_no_months() -> None:
    frame = papers("lantern").with_columns(published_on=pl.lit(None, dtype=pl.Date))
    found, paper_terms = document_terms(frame, min_papers=1)
    assert found.rows() == [("lantern", 1, 1, None, None)]
    assert term_months(paper_terms, frame).is_empty()


def test_shares_are_of_all_dated_papers_of_the_month_and_only_used_months_have_rows() -> None:
    frame = pl.concat(
        part.with_columns(paper_id=pl.col("paper_id") + f"-{month}")
        for month, part in [
            (3, papers("lantern", "lantern", "kettle", "anvil", month=3)),
            (4, papers("anvil", month=4)),
        ]
    )
    months = term_months(document_terms(frame, min_papers=2)[1], frame)
    assert months.schema == TERM_MONTHS.polars_schema
    assert months.rows() == [
        ("anvil", date(2024, 3, 1), 1, 4, 0.25),
        ("anvil", date(2024, 4, 1), 1, 1, 1.0),
        ("lantern", date(2024, 3, 1), 2, 4, 0.5),
    ]


def test_no_papers_give_no_rows_of_the_declared_columns() -> None:
    found, paper_terms = document_terms(PAPERS.to_frame(eager=False))
    assert found.schema == TERMS.polars_schema
    assert paper_terms.schema == PAPER_TERMS.polars_schema
    assert term_months(paper_terms, PAPERS.to_frame(eager=False)).schema == TERM_MONTHS.polars_schema


def test_the_lists_do_not_contradict_each_other() -> None:
    assert not CONNECTORS & STOP_WORDS
    assert not (STOP_WORDS | CONNECTORS) & WEAK_WORDS
    assert not (STOP_WORDS | CONNECTORS) & ATTRIBUTES


WORDS = [
    "lantern",
    "Lanterns",
    "kettle",
    "of",
    "the",
    "large",
    "language",
    "models",
    "Model",
    "we",
    "GPT-4",
    "x.",
    "(a)",
]
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=8)


@settings(deadline=None)
@given(texts=texts, seed=st.randoms(use_true_random=False), chunk=st.integers(1, 9))
def test_neither_the_order_of_papers_nor_the_size_of_chunks_matters(texts: list[str], seed, chunk: int) -> None:
    frame = papers(*texts).collect()
    order = seed.sample(range(frame.height), frame.height)
    expected = document_terms(frame.lazy(), min_papers=2)
    found = document_terms(frame[order].lazy(), min_papers=2, chunk_papers=chunk)
    assert found[0].equals(expected[0])
    assert found[1].equals(expected[1])


@settings(deadline=None)
@given(texts=texts)
def test_the_papers_of_a_term_are_those_that_list_it(texts: list[str]) -> None:
    found, paper_terms = document_terms(papers(*texts), min_papers=2)
    listed = paper_terms.group_by("term").agg(listed=pl.len())
    assert found.join(listed, on="term", how="full").filter(pl.col("papers").ne_missing(pl.col("listed"))).is_empty()
    assert paper_terms.select("paper_id", "term").is_unique().all()
    assert (found["papers"] >= 2).all()
