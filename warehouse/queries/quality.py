"""Questions about trust: verdicts over time, the checks of one audit, how far fields are filled."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

from warehouse.queries.asking import ask


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How many fields changed, in how many dumps, of those that could be compared with an earlier one of their kind."""

    events: int
    dumps: int
    compared: int


def runs(con: duckdb.DuckDBPyConnection, *, limit: int) -> pl.DataFrame:
    """The last audits, newest first, and how their checks came out.

    Columns: `run_id | started_at | verdict | snapshot | report_path | checks | failed`.
    """
    query = """
        SELECT r.run_id, r.started_at, r.verdict, r.snapshot, r.report_path, count(c.run_id) AS checks,
            count(*) FILTER (NOT c.success) AS failed
        FROM quality.runs AS r LEFT JOIN quality.checks AS c USING (run_id)
        GROUP BY ALL ORDER BY r.started_at DESC, r.run_id LIMIT $rows
    """
    return ask(con, query, rows=limit)


def checks(con: duckdb.DuckDBPyConnection, *, run_id: str) -> pl.DataFrame:
    """Checks of one audit: what failed first, the gravest of it before the rest.

    Columns: `table_name | column_name | expectation | severity | success | observed | unexpected | total`.
    """
    query = """
        SELECT table_name, column_name, expectation, severity, success, observed, unexpected, total
        FROM quality.checks WHERE run_id = $asked
        ORDER BY success, list_position(['critical', 'warning', 'info'], severity), table_name,
            column_name NULLS FIRST, expectation
    """
    return ask(con, query, asked=run_id)


def coverage(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """How many listings of each source fill each field, over all months. Columns: `source | field | filled | total`."""
    query = """
        SELECT source, field, filled, total FROM quality.field_coverage WHERE month IS NULL ORDER BY source, field
    """
    return ask(con, query)


def drift_totals(con: duckdb.DuckDBPyConnection) -> Drift:
    """Drift over all dumps."""
    query = """
        WITH kinds AS (
            SELECT count(*) - 1 AS compared FROM core.dumps WHERE status = 'loaded' AND listings > 0
            GROUP BY source, layout, reader_version
        )
        SELECT count(*) AS events, count(DISTINCT dump_id) AS dumps,
            (SELECT coalesce(sum(compared), 0)::BIGINT FROM kinds) AS compared
        FROM quality.dump_profile WHERE starts_with(metric, 'field:')
    """
    return Drift(**ask(con, query).row(0, named=True))


def drift(con: duckdb.DuckDBPyConnection, *, dump_id: str | None = None, limit: int) -> pl.DataFrame:
    """What changed in the fields of all dumps, or of one: the dumps captured last first.

    Columns: `dump_id | file_name | source | layout | captured_on | landed_at | metric | field | before | now`.
    """
    query = """
        SELECT dump_id, file_name, source, layout, captured_on, landed_at, metric, field, before, now
        FROM quality.dump_profile JOIN core.dumps USING (dump_id)
        WHERE starts_with(metric, 'field:') AND ($dump_id IS NULL OR dump_id = $dump_id)
        ORDER BY coalesce(captured_on, landed_at::DATE) DESC, landed_at DESC, dump_id, metric, field, now LIMIT $rows
    """
    return ask(con, query, dump_id=dump_id, rows=limit)
