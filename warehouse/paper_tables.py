"""Rows of the `core` tables that describe papers, written for the papers that a matching touched.

A paper of one listing passes from table to table in SQL, at the speed of the engine: it only takes over what the
listing says. Papers of several listings are built by `transforms.papers`, a bounded number at a time. A test holds
that both ways give the same rows.
"""

from __future__ import annotations

import duckdb
import polars as pl

from transforms import papers
from transforms.clean import links, names
from transforms.schema import TABLES
from transforms.schema.core import IDENTIFIER_SCHEMES, LISTINGS
from warehouse.writer import append

_TABLES = ("papers", "identifiers", "authorships", "links", "engagement", "field_sources")
# Listings of papers that are built at once: bounds memory (some 4 KB a listing), not speed.
_LISTINGS_AT_ONCE = 50_000

_ENGAGEMENT = ("upvotes", "comments", "github_stars", "citations")
# What a paper of one listing does not simply take over under the same name.
_DERIVED = {
    "primary_category": "categories[1]",
    "code_url": "list_filter(links, lambda link: link.kind = 'code')[1].url",
    "listings": "1",
    "dumps": "1",
    "sources": "[source]",
    "first_listed_on": "captured_on",
    "last_listed_on": "captured_on",
    "abstract_length": "length(abstract)",
}


def rewrite(connection: duckdb.DuckDBPyConnection) -> int:
    """Replace the rows of the papers in `touched_papers`; returns how many papers stand there now.

    In: temporary tables `touched_papers` (`paper_id`, also those that are no more) and `touched` (`row`, the row
    ids of all listings of those that are), whose `core.listings.paper_id` is final. Call inside a transaction.
    """
    for name in _TABLES:
        connection.execute(f"DELETE FROM core.{name} WHERE paper_id IN (SELECT paper_id FROM touched_papers)")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched_counts AS SELECT paper_id, count(*) AS listings, min(row) AS row "
        "FROM core.listings JOIN touched ON listings.rowid = touched.row GROUP BY paper_id"
    )
    _write_single(connection)
    _write_several(connection)
    return int(connection.execute("SELECT count(*) FROM touched_counts").fetchall()[0][0])


def _write_single(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW single AS SELECT listings.*, dumps.captured_on FROM core.listings "
        "SEMI JOIN (FROM touched_counts WHERE listings = 1) AS alone ON listings.rowid = alone.row "
        "JOIN core.dumps USING (dump_id)"
    )
    columns = ", ".join(f"{_DERIVED.get(name, name)} AS {name}" for name in TABLES["core.papers"].column_names)
    connection.execute(f"INSERT INTO core.papers SELECT {columns} FROM single")
    for scheme, column in {**IDENTIFIER_SCHEMES, "title": "title_key"}.items():
        connection.execute(
            f"INSERT INTO core.identifiers SELECT '{scheme}', {column}, paper_id FROM single WHERE {column} IS NOT NULL"
        )
    observed = ", ".join(_ENGAGEMENT)
    connection.execute(
        f"INSERT INTO core.engagement SELECT paper_id, captured_on, source, {observed} FROM single "
        f"WHERE captured_on IS NOT NULL AND coalesce({observed}) IS NOT NULL"
    )
    _write_single_authorships(connection)
    _write_single_links(connection)


def _write_single_authorships(connection: duckdb.DuckDBPyConnection) -> None:
    """A name is folded once, however many papers it stands on."""
    printed = connection.sql("SELECT DISTINCT unnest(authors).name AS name FROM single").pl()
    author_keys = printed.with_columns(author_key=names.author_key(pl.col("name")))  # noqa: F841 - DuckDB finds it
    connection.execute(
        "INSERT INTO core.authorships SELECT paper_id, position, author.name, author_key, author.orcid FROM ("
        "SELECT paper_id, unnest(authors) AS author, generate_subscripts(authors, 1) - 1 AS position FROM single"
        ") JOIN author_keys ON author_keys.name = author.name"
    )


def _write_single_links(connection: duckdb.DuckDBPyConnection) -> None:
    cleaned = connection.sql("SELECT DISTINCT unnest(links).url AS url FROM single").pl()
    link_hosts = cleaned.with_columns(host=links.host(pl.col("url")))  # noqa: F841 - DuckDB finds this name
    connection.execute(
        "INSERT INTO core.links SELECT DISTINCT paper_id, link.url, link.kind, host FROM ("
        "SELECT paper_id, unnest(links) AS link FROM single) JOIN link_hosts ON link_hosts.url = link.url"
    )


def _write_several(connection: duckdb.DuckDBPyConnection) -> None:
    """Batches of whole papers: numbered once, laid out batch by batch, so that each is read by itself."""
    columns = ", ".join(f"listings.{name}" for name in LISTINGS.column_names)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE several AS SELECT {columns}, batch FROM core.listings "
        "JOIN touched ON listings.rowid = touched.row JOIN ("
        "SELECT paper_id, CAST(sum(listings) OVER (ORDER BY paper_id) AS BIGINT) // $1 AS batch "
        "FROM touched_counts WHERE listings > 1) USING (paper_id) ORDER BY batch",
        [_LISTINGS_AT_ONCE],
    )
    captures = connection.sql("SELECT dump_id, captured_on FROM core.dumps").pl()
    batches = connection.execute("SELECT DISTINCT batch FROM several ORDER BY batch").fetchall()
    for (batch,) in batches:
        listed = connection.execute("SELECT * EXCLUDE (batch) FROM several WHERE batch = $1", [batch]).pl()
        for name, rows in papers.build(LISTINGS.conform(listed), captures=captures).items():
            append(connection, name, rows)
    connection.execute("DROP TABLE several")
