"""Which titles stand in the listings, by which signatures they are found, and which pairs of them a load changes.

`meta.title_profiles` says of each listing its title and its profile (all that a title is judged with), each as a
number; `meta.title_signatures` by what a title is found: its own signatures, and those of the abstracts of its profiles
(`text`: the number of the title, or of the profile). Both hold exactly what the stored listings give, in any order of
loads. So does what is a candidate: a signature that more titles share than `blocking.MOST_TITLES` is passed over, and
when one title more or less decides that, all its titles are looked at again.

Two arXiv ids are never one paper, so pairs of them are no candidates; and as long as every listing has one, nothing is
kept at all. With the first listing that has none, all titles are taken in.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import polars as pl

from transforms.clean.text import GENERIC_TITLE_KEYS
from transforms.near_titles.abstracts import SIGNED_CHARACTERS, abstract_signatures
from transforms.near_titles.blocking import MOST_TITLES, candidates, signatures
from transforms.near_titles.evidence import ABSTRACT_CHARACTERS
from transforms.near_titles.titles import TELLING_CHARACTERS

# Of one short title; more are as many papers.
MOST_PROFILES = 20
_ROWS_AT_ONCE = 100_000

# A venue that is no known conference or journal may be the book that a chapter stands in.
VOLUME = "CASE WHEN venue_key IS NULL THEN coalesce(venue, '') ELSE '' END"
# Everything of a listing that a pair is judged by, so that what is listed every day is judged once.
_PROFILE = f"""md5_number_lower(concat_ws(chr(31), title, coalesce(substring(abstract, 1, {ABSTRACT_CHARACTERS}), ''),
    array_to_string(list_transform(authors, lambda author: author.name), chr(30)), coalesce(year(published_on), 0),
    {VOLUME}, arxiv_id IS NOT NULL))"""
_PENDING = "dump_id IN (SELECT value FROM meta.pending WHERE kind = 'dump')"


_Signing = Callable[[pl.DataFrame], pl.DataFrame]  # `id` and a text -> `id | signature`


def take_in(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Let both tables hold the listings of pending dumps, and nothing of dumps that are gone.

    Returns the candidates that this may have changed, as `blocking.candidates` gives them: each has a title of the
    temporary table `concerned_titles` (`title`), and there are no others with such a title. Profiles of the temporary
    table `changed_texts` (`text`) came or went.
    """
    _take_in_profiles(connection)
    _take_in_signatures(connection)
    blocks = connection.sql(f"""
        WITH shared AS MATERIALIZED (SELECT DISTINCT signature FROM meta.title_signatures AS one SEMI JOIN (
            FROM meta.title_signatures SEMI JOIN concerned_titles USING (title)
        ) AS two ON one.signature = two.signature AND one.title <> two.title),
        sharing AS MATERIALIZED (
            SELECT DISTINCT title, signature FROM meta.title_signatures SEMI JOIN shared USING (signature)
        )
        SELECT title AS id, signature FROM sharing SEMI JOIN (
            SELECT signature FROM sharing GROUP BY signature HAVING count(*) <= {MOST_TITLES}
        ) USING (signature)
    """).pl()
    concerned = connection.sql("FROM concerned_titles").pl()["title"].implode()
    pairs = candidates(blocks).filter(pl.col("left_id").is_in(concerned) | pl.col("right_id").is_in(concerned))
    return _without_two_arxiv_ids(connection, pairs)


