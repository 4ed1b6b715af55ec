"""Questions about where papers appear: in which venues, how many, and which names of venues are not known yet.

A venue is its key where that is known (`neurips`), else the name as printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb
import polars as pl

from transforms.clean.venue_names import known_venues
from warehouse.queries.asking import ask
from warehouse.queries.filters import ONE_BY_ONE, VENUE, YEAR, PaperFilter, papers_of

_VENUE = "coalesce({0}.venue_key, {0}.venue)"
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


@dataclass(frozen=True, kw_only=True)
class Placed:
    """How many papers fit, how many of them state a venue, and how many venues that are, known ones or not."""

    papers: int
    placed: int
    in_known: int
    venues: int
    known_venues: int


def placed(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> Placed:
    """How far papers say where they appeared."""
    rows, condition, values = where.counted_in()
    query = f"""
        SELECT {papers_of()} AS papers, {papers_of(f"{VENUE} IS NOT NULL")} AS placed,
            {papers_of("p.venue_key IS NOT NULL")} AS in_known,
            count(DISTINCT {VENUE}) AS venues, count(DISTINCT p.venue_key) AS known_venues
        FROM {rows} WHERE {condition}
    """
    return Placed(**ask(con, query, **values).row(0, named=True))


def ranked(
    con: duckdb.DuckDBPyConnection, *, where: PaperFilter, name: str = "", offset: int = 0, limit: int
) -> pl.DataFrame:
    """Venues of the papers that fit, the commonest first, and how many there are in all.

    `name`: letters of the venue's key, or of a name as printed, in whatever case. Columns: `venue | is_known | papers |
    all_venues`.
    """
    rows, condition, values = where.counted_in()
    if name:  # may be one of the printed names of a known venue, which cells do not have
        rows = ONE_BY_ONE
        condition, _ = where.condition()
        condition += " AND (contains(lower(p.venue), lower($name)) OR contains(p.venue_key, lower($name)))"
        values |= {"name": name}
    query = f"""
        SELECT {VENUE} AS venue, bool_or(p.venue_key IS NOT NULL) AS is_known, {papers_of()} AS papers,
            count(*) OVER () AS all_venues
        FROM {rows} WHERE {VENUE} IS NOT NULL AND {condition}
        GROUP BY ALL ORDER BY papers DESC, venue LIMIT $rows OFFSET $skipped
    """
    return ask(con, query, rows=limit, skipped=offset, **values)


def ranked_by_shares(
    con: duckdb.DuckDBPyConnection, *, where: PaperFilter, name: str = "", offset: int = 0, limit: int
) -> pl.DataFrame:
    """The same by fractional counting: a paper whose listings state n venues has 1/n in each of them.

    Preprint servers, and venues that it was only submitted to, count where nothing else is stated: so does the choice
    of a paper's own venue, by which `papers` counts. Columns: `venue | is_known | fraction | papers | all_venues`.
    """
    condition, values = where.condition()
    is_meant = "true"
    if name:
        is_meant = "(contains(lower({0}.venue), lower($name)) OR contains({0}.venue_key, lower($name)))"
        values |= {"name": name}
    query = f"""
        WITH fitting AS (SELECT p.paper_id, p.listings, p.venue, p.venue_key FROM core.papers AS p WHERE {condition}),
        stated AS (
            SELECT l.paper_id, {_VENUE.format("l")} AS venue, bool_or(l.venue_key IS NOT NULL) AS is_known,
                bool_and(coalesce(l.venue_track = 'submission' OR list_contains($repositories, l.venue_key), false))
                    AS is_unpublished,
                bool_or({is_meant.format("l")}) AS is_meant
            FROM core.listings AS l
            WHERE {_VENUE.format("l")} IS NOT NULL
                AND l.paper_id IN (SELECT paper_id FROM fitting WHERE listings > 1)
            GROUP BY ALL
        ),
        best AS (FROM stated QUALIFY is_unpublished = bool_and(is_unpublished) OVER (PARTITION BY paper_id)),
        shares AS (
            SELECT venue, is_known, is_meant, 1.0::DOUBLE / count(*) OVER (PARTITION BY paper_id) AS share FROM best
            UNION ALL
            SELECT {_VENUE.format("f")}, f.venue_key IS NOT NULL, {is_meant.format("f")}, 1.0::DOUBLE
            FROM fitting AS f WHERE f.listings = 1 AND {_VENUE.format("f")} IS NOT NULL
        ),
        own AS (SELECT {_VENUE.format("f")} AS venue, count(*) AS papers FROM fitting AS f GROUP BY ALL)
        SELECT venue, bool_or(is_known) AS is_known, round(sum(share), 9) AS fraction,
            coalesce(any_value(papers), 0) AS papers, count(*) OVER () AS all_venues
        FROM shares LEFT JOIN own USING (venue) GROUP BY venue HAVING bool_or(is_meant)
        ORDER BY fraction DESC, venue LIMIT $rows OFFSET $skipped
    """
    return ask(con, query, rows=limit, skipped=offset, repositories=_repositories(), **values)


def _repositories() -> list[str]:
    return sorted(venue.key for venue in known_venues() if venue.kind == "repository")


def names(con: duckdb.DuckDBPyConnection, *, venue: str, limit: int) -> pl.DataFrame:
    """How listings print a venue, the commonest form first. Columns: `name | listings | all_names`."""
    query = """
        SELECT venue AS name, count(*) AS listings, count(*) OVER () AS all_names FROM core.listings
        WHERE coalesce(venue_key, venue) = $venue GROUP BY venue ORDER BY listings DESC, name LIMIT $rows
    """
    return ask(con, query, venue=venue, rows=limit)


def per_year(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, venues: Sequence[str]) -> pl.DataFrame:
    """Papers of these venues by year of publication, as far as that is known. Columns: `venue | year | papers`."""
    rows, condition, values = where.counted_in()
    query = f"""
        SELECT {VENUE} AS venue, {YEAR} AS year, {papers_of()} AS papers FROM {rows}
        WHERE {VENUE} IN (SELECT unnest($venues::VARCHAR[])) AND p.published_on IS NOT NULL AND {condition}
        GROUP BY ALL ORDER BY venue, year
    """
    return ask(con, query, venues=list(venues), **values)


def track_names(con: duckdb.DuckDBPyConnection, *, venues: Sequence[str]) -> pl.DataFrame:
    """Tracks that listings of these known venues state, in alphabetical order. Columns: `venue | tracks`."""
    query = """
        SELECT venue_key AS venue, list_sort(list(DISTINCT venue_track)) AS tracks FROM core.listings
        WHERE venue_track IS NOT NULL AND venue_key IN (SELECT unnest($venues::VARCHAR[]))
        GROUP BY venue_key ORDER BY venue
    """
    return ask(con, query, venues=list(venues))


def per_year_and_track(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, venue: str) -> pl.DataFrame:
    """Papers of a venue by year and the track that a listing states. Columns: `year | track | papers | year_papers`.

    NULL where no year, or no track, is known. A paper of several tracks counts in each, and once in `year_papers`.
    """
    condition, values = replace(where, venue=venue).condition()
    query = f"""
        WITH fitting AS (SELECT p.paper_id, {YEAR} AS year FROM core.papers AS p WHERE {condition}),
        stated AS (
            SELECT DISTINCT paper_id, venue_track AS track FROM core.listings
            WHERE venue_track IS NOT NULL AND venue_key = $venue
        ),
        years AS (SELECT year, count(*) AS year_papers FROM fitting GROUP BY year)
        SELECT f.year, track, count(*) AS papers, any_value(year_papers) AS year_papers
        FROM fitting AS f LEFT JOIN stated USING (paper_id) JOIN years AS y ON f.year IS NOT DISTINCT FROM y.year
        GROUP BY ALL ORDER BY f.year DESC NULLS LAST, papers DESC, track NULLS LAST
    """
    return ask(con, query, **values)
