"""Terms of four words: a word before three that may be a term. They do not fit in the key of an n-gram.

So three words go by their number. That four are frequent only where three of them are leaves little to count
(R. Agrawal, R. Srikant, "Fast Algorithms for Mining Association Rules", VLDB 1994).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from transforms.trends.ngrams import FrequentPhrases
from transforms.trends.texts import Scratch
from transforms.trends.vocabulary import MOST_VARIANTS, WORD_BITS

_FOUR = pl.col("three") * 2**WORD_BITS + pl.col("before")


class FourWords:
    """Gathers where a word stands before three, chunk by chunk; then which of these are frequent, and their uses."""

    def __init__(self, *, min_uses: int, papers: int, waiting: Scratch) -> None:
        self._phrases = FrequentPhrases(min_uses=min_uses, papers=papers)
        self._waiting = waiting

    def add(self, fours: pl.DataFrame, *, papers: int) -> None:
        """Take those of some papers. Columns in: those of `ngrams.Uses.fours`."""
        found = fours.select("segment", "variants", four=_FOUR)
        self._phrases.add(found["four"], papers=papers)
        self._waiting.append(found)

    def candidates(self, threes: pl.DataFrame) -> pl.DataFrame:
        """The frequent ones: `four`, `key` (below 0, as no other n-gram's), words, `n_words`.

        Columns in: `number` and words of those of three.
        """
        words = {f"word_{place + 1}": f"word_{place}" for place in range(3)}
        found = self._phrases.candidates().alias("four").to_frame()
        return (
            found.with_columns(number=pl.col("four") // 2**WORD_BITS, word_0=pl.col("four") % 2**WORD_BITS)
            .join(threes.select("number", **words), on="number", maintain_order="left")
            .select("four", "word_0", *words, key=-pl.col("four"), n_words=pl.lit(4, dtype=pl.Int32))
        )

    def uses(self, fours: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Chunk by chunk where they stand: `segment`, `number`, `written` (as `ngrams.Uses`).

        Columns in: `four`, `number` of those that may be terms.
        """
        numbers = fours.select("four", "number")
        for chunk in self._waiting:
            found = chunk.join(numbers, on="four")
            yield found.select("segment", "number", written=pl.col("number") * MOST_VARIANTS**4 + pl.col("variants"))
