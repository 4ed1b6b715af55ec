"""Acronyms that texts define: what defines one, and when it is counted as what it stands for."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.trends.acronyms import stands_for
from transforms.trends.own_vocabulary import OwnVocabulary
from transforms.trends.terms import Counted, Support, count


def counted(*texts: str, min_papers: int = 2, **said: tuple) -> Counted:
    frame = pl.DataFrame({"title": [""] * len(texts), "abstract": texts}).with_row_index("paper_number")
    papers = frame.cast({"paper_number": pl.Int32, "title": pl.String, "abstract": pl.String})
    return count(papers.iter_slices(2), support=Support(min_papers=min_papers), own=OwnVocabulary(**said))


def links(*texts: str, min_papers: int = 2) -> list[tuple[str, str, int]]:
    """Term, acronym, papers that write the acronym."""
    return counted(*texts, min_papers=min_papers).forms.select("term", "form", "papers").rows()


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("rag", "retrieval-augmented generation", True),
        ("cot", "chain-of-thought", True),
        ("moe", "mixture of expert", True),
        ("svm", "support vector machine", True),
        ("nerf", "neural radiance field", True),
        ("k-nn", "k-nearest neighbour", True),
        # a shorter run has the letters already
        ("lm", "large language model", False),
        # the first letter begins a word, the others come in their order
        ("am", "language model", False),
        ("gar", "retrieval-augmented generation", False),
        ("rag", "rag", False),
        ("gpt-4", "generative pre-trained transformer", False),
    ],
)
def test_what_an_acronym_stands_for(short: str, long: str, expected: bool) -> None:
    assert stands_for(short, long) is expected


@pytest.mark.parametrize(
    "text",
    [
        "tidal lantern network (TLN)",
        "We use Tidal Lantern Networks (TLNs).",
        "the tidal lantern networks (TLN; see below)",
        "tidal lantern networks, TLNs, glow",
        "new tidal lantern networks (TLN), or kettles (KT)",
    ],
)
def test_what_defines_an_acronym(text: str) -> None:
    other = "tidal lantern network (TLN)"
    found = links(other, other, text, "TLN")
    assert [(term.lower().rstrip("s"), form) for term, form, _ in found] == [("tidal lantern network", "TLN")]


@pytest.mark.parametrize(
    "text",
    [
        "tidal lantern networks TLN",
        "tidal lantern networks. We use (TLN)",
        "a network of lanterns (TLN)",
        "tidal lantern networks (tln)",
    ],
)
def test_what_does_not(text: str) -> None:
    assert links(text, text, text) == []


def test_an_acronym_is_counted_as_what_it_stands_for_and_a_paper_of_both_once() -> None:
    texts = ["Tidal lantern network (TLN)", "tidal lantern network (TLN)", "a TLN", "TLNs of glass"]
    found = counted(*texts)
    assert found.terms.select("term", "n_words", "papers").rows() == [("tidal lantern network", 3, 4)]
    assert found.forms.rows() == [("tidal lantern network", "acronym", "TLN", 4)]
    assert pl.concat(found.postings)["paper_number"].to_list() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("of_other", "expected"),
    [(1, [("self-assembled monolayer", "SAM", 5)]), (2, [])],
)
def test_where_papers_do_not_agree_it_stands_for_nothing(of_other: int, expected: list[tuple[str, str, int]]) -> None:
    texts = ["self-assembled monolayer (SAM)"] * 4 + ["shaken anvil method (SAM)"] * of_other
    assert links(*texts) == expected


def test_the_order_of_papers_changes_nothing() -> None:
    texts = ["tidal lantern network (TLN)", "tidal light net (TLN)", "kettle of tin (KT)", "TLN", "the KT"] * 3
    assert counted(*texts).forms.equals(counted(*reversed(texts)).forms)
    assert counted(*texts).terms.equals(counted(*reversed(texts)).terms)


def test_it_needs_as_many_papers_as_a_term() -> None:
    texts = ["tidal lantern network (TLN)", "tidal lantern network (TLN)", "TLN"]
    assert links(*texts, min_papers=3) == []
    assert links(*texts, min_papers=2) == [("tidal lantern network", "TLN", 3)]


def test_a_word_that_is_only_sometimes_written_as_an_acronym_stays_itself() -> None:
    texts = ["maximum angle problem (MAP)"] * 3
    assert links(*texts) == [("maximum angle problem", "MAP", 3)]
    assert links(*texts, "a map") == []


def test_the_analyst_has_the_last_word() -> None:
    texts = ["tidal lantern network (TLN)"] * 3
    own = counted(*texts, synonyms=(("tidal lantern network", "lanterns"), ("TLN", "tin"))).forms
    assert own.select("term", "form", "origin").rows() == [
        ("lanterns", "tidal lantern network", "synonym"),
        ("tin", "TLN", "synonym"),
    ]
    both = counted(*texts, synonyms=(("tidal lantern network", "lanterns"),)).forms
    assert both.select("term", "form", "origin").rows() == [
        ("lanterns", "TLN", "acronym"),
        ("lanterns", "tidal lantern network", "synonym"),
    ]


def test_a_part_of_what_an_acronym_stands_for_is_judged_by_the_papers_that_write_it_out() -> None:
    written_out = ["tidal lantern network (TLN)"] * 3 + ["tidal lantern fleet"] * 2
    found = counted(*written_out, *["TLN"] * 9).terms
    assert found.select("term", "papers").sort("term").rows() == [
        ("tidal lantern", 5),
        ("tidal lantern fleet", 2),
        ("tidal lantern network", 12),
    ]
