"""What is expected of a load as a whole, judged on measures: conservation, uniqueness, references, volume, coverage.

Each expectation turns a measure into one figure and says how large it may be; `batch_checks` has them judged. No SQL
here; the measures come from `warehouse.metrics` in the shape of `transforms.measures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

# Fewer earlier dumps say nothing about what is usual.
MIN_EARLIER_DUMPS = 4
# A median absolute deviation is 1/1.4826 of a standard deviation where values are normal (Rousseeuw & Croux 1993).
_DEVIATIONS = 5 * 1.4826
# However alike the earlier dumps were: half as many or one and a half times as many entries are no surprise, nor is
# a field that is filled up to a fifth of all listings less often.
_VOLUME_SLACK = 0.5
_COVERAGE_SLACK = 0.2


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Over `max_reject_share` of refused entries (or the share of its source in `max_reject_share_by_source`) a dump
    draws a warning; over three times that and at least `min_rejects_to_hold` of them it holds the load."""

    max_reject_share: float = 0.05
    max_reject_share_by_source: Mapping[str, float] = field(default_factory=dict)
    min_rejects_to_hold: int = 10

    def reject_share(self, *, times: int = 1) -> pl.Expr:
        """The limit of each measured dump, by its `source`."""
        own = dict(self.max_reject_share_by_source)
        limit = pl.col("source").replace_strict(own, default=self.max_reject_share, return_dtype=pl.Float64)
        return pl.min_horizontal(times * limit, 1.0)

    def worded(self, *, times: int = 1) -> str:
        """The limits as a report says them: `5.0% (20.0% of bibtex)`."""
        own = sorted(self.max_reject_share_by_source.items())
        said = ", ".join(f"{min(times * share, 1):.1%} of {source}" for source, share in own)
        return f"{min(times * self.max_reject_share, 1):.1%}{said and f' ({said})'}"


@dataclass(frozen=True, kw_only=True, eq=False)
class BatchExpectation:
    """`figure` of each measure called `metric` is at most `limit`, or NULL where there is nothing to judge.

    `seen` says in words what was measured; `words` what is expected.
    """

    metric: str
    severity: str
    words: str
    figure: pl.Expr
    seen: pl.Expr
    limit: float = 0.0


_COUNT = pl.col("unexpected").cast(pl.Float64)
_SHARE = pl.col("unexpected") / pl.when(pl.col("total") > 0).then("total")
_OF = pl.format("{} of {}", "unexpected", "total")
_SHARE_SEEN = pl.format("{} of {} ({}%)", "unexpected", "total", (_SHARE * 100).round(1))
_HAS_HISTORY = (pl.col("earlier") >= MIN_EARLIER_DUMPS) & (pl.col("usual") > 0)


def _tolerance(floor: pl.Expr) -> pl.Expr:
    return pl.max_horizontal(_DEVIATIONS * pl.col("spread"), floor)


def _against_usual(distance: pl.Expr, floor: pl.Expr) -> pl.Expr:
    """Distance from the usual value as a multiple of what is tolerated."""
    return pl.when(_HAS_HISTORY).then(distance / _tolerance(floor))


def expectations(limits: Limits) -> tuple[BatchExpectation, ...]:
    """Everything that is expected of a load as a whole."""
    is_believable = (pl.col("status") != "loaded") | (pl.col("unexpected") < limits.min_rejects_to_hold)
    return (*_OF_TABLES, *_OF_DUMPS, *_of_rejects(limits, is_believable))


def _of_rejects(limits: Limits, is_believable: pl.Expr) -> tuple[BatchExpectation, ...]:
    """Judged is what is over the limit, because a source may have a limit of its own."""
    return (
        BatchExpectation(
            metric="rejects",
            severity="warning",
            words=f"at most {limits.worded()} of a dump's entries are refused",
            figure=_SHARE - limits.reject_share(),
            seen=_SHARE_SEEN,
        ),
        BatchExpectation(
            metric="rejects",
            severity="critical",
            words=f"of no loaded dump more than {limits.worded(times=3)} of the entries are refused "
            f"(if at least {limits.min_rejects_to_hold})",
            figure=pl.when(is_believable).then(0.0).otherwise(_SHARE - limits.reject_share(times=3)),
            seen=_SHARE_SEEN,
        ),
    )


_OF_TABLES = (
    BatchExpectation(
        metric="duplicate_keys",
        severity="critical",
        words="no two rows of the whole table with the same key",
        figure=_COUNT,
        seen=_OF,
    ),
    BatchExpectation(
        metric="unresolved_references",
        severity="critical",
        words="every value exists in the table it refers to",
        figure=_COUNT,
        seen=_OF,
    ),
    BatchExpectation(
        metric="unlisted_papers",
        severity="critical",
        words="every paper has at least one listing",
        figure=_COUNT,
        seen=_OF,
    ),
    BatchExpectation(
        metric="ledger_difference",
        severity="critical",
        words="as many rows as the ledger counts for all loaded dumps",
        figure=_COUNT,
        seen=pl.format("{} rows more or fewer; {} rows are stored", "unexpected", "total"),
    ),
    BatchExpectation(
        metric="late_dates",
        severity="warning",
        words="no publication date more than two days after its dump was read",
        figure=_COUNT,
        seen=_OF,
    ),
    BatchExpectation(
        metric="unknown_venues",
        severity="info",
        words="every venue is a known one",
        figure=_COUNT,
        seen=_SHARE_SEEN,
    ),
)

_OF_DUMPS = (
    BatchExpectation(
        metric="unplaced_entries",
        severity="critical",
        words="every entry read became a listing or a reject",
        figure=_COUNT,
        seen=_OF,
    ),
    BatchExpectation(
        metric="misplaced_rows",
        severity="critical",
        words="each dump has as many rows as the ledger says",
        figure=_COUNT,
        seen=pl.format("{} rows more or fewer than {}", "unexpected", "total"),
    ),
    BatchExpectation(
        metric="unloaded_dumps",
        severity="warning",
        words="every dump was loaded",
        figure=_COUNT,
        seen=pl.col("status"),
    ),
    BatchExpectation(
        metric="volume",
        severity="warning",
        words="about as many entries as earlier dumps of the same source and layout",
        figure=_against_usual((pl.col("value") - pl.col("usual")).abs(), _VOLUME_SLACK * pl.col("usual")),
        limit=1.0,
        seen=pl.format(
            "{} entries; usual are {}", pl.col("value").cast(pl.Int64), pl.col("usual").round().cast(pl.Int64)
        ),
    ),
    BatchExpectation(
        metric="coverage",
        severity="warning",
        words="filled about as often as in earlier dumps of the same source and layout",
        figure=_against_usual(pl.col("usual") - pl.col("value"), pl.lit(_COVERAGE_SLACK)),
        limit=1.0,
        seen=pl.format(
            "filled in {}% of the listings; usual are {}%",
            (pl.col("value") * 100).round(1),
            (pl.col("usual") * 100).round(1),
        ),
    ),
    BatchExpectation(
        metric="drift",
        severity="warning",
        words="no field new, missing or of another type than in earlier dumps of the same source and layout",
        figure=_COUNT,
        seen=pl.when(_COUNT > 0).then(pl.format("{}: {}", "unexpected", "evidence")).otherwise(pl.lit("none")),
    ),
)
