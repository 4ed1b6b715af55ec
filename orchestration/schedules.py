"""Schedules: the daily ingest, which also audits when nothing came, and the monthly pruning of old runs. All UTC."""

# Dagster reads the annotations of what it decorates: no `from __future__ import annotations` here.

import dagster as dg

from orchestration.jobs import ingest, prune_history
from orchestration.partitions import landing_day


@dg.schedule(job=ingest, cron_schedule="0 6 * * *", default_status=dg.DefaultScheduleStatus.RUNNING)
def daily_ingest(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Load everything new, and audit even if nothing is."""
    day = landing_day(context.scheduled_execution_time)
    return dg.RunRequest(run_key=day, partition_key=day)


monthly_pruning = dg.ScheduleDefinition(
    name="monthly_pruning",
    job=prune_history,
    cron_schedule="0 3 1 * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
