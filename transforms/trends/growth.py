"""Terms that rise and fall: the papers of one window of months against those of the window before. No SQL, no clock."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.trends.log_odds import compare
from transforms.trends.significance import q_values, two_sided_p

# Windows, in months, that are compared with as many months before.
WINDOWS = (3, 6, 12, 24)
# A term is judged where both windows together have so many papers that use it.
MIN_PAPERS = 5
# A term rises or falls where no more than this share of all terms called so is expected to be called so by chance.
MOST_FALSE = 0.05


def growth(uses: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """How each term's share changed; one row per term with MIN_PAPERS, in order of `term_number`.

    Columns in: `uses` with `term_number | stratum | recent | before`, the papers that use the term;
    `totals` with `stratum | recent | before`, all papers. A paper is in one stratum, that of its source.
    Columns out: `term_number | papers_recent | papers_before | total_recent | total_before | share_recent |
    share_before | log_odds_z | q_value`, as if all papers came from one source, and `adjusted_ratio | adjusted_z |
    adjusted_q`, compared within each source, so that a source that came or went does not make its words rise or fall.
    Adjusted figures are null where no source with the term has papers in both windows.

    How shares are compared, `transforms.trends.log_odds` says; q-values are over all terms of the answer that were
    compared. There is no row where either window has no papers at all.
    """
    whole = totals.select(total_recent=pl.col("recent").sum(), total_before=pl.col("before").sum())
    plain = uses.group_by("term_number").agg(pl.col("recent").sum(), pl.col("before").sum())
    plain = plain.filter(pl.col("recent") + pl.col("before") >= MIN_PAPERS).join(whole, how="cross")
    strata = totals.select("stratum", total_recent="recent", total_before="before")
    stratified = uses.join(plain, on="term_number", how="semi").join(strata, on="stratum")
    compared = plain.join(compare(plain), on="term_number").sort("term_number")
    adjusted = compare(stratified).rename({"ratio": "adjusted_ratio", "z": "adjusted_z"})
    return (
        compared.join(adjusted, on="term_number", how="left", maintain_order="left")
        .rename({"recent": "papers_recent", "before": "papers_before", "z": "log_odds_z"})
        .with_columns(
            share_recent=pl.col("papers_recent") / pl.col("total_recent"),
            share_before=pl.col("papers_before") / pl.col("total_before"),
            q_value=q_values(two_sided_p(pl.col("log_odds_z"))),
            adjusted_q=q_values(two_sided_p(pl.col("adjusted_z"))),
        )
    )


def months_before(month: date, months: int) -> date:
    """The first day of the month so many months earlier."""
    years, place = divmod(month.year * 12 + month.month - 1 - months, 12)
    return date(years, place + 1, 1)
