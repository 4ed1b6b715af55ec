"""Write, audit, publish: measure what was loaded, let `expectations` judge it, serve it only if nothing holds it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from expectations import engine
from expectations.audit import AuditRequest, AuditResult
from expectations.audit import audit as judge
from expectations.batch import Limits
from orchestration.steps import Warehouse, match, refresh_trends
from transforms.errors import WarehouseDamaged
from transforms.schema.quality import CHECKS, RUNS
from warehouse import corpus, drift, last_audit, ledger, matching, metrics, overrides, snapshots, vocabulary, writer
from warehouse.connection import open_snapshot
from warehouse.settings import Settings
from warehouse.transaction import transaction

# GX judges a sample of a large batch; the whole tables are judged by metrics that SQL computed.
BATCH_ROWS = 20_000
REPORT_REJECTS = 2_000


@dataclass(frozen=True, kw_only=True)
class AuditOutcome:
    """What an audit decided, and where its report lies (relative to the home folder)."""

    run_id: str
    verdict: str
    report_path: str
    failed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Finished:
    """What the steps after loading came to. `snapshot` is the one that is served now."""

    verdict: str
    snapshot: int | None
    report_path: str


def audit(warehouse: Warehouse) -> AuditOutcome:
    """Judge everything that no snapshot has seen yet, and record the checks. Publishes nothing."""
    started_at = warehouse.now()
    run_id = f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    dump_ids = writer.pending(warehouse.connection, writer.PENDING_PUBLICATION)
    coverage = _profile(warehouse, dump_ids)
    with ThreadPoolExecutor(max_workers=1) as pool:
        request = _request(warehouse, pool, run_id, started_at, dump_ids=dump_ids, coverage=coverage)
        result = judge(request)
    _record(warehouse, run_id, started_at, result)
    place = pl.concat_str("table_name", "column_name", separator=".", ignore_nulls=True)
    failed = tuple(
        result.checks.filter(~pl.col("success"))
        .select(place + ": " + pl.col("expectation"))
        .to_series()
        .unique()
        .sort()
    )
    last_audit.record(
        warehouse.settings,
        last_audit.LastAudit(
            run_id=run_id,
            started_at=started_at,
            verdict=result.verdict,
            report_path=result.report_path,
            failed=failed,
        ),
    )
    return AuditOutcome(run_id=run_id, verdict=result.verdict, report_path=result.report_path, failed=failed)


def _profile(warehouse: Warehouse, dump_ids: Sequence[str]) -> pl.DataFrame:
    """Measure coverage, dumps and their fields, keep it all, and return `quality.field_coverage`."""
    coverage = metrics.field_coverage(warehouse.connection)
    figures = metrics.dump_profile(warehouse.connection, dump_ids=dump_ids)
    fields = drift.extra_fields(warehouse.connection, dump_ids=dump_ids)
    with transaction(warehouse.connection):
        writer.replace_table(warehouse.connection, "quality.field_coverage", coverage)
        writer.replace_rows_of_dumps(warehouse.connection, "quality.dump_profile", dump_ids, figures.vstack(fields))
        drift.record_events(warehouse.connection)
    return coverage


def _request(
    warehouse: Warehouse,
    pool: ThreadPoolExecutor,
    run_id: str,
    started_at: datetime,
    *,
    dump_ids: Sequence[str],
    coverage: pl.DataFrame,
) -> AuditRequest:
    connection, settings = warehouse.connection, warehouse.settings
    return AuditRequest(
        run_id=run_id,
        started_at=started_at,
        batches=corpus.batches(connection, dump_ids=dump_ids, rows_at_most=BATCH_ROWS),
        dumps=ledger.rows_of(connection, dump_ids),
        rejects=corpus.rejects_of(connection, dump_ids, rows_at_most=REPORT_REJECTS),
        coverage=coverage,
        drift=drift.events_of(connection, dump_ids),
        # While GX, which keeps one core busy, judges rows.
        metrics=pool.submit(metrics.collect, connection.cursor(), dump_ids=dump_ids, now=started_at).result,
        reports_dir=settings.reports,
        keep_results=settings.keep_reports,
        limits=Limits(
            max_reject_share=settings.max_reject_share,
            max_reject_share_by_source=settings.max_reject_share_by_source,
            min_rejects_to_hold=settings.min_rejects_to_hold,
        ),
    )


def _record(warehouse: Warehouse, run_id: str, started_at: datetime, result: AuditResult) -> None:
    run = {
        "run_id": run_id,
        "started_at": started_at,
        "verdict": result.verdict,
        "snapshot": None,
        "report_path": result.report_path,
    }
    with transaction(warehouse.connection):
        writer.append(warehouse.connection, "quality.runs", RUNS.conform(pl.DataFrame([run])))
        writer.append(warehouse.connection, "quality.checks", CHECKS.conform(result.checks))


def publish(warehouse: Warehouse, outcome: AuditOutcome) -> snapshots.Snapshot | None:
    """Serve the warehouse as it stands, unless the audit holds it; then the last good snapshot stays served."""
    if outcome.verdict == "HOLD":
        return None
    connection, settings = warehouse.connection, warehouse.settings
    number = snapshots.next_number(settings)
    connection.execute("UPDATE quality.runs SET snapshot = $1 WHERE run_id = $2", [number, outcome.run_id])
    connection.execute("CHECKPOINT")
    snapshot = snapshots.publish(
        connection, settings, number=number, run_id=outcome.run_id, verdict=outcome.verdict, now=warehouse.now()
    )
    writer.settle(connection, writer.PENDING_PUBLICATION)
    writer.settle(connection, writer.PENDING_VOCABULARY)
    snapshots.prune(settings, keep=settings.keep_snapshots)
    return snapshot


def is_settled(warehouse: Warehouse) -> bool:
    """Whether papers and trends are as the files of operator and analyst have them. Raises UsageError for these."""
    connection, settings = warehouse.connection, warehouse.settings
    is_matched = matching.is_settled(connection, overrides.read(settings.overrides))
    return is_matched and vocabulary.is_applied(connection, vocabulary.read(settings.vocabulary))


def is_finished(warehouse: Warehouse) -> bool:
    """Whether a snapshot is served that shows everything that was loaded and decided. Raises UsageError."""
    is_published = not any(
        writer.pending(warehouse.connection, kind) for kind in (writer.PENDING_PUBLICATION, writer.PENDING_VOCABULARY)
    )
    return is_settled(warehouse) and is_published and _is_served(warehouse.settings)


def _is_served(settings: Settings) -> bool:
    """Whether a snapshot is served that can be asked. A damaged one is published anew, though nothing changed."""
    try:
        served = snapshots.current(settings)
        if served is None or not served.is_readable:
            return False
        open_snapshot(served.path).close()
    except WarehouseDamaged:
        return False
    return True


def finish(warehouse: Warehouse) -> Finished:
    """Match, trends, audit, publish. No work where nothing changed since the last snapshot."""
    last = last_audit.read(warehouse.settings)
    if not is_finished(warehouse) or last is None:
        with ThreadPoolExecutor(max_workers=1) as pool:
            imported = pool.submit(engine.load)  # it takes seconds, in which DuckDB and Polars count
            match(warehouse)
            refresh_trends(warehouse)
            imported.result()
        outcome = audit(warehouse)
        publish(warehouse, outcome)
        verdict, report_path = outcome.verdict, outcome.report_path
    else:
        verdict, report_path = last.verdict, last.report_path
    served = snapshots.current(warehouse.settings)
    return Finished(verdict=verdict, snapshot=served.number if served else None, report_path=report_path)
