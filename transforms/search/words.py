"""Written forms -> the words that a search compares, the same for texts and for queries.

A form is cut at its hyphens and folded: no accents, no case, no genitive, and the singular where the texts use that
too. Words that are in nearly every text hold a place in a phrase and are not looked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.clean import text
from transforms.trends.tokens import Tokenizer, cut
from transforms.trends.vocabulary import singular

# The English stop words of Apache Lucene, and what abstracts say as often.
UNSEARCHED = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
    "can", "from", "has", "have", "our", "we", "which",
})  # fmt: skip
_LONGEST_WORD_CHARACTERS = 50
_PART = r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:\.\p{N}+)*"
_NONE = 0  # the number of what is not looked for


@dataclass(frozen=True, kw_only=True)
class SearchWords:
    """The words of all texts, numbered from 1 in alphabetical order, and what the tokenizer's surfaces have of them.

    `forms`: `form` (folded, unique), `word_number`. Per surface number `parts` (how many places of a text it takes) and
    `first_word` (0: none that is looked for); `later_words`: `surface`, `place` (from 1), `word_number` of the others.
    """

    forms: pl.DataFrame
    parts: pl.Series
    first_word: pl.Series
    later_words: pl.DataFrame


def search_words(surfaces: pl.DataFrame) -> SearchWords:
    """Columns in: `surface` (number, from 1), `form`, `uses` (how often it is written)."""
    split = (
        surfaces.with_columns(part=folded_parts(pl.col("form")))
        .with_columns(place=pl.int_ranges(pl.col("part").list.len()))
        .explode("part", "place", empty_as_null=True)
        .drop_nulls("part")
    )
    forms = _numbered(split)
    numbered = split.join(forms, left_on="part", right_on="form", how="left")
    highest = surfaces.select(pl.col("surface").max().fill_null(0)).item()
    every = pl.DataFrame({"surface": pl.int_range(highest + 1, dtype=pl.UInt32, eager=True)})
    of_surfaces = every.join(
        numbered.group_by("surface").agg(
            parts=pl.len().cast(pl.Int64), first_word=pl.col("word_number").filter(pl.col("place") == 0).first()
        ),
        on="surface",
        how="left",
        maintain_order="left",
    )
    return SearchWords(
        forms=forms,
        parts=of_surfaces["parts"].fill_null(0),
        first_word=of_surfaces["first_word"].fill_null(_NONE).cast(pl.Int64),
        later_words=numbered.filter(pl.col("place") > 0)
        .drop_nulls("word_number")
        .select("surface", "place", pl.col("word_number").cast(pl.Int64)),
    )


def folded_parts(form: pl.Expr) -> pl.Expr:
    """The folded words of a written form, a list: `Self-Supervised` -> `self`, `supervised`; `Erdős's` -> `erdos`."""
    bare = form.str.replace(r"['’]s$", "").str.replace_all(r"['’]", "")
    return text.folded(bare).str.extract_all(_PART)


def read(content: str) -> tuple[str, ...]:
    """The folded words of a text, in order, those that are not looked for among them."""
    tokenizer = Tokenizer()
    tokens = tokenizer.tokens(cut(pl.DataFrame({"segment": [0], "text": [content]})))
    written = tokens.join(tokenizer.surfaces(), on="surface", maintain_order="left")
    parts = written.select(folded_parts(pl.col("form")).explode(empty_as_null=False))["form"]
    return tuple(parts)


def variants(form: str) -> list[str]:
    """What a folded word may stand for, the likeliest first: itself, its singular, its plural."""
    alone = pl.DataFrame({"form": [form]})
    one = alone.select(singular(pl.col("form"), pl.col("form"))).item()
    return [form, *([one] if one else []), f"{form}s"]


def _numbered(split: pl.DataFrame) -> pl.DataFrame:
    """`form`, `word_number` of the parts that are looked for: the number of its singular, where that is used too."""
    is_searched = ~pl.col("part").is_in(list(UNSEARCHED)) & pl.col("part").str.len_chars().is_between(
        1, _LONGEST_WORD_CHARACTERS
    )
    # Whether a form may be a plural depends on how it is mostly written: `SARS` is none.
    forms = (
        split.filter(is_searched)
        .group_by("part", last=pl.col("form").str.tail(1))
        .agg(pl.col("uses").sum())
        .sort("part", "uses", "last", descending=[False, True, True])
        .unique("part", keep="first", maintain_order=True)
        .with_columns(singular=singular(pl.col("part").str.head(-1) + pl.col("last"), pl.col("part")))
    )
    known = forms.select(singular="part", word="part")
    words = forms.join(known, on="singular", how="left").select(form="part", word=pl.coalesce("word", "part"))
    return words.select("form", word_number=pl.col("word").rank("dense").cast(pl.Int32)).sort("form")
