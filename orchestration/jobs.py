"""Jobs: the daily work from landing to snapshot, and the pruning of Dagster's own history."""

# Dagster reads the annotations of what it decorates: no `from __future__ import annotations` here.

from datetime import UTC, datetime, timedelta

import dagster as dg

# Marks runs that ended with the Dagster that ran them, through no fault of their own.
INTERRUPTED = {"papertide/interrupted": "true"}

_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
_RUNS_AT_ONCE = 200

ingest = dg.define_asset_job(
    "ingest",
    selection=dg.AssetSelection.all(),
    description="Load what landed, match, count, audit, publish. An audit that says HOLD fails the run.",
)


class History(dg.Config):
    """How long the records of runs are kept."""

    keep_days: int = 180


@dg.op
def delete_old_runs(context: dg.OpExecutionContext, config: History) -> None:
    """Delete runs that ended long ago, with their events and logs: Dagster itself keeps them for ever."""
    before = datetime.now(UTC) - timedelta(days=config.keep_days)
    old = dg.RunsFilter(statuses=_ENDED, created_before=before)
    while runs := context.instance.get_runs(filters=old, limit=_RUNS_AT_ONCE):
        for run in runs:
            context.instance.compute_log_manager.delete_logs(prefix=[run.run_id])
            context.instance.delete_run(run.run_id)
        context.log.info(f"Deleted {len(runs)} runs from before {before:%Y-%m-%d}.")


@dg.job
def prune_history() -> None:
    """Keep half a year of runs. The warehouse's own history (ledger, audits, reports) is not touched."""
    delete_old_runs()
