"""How much likelier a term is in one set of papers than in another, and how sure that is. No windows, no sources here.

A stratum is a part of both sets that is compared within itself: of a source, say. One stratum is the plain comparison.

The papers y of n on either side are joined by a prior that knows what both sides together say, α = w (y₁ + y₀) papers
of α₀ = w (n₁ + n₀), w = PRIOR_WEIGHT::

    δ = ln [(y₁ + α) / (n₁ + α₀ - y₁ - α)] - ln [(y₀ + α) / (n₀ + α₀ - y₀ - α)]
    σ² = 1/(y₁ + α) + 1/(n₁ + α₀ - y₁ - α) + 1/(y₀ + α) + 1/(n₀ + α₀ - y₀ - α),    z = δ / σ

B. L. Monroe, M. P. Colaresi, K. M. Quinn, "Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the
Content of Political Conflict", Political Analysis 16 (2008), 372-403, section 3.3; counted are papers and not words, so
that the share that does not use the term is no negligible 1. Over several strata δ is the logarithm of Mantel and
Haenszel's common odds ratio of these tables, R / S with R = Σ a d / N, S = Σ b c / N (J. Natl. Cancer Inst. 22 (1959),
719-748), and σ² its variance by J. Robins, N. Breslow, S. Greenland, Biometrics 42 (1986), 311-323, which with one
stratum is the σ² above.
"""

from __future__ import annotations

import polars as pl

# The prior weighs as much as this share of the papers compared. It keeps what is found in a handful of papers, or on
# one side only, from looking certain, and takes a twentieth off the z-score of what many papers use. Measured on
# 2,000 invented terms of which 50 trebled, called at q <= 0.05: with 5,000 papers a side it finds 75 % of them (the
# exact test 80 %) and 1 % of its calls are false (3 %); with 300 papers against 3,000, 8 % (10 %) and 2 % (4 %).
PRIOR_WEIGHT = 0.05


def compare(tables: pl.DataFrame) -> pl.DataFrame:
    """Per term `ratio` of shares and `z`, from `term_number`, `recent`, `before`, `total_recent`, `total_before`.

    A row in is one stratum of one term: its papers that use the term, and all its papers, on both sides. A stratum with
    papers on one side only says nothing and is left out, and one without any use of the term adds nothing; a term
    without any other stratum has no row.

    `z` is the log-odds ratio in standard deviations, positive where the recent share is higher.
    `ratio` is Mantel and Haenszel's ratio of shares without a prior, Σ(y₁ n₀ / N) / Σ(y₀ n₁ / N), with one stratum
    just share by share (S. Greenland, J. M. Robins, Biometrics 41 (1985), 55-68); null where no paper before uses it.
    """
    is_on_both_sides = (pl.col("total_recent") > 0) & (pl.col("total_before") > 0)
    is_used = pl.col("recent") + pl.col("before") > 0
    return (
        tables.lazy()
        .filter(is_on_both_sides & is_used)
        # Sums of fractions depend on their order in the last digit; strata are always added up in this one.
        .sort("term_number", "total_recent", "total_before", "recent", "before")
        .with_columns(_with_prior())
        .with_columns(n=pl.sum_horizontal("a", "b", "c", "d"), papers=pl.col("total_recent") + pl.col("total_before"))
        .with_columns(
            r=pl.col("a") * pl.col("d") / pl.col("n"),
            s=pl.col("b") * pl.col("c") / pl.col("n"),
            p=(pl.col("a") + pl.col("d")) / pl.col("n"),
        )
        .group_by("term_number", maintain_order=True)
        .agg(ratio=_ratio(), z=_z())
        .collect()
    )


def _with_prior() -> list[pl.Expr]:
    """The fourfold table `a | b` (recent: uses it, does not) and `c | d` (before), prior included."""
    uses = pl.col("recent") + pl.col("before")
    others = pl.col("total_recent") + pl.col("total_before") - uses
    return [
        (pl.col("recent") + PRIOR_WEIGHT * uses).alias("a"),
        (pl.col("total_recent") - pl.col("recent") + PRIOR_WEIGHT * others).alias("b"),
        (pl.col("before") + PRIOR_WEIGHT * uses).alias("c"),
        (pl.col("total_before") - pl.col("before") + PRIOR_WEIGHT * others).alias("d"),
    ]


def _ratio() -> pl.Expr:
    recent = (pl.col("recent") * pl.col("total_before") / pl.col("papers")).sum()
    before = (pl.col("before") * pl.col("total_recent") / pl.col("papers")).sum()
    return pl.when(before > 0).then(recent / before)


def _z() -> pl.Expr:
    r, s, p = pl.col("r"), pl.col("s"), pl.col("p")
    variance = (
        (p * r).sum() / (2 * r.sum() ** 2)
        + (p * s + (1 - p) * r).sum() / (2 * r.sum() * s.sum())
        + ((1 - p) * s).sum() / (2 * s.sum() ** 2)
    )
    # Where every paper of both sides uses the term there are no odds, and no difference.
    return pl.when(r.sum() > 0).then((r.sum() / s.sum()).log() / variance.sqrt()).otherwise(0.0)
