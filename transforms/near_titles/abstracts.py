"""Abstracts -> signatures that near-equal abstracts share: so papers are compared that were renamed altogether.

A run is five words of an abstract that follow each other, but for words of three letters and such as carry a mark. Of
each of four stretches of an abstract's beginning the run with the least digest is a signature. So it does not matter
what was changed elsewhere, nor where a list cuts abstracts short; a sentence more or less in front only moves the
stretches. Runs of four words are shared by chance, thirty times as often.
"""

from __future__ import annotations

import polars as pl

# Of more the last stretch would be longer, and no more be found.
SIGNED_CHARACTERS = 360

_LONG_WORD = 4  # letters: of `In this paper, we propose a novel method` four words are left
_RUN_WORDS = 5
_STRETCHES = 4
_STRETCH_RUNS = 5
_BASE = 36  # a word is a number of this base: up to twelve ASCII letters and digits, of whatever case
_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, so that no two numbers become one; products wrap


def abstract_signatures(abstracts: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `id | abstract`. Out: `id | signature` (UInt64, odd), distinct, at most four of each `id`.

    An abstract of few long words or of another script has none. Signatures depend on the abstract alone and may be
    stored.
    """
    texts = abstracts["abstract"].fill_null("").str.head(SIGNED_CHARACTERS).str.split(" ")
    rows = pl.select(pl.int_range(texts.len(), dtype=pl.UInt32).repeat_by(texts.list.len())).to_series()
    words = pl.DataFrame({"row": rows.explode(), "word": texts.explode()})
    numbers = (
        words.filter(pl.col("word").str.len_bytes() >= _LONG_WORD)
        .select("row", number=pl.col("word").str.to_integer(base=_BASE, strict=False))
        .filter(pl.col("number") > 0)  # null where it is no such word, less than 0 where a hyphen stands before it
        .with_columns(pl.col("number").cast(pl.UInt64))
    )
    least = _least_runs(numbers).unique()
    return least.select(abstracts["id"].gather(least["row"]), "signature")


def _least_runs(numbers: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `row | number`, sorted by row. Out: `row | signature` of each stretch of each row."""
    lengths = numbers["row"].rle().struct.field("len")
    starts = pl.select((lengths.cum_sum() - lengths).repeat_by(lengths)).to_series().explode()
    stretch = ((pl.int_range(pl.len(), dtype=pl.UInt32) - starts) // _STRETCH_RUNS).clip(0, _STRETCHES - 1)
    multiplier = pl.lit(_MULTIPLIER, dtype=pl.UInt64)
    run = pl.lit(0, dtype=pl.UInt64)
    for place in range(_RUN_WORDS):
        run = (run + pl.col("number").shift(-place)) * multiplier
    runs = numbers.select(
        # Of a product the high bits, which order runs, depend on all letters; the last bit is the mark.
        stretch=(pl.col("row") * _STRETCHES + stretch).set_sorted(),
        run=run,
        is_whole=pl.col("row") == pl.col("row").shift(1 - _RUN_WORDS),
    ).filter("is_whole")
    return runs.group_by("stretch").agg(pl.col("run").min()).select(
        row=pl.col("stretch") // _STRETCHES, signature=pl.col("run") | pl.lit(1, dtype=pl.UInt64)
    )  # fmt: skip