def repeated_titles(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Of the temporary table `concerned_titles`, those that stand there with a few profiles, each as a pair with
    itself, `left_id | right_id`: where a title is too short to tell by itself, its profiles are compared.
    """
    return connection.execute(
        "SELECT id AS left_id, id AS right_id FROM (SELECT title AS id, min(listing_id) AS listing_id "
        "FROM meta.title_profiles SEMI JOIN concerned_titles USING (title) GROUP BY title "
        "HAVING count(DISTINCT profile) BETWEEN 2 AND $1) JOIN core.listings USING (listing_id) "
        "WHERE length(title_key) < $2",
        [MOST_PROFILES, TELLING_CHARACTERS],
    ).pl()


def _without_two_arxiv_ids(connection: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of which one title stands in a listing without an arXiv id."""
    asked = pl.DataFrame({"title": pl.concat([pairs["left_id"], pairs["right_id"]]).unique()})  # noqa: F841
    query = "SELECT DISTINCT title FROM meta.title_profiles SEMI JOIN asked USING (title) WHERE NOT has_arxiv_id"
    without = connection.sql(query).pl()["title"].implode()
    return pairs.filter(pl.col("left_id").is_in(without) | pl.col("right_id").is_in(without))


def _take_in_profiles(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `new_profiles` (rows of `meta.title_profiles`, with `row`), and `changed_texts` (`text | title | is_new`:
    titles and profiles that no listing had before, or none has any more, and the title of each).
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
    known = (
        "WITH known AS MATERIALIZED (SELECT DISTINCT title, profile FROM meta.title_profiles SEMI JOIN turned_titles "
        "USING (title)) SELECT profile AS text, title FROM known UNION ALL SELECT DISTINCT title, title FROM known"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE texts_before AS {known}")
    connection.execute(f"DELETE FROM meta.title_profiles WHERE {leaves}")
    connection.execute("INSERT INTO meta.title_profiles BY NAME SELECT * EXCLUDE (row) FROM new_profiles")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE texts_after AS {known}")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed_texts AS "
        "SELECT *, true AS is_new FROM texts_after ANTI JOIN texts_before USING (text) UNION ALL "
        "SELECT *, false FROM texts_before ANTI JOIN texts_after USING (text)"
    )


def _take_in_signatures(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `concerned_titles`: those of changed texts, and of signatures that are passed over now or no longer."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed_signatures AS SELECT *, false AS is_new FROM meta.title_signatures "
        "SEMI JOIN (FROM changed_texts WHERE NOT is_new) USING (text)"
    )
    _sign(connection, "title", "listings.title", signatures)
    _sign(connection, "profile", f"substring(abstract, 1, {SIGNED_CHARACTERS}) AS abstract", abstract_signatures)
    titles = ("SELECT signature, count(DISTINCT title) AS titles FROM meta.title_signatures SEMI JOIN {} "
              "USING (signature) GROUP BY signature")  # fmt: skip
    changed = "(FROM changed_signatures WHERE EXISTS (FROM meta.title_signatures))"  # a first load spares the join
    connection.execute(f"CREATE OR REPLACE TEMP TABLE counted AS {titles.format(changed)}")
    connection.execute("DELETE FROM meta.title_signatures WHERE text IN "
                       "(SELECT text FROM changed_texts WHERE NOT is_new)")  # fmt: skip
    connection.execute(
        "INSERT INTO meta.title_signatures SELECT * EXCLUDE (is_new) FROM changed_signatures WHERE is_new"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE turned_signatures AS "
        f"SELECT signature FROM counted JOIN ({titles.format('counted')}) AS after USING (signature) "
        f"WHERE (counted.titles <= {MOST_TITLES}) <> (after.titles <= {MOST_TITLES})"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE concerned_titles AS SELECT title FROM changed_texts "
        "UNION SELECT title FROM meta.title_signatures SEMI JOIN turned_signatures USING (signature)"
    )


def _sign(connection: duckdb.DuckDBPyConnection, number: str, text: str, signed_by: _Signing) -> None:
    """Add to `changed_signatures` those of new texts. `number`: the column of `new_profiles` with the number of a text;
    `text`: what of a listing it is.
    """
    is_new = f"SEMI JOIN (SELECT text FROM changed_texts WHERE is_new) ON {number} = text"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_texts AS SELECT {number} AS text, min(title) AS title, min(row) AS row "
        f"FROM new_profiles {is_new} GROUP BY {number}"
    )
    first, last = connection.execute("SELECT coalesce(min(row), 0), coalesce(max(row), -1) FROM new_texts").fetchall()[
        0
    ]
    for since in range(first, last + 1, _ROWS_AT_ONCE):
        texts = connection.execute(
            f"SELECT new.text AS id, new.title AS number, {text} FROM core.listings "
            "JOIN (FROM new_texts WHERE row >= $1 AND row < $2) AS new ON listings.rowid = new.row",
            [since, since + _ROWS_AT_ONCE],
        ).pl()
        signed = signed_by(texts).join(texts.select("id", "number"), on="id")  # noqa: F841 - DuckDB finds this name
        connection.execute("INSERT INTO changed_signatures SELECT number, id, signature, true FROM signed")
