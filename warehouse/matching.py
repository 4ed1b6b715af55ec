"""Which stored listings a change touches, handed to `transforms.identity` and `transforms.papers` in whole components.

The cost grows with what was touched: only the listings that share an identifier or a title key, directly or through
others, with a new or removed one.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

from transforms import identity, papers
from transforms.schema.core import IDENTIFIER_SCHEMES, LISTINGS
from warehouse.transaction import transaction
from warehouse.writer import PENDING_DUMP, PENDING_PAPER, append, pending, settle

# Papers built at once: bounds memory (some 4 KB a listing), not speed.
_PAPERS_AT_ONCE = 50_000


@dataclass(frozen=True, kw_only=True)
class Matched:
    """What a matching touched."""

    listings: int
    papers: int


def match_pending(connection: duckdb.DuckDBPyConnection) -> Matched:
    """Match what loads have left; one transaction, after which nothing is pending. Nothing pending: no work."""
    if not pending(connection, PENDING_DUMP) and not pending(connection, PENDING_PAPER):
        return Matched(listings=0, papers=0)
    with transaction(connection):
        _find_touched(connection)
        query = f"SELECT {', '.join(identity.KEY_COLUMNS)} FROM core.listings SEMI JOIN touched USING (listing_id)"
        resolution = identity.resolve(connection.sql(query).pl())
        count = _rebuild_papers(connection, resolution)
        settle(connection, PENDING_DUMP)
        settle(connection, PENDING_PAPER)
    return Matched(listings=resolution.assignments.height, papers=count)


def _find_touched(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `touched_papers` (whose rows are to be replaced) and `touched` (listings to be matched anew)."""
    keys = " UNION ALL ".join(
        f"SELECT '{scheme}' AS scheme, {column} AS value FROM new_listings WHERE {column} IS NOT NULL"
        for scheme, column in {**IDENTIFIER_SCHEMES, "title": "title_key"}.items()
    )
    for table, query in {
        "new_listings": (
            "SELECT * EXCLUDE (abstract, abstract_raw, authors, links, extra) FROM core.listings "
            "WHERE dump_id IN (SELECT value FROM meta.pending WHERE kind = 'dump')"
        ),
        "touched_keys": f"SELECT DISTINCT scheme, value FROM ({keys})",
        "touched_papers": (
            "SELECT value AS paper_id FROM meta.pending WHERE kind = 'paper' UNION SELECT paper_id FROM new_listings"
        ),
    }.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")
    while _spread(connection):
        pass
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT listing_id FROM new_listings "
        "UNION SELECT listing_id FROM core.listings SEMI JOIN touched_papers USING (paper_id)"
    )


def _spread(connection: duckdb.DuckDBPyConnection) -> bool:
    """Papers that share a key with the touched ones, and their keys. False when there are no more."""
    found = connection.execute(
        "INSERT INTO touched_papers SELECT DISTINCT paper_id FROM core.identifiers SEMI JOIN touched_keys "
        "USING (scheme, value) ANTI JOIN touched_papers USING (paper_id)"
    ).fetchall()[0][0]
    grown = connection.execute(
        "INSERT INTO touched_keys SELECT DISTINCT scheme, value FROM core.identifiers SEMI JOIN touched_papers "
        "USING (paper_id) ANTI JOIN touched_keys USING (scheme, value)"
    ).fetchall()[0][0]
    return bool(found or grown)


def _rebuild_papers(connection: duckdb.DuckDBPyConnection, resolution: identity.Resolution) -> int:
    connection.register("resolved_rows", resolution.assignments)
    connection.execute("CREATE OR REPLACE TEMP TABLE resolved AS SELECT * FROM resolved_rows")
    connection.unregister("resolved_rows")
    connection.execute(
        "INSERT INTO touched_papers SELECT paper_id FROM resolved ANTI JOIN touched_papers USING (paper_id)"
    )
    connection.execute(
        "UPDATE core.listings SET paper_id = resolved.paper_id FROM resolved "
        "WHERE listings.listing_id = resolved.listing_id AND listings.paper_id <> resolved.paper_id"
    )
    for name in ("papers", "identifiers", "authorships", "links", "engagement", "field_sources"):
        connection.execute(f"DELETE FROM core.{name} WHERE paper_id IN (SELECT paper_id FROM touched_papers)")
    connection.execute(
        "DELETE FROM core.conflicts WHERE list_has_any(paper_ids, (SELECT list(paper_id) FROM touched_papers))"
    )
    append(connection, "core.conflicts", resolution.conflicts)
    names = resolution.assignments["paper_id"].unique().sort()
    captures = connection.sql("SELECT dump_id, captured_on FROM core.dumps").pl()
    for start in range(0, len(names), _PAPERS_AT_ONCE):
        _write_papers(connection, names[start : start + _PAPERS_AT_ONCE], captures)
    return len(names)


def _write_papers(connection: duckdb.DuckDBPyConnection, paper_ids: pl.Series, captures: pl.DataFrame) -> None:
    connection.register("papers_to_build", paper_ids.to_frame("paper_id"))
    columns = ", ".join(LISTINGS.column_names)
    listings = connection.sql(f"SELECT {columns} FROM core.listings SEMI JOIN papers_to_build USING (paper_id)").pl()
    connection.unregister("papers_to_build")
    for name, rows in papers.build(LISTINGS.conform(listings), captures=captures).items():
        append(connection, name, rows)
