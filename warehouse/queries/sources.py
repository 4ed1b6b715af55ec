"""Questions about sources: what each lists, and what it lists that the others do not.

A paper counts for every source that lists it, once each, however often it is listed there.
"""

from __future__ import annotations

import duckdb
import polars as pl

from warehouse.queries.asking import ask
from warehouse.queries.filters import ALONE, DATED, YEAR, PaperFilter, papers_of


def ranked(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> pl.DataFrame:
    """Sources of the papers that fit, the one that lists most first.

    Columns: `source | papers | alone` (nobody else lists them) `| dated` (to the month), and of the whole source,
    whatever fits: `dumps | listings | newest_capture` of its loaded dumps, `abstracts` of its `described` listings
    (which of a million papers have an abstract would have to be read from the abstracts).
    """
    rows, condition, values = where.counted_in()
    query = f"""
        WITH sets AS (
            SELECT p.sources, {papers_of()} AS papers, {papers_of(ALONE)} AS alone, {papers_of(DATED)} AS dated
            FROM {rows} WHERE {condition} GROUP BY p.sources
        ),
        listed AS (SELECT unnest(sources) AS source, papers, alone, dated FROM sets),
        counted AS (
            SELECT source, sum(papers)::BIGINT AS papers, sum(alone)::BIGINT AS alone, sum(dated)::BIGINT AS dated
            FROM listed GROUP BY source
        ),
        loaded AS (
            SELECT source, count(*) AS dumps, sum(listings)::BIGINT AS listings, max(captured_on) AS newest_capture
            FROM core.dumps WHERE status = 'loaded' GROUP BY source
        )
        SELECT source, papers, alone, dated, coalesce(dumps, 0) AS dumps, coalesce(loaded.listings, 0) AS listings,
            newest_capture, c.filled AS abstracts, c.total AS described
        FROM counted LEFT JOIN loaded USING (source)
        LEFT JOIN (FROM quality.field_coverage WHERE field = 'abstract' AND month IS NULL) AS c USING (source)
        ORDER BY papers DESC, source
    """
    return ask(con, query, **values)


def overlap(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> pl.DataFrame:
    """Papers that two sources both list, for every ordered pair that shares any. Columns: `source | other | papers`."""
    rows, condition, values = where.counted_in()
    query = f"""
        WITH sets AS (SELECT p.sources, {papers_of()} AS papers FROM {rows} WHERE {condition} GROUP BY p.sources),
        listed AS (SELECT unnest(sources) AS source, sources, papers FROM sets WHERE len(sources) > 1),
        pairs AS (SELECT source, unnest(sources) AS other, papers FROM listed)
        SELECT source, other, sum(papers)::BIGINT AS papers FROM pairs WHERE source <> other
        GROUP BY source, other ORDER BY source, other
    """
    return ask(con, query, **values)


def per_year(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> pl.DataFrame:
    """Papers of each source and year of publication, as far as that is known. Columns: `source | year | papers`."""
    rows, condition, values = where.counted_in()
    query = f"""
        WITH sets AS (
            SELECT p.sources, {YEAR} AS year, {papers_of()} AS papers FROM {rows}
            WHERE p.published_on IS NOT NULL AND {condition} GROUP BY ALL
        )
        SELECT source, year, sum(papers)::BIGINT AS papers
        FROM (SELECT unnest(sources) AS source, year, papers FROM sets) GROUP BY ALL ORDER BY source, year
    """
    return ask(con, query, **values)


def dumps(con: duckdb.DuckDBPyConnection, *, source: str, limit: int) -> pl.DataFrame:
    """Dumps of a source, captured last first, and how many there are in all.

    Columns: `dump_id | file_name | layout | captured_on | status | listings | rejects | ingested_at | all_dumps`.
    """
    query = """
        SELECT dump_id, file_name, layout, captured_on, status, listings, rejects, ingested_at,
            count(*) OVER () AS all_dumps
        FROM core.dumps WHERE source = $source
        ORDER BY coalesce(captured_on, landed_at::DATE) DESC, ingested_at DESC, file_name LIMIT $rows
    """
    return ask(con, query, source=source, rows=limit)
