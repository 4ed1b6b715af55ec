"""What is expected of a load as a whole, judged on measures: conservation, uniqueness, references, volume, coverage.

Each expectation turns a measure into one figure and says how large it may be. The figures go to Great Expectations
as two small batches with a column per expectation: `batch.tables` has a row per place (a table, or a column of one),
`batch.dumps` a row per dump and place. An expectation costs Great Expectations some ten milliseconds whatever its rows,
so there are as few as there are kinds of fact. No SQL here; the measures come from `warehouse.metrics` in the shape of
`transforms.measures`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from expectations import engine

TABLES_BATCH = "batch.tables"
DUMPS_BATCH = "batch.dumps"
BATCHES = (TABLES_BATCH, DUMPS_BATCH)

# What names a row of either batch.
_ROW_NAMES = ("place", "dump")

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


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """One expectation with all the measures it is judged on, of every place."""

    label: str
    expected: BatchExpectation
    measures: pl.DataFrame  # MEASURES + place, dump, figure, seen


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


def judge(context: Any, measures: pl.DataFrame, *, limits: Limits, run: tuple[str, Any]) -> list[dict[str, Any]]:
    """Rows of `quality.checks` (without `run_id`) for every expectation that has something to judge.

    A failed check names up to five dumps in `observed`. An expectation against earlier dumps is silent until there
    are at least four of the same source and layout.
    """
    judged = list(_judged(measures, limits))
    of_tables = [one for one in judged if one.measures["dump_id"].is_null().all()]
    of_dumps = [one for one in judged if not one.measures["dump_id"].is_null().all()]
    return [
        check
        for name, group in ((TABLES_BATCH, of_tables), (DUMPS_BATCH, of_dumps))
        for check in _judge_batch(context, name, group, run=run)
    ]


def _judged(measures: pl.DataFrame, limits: Limits) -> Iterator[_Judged]:
    for expected in expectations(limits):
        chosen = (
            measures.filter(metric=expected.metric)
            .with_columns(
                place=pl.concat_str("table_name", "column_name", separator=".", ignore_nulls=True),
                dump=pl.col("dump_id").fill_null("all"),
                figure=expected.figure,
                seen=expected.seen.fill_null("nothing to judge"),
            )
            .filter(pl.col("figure").is_not_null().any().over("place"))
        )
        if not chosen.is_empty():
            yield _Judged(label=f"{expected.metric} ({expected.severity})", expected=expected, measures=chosen)


def _judge_batch(context: Any, name: str, judged: list[_Judged], *, run: tuple[str, Any]) -> Iterator[dict[str, Any]]:
    if not judged:
        return
    kinds = engine.load().expectations
    suite = [
        kinds.ExpectColumnValuesToBeBetween(
            column=one.label,
            max_value=one.expected.limit,
            severity=one.expected.severity,
            meta={"number": number, "expectation": one.expected.words},
        )
        for number, one in enumerate(judged)
    ]
    outcomes = engine.validate(context, _wide(judged), name=name, expectations=suite, run=run, row_names=_ROW_NAMES)
    for outcome in outcomes:
        yield from _checks(judged[outcome.meta["number"]], outcome)


def _wide(judged: list[_Judged]) -> pl.DataFrame:
    """`place`, `dump` and the figures of each expectation, NULL where it has nothing to say."""
    figures = [one.measures.select(*_ROW_NAMES, pl.col("figure").alias(one.label)) for one in judged]
    wide = pl.concat([frame.select(_ROW_NAMES) for frame in figures]).unique(maintain_order=True)
    for frame in figures:
        wide = wide.join(frame, on=_ROW_NAMES, how="left", maintain_order="left")
    return wide


def _checks(judged: _Judged, outcome: engine.Outcome) -> Iterator[dict[str, Any]]:
    """A row of `quality.checks` for each place, in the order of the measures."""
    broken = pl.DataFrame(outcome.rows, schema=dict.fromkeys(_ROW_NAMES, pl.String), orient="row")
    marked = judged.measures.join(
        broken.with_columns(is_broken=True), on=_ROW_NAMES, how="left", maintain_order="left"
    ).with_columns(pl.col("is_broken").fill_null(value=False))
    for _, measures in marked.group_by("place", maintain_order=True):
        yield _check(judged.expected, measures)


def _check(expected: BatchExpectation, measures: pl.DataFrame) -> dict[str, Any]:
    is_of_table = measures["dump_id"].is_null().all()
    success = not measures["is_broken"].any()
    return {
        "table_name": measures["table_name"][0],
        "column_name": measures["column_name"][0],
        "expectation": expected.words,
        "severity": expected.severity,
        "success": success,
        "observed": measures["seen"][0] if is_of_table else _seen(measures, success=success),
        "unexpected": measures["unexpected"][0] if is_of_table else measures["is_broken"].sum(),
        "total": measures["total"][0] if is_of_table else measures["figure"].count(),
    }


def _seen(measures: pl.DataFrame, *, success: bool) -> str:
    """What was measured: of a failed check its worst five dumps, of a kept one the dump that came nearest to fail."""
    judged = pl.col("figure").is_not_null() if success else pl.col("is_broken")
    worst = measures.filter(judged).sort("figure", descending=True, maintain_order=True)
    shown = 1 if success else 5
    named = [f"{name}: {seen}" for name, seen in worst.head(shown).select("file_name", "seen").iter_rows()]
    if success or worst.height <= shown:
        return "; ".join(named)
    return "; ".join([*named, f"and {worst.height - shown} more"])
