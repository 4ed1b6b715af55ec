"""Questions about one paper: its fields, where each came from, what else leads to it."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.schema.core import PAPERS
from transforms.schema.paper_dates import DATE_KINDS
from warehouse.queries.asking import ask

# More listings than a person reads; the page says how many there are in all.
LISTINGS_SHOWN = 50
# What a listing may say besides its place, title, abstract, dates and identifiers.
OTHER_FIELDS = (
    "author_count",
    "venue",
    "categories",
    "keywords",
    "language",
    "upvotes",
    "comments",
    "github_stars",
    "citations",
    "extra",
)


def resolve(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> str | None:
    """The present id of a paper: `paper_id` itself, or the one that an older id or another identifier leads to."""
    query = """
        SELECT paper_id FROM core.papers WHERE paper_id = $asked
        UNION ALL
        SELECT paper_id FROM core.identifiers WHERE scheme = split_part($asked, ':', 1)
            AND CASE scheme WHEN 'title' THEN left(sha256(value), 16) ELSE value END
                = substr($asked, length(split_part($asked, ':', 1)) + 2)
        LIMIT 1
    """
    found = ask(con, query, asked=paper_id)["paper_id"]
    return found[0] if len(found) else None


def fields(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> pl.DataFrame:
    """The paper's row: columns of `core.papers`."""
    return ask(con, f"SELECT {', '.join(PAPERS.column_names)} FROM core.papers WHERE paper_id = $asked", asked=paper_id)


def listings(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> pl.DataFrame:
    """What the sources print of it, newest capture first, with dump and lines.

    Columns: `listing_id | dump_id | file_name | source | layout | captured_on | position | line_start | line_end |
    title_printed | abstract_printed | is_title_changed | is_abstract_changed | published_on | published_precision |
    published_basis | submitted_on | submitted_precision | updated_on | updated_precision`, and OTHER_FIELDS.
    """
    query = f"""
        SELECT l.listing_id, l.dump_id, d.file_name, l.source, d.layout, d.captured_on, l.position,
            l.line_start, l.line_end, coalesce(l.title_raw, l.title) AS title_printed,
            coalesce(l.abstract_raw, l.abstract) AS abstract_printed, l.title_raw IS NOT NULL AS is_title_changed,
            l.abstract_raw IS NOT NULL AS is_abstract_changed, l.published_on, l.published_precision,
            l.published_basis, l.submitted_on, l.submitted_precision, l.updated_on, l.updated_precision,
            {", ".join(f"l.{name}" for name in OTHER_FIELDS)}
        FROM core.listings AS l LEFT JOIN core.dumps AS d USING (dump_id) WHERE l.paper_id = $asked
        ORDER BY d.captured_on DESC NULLS LAST, d.file_name, l.position LIMIT $rows
    """
    return ask(con, query, asked=paper_id, rows=LISTINGS_SHOWN)


def identifiers(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> pl.DataFrame:
    """Identifiers that lead to it, title keys last. Columns: `scheme | value`."""
    query = """
        SELECT scheme, value FROM core.identifiers WHERE paper_id = $asked
        ORDER BY scheme = 'title', scheme, value
    """
    return ask(con, query, asked=paper_id)


def links(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> pl.DataFrame:
    """Links its listings print. Columns: `url | kind | host`."""
    query = "SELECT url, kind, host FROM core.links WHERE paper_id = $asked ORDER BY kind, url"
    return ask(con, query, asked=paper_id)


def engagement(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> pl.DataFrame:
    """What each capture observed. Columns: `observed_on | source | upvotes | comments | github_stars | citations`."""
    query = """
        SELECT observed_on, source, upvotes, comments, github_stars, citations
        FROM core.engagement WHERE paper_id = $asked ORDER BY observed_on DESC, source
    """
    return ask(con, query, asked=paper_id)


def undated_engagement(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> int:
    """How many of its listings print such figures in a capture of unknown day: they are no observations."""
    query = """
        SELECT count(*) AS listings FROM core.listings JOIN core.dumps USING (dump_id)
        WHERE paper_id = $asked AND captured_on IS NULL
            AND coalesce(upvotes, comments, github_stars, citations) IS NOT NULL
    """
    return int(ask(con, query, asked=paper_id)["listings"][0])


def dates(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> pl.DataFrame:
    """What is said of its dates, as a paper goes through them. Columns: `kind | date | precision | basis | sources`."""
    query = """
        SELECT kind, date, precision, basis, list(DISTINCT source ORDER BY source) AS sources
        FROM core.paper_dates WHERE paper_id = $asked GROUP BY kind, date, precision, basis
        ORDER BY list_position($kinds, kind), date, precision, basis
    """
    return ask(con, query, asked=paper_id, kinds=list(DATE_KINDS))


def field_sources(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> pl.DataFrame:
    """Which listing each field came from; no rows for a paper with one listing. Columns: `field | listing_id`."""
    query = "SELECT field, listing_id FROM core.field_sources WHERE paper_id = $asked ORDER BY field"
    return ask(con, query, asked=paper_id)
