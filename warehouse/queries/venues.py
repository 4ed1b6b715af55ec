"""Questions about where papers appear: which names of venues are known, and which are not yet."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

from warehouse.queries.asking import ask

# What was only submitted has a track and no key: no table of names would change that.
_IS_UNKNOWN = "venue IS NOT NULL AND coalesce(venue_key, venue_track) IS NULL"


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """How many listings state a venue, how many of them one that is not known, and under how many names."""

    stated: int
    unknown: int
    unknown_names: int


def recognition(con: duckdb.DuckDBPyConnection) -> Recognition:
    """How far the table of names reaches, over all listings."""
    query = f"""
        SELECT count(venue) AS stated, count(*) FILTER ({_IS_UNKNOWN}) AS unknown,
            count(DISTINCT venue) FILTER ({_IS_UNKNOWN}) AS unknown_names
        FROM core.listings
    """
    return Recognition(**ask(con, query).row(0, named=True))


def unknown(con: duckdb.DuckDBPyConnection, *, limit: int) -> pl.DataFrame:
    """Names that lead to no known venue, the commonest first. Columns: `venue | listings | papers | sources`."""
    query = f"""
        SELECT venue, count(*) AS listings, count(DISTINCT paper_id) AS papers,
            list_sort(list(DISTINCT source)) AS sources
        FROM core.listings WHERE {_IS_UNKNOWN} GROUP BY venue ORDER BY listings DESC, venue LIMIT $rows
    """
    return ask(con, query, rows=limit)
