"""`trends.term_pairs` made anew from postings: which terms meet how often, in SQL. The figures: `transforms`."""

from __future__ import annotations

import duckdb

from transforms.schema.trends import TERM_PAIRS
from transforms.trends.association import LEAST_PAPERS, strongest
from warehouse import writer

# The commonest terms meet each other: pairs grow with the square of this, time with the square of how many of them a
# paper uses.
MOST_TERMS = 2_000
# A term that more than this share of all papers use meets all others; it says nothing about what a paper is about.
MOST_SHARE = 0.1

_PAIRS = f"""
    WITH chosen AS MATERIALIZED (
        SELECT term_number FROM trends.terms
        WHERE papers BETWEEN {LEAST_PAPERS} AND greatest({LEAST_PAPERS}, {MOST_SHARE} * $total)
        ORDER BY papers DESC, term LIMIT {MOST_TERMS}
    ),
    used AS MATERIALIZED (SELECT paper_number, term_number FROM trends.postings SEMI JOIN chosen USING (term_number)),
    met AS (
        SELECT x.term_number AS one, y.term_number AS other, count(*) AS papers
        FROM used AS x JOIN used AS y ON x.paper_number = y.paper_number AND x.term_number < y.term_number
        GROUP BY one, other HAVING count(*) >= {LEAST_PAPERS}
    )
    SELECT least(p.term, q.term) AS term_a, greatest(p.term, q.term) AS term_b, met.papers,
        if(p.term < q.term, p.papers, q.papers) AS papers_a, if(p.term < q.term, q.papers, p.papers) AS papers_b
    FROM met JOIN trends.terms AS p ON p.term_number = one JOIN trends.terms AS q ON q.term_number = other
"""


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty `trends.term_pairs`. Call inside a transaction, after counting."""
    total = connection.execute("SELECT count(*) FROM trends.counted_papers").fetchall()[0][0]
    pairs = strongest(connection.sql(_PAIRS, params={"total": total}).pl(), total=total)
    writer.append(connection, TERM_PAIRS.full_name, TERM_PAIRS.conform(pairs))
