"""Which titles stand in the listings, by which signatures they are found, and which pairs of them a load changes.

`meta.title_profiles` says of each listing its title and its profile (all that a title is judged with), each as a
number; `meta.title_signatures` the signatures of each title. Both hold exactly what the stored listings give, in any
order of loads. So does what is a candidate: a signature that more titles share than `blocking.MOST_TITLES` is passed
over, and when one title more or less decides that, all its titles are looked at again.

Two arXiv ids are never one paper, so pairs of them are no candidates; and as long as every listing has one, nothing is
kept at all. With the first listing that has none, all titles are taken in.
"""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.clean.text import GENERIC_TITLE_KEYS
from transforms.near_titles.blocking import MOST_TITLES, candidates, signatures
from transforms.near_titles.scoring import ABSTRACT_CHARACTERS

_TITLES_AT_ONCE = 100_000

# Everything of a listing that a pair is judged by, so that what is listed every day is judged once.
_PROFILE = f"""md5_number_lower(concat_ws(chr(31), title, coalesce(left(abstract, {ABSTRACT_CHARACTERS}), ''),
    array_to_string(list_transform(authors, lambda author: author.name), chr(30)), coalesce(year(published_on), 0),
    arxiv_id IS NOT NULL))"""
_PENDING = "dump_id IN (SELECT value FROM meta.pending WHERE kind = 'dump')"


def take_in(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Let both tables hold the listings of pending dumps, and nothing of dumps that are gone.

    Returns the candidates that this may have changed, `left_id | right_id`: each has a title of the temporary table
    `concerned_titles` (`title`), and there are no others with such a title. `changed_profiles` (`profile`) came or
    went.
    """
    _take_in_profiles(connection)
    _take_in_signatures(connection)
    connection.execute("CREATE OR REPLACE TEMP TABLE concerned_signatures AS SELECT DISTINCT signature "
                       "FROM meta.title_signatures SEMI JOIN concerned_titles USING (title)")  # fmt: skip
    blocks = connection.sql(f"""
        WITH concerned AS MATERIALIZED (FROM meta.title_signatures SEMI JOIN concerned_signatures USING (signature))
        SELECT title AS id, signature FROM concerned SEMI JOIN (
            SELECT signature FROM concerned GROUP BY signature HAVING count(*) BETWEEN 2 AND {MOST_TITLES}
        ) USING (signature)
    """).pl()
    concerned = connection.sql("FROM concerned_titles").pl()["title"].implode()
    pairs = candidates(blocks).filter(pl.col("left_id").is_in(concerned) | pl.col("right_id").is_in(concerned))
    return _without_two_arxiv_ids(connection, pairs)


def _without_two_arxiv_ids(connection: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of which one title stands in a listing without an arXiv id."""
    asked = pl.DataFrame({"title": pl.concat([pairs["left_id"], pairs["right_id"]]).unique()})  # noqa: F841
    query = "SELECT DISTINCT title FROM meta.title_profiles SEMI JOIN asked USING (title) WHERE NOT has_arxiv_id"
    without = connection.sql(query).pl()["title"].implode()
    return pairs.filter(pl.col("left_id").is_in(without) | pl.col("right_id").is_in(without))


def _take_in_profiles(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `new_profiles` (rows of `meta.title_profiles`, with `row`), `changed_profiles`, and `changed_titles`
    (`title | is_new`: that no listing had before, or none has any more).
    """
    generic = sorted(GENERIC_TITLE_KEYS)
    is_needed = "EXISTS (SELECT 1 FROM core.listings WHERE arxiv_id IS NULL)"
    is_kept = "EXISTS (SELECT 1 FROM meta.title_profiles)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_profiles AS SELECT rowid AS row, dump_id, listing_id, "
        f"md5_number_lower(title) AS title, {_PROFILE} AS profile, arxiv_id IS NOT NULL AS has_arxiv_id "
        f"FROM core.listings WHERE {is_needed} AND ({_PENDING} OR NOT {is_kept}) "
        "AND title_key NOT IN (SELECT unnest($1::VARCHAR[]))",
        [generic],
    )
    leaves = f"{_PENDING} OR dump_id NOT IN (SELECT dump_id FROM core.dumps WHERE status = 'loaded') OR NOT {is_needed}"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE turned_titles AS SELECT title FROM new_profiles "
        f"UNION SELECT title FROM meta.title_profiles WHERE {leaves}"
    )
    known = "SELECT DISTINCT title, profile FROM meta.title_profiles SEMI JOIN turned_titles USING (title)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE profiles_before AS {known}")
    connection.execute(f"DELETE FROM meta.title_profiles WHERE {leaves}")
    connection.execute("INSERT INTO meta.title_profiles BY NAME SELECT * EXCLUDE (row) FROM new_profiles")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE profiles_after AS {known}")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed_profiles AS "
        "FROM (FROM profiles_before EXCEPT FROM profiles_after) UNION ALL "
        "FROM (FROM profiles_after EXCEPT FROM profiles_before)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed_titles AS SELECT DISTINCT title, true AS is_new FROM profiles_after "
        "ANTI JOIN profiles_before USING (title) UNION ALL SELECT DISTINCT title, false FROM profiles_before "
        "ANTI JOIN profiles_after USING (title)"
    )


def _take_in_signatures(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `concerned_titles`: those of changed profiles, and of signatures that are passed over now or no longer."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed_signatures AS SELECT title, signature, false AS is_new "
        "FROM meta.title_signatures SEMI JOIN (FROM changed_titles WHERE NOT is_new) USING (title)"
    )
    _sign_new_titles(connection)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE turned_signatures AS
        WITH before AS (
            SELECT signature, count(*) AS titles FROM meta.title_signatures SEMI JOIN changed_signatures
            USING (signature) GROUP BY signature
        ), change AS (
            SELECT signature, sum(CASE WHEN is_new THEN 1 ELSE -1 END) AS titles FROM changed_signatures
            GROUP BY signature
        )
        SELECT signature FROM before JOIN change USING (signature)
        WHERE (before.titles <= {MOST_TITLES}) <> (before.titles + change.titles <= {MOST_TITLES})
    """)
    connection.execute("DELETE FROM meta.title_signatures WHERE title IN (FROM (SELECT title FROM changed_titles "
                       "WHERE NOT is_new))")  # fmt: skip
    connection.execute("INSERT INTO meta.title_signatures SELECT title, signature FROM changed_signatures WHERE is_new")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE concerned_titles AS SELECT title FROM changed_profiles "
        "UNION SELECT title FROM meta.title_signatures SEMI JOIN turned_signatures USING (signature)"
    )


def _sign_new_titles(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE new_titles AS SELECT title, row, row_number() OVER (ORDER BY row) AS number FROM "
        "(SELECT title, min(row) AS row FROM new_profiles SEMI JOIN (FROM changed_titles WHERE is_new) USING (title) "
        "GROUP BY title)"
    )
    count = connection.execute("SELECT count(*) FROM new_titles").fetchall()[0][0]
    for since in range(0, count, _TITLES_AT_ONCE):
        titles = connection.execute(
            "SELECT new_titles.title AS id, listings.title FROM core.listings JOIN (FROM new_titles "
            "WHERE number > $1 AND number <= $2) AS new_titles ON listings.rowid = new_titles.row",
            [since, since + _TITLES_AT_ONCE],
        ).pl()
        signed = signatures(titles)  # noqa: F841 - DuckDB finds this name
        connection.execute("INSERT INTO changed_signatures SELECT id, signature, true FROM signed")
