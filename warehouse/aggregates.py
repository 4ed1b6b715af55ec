"""What pages count most, counted once: `trends.paper_cells`, `author_counts` and `title_counts`, in SQL alone."""

from __future__ import annotations

import duckdb

from transforms.schema import aggregates
from warehouse.queries.filters import OF_A_TITLE

# Whether the month is known is decided as in `warehouse.queries.filters`; a known venue needs no printed name.
_PAPER_CELLS = """
    INSERT INTO trends.paper_cells
    SELECT CASE WHEN is_dated THEN date_trunc('month', published_on) ELSE date_trunc('year', published_on) END,
        CASE WHEN is_dated THEN 'month' ELSE published_precision END,
        sources, venue_key, CASE WHEN venue_key IS NULL THEN venue END,
        code_url IS NOT NULL, len(authors) > 0, is_withdrawn, count(*)
    FROM (SELECT *, coalesce(published_precision IN ('day', 'month'), false) AS is_dated FROM core.papers)
    GROUP BY ALL ORDER BY ALL
"""
# Of a paper of n people each has 1/n of it, also where not all of them are named. They are counted before the join: it
# repeats the list of a paper of seven thousand authors seven thousand times.
_AUTHOR_COUNTS = """
    INSERT INTO trends.author_counts
    SELECT author_key, count(*), round(sum(1.0::DOUBLE / people), 9)
    FROM core.authorships
    JOIN (SELECT paper_id, greatest(author_count, len(authors)) AS people FROM core.papers) USING (paper_id)
    GROUP BY author_key
"""
# Terms of one word have the lowest numbers and most of the postings, which are not even read here.
_TITLE_COUNTS = f"""
    INSERT INTO trends.title_counts
    SELECT term_number, month, count(*) FROM trends.postings JOIN trends.counted_papers USING (paper_number)
    WHERE {OF_A_TITLE} AND term_number >= $first
        AND term_number IN (SELECT term_number FROM trends.terms WHERE n_words > 1)
    GROUP BY ALL ORDER BY ALL
"""
_FIRST_PHRASE = "SELECT min(term_number) FROM trends.terms WHERE n_words > 1"


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables anew. Call inside a transaction, after counting."""
    for table in aggregates.TABLES:
        connection.execute(f"DELETE FROM {table.full_name}")
    connection.execute(_PAPER_CELLS)
    connection.execute(_AUTHOR_COUNTS)
    first = connection.execute(_FIRST_PHRASE).fetchall()[0][0]
    connection.execute(_TITLE_COUNTS, {"first": first})
