"""Dagster's own home, `<home>/dagster`: its configuration, what its processes need to know, and runs left behind."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.jobs import INTERRUPTED
from transforms.errors import EnvironmentFault
from warehouse.files import write_atomically
from warehouse.settings import Settings

INSTANCE = """\
# Written by papertide; edits are overwritten. Storage: SQLite beside this file.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    # One warehouse, one writer: a second run would only wait for its lock.
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
  start_timeout_seconds: 300
  cancel_timeout_seconds: 180
  # A run whose process vanished together with Dagster would hold the queue for ever.
  max_runtime_seconds: 86400
  poll_interval_seconds: 60
  free_slots_after_run_end_seconds: 60
retention:
  schedule:
    purge_after_days: {skipped: 30, success: 180, failure: 180}
  sensor:
    purge_after_days: {skipped: 2, success: 180, failure: 30}
"""

WORKSPACE = """\
# Written by papertide; edits are overwritten.
load_from:
  - python_module:
      module_name: orchestration.definitions
      location_name: papertide
"""

_LEFT_BEHIND = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def prepare_instance(settings: Settings) -> Path:
    """Write `dagster.yaml` and `workspace.yaml` where they differ, and return their folder. Raises EnvironmentFault."""
    folder = settings.dagster_home.absolute()
    try:
        settings.landing.mkdir(parents=True, exist_ok=True)
        for name, text in {"dagster.yaml": INSTANCE, "workspace.yaml": WORKSPACE}.items():
            path = folder / name
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                write_atomically(path, text)
    except OSError as error:
        raise EnvironmentFault(f"{folder}: {error.strerror}.", next_step="Check permissions and disk space.") from error
    return folder


def fail_interrupted_runs(settings: Settings) -> list[str]:
    """Mark runs that an earlier Dagster left unfinished as failed; their ids. Call before a new one is started.

    Nobody else notices that such a run is dead, and the queue, one run long, would wait for it. What the run had
    loaded is in the ledger; its files are asked for again.
    """
    with dg.DagsterInstance.from_config(str(prepare_instance(settings))) as instance:
        left = instance.get_runs(filters=dg.RunsFilter(statuses=_LEFT_BEHIND))
        for run in left:
            instance.add_run_tags(run.run_id, INTERRUPTED)
            instance.report_run_failed(run, "Dagster ended while this run was under way.")
    return [run.run_id for run in left]
