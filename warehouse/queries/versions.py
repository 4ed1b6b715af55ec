"""Questions about two snapshots: which papers came, went, were merged or changed, and which months moved.

They are asked of a connection to both, the catalogs `earlier` and `later` (`warehouse.connection.open_two_snapshots`).
"""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.schema.core import PAPERS
from warehouse.queries.asking import ask

# What may have happened to a paper, in the order in which it is told.
CHANGES = ("added", "split_off", "changed", "renamed", "merged", "gone")
# Change with every further listing, and say nothing else of a paper.
_OBSERVED = {"listings", "dumps", "sources", "first_listed_on", "last_listed_on"}
# Follows from another field.
_DERIVED = {"abstract_length"}
FIELDS = tuple(name for name in PAPERS.column_names if name not in {"paper_id", *_OBSERVED, *_DERIVED})

# `paper_id` of the earlier papers that the later snapshot does not have by this id, and where their identifiers lead in
# it: by a strong identifier if one does, else by the title.
_SUCCESSORS = """
    lost AS (
        SELECT paper_id, title FROM earlier.core.papers WHERE paper_id NOT IN (SELECT paper_id FROM later.core.papers)
    ),
    successors AS (
        SELECT lost.paper_id, any_value(lost.title) AS title,
            min_by(now.paper_id, (now.scheme = 'title', now.paper_id)) AS successor
        FROM lost
        LEFT JOIN earlier.core.identifiers AS old ON old.paper_id = lost.paper_id
        LEFT JOIN later.core.identifiers AS now ON now.scheme = old.scheme AND now.value = old.value
        GROUP BY lost.paper_id
    )
"""
# A new paper was split off where an identifier of it, other than its title, led to a paper that is still there.
_FRESH = """
    fresh AS (
        SELECT paper_id, title FROM later.core.papers WHERE paper_id NOT IN (SELECT paper_id FROM earlier.core.papers)
    ),
    origins AS (
        SELECT fresh.paper_id, min(old.paper_id) AS origin
        FROM fresh
        JOIN later.core.identifiers AS now ON now.paper_id = fresh.paper_id AND now.scheme <> 'title'
        JOIN earlier.core.identifiers AS old ON now.scheme = old.scheme AND now.value = old.value
        JOIN later.core.papers AS still ON still.paper_id = old.paper_id
        GROUP BY fresh.paper_id
    )
"""
_DIFFERS = " OR ".join(f"then_.{name} IS DISTINCT FROM now_.{name}" for name in FIELDS)
_HAPPENED = f"""
    WITH {_SUCCESSORS}, {_FRESH},
    happened AS (
        SELECT CASE
                WHEN successor IS NULL THEN 'gone'
                WHEN count(*) OVER (PARTITION BY successor) > 1 THEN 'merged'
                WHEN successor IN (SELECT paper_id FROM earlier.core.papers) THEN 'merged'
                ELSE 'renamed' END AS change,
            paper_id, successor AS other_id, title
        FROM successors
        UNION ALL
        SELECT CASE WHEN origin IS NULL THEN 'added' ELSE 'split_off' END, paper_id, origin, title
        FROM fresh LEFT JOIN origins USING (paper_id)
        WHERE paper_id NOT IN (SELECT successor FROM successors WHERE successor IS NOT NULL)
        UNION ALL
        SELECT 'changed', paper_id, NULL, now_.title
        FROM earlier.core.papers AS then_ JOIN later.core.papers AS now_ USING (paper_id) WHERE {_DIFFERS}
    )
"""


def counted(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many papers each change happened to, and `unchanged`: the later ones that nothing happened to."""
    changes = ", ".join(f"count(*) FILTER (change = '{change}') AS {change}" for change in CHANGES)
    query = f"""
        {_HAPPENED}
        SELECT {changes}, (SELECT count(*) FROM later.core.papers) - count(*) FILTER (change = 'changed')
            - (SELECT count(*) FROM fresh) AS unchanged
        FROM happened
    """
    return ask(con, query).row(0, named=True)


def added(con: duckdb.DuckDBPyConnection) -> int:
    """How many papers were `added`, without what else happened: a fraction of the time that `counted` takes."""
    query = f"""
        WITH {_SUCCESSORS}, {_FRESH}
        SELECT count(*) AS papers FROM fresh LEFT JOIN origins USING (paper_id) WHERE origin IS NULL
            AND paper_id NOT IN (SELECT successor FROM successors WHERE successor IS NOT NULL)
    """
    return int(ask(con, query)["papers"][0])


def papers(con: duckdb.DuckDBPyConnection, *, change: str, offset: int = 0, limit: int = 20) -> pl.DataFrame:
    """Papers that something happened to. Columns: `paper_id | other_id | title`.

    `other_id`: of a `renamed` or `merged` paper its id in the later snapshot, of one `split_off` the paper that its
    identifier led to before. Of a `merged`, `renamed` or `gone` one, `paper_id` and `title` are the earlier ones.
    """
    query = f"""
        {_HAPPENED}
        SELECT paper_id, other_id, title FROM happened WHERE change = $change
        ORDER BY paper_id LIMIT $rows OFFSET $skipped
    """
    return ask(con, query, change=change, rows=limit, skipped=offset)


def fields(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Of the papers that both have, in how many each field differs, most first. Columns: `field | papers`."""
    differing = ", ".join(f"count(*) FILTER (then_.{name} IS DISTINCT FROM now_.{name}) AS {name}" for name in FIELDS)
    query = f"""
        WITH counts AS (
            SELECT {differing} FROM earlier.core.papers AS then_ JOIN later.core.papers AS now_ USING (paper_id)
        )
        SELECT field, papers FROM (UNPIVOT counts ON COLUMNS(*) INTO NAME field VALUE papers)
        WHERE papers > 0 ORDER BY papers DESC, field
    """
    return ask(con, query)


def months(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Months of publication whose papers differ in number, latest first. Columns: `month | before | now`."""
    query = """
        WITH before AS (
            SELECT month, papers FROM earlier.trends.monthly_counts WHERE source = '*' AND category IS NULL
        ),
        now AS (SELECT month, papers FROM later.trends.monthly_counts WHERE source = '*' AND category IS NULL)
        SELECT month, coalesce(before.papers, 0) AS before, coalesce(now.papers, 0) AS now
        FROM before FULL JOIN now USING (month)
        WHERE before.papers IS DISTINCT FROM now.papers ORDER BY month DESC
    """
    return ask(con, query)


def terms(con: duckdb.DuckDBPyConnection, *, limit: int) -> pl.DataFrame:
    """Terms whose papers differ most in number. Columns: `term | before | now`, 0 where it is no term."""
    query = """
        SELECT term, coalesce(before.papers, 0) AS before, coalesce(now.papers, 0) AS now
        FROM earlier.trends.terms AS before FULL JOIN later.trends.terms AS now USING (term)
        WHERE before.papers IS DISTINCT FROM now.papers
        ORDER BY abs(coalesce(now.papers, 0) - coalesce(before.papers, 0)) DESC, term LIMIT $rows
    """
    return ask(con, query, rows=limit)
