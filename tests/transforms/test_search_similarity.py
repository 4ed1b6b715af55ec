"""How alike texts are: hand-computed, and the laws of a cosine."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.search.similarity import cosines, vectors

# 8 papers in all: ln(8 / papers) is 3, 2 and 1 times ln 2, and nothing for what is in every paper.
KNOWN = pl.DataFrame(
    {
        "form": ["anvil", "anvils", "kettle", "lantern", "model"],
        "word_number": [1, 1, 2, 3, 4],
        "papers": [1, 1, 2, 4, 8],
    },
    schema_overrides={"word_number": pl.Int32, "papers": pl.Int32},
)
TWICE = 1 + math.log(2)


def papers(*texts: tuple[str, str | None]) -> pl.DataFrame:
    rows = [(number, *text) for number, text in enumerate(texts)]
    return pl.DataFrame(
        rows, schema={"paper_number": pl.Int32, "title": pl.String, "abstract": pl.String}, orient="row"
    )


def test_weights_are_of_what_a_text_repeats_and_few_papers_have() -> None:
    found = vectors(papers(("Anvils", "An anvil, a kettle: the model unknown")), KNOWN, collection=8)
    length = math.hypot(3 * TWICE, 2)
    assert found.select("word_number", "form").rows() == [(1, "anvils"), (2, "kettle")]
    assert found["weight"].to_list() == pytest.approx([3 * TWICE / length, 2 / length])


def test_cosines_name_the_words_that_make_them() -> None:
    every = vectors(papers(("anvil kettle lantern", None), ("kettle", "lantern"), ("model", None)), KNOWN, collection=8)
    one = every.filter(pl.col("paper_number") == 0)
    found = cosines(one, every.filter(pl.col("paper_number") > 0))
    assert found.select("paper_number", "shared").rows() == [(1, ["kettle", "lantern"])]
    assert found["cosine"].to_list() == pytest.approx([(2 * 2 + 1 * 1) / (math.sqrt(14) * math.sqrt(5))])


@given(st.lists(st.sampled_from(["anvil", "kettle", "lantern", "model", "other"]), max_size=9).map(" ".join))
def test_a_text_is_most_like_itself(text: str) -> None:
    every = vectors(papers((text, None), (text, None), ("anvil lantern", None)), KNOWN, collection=8)
    one = every.filter(pl.col("paper_number") == 0)
    found = dict(cosines(one, every).select("paper_number", "cosine").iter_rows())
    assert all(0 < cosine < 1 + 1e-9 for cosine in found.values())
    assert found.get(0, 1) == pytest.approx(1)
    assert found.get(0) == pytest.approx(found.get(1))
    assert found.get(2, 0) <= found.get(1, 0) + 1e-9
