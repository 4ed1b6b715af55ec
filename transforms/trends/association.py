"""Terms that occur in the same papers more often than their frequencies alone would have it. No counting here."""

from __future__ import annotations

import polars as pl

# A pair is kept from this association on (0 = independent), and from so many papers.
LEAST_NPMI = 0.1
LEAST_PAPERS = 5
# Of each term, its strongest partners; a pair is kept if it is among those of either term.
MOST_PARTNERS = 20


def npmi(together: pl.Expr, first: pl.Expr, second: pl.Expr, total: pl.Expr) -> pl.Expr:
    """Normalised pointwise mutual information of two terms, from the papers with both, with each, and of all.

    With p = papers / total: ln(p₁₂ / (p₁ p₂)) / -ln p₁₂. 1 where neither occurs without the other, 0 where they are
    independent, towards -1 the rarer they meet; 1 also where every paper has both. G. Bouma, "Normalized (Pointwise)
    Mutual Information in Collocation Extraction", Proc. GSCL (2009), 31-40.
    """
    information = (together * total / (first * second)).log()
    return pl.when(together < total).then((information / (total / together).log()).clip(-1, 1)).otherwise(1.0)


def associated(pairs: pl.DataFrame, *, total: int) -> pl.DataFrame:
    """The pairs that occur together more often than by chance, and in LEAST_PAPERS papers, with their `npmi`.

    Columns in: `papers` (with both) `| papers_a | papers_b`, and any that name the pair. `total` is the number of
    papers.
    """
    association = npmi(pl.col("papers"), pl.col("papers_a"), pl.col("papers_b"), pl.lit(total))
    enough = pairs.filter(pl.col("papers") >= LEAST_PAPERS).with_columns(npmi=association)
    return enough.filter(pl.col("npmi") >= LEAST_NPMI)


def is_nested(one: str, other: str) -> pl.Expr:
    """Whether the term in one column is a part of that in the other, in words: they always meet, which says nothing."""
    a, b = (pl.concat_str(pl.lit(" "), pl.col(name).str.to_lowercase(), pl.lit(" ")) for name in (one, other))
    return a.str.contains(b, literal=True) | b.str.contains(a, literal=True)


def strongest(pairs: pl.DataFrame) -> pl.DataFrame:
    """`term_a | term_b | papers | npmi` of the pairs that are kept, in order of the terms.

    Columns in: the same, of pairs that are `associated`, each once, terms in alphabetical order. A pair of which one
    term contains the other is left out.
    """
    kept = pairs.filter(~is_nested("term_a", "term_b")).sort("npmi", "papers", "term_a", "term_b", descending=True)
    ends = pl.concat([kept.select("term_a", "term_b", term=end) for end in ("term_a", "term_b")])
    order = kept.with_row_index("place").select("term_a", "term_b", "place")
    ranked = ends.join(order, on=["term_a", "term_b"]).with_columns(rank=pl.col("place").rank("ordinal").over("term"))
    near = ranked.filter(pl.col("rank") <= MOST_PARTNERS)
    return (
        kept.join(near, on=["term_a", "term_b"], how="semi")
        .select("term_a", "term_b", "papers", "npmi")
        .sort("term_a", "term_b")
    )
