"""Terms of four words, which do not fit in the key of an n-gram."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.trends.own_vocabulary import OwnVocabulary
from transforms.trends.terms import Counted, Support, count


def counted(*texts: tuple[str, str], min_papers: int = 2, chunk_papers: int = 2, **said: tuple[str, ...]) -> Counted:
    rows = [(number, *text) for number, text in enumerate(texts)]
    schema = {"paper_number": pl.Int32, "title": pl.String, "abstract": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    support = Support(min_papers=min_papers)
    return count(frame.iter_slices(chunk_papers), support=support, own=OwnVocabulary(**said))


def terms(*abstracts: str, min_papers: int = 2, **said: tuple[str, ...]) -> list[tuple[str, int]]:
    found = counted(*(("", text) for text in abstracts), min_papers=min_papers, **said)
    return sorted(found.terms.select("term", "papers").rows())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Multimodal large language models.", [("Multimodal large language models", 2)]),
        ("tidal lantern of glass", [("tidal lantern of glass", 2)]),
        # its first two words, and the last, say something
        ("the lantern of glass", [("lantern of glass", 2)]),
        ("tidal lantern glass large", [("tidal lantern glass", 2)]),
        # within a phrase
        ("tidal, lantern glass fleet", [("lantern glass fleet", 2), ("tidal", 2)]),
        # five words are two terms
        (
            "new tidal lantern glass fleet; tidal lantern glass fleet kettle",
            [("lantern glass fleet kettle", 2), ("tidal lantern glass fleet", 2)],
        ),
    ],
)
def test_what_is_a_term_of_four_words(text: str, expected: list[tuple[str, int]]) -> None:
    assert terms(text, text) == expected


def test_they_are_folded_and_shown_as_the_others() -> None:
    texts = ["Tidal lantern glass fleets", "tidal lantern glass fleet", *["Tidal Lantern Glass Fleet"] * 2]
    assert terms(*texts) == [("Tidal Lantern Glass Fleet", 4)]


def test_they_need_as_many_papers_as_the_others_however_often_one_repeats_them() -> None:
    whole, part = "tidal lantern glass fleet", "lantern glass fleet"
    assert terms(f"{whole}; {whole}; {whole}", part, part) == [("lantern glass fleet", 3)]
    assert terms(whole, whole, part, part) == [("lantern glass fleet", 4), ("tidal lantern glass fleet", 2)]


def test_parts_of_them_are_judged_as_parts_of_others() -> None:
    whole = "tidal lantern glass fleet"
    found = dict(terms(*[whole] * 3, "lantern glass fleet"))
    assert found[whole] == 3
    assert "lantern glass fleet" not in found


def test_stop_phrases_of_four_words_are_none() -> None:
    whole = "tidal lantern glass fleet"
    assert terms(whole, whole, stop_phrases=("Tidal lantern glass fleets",)) == [
        ("lantern glass fleet", 2),
        ("tidal lantern glass", 2),
    ]


@pytest.mark.parametrize("chunk_papers", [1, 2, 9])
def test_their_postings_stand_behind_the_others(chunk_papers: int) -> None:
    whole = "tidal lantern glass fleet"
    texts = [(whole, whole), ("", f"kettle. {whole}"), ("kettle", "")]
    found = counted(*texts, chunk_papers=chunk_papers)
    assert found.terms.rows() == [(0, "kettle", 1, 2), (1, whole, 4, 2)]
    postings = pl.concat(found.postings).sort("term_number", "paper_number")
    assert postings.rows() == [(0, 1, False), (0, 2, True), (1, 0, True), (1, 1, False)]
