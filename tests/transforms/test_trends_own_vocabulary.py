"""What an analyst says of terms, and what becomes of it when texts are counted."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.trends.own_vocabulary import OwnVocabulary, fault_of
from transforms.trends.terms import Counted, Support, count


def counted(texts: list[str], *, min_papers: int = 2, chunk_papers: int = 10, **said: Any) -> Counted:
    frame = pl.DataFrame({"title": [""] * len(texts), "abstract": texts}).with_row_index("paper_number")
    frame = frame.cast({"paper_number": pl.Int32, "title": pl.String, "abstract": pl.String})
    support = Support(min_papers=min_papers)
    return count(frame.iter_slices(chunk_papers), support=support, own=OwnVocabulary(**said))


def terms(texts: list[str], *, min_papers: int = 2, **said: Any) -> list[tuple[str, int]]:
    return sorted(counted(texts, min_papers=min_papers, **said).terms.select("term", "papers").rows())


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("tidal lantern", "Tidal lanterns glow.", [("tidal lantern", 1)]),
        ("Tidal Lantern", "tidal lantern", [("Tidal Lantern", 1)]),
        # of whatever words: weak and stop words, numbers, single letters, connectors at the ends
        ("model", "a model", [("model", 1)]),
        ("protein design", "for protein designs.", [("protein design", 1)]),
        ("Lantern 3", "Lantern 3 and lantern 4", [("Lantern 3", 1)]),
        ("R", "in R", [("R", 1)]),
        ("the web", "the web", [("the web", 1)]),
        ("2024", "since 2024", [("2024", 1)]),
        # but within a phrase, as any term
        ("tidal lantern", "tidal, lantern", []),
        ("unheard of", "tidal lantern", []),
    ],
)
def test_own_terms_are_counted_however_few_papers_use_them(
    term: str, text: str, expected: list[tuple[str, int]]
) -> None:
    assert terms([text], terms=(term,)) == expected


def test_own_terms_change_no_other_term_but_those_that_they_stand_for() -> None:
    texts = ["protein design, lantern 3 glowing kettle", "protein design", "lantern 3", "kettle design"]
    assert terms(texts) == [("kettle", 2), ("lantern", 2), ("protein", 2)]
    after = [("Lantern 3", 2), ("kettle", 2), ("protein design", 2)]
    assert terms(texts, terms=("protein design", "Lantern 3")) == after


def test_own_terms_are_kept_beyond_the_most_terms_and_inside_longer_ones() -> None:
    texts = ["tidal lantern", "tidal lantern", "kettle", "kettle", "kettle"]
    frame = pl.DataFrame({"paper_number": range(5), "title": [None] * 5, "abstract": texts})
    papers = frame.cast({"paper_number": pl.Int32, "title": pl.String})
    found = count([papers], support=Support(max_terms=1), own=OwnVocabulary(terms=("lantern",)))
    assert found.terms.select("term", "papers").rows() == [("kettle", 3), ("lantern", 2)]


def test_synonyms_are_one_term_and_a_paper_of_both_counts_once() -> None:
    texts = ["mixture of experts", "MoE", "mixtures of experts (MoE)"]
    found = counted(texts, synonyms=(("MoE", "Mixture of Experts"), ("gated experts", "Mixture of Experts")))
    assert found.terms.select("term", "n_words", "papers").rows() == [("Mixture of Experts", 3, 3)]
    assert found.forms.select("term", "form", "origin", "papers").rows() == [
        ("Mixture of Experts", "MoE", "synonym", 2),
        ("Mixture of Experts", "gated experts", "synonym", 0),
    ]
    assert pl.concat(found.postings)["paper_number"].to_list() == [0, 1, 2]


def test_a_term_of_which_only_the_synonym_is_used_is_shown_by_its_name() -> None:
    found = counted(["MoE"], synonyms=(("MoE", "mixture of experts"),))
    assert found.terms.select("term", "papers").rows() == [("mixture of experts", 1)]


def test_forms_that_differ_only_in_number_are_one_and_the_first_is_shown() -> None:
    assert terms(["lanterns"], terms=("lantern", "lanterns")) == [("lantern", 1)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, [("gradient", 2), ("tidal lantern", 2)]),
        ({"stop_words": ("Lantern",)}, [("gradient", 2), ("tidal", 2)]),
        ({"stop_words": ("lanterns",)}, [("gradient", 2), ("tidal", 2)]),
        ({"stop_phrases": ("Tidal  lanterns",)}, [("gradient", 2), ("lantern", 2), ("tidal", 2)]),
        ({"stop_phrases": ("gradient",)}, [("tidal lantern", 2)]),
    ],
)
def test_own_stop_words_end_terms_and_own_stop_phrases_are_none(
    said: dict[str, Any], expected: list[tuple[str, int]]
) -> None:
    assert terms(["tidal lantern; gradient", "tidal lantern; gradient; lanterns"], **said) == expected


def test_a_stop_word_may_stand_in_an_own_term() -> None:
    said = {"terms": ("tidal lantern",), "stop_words": ("lantern",)}
    assert terms(["tidal lantern", "tidal lantern", "lantern"], **said) == [("tidal lantern", 2)]


@pytest.mark.parametrize(
    ("term", "fault"),
    [
        ("mixture of experts", None),
        ("GPT-4", None),
        ("Llama 3", None),
        ("R&D", None),
        ("a + b", "it holds “+”, which only expressions do"),
        ("audio/video", "it holds “/”, which only expressions do"),
        ("diffusion *", "it holds “*”, which only expressions do"),
        ("one, two", "it holds “,”, which only expressions do"),
        ("C#", "it holds what is no word: a mark between words, an address or a formula"),
        ("R^2", "it holds what is no word: a mark between words, an address or a formula"),
        (" ", "it has 0 words; a term has one to 3"),
        ("a term of words", "it has 4 words; a term has one to 3"),
    ],
)
def test_what_cannot_be_an_own_term(term: str, fault: str | None) -> None:
    assert fault_of(term) == fault


WORDS = ["lantern", "Lanterns", "kettle", "of", "the", "design", "GPT-4", "4", "x.", "(a)"]
texts_of_words = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=8)


@settings(max_examples=25)
@given(texts=texts_of_words, seed=st.randoms(use_true_random=False), chunk=st.integers(1, 9))
def test_with_own_terms_too_only_the_papers_decide(texts: list[str], seed, chunk: int) -> None:
    said = {
        "terms": ("lantern 4", "kettle design", "the lantern"),
        "synonyms": (("GPT-4", "kettle"),),
        "stop_words": ("x",),
    }
    order = seed.sample(range(len(texts)), len(texts))
    expected, found = counted(texts, **said), counted([texts[n] for n in order], chunk_papers=chunk, **said)
    assert found.terms.equals(expected.terms)
    assert found.forms.equals(expected.forms)
    uses = pl.concat([part.select("term_number", "paper_number") for part in expected.postings] or [pl.DataFrame()])
    assert uses.is_empty() or uses.is_unique().all()
