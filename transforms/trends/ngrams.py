"""n-grams as numbers: up to three words packed into one Int64. No text here, no stop word.

A key holds the first word in its lowest bits; a missing second or third word is 0. Those of four words are numbered in
`four_words`.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.trends.tallies import RunningTally, tally
from transforms.trends.tokens import BOUNDARY
from transforms.trends.vocabulary import MOST_VARIANTS, WORD_BITS, Vocabulary

MOST_WORDS = 4
MOST_WORDS_OF_A_KEY = 3
_WORDS = [f"word_{place}" for place in range(MOST_WORDS)]
_VARIANTS = [f"variant_{place}" for place in range(MOST_WORDS)]
_VARIANT_BITS = (MOST_VARIANTS - 1).bit_length()
# Papers whose phrases are counted together: the more, the fewer candidates, and the more memory (some 1 KB a paper).
_PAPERS_OF_A_PART = 100_000


def phrase_keys(tokens: pl.DataFrame, known: Vocabulary) -> pl.Series:
    """The keys of all n-grams of two words and more that may be terms, as often as they are written."""
    words = tokens.lazy().select(word_0=pl.lit(known.word_of_surface).gather("surface"))
    found = pl.collect_all([part.select("key") for part in _phrases(_beginnings(words, known), known)])
    return pl.concat(part["key"] for part in found)


class FrequentPhrases:
    """Finds the n-grams written at least `min_uses` times in `papers` papers, in memory that does not grow with them.

    An n-gram that is frequent in all papers together is as frequent, for its size, in one part of them at least
    (A. Savasere, E. Omiecinski, S. Navathe, "An Efficient Algorithm for Mining Association Rules in Large Databases",
    VLDB 1995). Only what is frequent in its part is remembered; what `candidates` gives holds every n-gram that is
    frequent, and few that are not.
    """

    def __init__(self, *, min_uses: int, papers: int) -> None:
        self._min_uses = min_uses
        self._papers = papers
        self._found = RunningTally()
        self._unseen = 0  # uses that an n-gram can have without being remembered
        self._waiting: list[pl.Series] = []
        self._papers_waiting = 0

    def add(self, keys: pl.Series, *, papers: int) -> None:
        """Take the keys of some papers."""
        self._waiting.append(keys)
        self._papers_waiting += papers
        if self._papers_waiting >= _PAPERS_OF_A_PART:
            self._count_part()

    def _count_part(self) -> None:
        floor = max(1, -(-self._min_uses * self._papers_waiting // self._papers))
        frequent = tally(pl.concat(self._waiting)).filter(pl.col("count") >= floor)
        self._found.add(frequent.with_columns(pl.col("count") - (floor - 1)))
        self._unseen += floor - 1
        self._waiting, self._papers_waiting = [], 0

    def candidates(self) -> pl.Series:
        """Their keys, in order."""
        if self._papers_waiting:
            self._count_part()
        return self._found.total().filter(pl.col("count") + self._unseen >= self._min_uses)["value"]


def words_of(keys: pl.Series) -> pl.DataFrame:
    """Columns `key`, its words `word_0` to `word_3` (0 = none), `n_words`."""
    words = [
        ((pl.col("key") // 2 ** (WORD_BITS * place)) % 2**WORD_BITS).alias(name)
        for place, name in enumerate(_WORDS[:MOST_WORDS_OF_A_KEY])
    ]
    n_words = pl.sum_horizontal((pl.col(name) > 0).cast(pl.Int32) for name in _WORDS)
    no_more = pl.lit(0, dtype=pl.Int64).alias(_WORDS[-1])
    return keys.alias("key").to_frame().with_columns(*words, no_more).with_columns(n_words=n_words)


def parts(ngrams: pl.DataFrame, *, n_words: int) -> pl.DataFrame:
    """The runs of `n_words` words inside each longer one of `ngrams`: `key`, and `papers_of_form` of the whole."""
    longer = ngrams.filter(pl.col("n_words") > n_words)
    return pl.concat(
        longer.filter(pl.col("n_words") >= n_words + start).select(_packed(n_words, start=start), "papers_of_form")
        for start in range(MOST_WORDS + 1 - n_words)
    )


@dataclass(frozen=True, kw_only=True)
class Uses:
    """Where n-grams stand: `stands` (`segment`, `number`, a row per use), and of those of several words the `written`
    forms, the number with the variants of the words (`form_of`).

    `fours`: where a word stands before three: `segment`, number of the `three`, the word `before`, `variants` of all.
    """

    stands: pl.DataFrame
    written: pl.Series
    fours: pl.DataFrame


def uses(tokens: pl.DataFrame, known: Vocabulary, ngrams: pl.DataFrame) -> Uses:
    """Columns in: `tokens` as the tokenizer gives them; `ngrams` with `key` and `number`."""
    words = tokens.lazy().select(
        "segment",
        word_0=pl.lit(known.word_of_surface).gather("surface"),
        variant_0=pl.lit(known.variant_of_surface).gather("surface"),
    )
    words = _beginnings(words.with_row_index("at"), known)
    number = pl.lit(_numbers_of_words(ngrams, known)).gather("word_0")
    single = words.select("segment", number=number).drop_nulls()
    double, triple = (part.join(ngrams.lazy(), on="key") for part in _phrases(words, known))
    stands, *phrases = pl.collect_all(
        [
            single,
            double.select("segment", "number", form=_form(2)),
            triple.select("segment", "number", "at", form=_form(3)),
        ]
    )
    return Uses(
        stands=pl.concat([stands, *(part.select("segment", "number") for part in phrases)]),
        written=pl.concat(part["form"] for part in phrases),
        fours=_fours(phrases[-1], tokens["surface"], known),
    )


def _fours(threes: pl.DataFrame, surfaces: pl.Series, known: Vocabulary) -> pl.DataFrame:
    """The uses of three words that a word stands before. Columns in: `at`, `segment`, `number`, `form`."""
    surface = surfaces.gather(threes["at"] - (threes["at"] > 0))
    before = known.word_of_surface.gather(surface)
    is_term = before.is_between(1, known.last_content) & (threes["at"] > 0)
    place = MOST_VARIANTS ** (MOST_WORDS - 1)
    variants = known.variant_of_surface.gather(surface.filter(is_term)) * place
    return threes.filter(is_term).select(
        "segment",
        three="number",
        before=before.filter(is_term),
        variants=(pl.col("form") % (MOST_VARIANTS * place) // MOST_VARIANTS + variants).cast(pl.UInt32),
    )


def uses_of_own(tokens: pl.DataFrame, known: Vocabulary, ngrams: pl.DataFrame) -> pl.DataFrame:
    """Where n-grams of whatever words stand: `number`, `segment`, a row per use. The fewer of them, the faster.

    Columns in: `tokens` as the tokenizer gives them; `ngrams` with `key`, `number` and what `words_of` gives.
    """
    begins = known.word_of_surface.is_in(ngrams["word_0"].implode())
    starts = begins.gather(tokens["surface"]).arg_true()
    surfaces = tokens["surface"].extend_constant(BOUNDARY, MOST_WORDS_OF_A_KEY - 1)
    words = pl.DataFrame(
        [tokens["segment"].gather(starts)]
        + [
            known.word_of_surface.gather(surfaces.gather(starts + place)).alias(name)
            for place, name in enumerate(_WORDS[:MOST_WORDS_OF_A_KEY])
        ]
    )
    return pl.concat(
        words.with_columns(_packed(n_words))
        .join(ngrams.filter(pl.col("n_words") == n_words), on="key")
        .select("number", "segment")
        for n_words in range(1, MOST_WORDS_OF_A_KEY + 1)
    )


def key_of(words: pl.Expr) -> pl.Expr:
    """The key of a list of at most MOST_WORDS_OF_A_KEY words."""
    places = (words.list.get(place, null_on_oob=True).fill_null(0) for place in range(MOST_WORDS_OF_A_KEY))
    return pl.sum_horizontal(word * 2 ** (WORD_BITS * place) for place, word in enumerate(places)).alias("key")


def _numbers_of_words(ngrams: pl.DataFrame, known: Vocabulary) -> pl.Series:
    words = pl.DataFrame({"key": pl.int_range(known.last_content + 1, dtype=pl.Int64, eager=True)})
    return words.join(ngrams, on="key", how="left", maintain_order="left")["number"]


def _form(n_words: int) -> pl.Expr:
    packed = pl.col("number")
    for name in _VARIANTS:
        packed = packed * MOST_VARIANTS + (pl.col(name) if name in _VARIANTS[:n_words] else 0)
    return packed.alias("form")


def form_of(forms: pl.Expr, place: int) -> pl.Expr:
    """The variant of the word at `place` in a written form."""
    return forms.floordiv(2 ** (_VARIANT_BITS * (MOST_WORDS - 1 - place))).mod(MOST_VARIANTS)


def number_of(forms: pl.Expr) -> pl.Expr:
    """The number of the n-gram of a written form."""
    return forms.floordiv(2 ** (_VARIANT_BITS * MOST_WORDS))


def _beginnings(words: pl.LazyFrame, known: Vocabulary) -> pl.LazyFrame:
    """Each word that may begin a term, beside the words that follow it."""
    names = [name for name in ("word", "variant") if f"{name}_0" in words.collect_schema()]
    following = [
        pl.col(f"{name}_0").shift(-place, fill_value=0).alias(f"{name}_{place}")
        for place in range(1, MOST_WORDS_OF_A_KEY)
        for name in names
    ]
    return words.with_columns(following).filter(_is_content("word_0", known))


def _phrases(words: pl.LazyFrame, known: Vocabulary) -> list[pl.LazyFrame]:
    """n-grams of two words, of three words: what `words` has beside them, and `key`."""
    double = words.filter(_is_content("word_1", known))
    may_stand_inside = pl.col("word_1").is_between(1, known.last_connector)
    triple = words.filter(may_stand_inside & _is_content("word_2", known))
    return [double.with_columns(_packed(2)), triple.with_columns(_packed(3))]


def _is_content(word: str, known: Vocabulary) -> pl.Expr:
    return pl.col(word).is_between(1, known.last_content)


def _packed(n_words: int, *, start: int = 0) -> pl.Expr:
    places = enumerate(_WORDS[start : start + n_words])
    return pl.sum_horizontal(pl.col(name) * 2 ** (WORD_BITS * place) for place, name in places).alias("key")
