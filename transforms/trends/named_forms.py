"""Forms of terms that are counted as a term of another form: an analyst's synonyms, and acronyms that texts define.

As n-grams: `key`, `term_key` (of the term that it is counted as), `shown` (how it is written, if that is known),
`origin` (why it is counted so), `is_own` (an analyst's: looked for whatever its words are).
"""

from __future__ import annotations

import polars as pl

from transforms.schema.vocabulary import ACRONYM, SYNONYM
from transforms.trends.ngrams import key_of
from transforms.trends.own_vocabulary import OwnVocabulary
from transforms.trends.texts import Texts
from transforms.trends.vocabulary import Vocabulary


def own_forms(texts: Texts, own: OwnVocabulary, known: Vocabulary) -> pl.DataFrame:
    """The analyst's forms, shown as the analyst writes them."""
    schema = {"shown": pl.String, "term": pl.String}
    forms = pl.DataFrame(own.forms, schema=schema, orient="row").with_row_index("segment")
    words = texts.own.select("segment", word=known.word_of_surface.gather(texts.own["surface"]))
    keys = words.group_by("segment").agg("word").select("segment", key=key_of(pl.col("word")))
    forms = forms.join(keys, on="segment", maintain_order="left")
    terms = forms.filter(pl.col("shown") == pl.col("term")).select("term", term_key="key")
    # Forms of which only case or number differs are one n-gram: the first says what it is.
    return (
        forms.join(terms, on="term", maintain_order="left")
        .unique("key", keep="first", maintain_order=True)
        .select("key", "term_key", "shown", origin=pl.lit(SYNONYM), is_own=pl.lit(value=True))
    )


def with_acronyms(own: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The analyst's forms, and the acronyms of which the analyst says nothing. Columns of `links`: `Definitions.links`.

    The terms for which these stand are among them, so that no longer one takes their place.
    """
    terms = own.select("term_key", own_term="term_key", key="key").drop("term_key")
    short = (
        links.join(own, on="key", how="anti")
        .join(terms.rename({"key": "term_key"}), on="term_key", how="left")
        .select("key", pl.coalesce("own_term", "term_key").alias("term_key"), "shown", origin=pl.lit(ACRONYM))
    )
    long = short.select(
        key="term_key", term_key="term_key", shown=pl.lit(None, dtype=pl.String), origin=pl.lit(ACRONYM)
    )
    found = pl.concat([short, long.unique("key").join(own, on="key", how="anti")])
    return pl.concat([own, found.with_columns(is_own=pl.lit(value=False))])
