"""Which stored listings a change touches, handed to `transforms.identity` and `transforms.papers` in whole components.

The cost grows with what was touched: only the listings that share an identifier or a title key, directly or through
others, with a new or removed one.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

from transforms import identity
from transforms.schema.core import IDENTIFIER_SCHEMES
from warehouse import near_titles, overrides, paper_tables, relations, withdrawals
from warehouse.overrides import Override
from warehouse.transaction import transaction
from warehouse.writer import PENDING_DUMP, PENDING_PAPER, append, pending, settle

_KEYS = {**IDENTIFIER_SCHEMES, "title": "title_key"}


@dataclass(frozen=True, kw_only=True)
class Matched:
    """What a matching touched."""

    listings: int
    papers: int


def is_settled(connection: duckdb.DuckDBPyConnection, decisions: tuple[Override, ...]) -> bool:
    """Whether every load was matched, and no decision of the operator is new or dropped."""
    is_matched = not pending(connection, PENDING_DUMP) and not pending(connection, PENDING_PAPER)
    return is_matched and overrides.applied(connection) == decisions


def match_pending(connection: duckdb.DuckDBPyConnection, decisions: tuple[Override, ...]) -> Matched:
    """Match what loads and decisions have left; one transaction, after which nothing is. Nothing left: no work."""
    if is_settled(connection, decisions):
        return Matched(listings=0, papers=0)
    with transaction(connection):
        overrides.prepare(connection, decisions)
        relations.take_in(connection)
        near_titles.take_in(connection)
        _find_touched(connection)
        resolution = identity.resolve(
            _to_resolve(connection),
            decisions=overrides.touched(connection),
            relations=relations.touched(connection),
            near_titles=near_titles.touched(connection),
        )
        _assign(connection, resolution)
        near_titles.tell_conflicts(connection)
        overrides.record(connection, decisions)
        papers = paper_tables.rewrite(connection)
        withdrawals.mark(connection)
        settle(connection, PENDING_DUMP)
        settle(connection, PENDING_PAPER)
        listings = connection.execute("SELECT count(*) FROM touched").fetchall()[0][0]
    return Matched(listings=listings, papers=papers)


def _find_touched(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `touched_papers` (whose rows are to be replaced) and `touched` (listings to be matched anew).

    Listings are reached by row id, which stays within a transaction that deletes none: DuckDB then unpacks wide
    columns only near the touched rows, and for any other key in the whole table.
    """
    keys = " UNION ALL ".join(
        f"SELECT '{scheme}' AS scheme, {column} AS value FROM new_listings WHERE {column} IS NOT NULL"
        for scheme, column in _KEYS.items()
    )
    named = "SELECT scheme, value FROM named_versions SEMI JOIN new_listings USING (row)"
    for table, query in {
        "new_listings": (
            f"SELECT rowid AS row, listing_id, paper_id, {', '.join(_KEYS.values())} FROM core.listings "
            "WHERE dump_id IN (SELECT value FROM meta.pending WHERE kind = 'dump')"
        ),
        "touched_keys": f"SELECT DISTINCT scheme, value FROM ({keys} UNION ALL {named})",
        "touched_papers": (
            "SELECT value AS paper_id FROM meta.pending WHERE kind = 'paper' UNION SELECT paper_id FROM new_listings "
            "UNION FROM near_turned"
        ),
    }.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query}")
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW leads AS SELECT scheme, value, paper_id FROM core.identifiers "
        "UNION ALL SELECT scheme, value, paper_id FROM named_versions"
    )
    while _spread(connection):
        pass
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT row FROM new_listings "
        "UNION SELECT rowid FROM core.listings SEMI JOIN touched_papers USING (paper_id)"
    )


def _spread(connection: duckdb.DuckDBPyConnection) -> bool:
    """Papers that share a key, a near title or a decision with the touched ones, and their keys.

    False when there are no more.
    """
    connection.execute(
        "INSERT INTO touched_papers SELECT DISTINCT paper_id FROM leads SEMI JOIN touched_keys "
        "USING (scheme, value) ANTI JOIN touched_papers USING (paper_id)"
    )
    decided = connection.execute(
        "INSERT INTO touched_papers SELECT DISTINCT paper_id FROM override_listings WHERE evidence IN "
        "(SELECT evidence FROM override_listings SEMI JOIN touched_papers USING (paper_id)) "
        "AND paper_id NOT IN (SELECT paper_id FROM touched_papers)"
    ).fetchall()[0][0]
    near = connection.execute(
        "INSERT INTO touched_papers SELECT DISTINCT other FROM near_leads SEMI JOIN touched_papers USING (paper_id) "
        "ANTI JOIN touched_papers ON touched_papers.paper_id = other"
    ).fetchall()[0][0]
    grown = connection.execute(
        "INSERT INTO touched_keys SELECT DISTINCT scheme, value FROM leads SEMI JOIN touched_papers "
        "USING (paper_id) ANTI JOIN touched_keys USING (scheme, value)"
    ).fetchall()[0][0]
    return bool(decided or near or grown)


