"""Running papertide's Dagster definitions in this process, on a home folder of the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.definitions import build_definitions
from orchestration.partitions import LANDING_DAYS
from orchestration.steps import open_warehouse
from warehouse.settings import Settings


def run_ingest(
    settings: Settings, instance: dg.DagsterInstance, paths: Sequence[Path] = ()
) -> dg.ExecuteInProcessResult:
    """The ingest job over these files, in today's partition; a run that fails is a result."""
    return run_request(
        settings,
        instance,
        partition_key=str(LANDING_DAYS.get_last_partition_key()),
        run_config={"ops": {"load": {"config": {"paths": [str(path) for path in paths]}}}},
    )


def run_request(
    settings: Settings, instance: dg.DagsterInstance, *, partition_key: str | None, run_config: Mapping[str, Any]
) -> dg.ExecuteInProcessResult:
    """The ingest job as a sensor or schedule requests it."""
    job = build_definitions(settings).resolve_job_def("ingest")
    return job.execute_in_process(
        instance=instance, partition_key=partition_key, run_config=dict(run_config), raise_on_error=False
    )


def materialised(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    """Asset -> metadata of what a run materialised."""
    return {
        event.asset_key.to_user_string(): {
            name: value.value for name, value in event.step_materialization_data.materialization.metadata.items()
        }
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }


def checked(result: dg.ExecuteInProcessResult) -> dict[str, tuple[bool, str]]:
    """Check -> whether it passed, and what a failure means."""
    return {item.check_name: (item.passed, item.severity.value) for item in result.get_asset_check_evaluations()}


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    """Rows of a query on the working database."""
    with open_warehouse(settings) as warehouse:
        return warehouse.connection.execute(query).fetchall()
