"""Questions about what came in: the ledger, the files offered, the sums over all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from transforms.schema.core import DUMP_STATUSES, DUMPS
from warehouse.queries.asking import ask

STATUSES = DUMP_STATUSES
# Begins the names of the dumps that come with papertide, for a first look.
SAMPLE_PREFIX = "papertide-sample-"


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The ledger, summed. Entries, listings and rejects are those of loaded dumps."""

    dumps: int
    loaded: int
    held: int
    failed: int
    forgotten: int
    entries_read: int
    listings: int
    rejects: int
    samples: int  # loaded dumps that come with papertide and are invented
    newest_capture: date | None
    is_conserved: bool  # every entry of every dump is a listing or a reject


def totals(con: duckdb.DuckDBPyConnection) -> Totals:
    """What came in, over all dumps."""
    query = f"""
        SELECT count(*) AS dumps, count(*) FILTER (status = 'loaded') AS loaded,
            count(*) FILTER (status = 'held') AS held, count(*) FILTER (status = 'failed') AS failed,
            count(*) FILTER (status = 'forgotten') AS forgotten,
            coalesce(sum(entries_read) FILTER (status = 'loaded'), 0)::BIGINT AS entries_read,
            coalesce(sum(listings) FILTER (status = 'loaded'), 0)::BIGINT AS listings,
            coalesce(sum(rejects) FILTER (status = 'loaded'), 0)::BIGINT AS rejects,
            count(*) FILTER (status = 'loaded' AND starts_with(file_name, '{SAMPLE_PREFIX}')) AS samples,
            max(captured_on) FILTER (status = 'loaded') AS newest_capture,
            coalesce(bool_and(entries_read = listings + rejects), true) AS is_conserved
        FROM core.dumps
    """
    return Totals(**ask(con, query).row(0, named=True))


def per_month(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Loaded dumps by the month of their capture, of landing where that is unknown; only months with dumps, in order.

    Columns: `month` (its first day) `| dumps | entries_read | listings | rejects`.
    """
    query = """
        SELECT date_trunc('month', coalesce(captured_on, landed_at::DATE))::DATE AS month, count(*) AS dumps,
            sum(entries_read)::BIGINT AS entries_read, sum(listings)::BIGINT AS listings,
            sum(rejects)::BIGINT AS rejects
        FROM core.dumps WHERE status = 'loaded' GROUP BY ALL ORDER BY month
    """
    return ask(con, query)


def ledger(
    con: duckdb.DuckDBPyConnection, *, status: str | None = None, offset: int = 0, limit: int = 100
) -> pl.DataFrame:
    """One page of the ledger, newest first: columns of `core.dumps`, and `changed_fields` (how many drifted)."""
    query = f"""
        WITH drift AS (
            SELECT dump_id, count(*) AS changed_fields FROM quality.dump_profile WHERE starts_with(metric, 'field:')
            GROUP BY dump_id
        )
        SELECT {", ".join(DUMPS.column_names)}, coalesce(changed_fields, 0) AS changed_fields
        FROM core.dumps LEFT JOIN drift USING (dump_id) WHERE $status IS NULL OR status = $status
        ORDER BY ingested_at DESC, file_name LIMIT $rows OFFSET $skipped
    """
    return ask(con, query, status=status, rows=limit, skipped=offset)


def dump(con: duckdb.DuckDBPyConnection, *, dump_id: str) -> pl.DataFrame:
    """Ledger rows whose dump_id begins with `dump_id`, at most two (so that the caller sees an ambiguity)."""
    query = f"""
        SELECT {", ".join(DUMPS.column_names)} FROM core.dumps WHERE starts_with(dump_id, $asked)
        ORDER BY dump_id LIMIT 2
    """
    return ask(con, query, asked=dump_id)


def landings(con: duckdb.DuckDBPyConnection, *, limit: int) -> pl.DataFrame:
    """Files offered last. Columns: `file_name | dump_id | landed_at | outcome | error | bytes_on_disk`."""
    query = """
        SELECT file_name, dump_id, landed_at, outcome, error, bytes_on_disk FROM core.landings
        ORDER BY landed_at DESC, file_name LIMIT $rows
    """
    return ask(con, query, rows=limit)


def profile(con: duckdb.DuckDBPyConnection, *, dump_id: str) -> pl.DataFrame:
    """Figures of a dump from which drift is judged. Columns: `metric | value`."""
    query = """
        SELECT metric, value FROM quality.dump_profile
        WHERE dump_id = $asked AND metric <> 'extra' AND NOT starts_with(metric, 'field:') ORDER BY metric
    """
    return ask(con, query, asked=dump_id)


def extra_fields(con: duckdb.DuckDBPyConnection, *, dump_id: str) -> pl.DataFrame:
    """Fields of a dump that we do not model, the most usual first. Columns: `field | type | share` (of listings)."""
    query = """
        SELECT field, now AS type, value AS share FROM quality.dump_profile
        WHERE dump_id = $asked AND metric = 'extra' ORDER BY value DESC, field, now
    """
    return ask(con, query, asked=dump_id)
