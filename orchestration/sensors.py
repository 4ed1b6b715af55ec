"""The landing sensor: requests runs for files that have come to rest. It decides by the ledger and loads nothing.

A file is at rest when two looks, one tick apart, saw the same size and modification time. The cursor keeps the earlier
look. Hidden files and the names under which downloads grow are never seen; links and pipes are: the run refuses them
once, in the ledger, and that settles them.
"""

# Dagster reads the annotations of what it decorates: no `from __future__ import annotations` here.

import hashlib
import os
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime

import dagster as dg

from orchestration.jobs import ingest
from orchestration.partitions import landing_day
from orchestration.resources import WarehouseResource
from orchestration.steps import open_warehouse
from transforms.errors import EnvironmentFault, LockHeld
from warehouse import landing, ledger, snapshots
from warehouse.connection import open_snapshot
from warehouse.landing import Offer
from warehouse.settings import Settings

LOOK_SECONDS = 30
_TAG_CHARACTERS = 200
_ENDED = {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}
_UNDER_WAY = [status for status in dg.DagsterRunStatus if status not in _ENDED]


@dg.sensor(job=ingest, minimum_interval_seconds=LOOK_SECONDS, default_status=dg.DefaultSensorStatus.RUNNING)
def landing_sensor(context: dg.SensorEvaluationContext, papertide: WarehouseResource) -> dg.SensorResult:
    """Request a run for files that are at rest and new to the ledger, at most `max_files_per_tick` of them."""
    settings = papertide.settings()
    try:
        waiting = _unpublished(settings)
        looks = [_look(offered) for offered in waiting]
        earlier = set((context.cursor or "").split())
        at_rest = [offered for offered, look in zip(waiting, looks, strict=True) if look in earlier]
        is_busy = bool(context.instance.get_runs_count(dg.RunsFilter(statuses=_UNDER_WAY)))
        decided = _decide(settings, waiting, at_rest, is_busy=is_busy)
    except EnvironmentFault as error:
        return dg.SensorResult(skip_reason=str(error))
    if isinstance(decided, str):
        return dg.SensorResult(skip_reason=decided, cursor=" ".join(looks))
    return dg.SensorResult(run_requests=[_request(decided, now=datetime.now(UTC))], cursor=" ".join(looks))


def _unpublished(settings: Settings) -> list[Offer]:
    """Offers that the served snapshot does not know. Reading it takes no lock, so a quiet folder disturbs no writer."""
    offered = landing.offers([settings.landing])
    served = snapshots.current(settings)
    if served is None:
        return offered
    with closing(open_snapshot(served.path)) as connection:
        return [item for item in offered if not ledger.is_settled(connection, item)]


def _look(offered: Offer) -> str:
    """What two looks at one file have to agree on, as a short hash: cursors are kept with every tick."""
    seen = (os.fsencode(offered.path), offered.bytes_on_disk, offered.modified_at)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def _decide(
    settings: Settings, waiting: Sequence[Offer], at_rest: Sequence[Offer], *, is_busy: bool
) -> list[Offer] | str:
    """Files to request now, or why none are."""
    if not waiting:
        return "Nothing new has landed."
    if not at_rest:
        return f"{len(waiting)} files are new or still changing; the next look tells."
    if is_busy:
        return f"A run is under way; {len(at_rest)} files wait for the next look."
    try:
        with open_warehouse(settings) as warehouse:
            new = [offered for offered in at_rest if not ledger.is_settled(warehouse.connection, offered)]
    except LockHeld as error:
        return f"{error} {len(at_rest)} files wait for the next look."
    return new[: settings.max_files_per_tick] or f"{len(at_rest)} files are settled and wait for a snapshot."


def _request(files: Sequence[Offer], *, now: datetime) -> dg.RunRequest:
    # Dagster never runs a key twice. Size and time are in it, so that another content under an old name has its own;
    # the hour is in it, so that a run that failed before it read its files is tried again.
    looks = " ".join(_look(offered) for offered in files)
    names = ", ".join(offered.file_name for offered in files)
    return dg.RunRequest(
        run_key=hashlib.sha256(f"{now:%Y-%m-%dT%H} {looks}".encode()).hexdigest(),
        partition_key=landing_day(now),
        run_config={"ops": {"load": {"config": {"paths": [str(offered.path) for offered in files]}}}},
        tags={"papertide/file_count": str(len(files)), "papertide/files": names[:_TAG_CHARACTERS]},
    )
