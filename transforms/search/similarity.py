"""How alike texts are: the cosine of their words, each weighed by how often a text uses it and how few papers do."""

from __future__ import annotations

import polars as pl

from transforms.search.words import folded_parts
from transforms.trends.tokens import Tokenizer, cut, segments


def vectors(papers: pl.DataFrame, known: pl.DataFrame, *, collection: int) -> pl.DataFrame:
    """The words of texts and their weights, of length 1 in all.

    Columns in: `paper_number`, `title`, `abstract`; of words `form`, `word_number`, `papers` (that use it, of
    `collection`). Out: `paper_number`, `word_number`, `form` (one that the text uses), `weight`: (1 + ln uses) *
    ln(collection / papers), the sum of its squares over a paper being 1 (G. Salton, C. Buckley, "Term-weighting
    approaches in automatic text retrieval", 1988).
    """
    weight = (1 + pl.col("uses").log()) * (collection / pl.col("papers")).log()
    return (
        used_forms(papers)
        .join(known, on="form")
        .group_by("paper_number", "word_number", maintain_order=True)
        .agg(pl.col("form").first(), uses=pl.len(), papers=pl.col("papers").first())
        .with_columns(weight=weight)
        .filter(pl.col("weight") > 0)
        .select(
            "paper_number",
            "word_number",
            "form",
            weight=pl.col("weight") / (pl.col("weight") ** 2).sum().over("paper_number").sqrt(),
        )
    )


def used_forms(papers: pl.DataFrame) -> pl.DataFrame:
    """`paper_number`, `form`, a row for each folded word of the texts."""
    tokenizer = Tokenizer()
    tokens = tokenizer.tokens(cut(segments(papers)))
    forms = (
        tokenizer.surfaces().select("surface", form=folded_parts(pl.col("form"))).explode("form", empty_as_null=False)
    )
    return tokens.join(forms, on="surface", maintain_order="left").select(
        (pl.col("segment") // 2).cast(pl.Int32).alias("paper_number"), "form"
    )


def cosines(one: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """`paper_number`, `cosine`, `shared` (the words that make it, those that count most first), the most alike first.

    Columns in: those of `vectors`; `one` of one paper, `others` of any number.
    """
    products = others.join(one.select("word_number", "form", of_one="weight"), on="word_number", suffix="_of_one")
    return (
        products.with_columns(product=pl.col("weight") * pl.col("of_one"))
        .sort("product", "form_of_one", descending=[True, False])
        .group_by("paper_number")
        .agg(cosine=pl.col("product").sum(), shared="form_of_one")
        .sort("cosine", "paper_number", descending=True)
    )
