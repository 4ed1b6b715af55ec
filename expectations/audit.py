"""One audit: suites on the new rows, expectations on the measures, the verdict, and the two reports of it.

What was loaded is handed in as frames; nothing here opens the warehouse, and nothing here publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from expectations import batch, batch_checks, data_docs, engine, report, suites
from expectations.gate import Verdict, verdict_of
from transforms.schema import TABLES
from transforms.schema.quality import CHECKS

# Data Docs read every kept result again to build their index; the run pages keep the longer history.
DOCUMENTED_RUNS = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class AuditRequest:
    """What an audit judges.

    `batches` holds, per full table name, the rows that are new (capped by the caller; tables without rows are not
    judged). `metrics` gives the columns of `transforms.measures.MEASURES` and is asked last: they may be measured while
    rows are judged. `coverage` has the columns of `quality.field_coverage`.
    `dumps`, `rejects` and `drift` are the `core.dumps` and `core.rejects` rows and the drift events (rows of
    `quality.dump_profile`) of this load. `keep_results` bounds the run pages and Data Docs results kept.
    """

    run_id: str
    started_at: datetime
    batches: Mapping[str, pl.DataFrame]
    metrics: Callable[[], pl.DataFrame]
    dumps: pl.DataFrame
    rejects: pl.DataFrame
    coverage: pl.DataFrame
    drift: pl.DataFrame
    reports_dir: Path
    keep_results: int
    limits: batch.Limits = field(default_factory=batch.Limits)


@dataclass(frozen=True, kw_only=True, eq=False)
class AuditResult:
    """The verdict, the `quality.checks` rows behind it, and where the reports are, relative to the home folder."""

    verdict: Verdict
    checks: pl.DataFrame
    report_path: str
    data_docs_path: str


def audit(request: AuditRequest) -> AuditResult:
    """Judge a load and write its reports. A load of nothing breaks no expectation and is PUBLISH."""
    documented = min(request.keep_results, DOCUMENTED_RUNS)
    context = data_docs.open_documented(request.reports_dir, keep_runs=documented)
    run = (request.run_id, request.started_at)
    of_rows = [row for name, frame in request.batches.items() for row in _judge_rows(context, name, frame, run=run)]
    rows = [*batch_checks.judge(context, request.metrics(), limits=request.limits, run=run), *of_rows]
    checks = CHECKS.conform(pl.DataFrame(rows, schema=_ROW).with_columns(run_id=pl.lit(request.run_id)))
    verdict = verdict_of(checks)
    index = data_docs.build(context, request.reports_dir, run_id=request.run_id, keep_runs=documented)
    page = report.write(
        report.Run(
            run_id=request.run_id,
            started_at=request.started_at,
            verdict=verdict,
            checks=checks,
            dumps=request.dumps,
            rejects=request.rejects,
            coverage=request.coverage,
            drift=request.drift,
        ),
        request.reports_dir,
        keep_pages=request.keep_results,
    )
    home = request.reports_dir.parent
    return AuditResult(
        verdict=verdict,
        checks=checks,
        report_path=page.relative_to(home).as_posix(),
        data_docs_path=index.relative_to(home).as_posix(),
    )


_ROW = {column.name: column.dtype for column in CHECKS.columns if column.name != "run_id"}


def _judge_rows(context: Any, name: str, frame: pl.DataFrame, *, run: tuple[str, datetime]) -> list[dict[str, Any]]:
    """Checks of one table's new rows against its suite."""
    if frame.is_empty():
        return []
    outcomes = engine.validate(context, frame, name=name, expectations=suites.suite_of(TABLES[name]), run=run)
    return [
        {
            "table_name": name,
            "column_name": one.meta["column"],
            "expectation": one.meta["expectation"],
            "severity": "critical",
            "success": one.success,
            "observed": f"{one.unexpected} of {one.total}",
            "unexpected": one.unexpected,
            "total": one.total,
        }
        for one in outcomes
    ]
