"""Which words a search compares, and where they stand."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.schema.search import ABSTRACT_STARTS, POSITIONS
from transforms.search.places import by_word, place
from transforms.search.words import SearchWords, read, search_words
from transforms.trends.texts import Texts
from transforms.trends.texts import read as read_texts


def texts_of(*papers: tuple[str, str | None]) -> Texts:
    rows = [(number, *paper) for number, paper in enumerate(papers)]
    frame = pl.DataFrame(rows, schema=["paper_number", "title", "abstract"], orient="row")
    return read_texts([frame], [])


def words_of(*papers: tuple[str, str | None]) -> SearchWords:
    return search_words(texts_of(*papers).surfaces)


def standing(*papers: tuple[str, str | None]) -> dict[str, list[tuple[int, int]]]:
    """Word -> its papers and positions."""
    texts = texts_of(*papers)
    words = search_words(texts.surfaces)
    rows = by_word(pl.concat(place(chunk, words).keys for chunk in texts.tokens))
    names = dict(words.forms.unique("word_number", keep="first").select("word_number", "form").iter_rows())
    assert rows["first_place"].to_list() == rows["places"].list.first().to_list()
    return {
        names[number]: [divmod(at, POSITIONS) for at in places]
        for number, places in rows.select("word_number", "places").iter_rows()
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Self-Supervised Learning", ("self", "supervised", "learning")),
        ("Erdős's lemma, naïvely", ("erdos", "lemma", "naively")),
        ("GPT-4 and Qwen2.5: 3 models", ("gpt", "4", "and", "qwen2.5", "3", "models")),
        ("state-of-the-art", ("state", "of", "the", "art")),
        ("R&D in C++", ("r", "d", "in", "c")),
        ("don't", ("dont",)),
        ("see https://example.org of $x^2$", ("see", "of")),
        ("", ()),
        ("— … !", ()),
    ],
)
def test_a_text_is_read_as_folded_words(content: str, words: tuple[str, ...]) -> None:
    assert read(content) == words


@given(st.text())
def test_folded_words_read_again_are_themselves(content: str) -> None:
    words = read(content)
    assert read(" ".join(words)) == words


def test_a_plural_is_its_singular_where_the_texts_use_that() -> None:
    forms = dict(words_of(("Kettles of lanterns", "A kettle. SARS and Sar; the physics of glass")).forms.iter_rows())
    assert forms["kettles"] == forms["kettle"]
    assert forms["lanterns"] not in {None, forms["kettle"]}
    assert forms["sars"] != forms["sar"]
    assert {"of", "and", "the", "a"}.isdisjoint(forms)


def test_words_are_numbered_in_alphabetical_order() -> None:
    forms = words_of(("Violins, anvils; violin", "Orchards")).forms
    assert forms.rows() == [("anvils", 1), ("orchards", 2), ("violin", 3), ("violins", 3)]


def test_a_place_is_a_paper_and_a_position() -> None:
    start = ABSTRACT_STARTS
    assert standing(("A lantern", "The k-NN lantern: glows"), ("Glows", None)) == {
        "lantern": [(0, 1), (0, start + 3)],
        "k": [(0, start + 1)],
        "nn": [(0, start + 2)],
        "glows": [(0, start + 4), (1, 0)],
    }


def test_a_word_of_many_places_has_several_rows() -> None:
    texts = texts_of(*(("lantern lantern kettle", "lantern") for _ in range(100)))
    rows = by_word(pl.concat(place(chunk, search_words(texts.surfaces)).keys for chunk in texts.tokens))
    assert rows.group_by("word_number", maintain_order=True).agg(
        pl.len(),
        pl.col("papers").sum(),
        pl.col("places").explode().len(),
        pl.col("places").list.len().max().alias("most"),
    ).rows() == [(1, 1, 100, 100, 100), (2, 4, 100, 300, 128)]


def test_what_is_behind_the_last_position_shares_it() -> None:
    found = standing(("lantern " * 300 + "harbour", "kettle " * 2_000 + "anvil"), ("harbour", "anvil"))
    assert found["harbour"] == [(0, ABSTRACT_STARTS - 2), (1, 0)]
    assert found["anvil"] == [(0, POSITIONS - 2), (1, ABSTRACT_STARTS)]


def test_lengths_are_the_places_that_a_paper_takes() -> None:
    texts = texts_of(("A k-NN lantern!", "One. Two"), ("Harbours", None))
    found = place(next(iter(texts.tokens)), search_words(texts.surfaces)).lengths
    assert sorted(found.rows()) == [(0, 4, 2), (1, 1, 0)]
