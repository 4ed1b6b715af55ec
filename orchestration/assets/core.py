"""`core`: a load writes ledger, landings, listings and rejects together; matching writes everything about papers."""

# Dagster reads the annotations of what it decorates: no `from __future__ import annotations` here.

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import dagster as dg

from orchestration import checks, steps
from orchestration.assets import tables
from orchestration.partitions import LANDING_DAYS
from orchestration.resources import WarehouseResource
from warehouse import landing, ledger

LOADED = ("core.dumps", "core.landings", "core.listings", "core.withdrawals", "core.rejects")
MATCHED = (
    "core.papers",
    "core.identifiers",
    "core.authorships",
    "core.links",
    "core.engagement",
    "core.field_sources",
    "core.relations",
    "core.matches",
    "core.conflicts",
)
_KINDS = ("polars", "duckdb")

# A file that changed this lately may still be growing; the sensor looks at it twice before it is read.
_QUIET = timedelta(minutes=1)


class LandedFiles(dg.Config):
    """Files that a run loads; none = everything new in the landing folder."""

    paths: list[str] = []  # noqa: RUF012 - a pydantic field, copied for every instance


@dg.multi_asset(
    specs=tables.specs(LOADED, kinds=_KINDS),
    check_specs=[checks.CONSERVATION, checks.USABLE_FILES],
    partitions_def=LANDING_DAYS,
)
def load(
    context: dg.AssetExecutionContext, config: LandedFiles, papertide: WarehouseResource
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Read, check and store landed files. Running it again, for whichever day, loads only what is still new."""
    with papertide.open() as warehouse:
        results = []
        for offered in _offered(warehouse, config.paths):
            context.log.info(f"{offered.file_name}: reading {offered.bytes_on_disk:,} bytes.")
            for result in steps.ingest_file(warehouse, offered):
                context.log.info(_line(result))
                if result.traceback:
                    context.log.error(result.traceback)
                results.append(result)
        found = list(tables.measured(warehouse, LOADED, day=context.partition_key))
        conserved = checks.conservation(warehouse)
    yield from found
    yield conserved
    yield checks.usable_files(results)


def _offered(warehouse: steps.Warehouse, paths: Sequence[str]) -> list[landing.Offer]:
    """The named files that are still there, or all that lie quiet; never one that the ledger knows."""
    if not paths:
        quiet_since = warehouse.now() - _QUIET
        return [offered for offered in steps.new_files(warehouse) if offered.modified_at <= quiet_since]
    present = [Path(path) for path in paths if os.path.lexists(path)]
    return ledger.unsettled(warehouse.connection, landing.offers(present))


def _line(result: steps.DumpResult) -> str:
    counts = f"{result.entries_read} entries, {result.listings} listings, {result.rejects} rejects"
    return result.error or f"{result.file_name}: {result.status}, {counts}."


@dg.multi_asset(specs=tables.specs(MATCHED, kinds=_KINDS, deps=["core.listings"]))
def match(papertide: WarehouseResource) -> Iterator[dg.MaterializeResult[None]]:
    """Resolve new and changed listings into papers, and write everything that is known of these papers."""
    with papertide.open() as warehouse:
        steps.match(warehouse)
        found = list(tables.measured(warehouse, MATCHED))
    yield from found
