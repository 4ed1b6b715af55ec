"""n-grams as numbers: up to three words packed into one Int64, counted chunk by chunk. No text here, no stop word.

A key holds the first word in its lowest bits; a missing second or third word is 0.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from transforms.trends.tokens import Chunk
from transforms.trends.vocabulary import WORD_BITS, Vocabulary

MOST_WORDS = 3
_COMPACT_ROWS = 20_000_000
_WORDS = [f"word_{place}" for place in range(MOST_WORDS)]
_SURFACES = [f"surface_{place}" for place in range(MOST_WORDS)]


def written_ngrams(chunk: Chunk, known: Vocabulary) -> pl.DataFrame:
    """Every n-gram that may be a term, where it stands: `segment`, `key`, and the form of each word, 0 for none."""
    words = pl.DataFrame(
        {
            "segment": chunk.owners(),
            "surface_0": chunk.surfaces,
            "word_0": known.word_of_surface.gather(chunk.surfaces),
        }
    )
    following = [
        pl.col(f"{name}_0").shift(-place, fill_value=0).alias(f"{name}_{place}")
        for place in range(1, MOST_WORDS)
        for name in ("surface", "word")
    ]
    words = words.with_columns(following).filter(_is_content("word_0", known))
    no_form = pl.lit(0, dtype=pl.UInt32)
    single = words.select("segment", _packed(1), "surface_0", surface_1=no_form, surface_2=no_form)
    double = words.filter(_is_content("word_1", known)).select(
        "segment", _packed(2), "surface_0", "surface_1", surface_2=no_form
    )
    triple = words.filter((pl.col("word_1") > 0) & _is_content("word_2", known)).select(
        "segment", _packed(3), *_SURFACES
    )
    return pl.concat([single, double, triple])


def frequent(chunks: Iterable[Chunk], known: Vocabulary, *, min_papers: int) -> pl.DataFrame:
    """n-grams of at least `min_papers` papers: `key`, `papers`, and their words `word_0` to `word_2`, `n_words`."""
    counts: list[pl.DataFrame] = []
    for chunk in chunks:
        uses = written_ngrams(chunk, known).select(paper=pl.col("segment") // 2, key="key").unique()
        counts.append(uses.group_by("key").agg(papers=pl.len()))
        if sum(count.height for count in counts) > _COMPACT_ROWS:
            counts = [_summed(counts)]
    kept = _summed(counts).filter(pl.col("papers") >= min_papers)
    words = [
        ((pl.col("key") // 2 ** (WORD_BITS * place)) % 2**WORD_BITS).alias(name) for place, name in enumerate(_WORDS)
    ]
    n_words = pl.sum_horizontal((pl.col(name) > 0).cast(pl.Int32) for name in _WORDS)
    return kept.with_columns(words).with_columns(n_words=n_words)


def folded(ngrams: pl.DataFrame, known: Vocabulary) -> pl.Series:
    """The words of `word_0` to `word_2`, folded, with spaces between."""
    texts = pl.concat([pl.Series([None], dtype=pl.String), known.words["folded"]])
    return ngrams.select(
        pl.concat_str([pl.lit(texts).gather(name) for name in _WORDS], separator=" ", ignore_nulls=True)
    ).to_series()


def parts(ngrams: pl.DataFrame, *, n_words: int) -> pl.DataFrame:
    """The runs of `n_words` words inside each longer one of `ngrams`: their `key`, and `papers` of the whole."""
    longer = ngrams.filter(pl.col("n_words") > n_words)
    return pl.concat(
        longer.filter(pl.col("n_words") >= n_words + start).select(_packed(n_words, start=start), "papers")
        for start in range(MOST_WORDS + 1 - n_words)
    )


def _is_content(word: str, known: Vocabulary) -> pl.Expr:
    return pl.col(word).is_between(1, known.last_content)


def _packed(n_words: int, *, start: int = 0) -> pl.Expr:
    places = enumerate(_WORDS[start : start + n_words])
    return pl.sum_horizontal(pl.col(name) * 2 ** (WORD_BITS * place) for place, name in places).alias("key")


def _summed(counts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(counts).group_by("key").agg(pl.col("papers").sum())
