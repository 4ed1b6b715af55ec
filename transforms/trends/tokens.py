"""Running text -> streams of words, chunk by chunk, as numbers. What makes a term of words is decided in `terms`.

Texts are cut at spaces; each distinct string between spaces is looked at once, however often it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

BOUNDARY = 0  # the surface number of what is no word: punctuation, URLs, rests of LaTeX

# Strings between spaces that are remembered, some 200 bytes each. Real text never runs out of new ones.
_MOST_STRINGS = 1_000_000

_LETTER = r"[\p{L}\p{M}\p{N}]"
_WORD_OR_MARK = rf"{_LETTER}+(?:[-‐‑'’&]{_LETTER}+|\.\p{{N}}+)*|[^\s\p{{L}}\p{{M}}\p{{N}}]+"
_NO_WORDS = r"://|^www\.|[\\_^{}$=<>|~@]|\.[a-z]{2,4}/"
_WORD = r"[\p{L}\p{N}]"


@dataclass(frozen=True, kw_only=True)
class CutTexts:
    """`strings`: all strings between spaces, one behind the other. `texts`: of each its `segment`, `last_string`."""

    strings: pl.Series
    texts: pl.DataFrame


def cut(texts: pl.DataFrame) -> CutTexts:
    """Columns in: `segment` (UInt32), `text`. A text ends a phrase, so no term runs from one into the next."""
    pieces = pl.concat_str(pl.col("text").fill_null(""), pl.lit(" .")).str.split(" ")
    lists = texts.select("segment", strings=pieces)
    return CutTexts(
        strings=lists["strings"].explode(),
        texts=lists.select("segment", last_string=pl.col("strings").list.len().cum_sum() - 1),
    )


@dataclass(frozen=True, kw_only=True)
class NumberedTexts:
    """Cut texts, their `strings` as numbers: the place of each in `words`, lists of surfaces."""

    strings: pl.Series
    texts: pl.DataFrame
    words: pl.Series


class Tokenizer:
    """Numbers the written forms it meets, from 1; `surfaces` are all that `tokens` has met so far."""

    def __init__(self) -> None:
        self._surfaces = pl.Categorical(pl.Categories.random())
        # Polars forgets the numbers of categories that no series uses: a series of each kind keeps them.
        self._numbers_of_surfaces = pl.Series([""]).cast(self._surfaces)  # the first: BOUNDARY
        self._known_surfaces = pl.DataFrame(schema={"surface": pl.UInt32, "form": pl.String})
        self._forget_strings()

    def _forget_strings(self) -> None:
        self._strings = pl.Categorical(pl.Categories.random())
        self._numbers_of_strings = pl.Series(dtype=self._strings)
        self._words_of_strings = pl.Series(dtype=pl.List(pl.UInt32))

    def surfaces(self) -> pl.DataFrame:
        """Columns `surface` (number) and `form` (as written), BOUNDARY left out."""
        return self._known_surfaces

    def tokens(self, found: CutTexts) -> pl.DataFrame:
        """Columns `segment`, `surface`: a row per word or BOUNDARY, in order."""
        return laid_out(self.numbered(found))

    def numbered(self, found: CutTexts) -> NumberedTexts:
        """Texts for `laid_out`, which other threads may do."""
        if self._words_of_strings.len() > _MOST_STRINGS:
            self._forget_strings()
        strings = found.strings.cast(self._strings)
        self._learn(strings)
        return NumberedTexts(strings=strings.to_physical(), texts=found.texts, words=self._words_of_strings)

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


def laid_out(found: NumberedTexts) -> pl.DataFrame:
    """Columns `segment`, `surface`: a row per word or BOUNDARY, in order.

    Writing the many strings of one word straight to their places takes a fifth of the time of exploding lists.
    """
    lengths = found.words.list.len().gather(found.strings)
    ends = lengths.cum_sum()
    text_ends = ends.gather(found.texts["last_string"])
    words_of_texts = found.texts.select("segment", words=text_ends - text_ends.shift(1, fill_value=0))
    owners = words_of_texts.select(pl.col("segment").repeat_by("words")).to_series().explode()
    surfaces = pl.Series([BOUNDARY], dtype=pl.UInt32).new_from_index(0, length=owners.len())
    is_one = lengths == 1
    first_words = found.words.list.first().fill_null(BOUNDARY)
    surfaces.scatter(ends.filter(is_one) - 1, first_words.gather(found.strings.filter(is_one)))
    several = pl.DataFrame({"number": found.strings, "length": lengths, "end": ends}).filter(pl.col("length") > 1)
    places = several.select(pl.int_ranges(pl.col("end") - pl.col("length"), pl.col("end"), dtype=pl.UInt32))
    surfaces.scatter(places.to_series().explode(), found.words.gather(several["number"]).explode())
    return pl.DataFrame({"segment": owners, "surface": surfaces})


def _forms(string: pl.Expr) -> pl.Expr:
    """The words and numbers of a string between spaces; `""` for what stands between them."""
    found = string.str.extract_all(_WORD_OR_MARK).list.eval(
        pl.when(pl.element().str.contains(_WORD)).then(pl.element()).otherwise(pl.lit(""))
    )
    return pl.when(string.str.contains(_NO_WORDS)).then(pl.lit([""])).otherwise(found)


def written_words(string: str) -> list[str]:
    """The words and numbers of one string between spaces; `""` for what stands between them."""
    words: list[str] = pl.select(_forms(pl.lit(string))).item().to_list()
    return words


def segments(papers: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `paper_number`, `title`, `abstract`. Out: `segment`, `text` for `cut`.

    The segment of a title is twice the number of the paper; the abstract's is one more.
    """
    return pl.concat(
        [
            papers.select((2 * pl.col("paper_number") + place).cast(pl.UInt32).alias("segment"), text=column)
            for place, column in enumerate(("title", "abstract"))
        ]
    )
