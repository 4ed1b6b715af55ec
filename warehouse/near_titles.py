"""Judgements of near-equal titles, kept between loads in `meta.near_titles`: of each pair of profiles that is worth a
look, whether it is one paper, a near miss, or alike but for a veto. Found by `title_blocks`, judged in
`transforms.near_titles`, weighed in `transforms.identity.near`.

A judgement depends on its two profiles alone, so it holds whatever else is loaded, and in whatever order.
"""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.identity import near
from transforms.near_titles.evidence import ABSTRACT_CHARACTERS
from transforms.near_titles.scoring import DIFFERENT, scored
from transforms.near_titles.titles import alike
from transforms.schema.matches import CONFLICTS
from warehouse import title_blocks
from warehouse.writer import append

_PAIRS_AT_ONCE = 100_000


def take_in(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the table hold the judgements on the listings that stand there.

    Then fill the temporary tables `near_rows` (`row | listing_id | profile`: listings of profiles that are judged, or
    were), `near_leads` (`paper_id | other`: papers with listings that were judged to be one), and `near_turned`
    (`paper_id`: of old listings on which the judgement is another than before).
    """
    pairs = title_blocks.take_in(connection)
    pairs = pl.concat([alike(pairs, _title_keys(connection, pairs)), title_blocks.repeated_titles(connection)])
    _judge(connection, pairs)
    concerned = "left_title IN (FROM concerned_titles) OR right_title IN (FROM concerned_titles)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE judged_before AS FROM meta.near_titles WHERE {concerned}")
    connection.execute(f"DELETE FROM meta.near_titles WHERE {concerned}")
    connection.execute("INSERT INTO meta.near_titles FROM judged")
    _place(connection)


def _title_keys(connection: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> pl.DataFrame:
    """`id | title_key` of the titles in pairs."""
    asked = pl.DataFrame({"id": pl.concat([pairs["left_id"], pairs["right_id"]]).unique()})  # noqa: F841
    return connection.sql(
        "SELECT id, title_key FROM core.listings JOIN (SELECT title AS id, min(listing_id) AS listing_id "
        "FROM meta.title_profiles SEMI JOIN asked ON title_profiles.title = asked.id GROUP BY title) USING (listing_id)"
    ).pl()


def _judge(connection: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> None:
    """Fill `judged` with the pairs of profiles that are not simply different, of these pairs of titles."""
    connection.execute("CREATE OR REPLACE TEMP TABLE judged AS FROM meta.near_titles LIMIT 0")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE alike_profiles AS "
        "SELECT title, profile, has_arxiv_id, min(listing_id) AS listing_id "
        "FROM meta.title_profiles SEMI JOIN (SELECT left_id AS title FROM pairs UNION SELECT right_id FROM pairs) "
        "USING (title) GROUP BY ALL"
    )
    profiles = connection.sql("SELECT title, profile, has_arxiv_id FROM alike_profiles").pl()
    for side in ("left", "right"):
        of_side = profiles.select(pl.all().name.prefix(f"{side}_")).rename({f"{side}_title": f"{side}_id"})
        pairs = pairs.join(of_side, on=f"{side}_id")
    is_pair = (pl.col("left_id") != pl.col("right_id")) | (pl.col("left_profile") < pl.col("right_profile"))
    profile_pairs = pairs.filter(is_pair, ~pl.col("left_has_arxiv_id") | ~pl.col("right_has_arxiv_id"))
    for part in profile_pairs.iter_slices(_PAIRS_AT_ONCE):
        asked = part.select(left_id="left_profile", right_id="right_profile")
        judgements = scored(asked, _listings(connection, asked)).select("score", "evidence", "decision")
        kept = part.select(  # noqa: F841 - DuckDB finds this name
            "left_profile", "right_profile", left_title="left_id", right_title="right_id"
        ).hstack(judgements).filter(pl.col("decision") != DIFFERENT)  # fmt: skip
        connection.execute("INSERT INTO judged BY NAME FROM kept")


def _listings(connection: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> pl.DataFrame:
    """What pairs of profiles are judged by."""
    asked = pl.DataFrame({"profile": pl.concat([pairs["left_id"], pairs["right_id"]]).unique()})  # noqa: F841
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE asked_rows AS SELECT listings.rowid AS row, profile FROM core.listings "
        "JOIN (FROM alike_profiles SEMI JOIN asked USING (profile)) USING (listing_id)"
    )
    return connection.sql(
        f"SELECT profile AS id, listings.title, left(abstract, {ABSTRACT_CHARACTERS}) AS abstract, authors, "
        f"CAST(year(published_on) AS INTEGER) AS year, {title_blocks.VOLUME} AS volume FROM core.listings "
        "JOIN asked_rows ON listings.rowid = asked_rows.row"
    ).pl()


def _place(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE near_rows AS SELECT listings.rowid AS row, listing_id, profile "
        "FROM core.listings JOIN (SELECT listing_id, profile FROM meta.title_profiles SEMI JOIN "
        "(SELECT unnest([left_profile, right_profile]) AS profile FROM (FROM meta.near_titles UNION ALL "
        "FROM judged_before)) USING (profile)) USING (listing_id)"
    )
    placed = (
        "WITH placed AS MATERIALIZED (SELECT DISTINCT profile, paper_id FROM core.listings JOIN near_rows "
        "ON listings.rowid = near_rows.row)"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE near_leads AS {placed}, same AS (SELECT one.paper_id, two.paper_id AS other "
        "FROM (FROM meta.near_titles WHERE decision = 'same') AS pair JOIN placed AS one "
        "ON one.profile = left_profile JOIN placed AS two ON two.profile = right_profile "
        "WHERE one.paper_id <> two.paper_id) FROM same UNION SELECT other, paper_id FROM same"
    )
    # A judgement on a listing that just came needs no look at the old one, unless it makes both one paper: then it
    # leads there.
    arrived = (
        "SELECT text FROM changed_texts SEMI JOIN (SELECT profile FROM new_profiles "
        "WHERE dump_id IN (SELECT value FROM meta.pending WHERE kind = 'dump')) ON profile = text"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE near_turned AS {placed}, turned AS ("
        "FROM (FROM judged_before EXCEPT FROM judged) UNION ALL FROM (FROM judged EXCEPT FROM judged_before) "
        f"ANTI JOIN ({arrived}) ON left_profile = text) "
        "SELECT DISTINCT paper_id FROM placed SEMI JOIN (SELECT left_profile AS profile FROM turned "
        "UNION SELECT right_profile FROM turned) USING (profile)"
    )


def touched(connection: duckdb.DuckDBPyConnection) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`near.PROFILES` and `near.PAIRS` of the listings in the temporary table `to_resolve`."""
    profiles = connection.sql("SELECT listing_id, profile FROM near_rows SEMI JOIN to_resolve USING (row)").pl()
    columns = ", ".join(near.PAIRS)
    pairs = connection.sql(
        f"SELECT {columns} FROM meta.near_titles WHERE left_profile IN (SELECT profile FROM profiles) "
        "AND right_profile IN (SELECT profile FROM profiles)"
    ).pl()
    return profiles.cast(near.PROFILES), pairs.cast(near.PAIRS)


def tell_conflicts(connection: duckdb.DuckDBPyConnection) -> None:
    """Add rows of `core.conflicts` for papers that pairs are near and that are two: the best pair of each two papers.

    Of the papers in the temporary table `touched_papers`, whose rows are gone; listings know their papers. A mere near
    miss is none where the papers have two arXiv ids or DOIs: those say already what an operator would be asked.
    """
    rows = connection.sql("""
        WITH placed AS MATERIALIZED (
            SELECT profile, paper_id, paper_id IN (FROM touched_papers) AS is_touched, max(arxiv_id) AS arxiv_id,
                max(doi) FILTER (WHERE NOT starts_with(doi, '10.48550/arxiv.')) AS doi
            FROM core.listings JOIN near_rows ON listings.rowid = near_rows.row GROUP BY profile, paper_id
        )
        SELECT [least(one.paper_id, two.paper_id), greatest(one.paper_id, two.paper_id)] AS paper_ids,
            'near_title' AS kind, 'kept_apart' AS decision, max(score) AS score,
            first(evidence ORDER BY score DESC, evidence) AS evidence
        FROM meta.near_titles JOIN placed AS one ON one.profile = left_profile
        JOIN placed AS two ON two.profile = right_profile
        WHERE one.paper_id <> two.paper_id AND (one.is_touched OR two.is_touched) AND (
            decision <> 'near_miss'
            OR NOT coalesce(one.arxiv_id <> two.arxiv_id OR one.doi <> two.doi, false)
        ) GROUP BY paper_ids
    """).pl()
    append(connection, "core.conflicts", CONFLICTS.conform(rows))
