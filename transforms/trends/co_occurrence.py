"""How many papers use two terms together, counted for all pairs of some terms. What that says, `association` does."""

from __future__ import annotations

import polars as pl


def pairs_met(uses: pl.DataFrame, *, terms: int) -> pl.DataFrame:
    """The pairs of terms in some papers, for `PairCounts.add`: `pair`, its `papers`.

    Columns in: `paper_number | place` (the term), sorted; a paper is in one call only.
    """
    rows = uses.with_row_index("row").with_columns(last=pl.col("row").last().over("paper_number"))
    one = pl.col("place").cast(pl.UInt32) * terms
    later = pl.int_ranges(pl.col("row") + 1, pl.col("last") + 1, dtype=pl.UInt32).alias("other")
    pairs = rows.filter(pl.col("row") < pl.col("last")).select(one.alias("one"), later).explode("other")
    other = uses["place"].cast(pl.UInt32).gather(pairs["other"])
    # Sorting takes half the time of a hash table here.
    met = (pairs["one"] + other).sort(multithreaded=False).rle().struct.unnest()
    return met.select(pair="value", papers="len")


class PairCounts:
    """The papers that use both of two terms, for all pairs of `terms` terms that are numbered from 0.

    Takes 8 bytes a pair.
    """

    def __init__(self, *, terms: int) -> None:
        self._terms = terms
        self._papers = pl.Series("papers", [0], dtype=pl.Int64).new_from_index(0, terms * terms)

    def add(self, met: pl.DataFrame) -> None:
        """Count what `pairs_met` gives for some papers."""
        self._papers = self._papers.scatter(met["pair"], self._papers.gather(met["pair"]) + met["papers"])

    def at_least(self, papers: int) -> pl.DataFrame:
        """`one | other | papers` of the pairs that so many papers use, `one` before `other`, in that order."""
        pair = pl.int_range(pl.len(), dtype=pl.Int64)
        return (
            self._papers.to_frame()
            .select(one=pair // self._terms, other=pair % self._terms, papers="papers")
            .filter(pl.col("papers") >= papers)
        )
