"""Questions about identity: why listings are one paper, what was kept apart, and the override line that decides it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import duckdb
import polars as pl

from transforms.schema.matches import RULES
from warehouse.queries.asking import ask

# Papers of one conflict that are laid side by side; a title that says nothing may lead to hundreds.
SIDES_SHOWN = 6
_REASON = "reason"


def merge_lines(paper_ids: Sequence[str]) -> list[str]:
    """Lines of `overrides.csv` that make one paper of these: the first with each other one."""
    return [_line("merge", paper_ids[0], other) for other in paper_ids[1:]]


def split_line(listing_id: str) -> str:
    """The line of `overrides.csv` that makes a listing a paper of its own."""
    return _line("split", listing_id)


def _line(*values: str) -> str:
    """A DOI may hold commas and quotes."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([*values, _REASON])
    return line.getvalue()


def paper_of(con: duckdb.DuckDBPyConnection, *, listing_id: str) -> pl.DataFrame:
    """Listings of that id, its dump perhaps shortened, at most two. Columns: `listing_id | paper_id`."""
    query = """
        SELECT listing_id, paper_id FROM core.listings
        WHERE starts_with(dump_id, split_part($asked, ':', 1))
            AND position = TRY_CAST(split_part($asked, ':', 2) AS BIGINT)
        ORDER BY listing_id LIMIT 2
    """
    return ask(con, query, asked=listing_id)


def of_paper(con: duckdb.DuckDBPyConnection, *, paper_id: str, limit: int) -> pl.DataFrame:
    """Why its listings are one paper: a row for each rule that links one, the surest listings first, at most `limit`;
    without a rule where there is one listing alone.

    Columns: `listing_id | rule | score | evidence | file_name | source | position | line_start | line_end | title`.
    """
    query = """
        WITH links AS (
            SELECT l.listing_id, m.rule, m.score, m.evidence, d.file_name, l.source, l.position, l.line_start,
                l.line_end, l.title, list_position($strongest_first, m.rule) AS place,
                min(place) OVER (PARTITION BY l.listing_id) AS best_place,
                max(m.score) OVER (PARTITION BY l.listing_id) AS best_score
            FROM core.listings AS l LEFT JOIN core.matches AS m USING (listing_id)
            LEFT JOIN core.dumps AS d USING (dump_id) WHERE l.paper_id = $asked
        )
        SELECT * EXCLUDE (place, best_place, best_score) FROM links
        QUALIFY dense_rank() OVER (ORDER BY best_score DESC NULLS LAST, best_place, listing_id) <= $listings
        ORDER BY best_score DESC NULLS LAST, best_place, listing_id, place
    """
    return ask(con, query, asked=paper_id, listings=limit, strongest_first=list(RULES))


def kinds(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What was doubted, by kind, the most frequent first. Columns: `kind | conflicts`."""
    query = "SELECT kind, count(*) AS conflicts FROM core.conflicts GROUP BY kind ORDER BY conflicts DESC, kind"
    return ask(con, query)


_COLUMNS = "kind, paper_ids, evidence, decision, score"
# Equal titles have no score: they are as alike as can be.
_LIKEST_FIRST = "coalesce(score, 1) DESC, kind, evidence, paper_ids"


def page(con: duckdb.DuckDBPyConnection, *, kind: str | None = None, offset: int = 0, limit: int = 20) -> pl.DataFrame:
    """One page of conflicts, the most alike first. Columns: `kind | paper_ids | evidence | decision | score`."""
    query = f"""
        SELECT {_COLUMNS} FROM core.conflicts WHERE $kind IS NULL OR kind = $kind
        ORDER BY {_LIKEST_FIRST} LIMIT $rows OFFSET $skipped
    """
    return ask(con, query, kind=kind, rows=limit, skipped=offset)


def conflicts_of(con: duckdb.DuckDBPyConnection, *, paper_id: str) -> pl.DataFrame:
    """Conflicts that concern a paper: columns of `page`."""
    query = f"SELECT {_COLUMNS} FROM core.conflicts WHERE list_contains(paper_ids, $asked) ORDER BY {_LIKEST_FIRST}"
    return ask(con, query, asked=paper_id)


def sides(con: duckdb.DuckDBPyConnection, *, paper_ids: Sequence[str]) -> pl.DataFrame:
    """Papers to be compared, in the order asked for. Columns: `paper_id | title | abstract | authors | author_count |
    published_on | published_precision | venue | listings | sources`.
    """
    query = """
        SELECT paper_id, title, abstract, list_transform(authors, lambda author: author.name) AS authors, author_count,
            published_on, published_precision, venue, listings, sources
        FROM core.papers WHERE list_contains($asked, paper_id) ORDER BY list_position($asked, paper_id)
    """
    return ask(con, query, asked=list(paper_ids))
