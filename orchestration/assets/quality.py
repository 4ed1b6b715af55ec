"""`quality`: the audit of everything that no snapshot has shown yet. HOLD fails the run here, before the snapshot."""

# Dagster reads the annotations of what it decorates: no `from __future__ import annotations` here.

from collections.abc import Iterator

import dagster as dg

from orchestration import auditing, checks
from orchestration.assets import core, tables
from orchestration.resources import WarehouseResource
from transforms.schema.quality import TABLES
from warehouse.counting import COUNTED

AUDITED = tuple(table.full_name for table in TABLES)


@dg.multi_asset(
    specs=tables.specs(AUDITED, kinds=("greatexpectations", "duckdb"), deps=[*core.LOADED, *core.MATCHED, *COUNTED]),
    check_specs=[checks.VERDICT],
)
def audit(papertide: WarehouseResource) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Measure and judge, also when nothing came."""
    with papertide.open() as warehouse:
        outcome = auditing.audit(warehouse)
        found = list(tables.measured(warehouse, AUDITED))
    yield from found
    yield checks.verdict(outcome)
