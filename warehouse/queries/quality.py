"""Questions about trust: verdicts over time, the checks of one audit, how far fields are filled."""

from __future__ import annotations

import duckdb
import polars as pl

from warehouse.queries.asking import ask


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
