"""What an audit measures, in SQL: facts about whole tables, and dumps against earlier dumps of their kind.

Nothing is judged here: `expectations.batch` says which figures are good. Table names come from the schema only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import duckdb
import polars as pl

from transforms.measures import COVERED_FIELDS, MEASURES
from transforms.schema import TABLES
from transforms.schema.core import LISTINGS
from transforms.schema.quality import DUMP_PROFILE, FIELD_COVERAGE
from warehouse.drift import TIME_ORDER
from warehouse.key_measures import duplicate_keys, fact, unresolved_references

# Earlier dumps that a dump is compared with: enough for a stable median, few enough to follow a source that changes.
COMPARED_DUMPS = 20
# A date may lie this far behind the day of reading: time zones, and journals that date their issues ahead.
DAYS_AHEAD = 2

_LENGTHS = ("title", "abstract")
_CHANGES_TOLD = 5

# A join: looking through the list for every row takes its length times as long.
_CHOSEN = "dump_id IN (SELECT unnest($dump_ids::VARCHAR[]))"


def collect(connection: duckdb.DuckDBPyConnection, *, dump_ids: Sequence[str], now: datetime) -> pl.DataFrame:
    """Measures of all tables and of the dumps `dump_ids`: columns of `transforms.measures.MEASURES`.

    Reads `quality.dump_profile`, which must already hold these dumps. A listing's date is compared with the
    day its dump was read, or with `now` where there is no such dump.
    """
    measured = [
        *(duplicate_keys(connection, table) for table in TABLES.values()),
        *unresolved_references(connection),
        *_whole_table_facts(connection, today=now.date()),
        _conservation(connection, dump_ids),
        _against_earlier(connection, dump_ids),
        _drift(connection, dump_ids),
    ]
    return pl.concat(_measures(frame) for frame in measured)


def dump_profile(connection: duckdb.DuckDBPyConnection, dump_ids: Sequence[str]) -> pl.DataFrame:
    """Figures per dump, columns of `quality.dump_profile`.

    `entries_read`, `listings`, `rejects`, `reject_share`; over the dump's stored listings `filled:<field>` (share of
    listings that fill the field), `median_length:<field>` (characters) and `dropped:abstract` (listings whose printed
    abstract is too short for one). A share of nothing is NULL.
    """
    shares = ", ".join(f'{_filled(field)} / count(*) AS "filled:{field}"' for field in COVERED_FIELDS)
    lengths = ", ".join(f'median(length({field})) AS "median_length:{field}"' for field in _LENGTHS)
    query = f"""
        WITH of_listings AS (
            SELECT dump_id, {shares}, {lengths},
                count(*) FILTER (abstract IS NULL AND abstract_raw IS NOT NULL) AS "dropped:abstract"
            FROM core.listings
            WHERE {_CHOSEN} GROUP BY dump_id
        )
        SELECT dump_id, entries_read, listings, rejects, rejects / nullif(entries_read, 0) AS reject_share,
            of_listings.* EXCLUDE (dump_id)
        FROM core.dumps LEFT JOIN of_listings USING (dump_id)
        WHERE {_CHOSEN} AND status <> 'forgotten' ORDER BY dump_id
    """
    wide = connection.sql(query, params={"dump_ids": list(dump_ids)}).pl()
    figures = wide.select("dump_id", pl.exclude("dump_id").cast(pl.Float64))
    return DUMP_PROFILE.conform(figures.unpivot(index="dump_id", variable_name="metric"))


def field_coverage(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Listings per source that fill each field, columns of `quality.field_coverage`.

    A row per publication month, and one with month NULL over all listings, dated or not.
    """
    filled = ", ".join(f'{_filled(field)} AS "{field}"' for field in COVERED_FIELDS)
    # A date known to the year says nothing about its month.
    query = f"""
        WITH dated AS (
            SELECT *, CASE WHEN published_precision IN ('day', 'month')
                THEN date_trunc('month', published_on)::DATE END AS month
            FROM core.listings
        )
        SELECT source, month, count(*) AS total, {filled} FROM dated
        GROUP BY GROUPING SETS ((source), (source, month))
        HAVING GROUPING(month) = 1 OR month IS NOT NULL ORDER BY source, month NULLS FIRST
    """
    wide = connection.sql(query).pl()
    long = wide.unpivot(on=COVERED_FIELDS, index=["source", "month", "total"], variable_name="field")
    return FIELD_COVERAGE.conform(long.rename({"value": "filled"}))


def _filled(field: str) -> str:
    """SQL count of the rows that fill a field; an empty list fills nothing."""
    if isinstance(LISTINGS.column(field).dtype, pl.List):
        return f'count(*) FILTER (len("{field}") > 0)'
    return f'count("{field}")'


def _measures(frame: pl.DataFrame) -> pl.DataFrame:
    present = set(frame.columns)
    return frame.select(
        (pl.col(name) if name in present else pl.lit(None)).cast(dtype).alias(name) for name, dtype in MEASURES.items()
    )


