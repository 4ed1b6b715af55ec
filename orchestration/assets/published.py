"""`published`: the snapshot that readers are served. Only what an audit has seen, and did not hold, gets here."""

# Dagster reads the annotations of what it decorates: no `from __future__ import annotations` here.

from collections.abc import Iterator

import dagster as dg

from orchestration import auditing, checks, steps
from orchestration.assets import quality, tables
from orchestration.resources import WarehouseResource
from transforms.errors import WarehouseDamaged
from warehouse import last_audit, ledger, snapshots
from warehouse.snapshots import Snapshot


@dg.asset(
    key=checks.SNAPSHOT_KEY,
    description="One published version of every table: immutable, numbered, verified, and the only thing readers see.",
    group_name="published",
    owners=tables.OWNERS,
    kinds={"duckdb", "file"},
    deps=[tables.key(name) for name in quality.AUDITED],
    check_specs=[checks.VERIFIED],
    output_required=False,
)
def snapshot(papertide: WarehouseResource) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Publish what was audited. Where nothing changed, the served snapshot is verified and stays."""
    with papertide.open() as warehouse:
        is_new = not auditing.is_finished(warehouse)
        try:
            outcome: Snapshot | WarehouseDamaged = _publish(warehouse) if is_new else _verify_served(warehouse)
        except WarehouseDamaged as error:
            outcome = error
    if is_new and isinstance(outcome, Snapshot):
        yield _result(outcome)
    yield checks.verified(outcome)


def _publish(warehouse: steps.Warehouse) -> Snapshot:
    outcome = _last_audit(warehouse) or _audit_again(warehouse)
    published = auditing.publish(warehouse, outcome)
    if published is None:
        raise dg.Failure(
            f"The audit says HOLD ({', '.join(outcome.failed)}); the last good snapshot stays served. See "
            f"{outcome.report_path}.",
            allow_retries=False,
        )
    return published


def _last_audit(warehouse: steps.Warehouse) -> auditing.AuditOutcome | None:
    """The last audit, where it saw everything. Between two steps another writer may load, which nobody has judged."""
    last = last_audit.read(warehouse.settings)
    is_settled = auditing.is_settled(warehouse)
    if (
        last is None
        or not is_settled
        or ledger.ledger_rows(warehouse.connection, "ingested_at > $at", at=last.started_at)
    ):
        return None
    return auditing.AuditOutcome(
        run_id=last.run_id, verdict=last.verdict, report_path=last.report_path, failed=last.failed
    )


def _audit_again(warehouse: steps.Warehouse) -> auditing.AuditOutcome:
    steps.match(warehouse)
    steps.refresh_trends(warehouse)
    return auditing.audit(warehouse)


def _verify_served(warehouse: steps.Warehouse) -> Snapshot:
    served = snapshots.current(warehouse.settings)
    if served is None:
        raise AssertionError("a finished warehouse serves a snapshot")
    snapshots.verify(served)
    return served


def _result(published: Snapshot) -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(
        metadata={
            "snapshot": published.number,
            "path": dg.MetadataValue.path(published.path),
            "verdict": published.verdict,
            "audit": published.run_id,
            "dagster/row_count": sum(facts.rows for facts in published.tables.values()),
            "rows": {name: facts.rows for name, facts in published.tables.items()},
        }
    )
