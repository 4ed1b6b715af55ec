"""Running text -> streams of words, chunk by chunk, as numbers. What makes a term of words is decided in `terms`.

Texts are cut at spaces; each distinct string between spaces is looked at once, however often it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

BOUNDARY = 0  # the surface number of whatever ends a phrase: punctuation, numbers, URLs, rests of LaTeX

_LETTER = r"[\p{L}\p{M}\p{N}]"
_WORD_OR_MARK = rf"{_LETTER}+(?:[-‐‑'’&]{_LETTER}+|\.\p{{N}}+)*|[^\s\p{{L}}\p{{M}}\p{{N}}]+"
_NO_WORDS = r"://|^www\.|[\\_^{}$=<>|~@]|\.[a-z]{2,4}/"
_PURE_NUMBER = r"^\P{L}*$"


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Some papers' words in order. `surfaces` are numbers of written forms; `segments` says whose they are.

    `segments`: `len` words each of the text `value`: twice the number of the paper, and one more for its abstract.
    """

    surfaces: pl.Series
    segments: pl.DataFrame

    def owners(self) -> pl.Series:
        """The segment `value` of each word."""
        return self.segments.select(pl.col("value").repeat_by("len")).to_series().explode()


class Tokenizer:
    """Numbers the written forms it meets, from 1; `chunk` must see all texts before `surfaces` is whole."""

    def __init__(self) -> None:
        self._strings = pl.Categorical(pl.Categories.random())
        self._surfaces = pl.Categorical(pl.Categories.random())
        # Polars forgets the numbers of categories that no series uses: these two keep them for as long as we live.
        self._numbers_of_strings = pl.Series(dtype=self._strings)
        self._numbers_of_surfaces = pl.Series([""]).cast(self._surfaces)  # the first: BOUNDARY
        self._known_surfaces = pl.DataFrame(schema={"surface": pl.UInt32, "form": pl.String})
        self._words_of_strings = pl.Series(dtype=pl.List(pl.UInt32))

    def surfaces(self) -> pl.DataFrame:
        """Columns `surface` (number) and `form` (as written), BOUNDARY left out."""
        return self._known_surfaces

    def chunk(self, texts: pl.DataFrame) -> Chunk:
        """Columns in: `segment` (UInt32), `text`. A text ends a phrase, so no term runs from one into the next."""
        strings = (
            texts.select("segment", string=pl.concat_str(pl.col("text").fill_null(""), pl.lit(" .")).str.split(" "))
            .explode("string")
            .with_columns(pl.col("string").cast(self._strings))
        )
        self._learn(strings["string"])
        words = (
            strings.select("segment", word=self._words_of_strings.gather(strings["string"].to_physical()))
            .explode("word")
            .drop_nulls()
        )
        return Chunk(surfaces=words["word"], segments=words["segment"].rle().struct.unnest())

    def _learn(self, strings: pl.Series) -> None:
        """Look at the strings that no chunk had before."""
        fresh = strings.filter(strings.to_physical() >= self._words_of_strings.len()).unique()
        parsed = (
            pl.DataFrame({"string": fresh.to_physical(), "text": fresh.cast(pl.String)})
            .sort("string")
            .with_columns(form=_forms(pl.col("text")))
            .explode("form", empty_as_null=True)
            .with_columns(pl.col("form").cast(self._surfaces))
            .with_columns(surface=pl.col("form").to_physical())
        )
        surfaces = parsed.select("surface", "form").drop_nulls().unique("surface")
        self._known_surfaces = pl.concat(
            [
                self._known_surfaces,
                surfaces.filter(pl.col("surface") != BOUNDARY)
                .with_columns(pl.col("form").cast(pl.String))
                .join(self._known_surfaces, on="surface", how="anti"),
            ]
        )
        words = parsed.group_by("string", maintain_order=True).agg(pl.col("surface").drop_nulls())["surface"]
        self._words_of_strings = pl.concat([self._words_of_strings, words])


def _forms(string: pl.Expr) -> pl.Expr:
    """The words of a string between spaces; `""` for what ends a phrase."""
    found = string.str.extract_all(_WORD_OR_MARK).list.eval(
        pl.when(~pl.element().str.contains(_PURE_NUMBER)).then(pl.element()).otherwise(pl.lit(""))
    )
    return pl.when(string.str.contains(_NO_WORDS)).then(pl.lit([""])).otherwise(found)


def segments(papers: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """Columns in: `title`, `abstract`; `numbers`: a number per row. Out: `segment`, `text` for `Tokenizer.chunk`."""
    numbered = papers.with_columns(numbers.head(papers.height).alias("number"))
    return pl.concat(
        [
            numbered.select(
                (2 * pl.col("number") + place).cast(pl.UInt32).alias("segment"), pl.col(column).alias("text")
            )
            for place, column in enumerate(("title", "abstract"))
        ]
    )
