"""How often numbers occur, summed over chunks. What is counted, the callers say."""

from __future__ import annotations

import polars as pl

# Counts are put together when so many wait: bounds memory (some 12 bytes a row), not speed.
_MOST_ROWS_WAITING = 8_000_000


def tally(values: pl.Series) -> pl.DataFrame:
    """Columns `value`, `count`, in order of `value`. Sorting takes a third of the time of a hash table here."""
    return values.cast(pl.Int64).sort().rle().struct.unnest().select("value", count=pl.col("len").cast(pl.Int64))


class RunningTally:
    """The sum of tallies."""

    def __init__(self) -> None:
        self._parts = [pl.DataFrame(schema={"value": pl.Int64, "count": pl.Int64})]

    def add(self, part: pl.DataFrame) -> None:
        """Columns in: `value`, `count`."""
        self._parts.append(part)
        if sum(waiting.height for waiting in self._parts) > _MOST_ROWS_WAITING:
            self._parts = [self.total()]

    def total(self) -> pl.DataFrame:
        """Columns `value`, `count`, in order of `value`."""
        return pl.concat(self._parts).group_by("value").agg(pl.col("count").sum()).sort("value")
