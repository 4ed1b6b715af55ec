"""n-grams as numbers -> as they are written. Which of them are terms, `terms` says."""

from __future__ import annotations

import polars as pl

from transforms.trends.ngrams import MOST_WORDS, form_of, number_of
from transforms.trends.vocabulary import Vocabulary


def spelled(ngrams: pl.DataFrame, known: Vocabulary, *, column: str, into: str) -> pl.DataFrame:
    """`ngrams` with their words, as `column` of `known.forms` gives them, with spaces between.

    Takes the form `variant_0` to `variant_3` of each word, the commonest where there are no such columns.
    """
    if "variant_0" not in ngrams.columns:
        ngrams = ngrams.with_columns(pl.lit(0, dtype=pl.Int64).alias(f"variant_{place}") for place in range(MOST_WORDS))
    texts = [f"text_{place}" for place in range(MOST_WORDS)]
    for place, text in enumerate(texts):
        forms = known.forms.select(
            pl.col("word").alias(f"word_{place}"),
            pl.col("variant").alias(f"variant_{place}"),
            pl.col(column).alias(text),
        )
        ngrams = ngrams.join(forms, on=[f"word_{place}", f"variant_{place}"], how="left")
    said = ngrams.with_columns(pl.concat_str(texts, separator=" ", ignore_nulls=True).alias(into))
    return said.drop(*texts, *(f"variant_{place}" for place in range(MOST_WORDS)))


def with_written_form(terms: pl.DataFrame, forms: pl.DataFrame, known: Vocabulary) -> pl.DataFrame:
    """`terms` with `term`: as the analyst shows it, else the form written most often; of equally common ones the last
    in alphabetical order."""
    written = pl.col("value")
    variants = [form_of(written, place).alias(f"variant_{place}") for place in range(MOST_WORDS)]
    counted = forms.with_columns(number_of(written).alias("number"), *variants).join(terms, on="number")
    common = counted.filter(pl.col("count") == pl.col("count").max().over("number"))
    phrases = spelled(common, known, column="form", into="term").group_by("number").agg(pl.col("term").max())
    words = spelled(terms.filter(pl.col("n_words") == 1), known, column="form", into="term")
    found = terms.join(pl.concat([words.select("number", "term"), phrases]), on="number", how="left")
    return found.with_columns(term=pl.coalesce("shown", "term")).sort("number")