def _whole_table_facts(connection: duckdb.DuckDBPyConnection, *, today: date) -> list[pl.DataFrame]:
    unlisted = """
        SELECT count(*) FILTER (listed.paper_id IS NULL) AS unexpected, count(*) AS total
        FROM core.papers LEFT JOIN (SELECT DISTINCT paper_id FROM core.listings) AS listed USING (paper_id)
    """
    unledgered = """
        SELECT abs(stored - promised) AS unexpected, stored AS total
        FROM (SELECT count(*) AS stored FROM core.listings),
            (SELECT coalesce(sum(listings), 0)::BIGINT AS promised FROM core.dumps WHERE status = 'loaded')
    """
    of_listings = f"""
        SELECT count(*) FILTER (published_on > coalesce(ingested_at::DATE, $today) + {DAYS_AHEAD})
                AS late, count(published_on) AS dated,
            count(*) FILTER (venue IS NOT NULL AND coalesce(venue_key, venue_track) IS NULL) AS unknown,
            count(venue) AS placed
        FROM core.listings LEFT JOIN core.dumps USING (dump_id)
    """
    late, dated, unknown, placed = connection.execute(of_listings, {"today": today}).fetchall()[0]
    late_dates = pl.DataFrame({"unexpected": [late], "total": [dated]})
    unknown_venues = pl.DataFrame({"unexpected": [unknown], "total": [placed]})
    return [
        connection.sql(unlisted).pl().with_columns(fact("core.papers", "paper_id", "unlisted_papers")),
        connection.sql(unledgered).pl().with_columns(fact("core.listings", None, "ledger_difference")),
        late_dates.with_columns(fact("core.listings", "published_on", "late_dates")),
        unknown_venues.with_columns(fact("core.listings", "venue", "unknown_venues")),
    ]


def _conservation(connection: duckdb.DuckDBPyConnection, dump_ids: Sequence[str]) -> pl.DataFrame:
    """Per dump: entries without a place, rows that the ledger promises and the tables lack (or the reverse)."""
    query = f"""
        WITH chosen AS (SELECT * FROM core.dumps WHERE {_CHOSEN}),
        kept AS (SELECT dump_id, count(*) AS rows_kept FROM core.listings
            WHERE {_CHOSEN} GROUP BY dump_id),
        refused AS (SELECT dump_id, count(*) AS rows_refused, count(*) FILTER (status = 'dismissed') AS rows_settled
            FROM core.rejects WHERE {_CHOSEN} AND status <> 'resolved' GROUP BY dump_id),
        counted AS (
            SELECT *, CASE WHEN status = 'loaded' THEN listings ELSE 0 END AS promised,
                coalesce(rows_kept, 0) AS kept, coalesce(rows_refused, 0) AS refused,
                coalesce(rows_settled, 0) AS settled
            FROM chosen LEFT JOIN kept USING (dump_id) LEFT JOIN refused USING (dump_id)
        )
        SELECT 'core.dumps' AS table_name, 'entries_read' AS column_name, 'unplaced_entries' AS metric, dump_id,
            file_name, source, status, abs(entries_read - listings - rejects) AS unexpected, entries_read AS total
        FROM counted
        UNION ALL SELECT 'core.listings', 'dump_id', 'misplaced_rows', dump_id, file_name, source, status,
            abs(kept - promised), promised FROM counted
        UNION ALL SELECT 'core.rejects', 'dump_id', 'misplaced_rows', dump_id, file_name, source, status,
            abs(refused - rejects), rejects FROM counted
        UNION ALL SELECT 'core.dumps', 'status', 'unloaded_dumps', dump_id, file_name, source, status,
            (status NOT IN ('loaded', 'forgotten'))::BIGINT, 1 FROM counted
        UNION ALL SELECT 'core.dumps', 'rejects', 'rejects', dump_id, file_name, source, status,
            rejects - settled, entries_read FROM counted
        ORDER BY dump_id, table_name, metric
    """
    return connection.sql(query, params={"dump_ids": list(dump_ids)}).pl()


def _against_earlier(connection: duckdb.DuckDBPyConnection, dump_ids: Sequence[str]) -> pl.DataFrame:
    """Per loaded dump: its entries and the share of each field filled, beside those of earlier dumps of its kind."""
    query = f"""
        WITH figures AS (
            SELECT dump_id, file_name, status, metric, value,
                median(value) OVER earlier AS usual, mad(value) OVER earlier AS spread,
                count(value) OVER earlier AS earlier
            FROM core.dumps JOIN quality.dump_profile USING (dump_id)
            WHERE status = 'loaded' AND (metric = 'entries_read' OR starts_with(metric, 'filled:'))
            WINDOW earlier AS (
                PARTITION BY source, layout, metric ORDER BY {TIME_ORDER}
                ROWS BETWEEN {COMPARED_DUMPS} PRECEDING AND 1 PRECEDING
            )
        )
        SELECT * REPLACE (if(metric = 'entries_read', 'volume', 'coverage') AS metric),
            if(metric = 'entries_read', 'core.dumps', 'core.listings') AS table_name,
            replace(metric, 'filled:', '') AS column_name
        FROM figures WHERE {_CHOSEN} ORDER BY dump_id, column_name
    """
    return connection.sql(query, params={"dump_ids": list(dump_ids)}).pl()


def _drift(connection: duckdb.DuckDBPyConnection, dump_ids: Sequence[str]) -> pl.DataFrame:
    """Per loaded dump: how many of its fields are new, missing or of another type, and the first of them in words."""
    query = f"""
        WITH changed AS (
            SELECT dump_id, count(*) AS unexpected, list(
                concat(replace(metric, 'field:', ''), ' ', field, ' (before: ', before, '; now: ', now, ')')
                ORDER BY metric, field
            ) AS changes
            FROM quality.dump_profile WHERE starts_with(metric, 'field:') AND {_CHOSEN} GROUP BY dump_id
        )
        SELECT 'core.listings' AS table_name, 'drift' AS metric, dump_id, file_name, source, status,
            coalesce(unexpected, 0) AS unexpected, array_to_string(changes[:{_CHANGES_TOLD}], ', ') AS evidence
        FROM core.dumps LEFT JOIN changed USING (dump_id) WHERE status = 'loaded' AND {_CHOSEN} ORDER BY dump_id
    """
    return connection.sql(query, params={"dump_ids": list(dump_ids)}).pl()
