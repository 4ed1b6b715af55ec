"""The landing sensor: requests runs for files that have come to rest. It decides by the ledger and loads nothing.

A file is at rest when two looks, one tick apart, saw the same size and modification time. The cursor keeps the earlier
look. Hidden files and the names under which downloads grow are never seen; links and pipes are: the run refuses them
once, in the ledger, and that settles them.
"""

# Dagster reads the annotations of what it decorates: no `from __future__ import annotations` here.

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg

from orchestration.jobs import INTERRUPTED, ingest
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


@dataclass(frozen=True, kw_only=True)
class _Decision:
    """What to request now; if nothing, why. `settled`: looks that the ledger was found to know."""

    files: Sequence[Offer] = ()
    reason: str = ""
    settled: frozenset[str] = frozenset()


@dg.sensor(job=ingest, minimum_interval_seconds=LOOK_SECONDS, default_status=dg.DefaultSensorStatus.RUNNING)
def landing_sensor(context: dg.SensorEvaluationContext, papertide: WarehouseResource) -> dg.SensorResult:
    """Request a run for files that are at rest and new to the ledger, at most `max_files_per_tick` of them."""
    settings = papertide.settings()
    earlier: dict[str, bool] = json.loads(context.cursor or "{}")  # look -> whether the ledger knows it
    is_busy = context.instance.get_runs_count(dg.RunsFilter(statuses=_UNDER_WAY)) > 0
    try:
        waiting = {_look(offered): offered for offered in _unpublished(settings)}
        decision = _decide(settings, waiting, earlier, is_busy=is_busy)
    except EnvironmentFault as error:
        return dg.SensorResult(skip_reason=str(error))
    cursor = json.dumps({look: earlier.get(look, False) or look in decision.settled for look in waiting})
    if not decision.files:
        return dg.SensorResult(skip_reason=decision.reason, cursor=cursor)
    return dg.SensorResult(run_requests=[_request(decision.files, context.instance)], cursor=cursor)


def _unpublished(settings: Settings) -> list[Offer]:
    """Offers that the served snapshot does not know. Reading it takes no lock, so a quiet folder disturbs no writer."""
    offered = landing.offers([settings.landing])
    served = snapshots.current(settings)
    if served is None:
        return offered
    with closing(open_snapshot(served.path)) as connection:
        return ledger.unsettled(connection, offered)


def _look(offered: Offer) -> str:
    """What two looks at one file have to agree on, as a short hash: a cursor is kept with every tick."""
    seen = (os.fsencode(offered.path), offered.bytes_on_disk, offered.modified_at)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def _decide(
    settings: Settings, waiting: Mapping[str, Offer], earlier: Mapping[str, bool], *, is_busy: bool
) -> _Decision:
    """Ask the ledger about files at rest that it was not known to know. Raises EnvironmentFault."""
    open_looks = [look for look in waiting if not earlier.get(look)]
    at_rest = {look: waiting[look] for look in open_looks if look in earlier}
    if not open_looks:
        return _Decision(reason=f"Nothing new has landed; {len(waiting)} files wait for the next snapshot.")
    if not at_rest:
        return _Decision(reason=f"{len(open_looks)} files are new or still changing; the next look tells.")
    if is_busy:
        return _Decision(reason=f"A run is under way; {len(at_rest)} files wait for the next look.")
    try:
        with open_warehouse(settings) as warehouse:
            fresh = ledger.unsettled(warehouse.connection, list(at_rest.values()))
    except LockHeld as error:
        return _Decision(reason=f"{error} {len(at_rest)} files wait for the next look.")
    settled = frozenset(look for look, item in at_rest.items() if item not in fresh)
    files = fresh[: settings.max_files_per_tick]
    return _Decision(files=files, reason=f"{len(settled)} files were settled already.", settled=settled)


def _request(files: Sequence[Offer], instance: dg.DagsterInstance) -> dg.RunRequest:
    # Dagster never runs a key twice. Size and time are in it, so that another content under an old name has its own.
    # A run that failed before it read its files is tried again, within the hour; one that was interrupted, at once.
    now = datetime.now(UTC)
    interruptions = instance.get_runs_count(dg.RunsFilter(tags=INTERRUPTED))
    looks = " ".join(_look(offered) for offered in files)
    names = ", ".join(offered.file_name for offered in files)
    return dg.RunRequest(
        run_key=hashlib.sha256(f"{now:%Y-%m-%dT%H} {interruptions} {looks}".encode()).hexdigest(),
        partition_key=landing_day(now),
        run_config={"ops": {"load": {"config": {"paths": [str(offered.path) for offered in files]}}}},
        tags={"papertide/file_count": str(len(files)), "papertide/files": names[:_TAG_CHARACTERS]},
    )