def _to_resolve(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """KEY_COLUMNS of the touched listings that may share a paper.

    A new listing whose identifiers and title no other touched listing has is a paper of its own, under the name that
    `normalise` gave it: most are, and cost no more than a hash per key. Equal hashes of unequal keys only send a
    listing to `identity` in vain.
    """
    keyed = " UNION ALL ".join(
        f"SELECT row, hash('{scheme}', {column}) AS key FROM touched_listings WHERE {column} IS NOT NULL"
        for scheme, column in _KEYS.items()
    )
    named = "SELECT row, hash(scheme, value) AS key FROM named_versions SEMI JOIN touched USING (row)"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE to_resolve AS
        WITH touched_listings AS (FROM core.listings JOIN touched ON listings.rowid = touched.row),
        keyed AS MATERIALIZED ({keyed} UNION ALL {named})
        SELECT row FROM keyed SEMI JOIN (SELECT key FROM keyed GROUP BY key HAVING count(*) > 1) USING (key)
        UNION SELECT row FROM touched ANTI JOIN new_listings USING (row)
        UNION SELECT row FROM touched SEMI JOIN override_listings USING (row)
        UNION SELECT row FROM touched SEMI JOIN near_rows USING (row)
    """)
    said = {"names": "list_transform(authors, lambda author: author.name) AS names"}
    columns = ", ".join(said.get(name, name) for name in identity.KEY_COLUMNS if name != "abstract")
    keys = connection.sql(
        f"SELECT listings.rowid AS row, {columns} FROM core.listings SEMI JOIN to_resolve "
        "ON listings.rowid = to_resolve.row"
    ).pl()
    return keys.join(_abstracts(connection, keys), on="row", how="left")


def _abstracts(connection: duckdb.DuckDBPyConnection, keys: pl.DataFrame) -> pl.DataFrame:
    """`row | abstract`: of listings whose title says too little, or is shared by other people or other abstracts.

    Equal hashes of unequal abstracts leave these unread, and their papers one.
    """
    shared = identity.under_shared_titles(keys).select("row", "listing_id", "title_key", "names")
    short = keys.filter(~identity.is_telling(pl.col("title_key")))
    others = shared.filter(pl.col("listing_id").is_in(identity.may_be_others(shared).implode()))
    doubtful = pl.concat([short.select("row"), others.select("row")])  # noqa: F841 - DuckDB finds this name
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE hashed AS SELECT row, title_key, hash(abstract) AS hash "
        "FROM core.listings JOIN (SELECT row FROM shared) AS asked ON listings.rowid = asked.row "
        "WHERE abstract IS NOT NULL"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE abstracts_asked AS FROM doubtful UNION SELECT row FROM hashed "
        "SEMI JOIN (SELECT title_key FROM hashed GROUP BY title_key HAVING min(hash) <> max(hash)) USING (title_key)"
    )
    return connection.sql(
        "SELECT row, abstract FROM core.listings JOIN abstracts_asked ON listings.rowid = abstracts_asked.row"
    ).pl()


def _assign(connection: duckdb.DuckDBPyConnection, resolution: identity.Resolution) -> None:
    """Give the resolved listings their papers, and write down why, and what was kept apart."""
    resolved = resolution.assignments  # noqa: F841 - DuckDB finds this name
    connection.execute("INSERT INTO touched_papers SELECT DISTINCT paper_id FROM resolved")
    connection.execute(
        "UPDATE core.listings SET paper_id = resolved.paper_id FROM resolved "
        "WHERE listings.listing_id = resolved.listing_id AND listings.paper_id <> resolved.paper_id"
    )
    connection.execute(
        "DELETE FROM core.conflicts WHERE rowid IN (SELECT row FROM ("
        "SELECT rowid AS row, unnest(paper_ids) AS paper_id FROM core.conflicts) SEMI JOIN touched_papers "
        "USING (paper_id))"
    )
    connection.execute("DELETE FROM core.matches WHERE paper_id IN (SELECT paper_id FROM touched_papers)")
    append(connection, "core.conflicts", resolution.conflicts)
    append(connection, "core.matches", resolution.matches)
