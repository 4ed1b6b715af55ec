"""Which titles use which of the commonest terms, for as long as `topics` and `new_pairs` are made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from transforms.trends.association import LEAST_PAPERS
from warehouse.queries.filters import OF_A_TITLE
from warehouse.term_pairs import MOST_SHARE

# Among them are those that `term_pairs` pairs.
MOST_TERMS = 2_000

_TERMS = f"""
    CREATE OR REPLACE TEMP TABLE titled_terms AS
    SELECT term_number, term, papers, first_month FROM trends.terms
    WHERE papers BETWEEN {LEAST_PAPERS} AND greatest({LEAST_PAPERS}, {MOST_SHARE} * $total)
    ORDER BY papers DESC, term LIMIT {MOST_TERMS}
"""
_USES = f"""
    CREATE OR REPLACE TEMP TABLE title_uses AS
    SELECT paper_number, term_number FROM trends.postings
    WHERE {OF_A_TITLE} AND term_number IN (SELECT term_number FROM titled_terms)
"""


@contextmanager
def held(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Temporary tables `titled_terms` (`term_number | term | papers | first_month`) and `title_uses`.

    The latter is `paper_number | term_number`, a row a term that the title of a paper uses.
    """
    total = connection.execute("SELECT count(*) FROM trends.counted_papers").fetchall()[0][0]
    connection.execute(_TERMS, {"total": total})
    connection.execute(_USES)
    yield
    connection.execute("DROP TABLE title_uses")
    connection.execute("DROP TABLE titled_terms")
