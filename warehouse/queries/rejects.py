"""Questions about refused entries: how many for which reason, and the entries themselves."""

from __future__ import annotations

import duckdb
import polars as pl

from warehouse.queries.asking import ask

STATUSES = ("open", "resolved", "dismissed")


def by_reason(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Rejects per rule broken; one that broke two rules counts in both.

    Columns: `reason | open | resolved | dismissed | dumps | last_seen_at`.
    """
    query = """
        SELECT reason, count(*) FILTER (status = 'open') AS open, count(*) FILTER (status = 'resolved') AS resolved,
            count(*) FILTER (status = 'dismissed') AS dismissed, count(DISTINCT dump_id) AS dumps,
            max(first_seen_at) AS last_seen_at
        FROM (SELECT unnest(reasons) AS reason, status, dump_id, first_seen_at FROM core.rejects)
        GROUP BY reason ORDER BY open DESC, reason
    """
    return ask(con, query)


def by_status(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rejects per status, each counted once."""
    counts = ask(con, "SELECT status, count(*) AS rejects FROM core.rejects GROUP BY status")
    return dict.fromkeys(STATUSES, 0) | dict(counts.iter_rows())


_COLUMNS = """
    r.reject_id, r.dump_id, d.file_name, r.position, r.line_start, r.line_end, r.raw, r.reasons, r.message, r.status,
    r.first_seen_at, r.resolved_at, r.resolution
"""
_FITS = """
    ($reason IS NULL OR list_contains(r.reasons, $reason)) AND ($status IS NULL OR r.status = $status)
    AND ($dump_id IS NULL OR r.dump_id = $dump_id)
"""


def counted(
    con: duckdb.DuckDBPyConnection, *, reason: str | None = None, status: str | None = None, dump_id: str | None = None
) -> int:
    """How many rejects fit."""
    query = f"SELECT count(*) AS rejects FROM core.rejects AS r WHERE {_FITS}"
    return int(ask(con, query, reason=reason, status=status, dump_id=dump_id).item())


def page(
    con: duckdb.DuckDBPyConnection,
    *,
    reason: str | None = None,
    status: str | None = None,
    dump_id: str | None = None,
    offset: int = 0,
    limit: int = 20,
) -> pl.DataFrame:
    """One page of rejects, open ones first, then newest, then in the order of the file.

    Columns: `reject_id | dump_id | file_name | position | line_start | line_end | raw | reasons | message | status |
    first_seen_at | resolved_at | resolution`.
    """
    query = f"""
        SELECT {_COLUMNS} FROM core.rejects AS r LEFT JOIN core.dumps AS d USING (dump_id) WHERE {_FITS}
        ORDER BY list_position(['open', 'dismissed', 'resolved'], r.status), r.first_seen_at DESC, d.file_name,
            r.position LIMIT $rows OFFSET $skipped
    """
    return ask(con, query, reason=reason, status=status, dump_id=dump_id, rows=limit, skipped=offset)


def reject(con: duckdb.DuckDBPyConnection, *, reject_id: str) -> pl.DataFrame:
    """Rejects whose id begins with `reject_id`, at most two (so that the caller sees an ambiguity): columns of `page`.

    With a colon, the dump may be shortened and the position is whole: `81bc:3` is not `81bc...:30`.
    """
    query = f"""
        SELECT {_COLUMNS} FROM core.rejects AS r LEFT JOIN core.dumps AS d USING (dump_id)
        WHERE starts_with(r.reject_id, split_part($asked, ':', 1))
            AND (NOT contains($asked, ':') OR split_part(r.reject_id, ':', 2) = split_part($asked, ':', 2))
        ORDER BY r.reject_id LIMIT 2
    """
    return ask(con, query, asked=reject_id)
