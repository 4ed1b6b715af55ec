"""Rejects over time: what was refused once and loads now is resolved, what the operator dismissed stays dismissed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb
import polars as pl

from transforms.errors import UsageError
from transforms.schema.core import REJECTS
from warehouse.writer import PENDING_PUBLICATION, leave_pending

_COLUMNS = ", ".join(REJECTS.column_names)


def history(connection: duckdb.DuckDBPyConnection, dump_id: str | None = None) -> pl.DataFrame:
    """Rejects of a dump (or of all) as they stand: columns of `core.rejects`."""
    where = "dump_id = $dump_id" if dump_id else "$dump_id IS NULL"
    return connection.sql(f"SELECT {_COLUMNS} FROM core.rejects WHERE {where}", params={"dump_id": dump_id}).pl()


def restore(
    connection: duckdb.DuckDBPyConnection, dump_id: str, earlier: pl.DataFrame, *, now: datetime, resolution: str
) -> None:
    """After a dump was read again: give its rejects their history back.

    Still refused: first seen then, and dismissed if it was. Refused then and no longer: resolved.
    """
    if earlier.is_empty():
        return
    connection.register("earlier_rejects", REJECTS.conform(earlier))
    connection.execute(
        "UPDATE core.rejects AS r SET first_seen_at = e.first_seen_at, status = e.status, "
        "resolved_at = e.resolved_at, resolution = e.resolution "
        "FROM earlier_rejects AS e WHERE r.reject_id = e.reject_id AND e.status <> 'resolved'"
    )
    connection.execute(
        f"INSERT INTO core.rejects SELECT {_COLUMNS} FROM (SELECT * REPLACE ('resolved' AS status, "
        "coalesce(resolved_at, $1) AS resolved_at, "
        "CASE WHEN status = 'resolved' THEN resolution ELSE $2 END AS resolution) "
        "FROM earlier_rejects ANTI JOIN core.rejects AS r USING (reject_id) WHERE earlier_rejects.dump_id = $3)",
        [now, resolution, dump_id],
    )
    connection.unregister("earlier_rejects")


def find_ids(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> pl.DataFrame:
    """`reject_id | dump_id | status` of the given rejects. Raises UsageError that names the first unknown one."""
    found = connection.sql(
        "SELECT reject_id, dump_id, status FROM core.rejects WHERE reject_id IN (SELECT unnest($ids::VARCHAR[]))",
        params={"ids": list(ids)},
    ).pl()
    for reject_id in ids:
        if reject_id not in found["reject_id"]:
            raise UsageError(
                f"there is no reject {reject_id}.", next_step="`papertide rejects list` shows those there are."
            )
    return found


def open_dump_ids(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Dumps with open rejects, or held, in the order of their landing."""
    query = (
        "SELECT dump_id FROM core.dumps WHERE status <> 'failed' AND (status = 'held' OR dump_id IN "
        "(SELECT dump_id FROM core.rejects WHERE status = 'open')) ORDER BY landed_at, dump_id"
    )
    return [dump_id for (dump_id,) in connection.execute(query).fetchall()]


def dismiss(connection: duckdb.DuckDBPyConnection, ids: Sequence[str], *, now: datetime, reason: str) -> int:
    """Close open rejects by the operator's decision; how many were open. The next snapshot is to show it."""
    for dump_id in find_ids(connection, ids)["dump_id"].unique():
        leave_pending(connection, PENDING_PUBLICATION, dump_id)
    query = (
        "UPDATE core.rejects SET status = 'dismissed', resolved_at = $1, resolution = $2 "
        "WHERE reject_id IN (SELECT unnest($3::VARCHAR[])) AND status = 'open'"
    )
    return int(connection.execute(query, [now, reason, list(ids)]).fetchall()[0][0])
