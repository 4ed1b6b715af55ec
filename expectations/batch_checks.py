"""The expectations of `batch` judged by Great Expectations: measures in, a row of `quality.checks` for each place out.

The figures go to it as two small batches with a column per expectation: `batch.tables` has a row per place (a table, or
a column of one), `batch.dumps` a row per dump and place. An expectation costs Great Expectations some ten milliseconds
whatever its rows, so there are as few as there are kinds of fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from expectations import engine
from expectations.batch import BatchExpectation, Limits, expectations

TABLES_BATCH = "batch.tables"
DUMPS_BATCH = "batch.dumps"
BATCHES = (TABLES_BATCH, DUMPS_BATCH)

# What names a row of either batch.
_ROW_NAMES = ("place", "dump")


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """One expectation with all the measures it is judged on, of every place."""

    label: str
    expected: BatchExpectation
    measures: pl.DataFrame  # MEASURES + place, dump, figure, seen


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
