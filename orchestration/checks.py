"""Asset checks: what they promise, and how they are judged. The assets return them with their results.

They come with the materialisation and not as `@asset_check`s: a check of a partitioned asset on its own is a preview
feature, and would have to open the warehouse once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.tables import key
from orchestration.auditing import AuditOutcome
from orchestration.steps import DumpResult, Warehouse
from transforms.errors import WarehouseDamaged
from warehouse import integrity
from warehouse.snapshots import Snapshot

SNAPSHOT_KEY = dg.AssetKey(["published", "snapshot"])

CONSERVATION = dg.AssetCheckSpec(
    "conservation",
    asset=key("core.dumps"),
    description="Entries read = listings + rejects, and as many listings are stored as the ledger says.",
    blocking=True,
)
USABLE_FILES = dg.AssetCheckSpec(
    "usable_files",
    asset=key("core.landings"),
    description="Every file of this run was loaded or known already. A file that was not costs no other.",
)
VERDICT = dg.AssetCheckSpec(
    "verdict",
    asset=key("quality.runs"),
    description="The audit lets the warehouse be published. HOLD fails the run, and the last snapshot stays served.",
    blocking=True,
)
VERIFIED = dg.AssetCheckSpec(
    "verified",
    asset=SNAPSHOT_KEY,
    description="Every value of the served snapshot was read and agrees with its manifest.",
    blocking=True,
)


def conservation(warehouse: Warehouse) -> dg.AssetCheckResult:
    """Compare the ledger with itself and with what is stored, for every dump."""
    wrong = integrity.miscounted(warehouse.connection)
    unbalanced = wrong.select(pl.coalesce("file_name", "dump_id")).to_series().to_list()
    return _result(CONSERVATION, passed=not unbalanced, metadata={"dumps that lost or won entries": unbalanced})


def usable_files(results: Sequence[DumpResult]) -> dg.AssetCheckResult:
    """Which files of this run could not be used, and why."""
    refused = {result.file_name: result.error or "" for result in results if not result.is_usable}
    return _result(
        USABLE_FILES,
        passed=not refused,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"files": len(results), "not loaded": refused},
    )


def verdict(outcome: AuditOutcome) -> dg.AssetCheckResult:
    """PUBLISH passes, WARN fails as a warning, HOLD fails as an error: a failed run is what an operator is told of."""
    is_held = outcome.verdict == "HOLD"
    return _result(
        VERDICT,
        passed=outcome.verdict == "PUBLISH",
        severity=dg.AssetCheckSeverity.ERROR if is_held else dg.AssetCheckSeverity.WARN,
        metadata={"verdict": outcome.verdict, "failed": list(outcome.failed), "report": outcome.report_path},
    )


def verified(outcome: Snapshot | WarehouseDamaged) -> dg.AssetCheckResult:
    """The snapshot that was verified, or what is wrong with it."""
    if isinstance(outcome, WarehouseDamaged):
        return _result(VERIFIED, passed=False, metadata={"error": str(outcome)})
    return _result(VERIFIED, passed=True, metadata={"snapshot": outcome.number, "tables": len(outcome.tables)})


def _result(
    spec: dg.AssetCheckSpec,
    *,
    passed: bool,
    metadata: dict[str, Any],
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR,
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=spec.asset_key, check_name=spec.name, passed=passed, severity=severity, metadata=metadata
    )
