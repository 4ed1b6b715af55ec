"""Everything Dagster serves, composed by keyword. Importing it reads no settings and opens nothing."""

from __future__ import annotations

import dagster as dg

from orchestration.assets import core, published, quality, trends
from orchestration.jobs import ingest, prune_history
from orchestration.resources import WarehouseResource
from orchestration.schedules import daily_ingest, monthly_pruning
from orchestration.sensors import landing_sensor
from warehouse.settings import Settings

ASSETS = (core.load, core.match, trends.count, quality.audit, published.snapshot)


def build_definitions(settings: Settings | None = None) -> dg.Definitions:
    """Definitions over the given settings; over those of the environment, read at every run, without."""
    values = settings.model_dump(mode="json") if settings else {}
    return dg.Definitions(
        assets=ASSETS,
        jobs=[ingest, prune_history],
        sensors=[landing_sensor],
        schedules=[daily_ingest, monthly_pruning],
        resources={"papertide": WarehouseResource(values=values)},
        # A process per step would import the engine five times a run, and wait for the same lock each time.
        executor=dg.in_process_executor,
    )


defs = build_definitions()
