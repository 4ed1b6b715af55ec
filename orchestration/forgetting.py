"""Forgetting a dump because the operator says so: what is left is its ledger row, with the reason and no figures.

The row stays in the database and in the archive, in place of the content: no rebuild brings the dump back.

Nothing here decides what is to be forgotten, and nothing publishes: the next ingest or audit does. Snapshots and
reports from before are as they were; `papertide snapshots prune` takes the former away.
"""

from __future__ import annotations

from dataclasses import replace

from orchestration import steps
from orchestration.steps import Warehouse
from transforms.schema.quality import DUMP_PROFILE
from warehouse import archive, ledger, provenance, writer
from warehouse.matching import Matched
from warehouse.transaction import transaction


def forget(warehouse: Warehouse, dump_id: str, *, reason: str) -> Matched:
    """Take out everything that a dump brought and match its papers anew. Raises UsageError for an unknown dump.

    Doing it twice is doing it once, so that what a crash left half done can be finished.
    """
    connection, earlier = warehouse.connection, ledger.get(warehouse.connection, dump_id)
    with transaction(connection):
        writer.clear_dump(connection, dump_id)
        writer.replace_rows_of_dumps(connection, DUMP_PROFILE.full_name, [dump_id], DUMP_PROFILE.empty())
        ledger.forget_landings(connection, dump_id)
        forgotten = _forgotten(warehouse, earlier, reason)
        ledger.record(connection, forgotten)
    connection.execute("CHECKPOINT")  # before the content is gone: a log may be lost, and then the ledger promises it
    provenance.write(warehouse.settings, forgotten)
    archive.remove(warehouse.settings, dump_id)
    return steps.match(warehouse)


def _forgotten(warehouse: Warehouse, earlier: ledger.DumpRecord, reason: str) -> ledger.DumpRecord:
    now = warehouse.now()
    return replace(
        earlier,
        entries_read=0,
        listings=0,
        rejects=0,
        furniture_bytes=None,
        unparsed_bytes=None,
        status="forgotten",
        error=f"Forgotten on {now:%Y-%m-%d}: {reason}.",
        ingested_at=now,
    )
