"""Passages found by their marks are what the group of one pattern for all would say."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers._huggingface_digests import LETTER, TABLE
from transforms.readers._passages import Paragraph, Passage, first_of

TEXTS = st.lists(st.text(alphabet="[]#\n (-a7é", max_size=30), min_size=1, max_size=8)
LINKED = Paragraph("[", r"[^\-\[]", r"\]\(")
NUMBERED = Paragraph("## [", "", r"\]\[\d\]\s*$")


def found(texts: list[str | None], *patterns: str | Passage | Paragraph) -> list[str | None]:
    return (
        pl.DataFrame({"raw": pl.Series(texts, dtype=pl.String)})
        .select(first_of(pl.col("raw"), *patterns))["raw"]
        .to_list()
    )


def captured(texts: list[str], pattern: str) -> list[str | None]:
    return pl.Series(texts, dtype=pl.String).str.extract(pattern).to_list()


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        ("[A tide](#x)", "A tide"),
        ("[7](x)\n[A tide\nrises](x)", "7](x)\n[A tide\nrises"),
        ("[- no](x)\n[A tide\nrises](x)", "A tide\nrises"),
        ("[a\n\nb](x)\n\n[A tide](x)", "A tide"),
        ("[A tide\n](x) or not](x)", "A tide\n](x) or not"),
        ("[A tide", None),
        ("no [A tide](x)", None),
        (None, None),
    ],
)
def test_a_paragraph_stands_between_its_marks(text: str | None, paragraph: str | None) -> None:
    assert found([text], LINKED) == [paragraph]


@given(TEXTS)
@pytest.mark.parametrize("paragraph", [LINKED, NUMBERED])
def test_paragraphs_are_what_a_group_would_capture(paragraph: Paragraph, texts: list[str]) -> None:
    opening, text, closing = paragraph.passage
    assert found(texts, paragraph) == found(texts, paragraph.passage) == captured(texts, f"{opening}({text}){closing}")


def test_a_pattern_is_tried_where_those_before_it_failed() -> None:
    assert found(["[A tide](x) 7", "8 tides", "none"], LINKED, r"(\d)") == ["A tide", "8", None]


@given(st.lists(st.text(alphabet="-1. (2▲)\na", max_size=8).map(lambda text: f"{text} (7 ▲)"), min_size=1))
def test_an_item_is_what_stands_between_bullet_and_votes(texts: list[str]) -> None:
    item = r"(?s)\A\s*(?:[-*•]\s+|\d{1,3}[.)]\s+)?(.+?)\s*\(\d{1,7} ▲\)\s*\z"
    assert pl.DataFrame({"raw": texts}).select(LETTER.fields["title"]).to_series().to_list() == captured(texts, item)


@given(st.lists(st.text(alphabet="| \na(", max_size=8).map(lambda text: f"{text}(Read more on x)|"), min_size=1))
def test_the_title_cell_is_what_stands_before_the_links(texts: list[str]) -> None:
    cell = r"(?s)\A\|\s*(.+?)\s*\(Read more on "
    assert pl.DataFrame({"raw": texts}).select(TABLE.fields["title"]).to_series().to_list() == captured(texts, cell)
