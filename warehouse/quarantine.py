"""Rejects over time: what was refused once and loads now is resolved, what the operator dismissed stays dismissed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import duckdb
import polars as pl

from transforms import withdrawals
from transforms.errors import UsageError
from transforms.schema.core import REJECTS
from warehouse.writer import PENDING_PUBLICATION, leave_pending

_COLUMNS = ", ".join(REJECTS.column_names)


def rows(rejected: pl.DataFrame, *, raw_characters: int, now: datetime) -> pl.DataFrame:
    """Refused entries (`rejected` of `rules.split`) as rows of `core.rejects`.

    A deletion record is closed at once: nothing is to be done about it.
    """
    is_settled = withdrawals.is_deletion()
    return REJECTS.conform(
        rejected.with_columns(
            reject_id="listing_id",
            raw=pl.col("raw").str.head(raw_characters),
            status=pl.when(is_settled).then(pl.lit("dismissed")).otherwise(pl.lit("open")),
            first_seen_at=pl.lit(now),
            resolved_at=pl.when(is_settled).then(pl.lit(now)),
            resolution=pl.when(is_settled).then(pl.lit(withdrawals.RESOLUTION)),
        )
    )


def count_open(connection: duckdb.DuckDBPyConnection, dump_id: str) -> int:
    """Rejects of a dump that nobody has settled."""
    query = "SELECT count(*) FROM core.rejects WHERE dump_id = $1 AND status = 'open'"
    return int(connection.execute(query, [dump_id]).fetchall()[0][0])


def history(connection: duckdb.DuckDBPyConnection, dump_id: str) -> pl.DataFrame:
    """Rejects of a dump as they stand: columns of `core.rejects`."""
    return connection.sql(f"SELECT {_COLUMNS} FROM core.rejects WHERE dump_id = $1", params=[dump_id]).pl()


def restore(
    connection: duckdb.DuckDBPyConnection, dump_id: str, earlier: pl.DataFrame, *, now: datetime, resolution: str
) -> None:
    """After a dump was read again: give its rejects their history back.

    Still refused: first seen then, and dismissed if it was. Refused then and no longer: resolved.
    """
    if earlier.is_empty():
        return
    earlier_rejects = REJECTS.conform(earlier)  # noqa: F841 - DuckDB finds this name
    connection.execute(
        "UPDATE core.rejects AS r SET first_seen_at = e.first_seen_at "
        "FROM earlier_rejects AS e WHERE r.reject_id = e.reject_id AND e.status <> 'resolved'"
    )
    connection.execute(
        "UPDATE core.rejects AS r SET status = e.status, resolved_at = e.resolved_at, resolution = e.resolution "
        "FROM earlier_rejects AS e WHERE r.reject_id = e.reject_id AND e.status = 'dismissed'"
    )
    connection.execute(
        f"INSERT INTO core.rejects SELECT {_COLUMNS} FROM (SELECT * REPLACE ('resolved' AS status, "
        "coalesce(resolved_at, $1) AS resolved_at, "
        "CASE WHEN status = 'resolved' THEN resolution ELSE $2 END AS resolution) "
        "FROM earlier_rejects ANTI JOIN core.rejects AS r USING (reject_id) WHERE earlier_rejects.dump_id = $3)",
        [now, resolution, dump_id],
    )


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


def first_cut_off(connection: duckdb.DuckDBPyConnection, dump_id: str) -> str | None:
    """Id of the first open reject whose entry breaks off where its dump ends; None where there is none."""
    query = (
        "SELECT reject_id FROM core.rejects WHERE dump_id = $1 AND status = 'open' "
        "AND len(list_filter(reasons, lambda reason: reason LIKE '%:truncated')) > 0 ORDER BY position LIMIT 1"
    )
    found = connection.execute(query, [dump_id]).fetchone()
    return str(found[0]) if found else None


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
