"""Which source has which colour: the same in every chart of a snapshot. Places of `look`'s categories; no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from warehouse.queries.papers import SEVERAL_SOURCES

OTHER_SOURCES = "other sources"
# The largest sources of a snapshot have a colour of their own; the next is grey, the last yellow.
_OWN_PLACES = 6
_GREY, _YELLOW = 6, 7
MOST_NAMED = _OWN_PLACES + 1


def places(shown: Sequence[str], by_size: Sequence[str]) -> dict[str, int]:
    """Place of the colour of each source of a chart, the largest source first, what stands for several last.

    `by_size` are all sources of the snapshot (`warehouse.queries.papers.sources_by_size`). Smaller sources share the
    grey and whatever no larger source of the same chart needs.
    """
    in_order = [source for source in by_size if source in shown]
    own = {source: place for place, source in enumerate(by_size[:_OWN_PLACES]) if source in shown}
    free = [_GREY, *(place for place in range(_OWN_PLACES) if place not in own.values())]
    small = [source for source in in_order if source not in own]
    found = own | {source: free[number % len(free)] for number, source in enumerate(small)}
    several = {SEVERAL_SOURCES: _YELLOW, OTHER_SOURCES: _GREY}
    return found | {name: place for name, place in several.items() if name in shown}


def small_ones_together(counts: pl.DataFrame, by_size: Sequence[str]) -> tuple[pl.DataFrame, list[str]]:
    """`counts` with at most MOST_NAMED sources and what stands under several, and the sources that are now OTHER.

    Columns in and out: those of `warehouse.queries.papers.per_month`.
    """
    there = [source for source in by_size if source in set(counts["source"])]
    if len(there) <= MOST_NAMED:
        return counts, []
    others = [source for source in there if source not in by_size[:_OWN_PLACES]]
    name = pl.when(pl.col("source").is_in(others)).then(pl.lit(OTHER_SOURCES)).otherwise("source").alias("source")
    alike = [column for column in counts.columns if column not in {"source", "papers"}]
    together = counts.with_columns(name).group_by("source", *alike, maintain_order=True).agg(pl.col("papers").sum())
    return together.select(counts.columns), others
