"""Versions of one work, as listings name them: kept in `core.relations`, so that either may come first."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.identity import versions
from transforms.schema.relations import RELATIONS
from warehouse.writer import append

_AS_PRINTED = '[{"type": "VARCHAR", "scheme": "VARCHAR", "value": "VARCHAR"}]'


def take_in(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the table hold what the listings of pending dumps name, and nothing of dumps that are gone.

    Then fill the temporary table `named_versions` (`row | listing_id | paper_id | scheme | value`) with all of it.
    """
    new = "dump_id IN (SELECT value FROM meta.pending WHERE kind = 'dump')"
    connection.execute(
        f"DELETE FROM core.relations WHERE {new} "
        "OR dump_id NOT IN (SELECT dump_id FROM core.dumps WHERE status = 'loaded')"
    )
    # Most sources name none: a look for the word is cheaper than to parse what has it not.
    printed = connection.sql(
        "SELECT dump_id, listing_id, unnest(from_json(extra -> '$.relations', $as_printed), recursive := true) "
        f"FROM core.listings WHERE {new} AND contains(CAST(extra AS VARCHAR), '\"relations\"') "
        "AND json_type(extra, '$.relations') = 'ARRAY'",
        params={"as_printed": _AS_PRINTED},
    ).pl()
    append(connection, "core.relations", versions.canonical(printed))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE named_versions AS SELECT listings.rowid AS row, listing_id, paper_id, scheme, "
        "value FROM core.relations JOIN core.listings USING (listing_id)"
    )


def touched(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Rows of `core.relations` of the listings in the temporary table `touched`."""
    rows = (
        "SELECT DISTINCT relations.* FROM core.relations JOIN named_versions USING (listing_id) "
        "SEMI JOIN touched ON touched.row = named_versions.row"
    )
    return RELATIONS.conform(connection.sql(rows).pl())
