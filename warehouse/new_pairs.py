"""`trends.new_pairs` made anew from postings: terms that meet for the first time. All of it is SQL.

A pair of rare terms meets for the first time by chance, so both are among the commonest; and since in long texts nearly
all of these meet somewhere, a pair is looked for in titles, which say what a paper is about.
"""

from __future__ import annotations

import duckdb

from transforms.trends.growth import months_before
from warehouse.rising import last_complete_month
from warehouse.term_pairs import MOST_SHARE

# The recent months, and how long before them both terms must have been in use.
NEW_MONTHS = 12
KNOWN_MONTHS = 12
# The commonest terms that are looked at; the fewest papers that use one, and titles that bring two together.
MOST_TERMS = 2_000
LEAST_PAPERS = 10
LEAST_TITLES = 2
# Of the pairs that no earlier title has, so many of the most frequent are looked for in earlier abstracts.
_MOST_PAIRS = 500

_KNOWN = f"""
    CREATE OR REPLACE TEMP TABLE known_terms AS
    SELECT term_number, term, papers FROM trends.terms
    WHERE papers BETWEEN {LEAST_PAPERS}
            AND greatest({LEAST_PAPERS}, {MOST_SHARE} * (SELECT count(*) FROM trends.counted_papers))
        AND first_month <= $known
    ORDER BY papers DESC, term LIMIT {MOST_TERMS}
"""
# Papers are numbered in the order of months.
_RECENT = """
    SELECT min(paper_number), max(paper_number) FROM trends.counted_papers WHERE month BETWEEN $recent AND $window_end
"""
_TITLED = """
    CREATE OR REPLACE TEMP TABLE titled_uses AS
    SELECT paper_number, term_number FROM trends.postings SEMI JOIN known_terms USING (term_number)
    WHERE in_title AND paper_number <= $last
"""
# Of a pair, `rare` is the term that fewer papers use: its papers are looked through for the other. A term and a part of
# it always meet.
_MET = f"""
    CREATE OR REPLACE TEMP TABLE titled_pairs AS
    WITH recent AS (SELECT paper_number, term_number, term, papers FROM titled_uses JOIN known_terms USING (term_number)
        WHERE paper_number >= $first),
    met AS (
        SELECT rare.term_number AS rare, other.term_number AS other, rare.term AS rare_term, other.term AS other_term,
            count(*) AS titles
        FROM recent AS rare JOIN recent AS other USING (paper_number)
        WHERE (rare.papers, rare.term) < (other.papers, other.term)
        GROUP BY ALL HAVING count(*) >= {LEAST_TITLES}
    )
    SELECT rare, other, least(rare_term, other_term) AS term_a, greatest(rare_term, other_term) AS term_b, titles
    FROM met WHERE NOT contains(concat(' ', lower(rare_term), ' '), concat(' ', lower(other_term), ' '))
        AND NOT contains(concat(' ', lower(other_term), ' '), concat(' ', lower(rare_term), ' '))
"""
_UNSEEN = f"""
    CREATE OR REPLACE TEMP TABLE unseen_pairs AS
    FROM titled_pairs ANTI JOIN (
        SELECT rare, other FROM titled_pairs
        JOIN titled_uses AS one ON one.term_number = rare AND one.paper_number < $first
        JOIN titled_uses AS two ON two.term_number = other AND two.paper_number = one.paper_number
    ) USING (rare, other)
    ORDER BY titles DESC, term_a, term_b LIMIT {_MOST_PAIRS}
"""
_NEW = """
    INSERT INTO trends.new_pairs
    WITH uses AS (
        SELECT paper_number, term_number FROM trends.postings
        WHERE paper_number <= $last
            AND term_number IN (SELECT rare FROM unseen_pairs UNION ALL SELECT other FROM unseen_pairs)
    )
    SELECT term_a, term_b, min(month) AS first_month, count(*) AS papers, any_value(titles) AS titles
    FROM unseen_pairs
    JOIN uses AS one ON one.term_number = rare
    JOIN uses AS two ON two.term_number = other AND two.paper_number = one.paper_number
    JOIN trends.counted_papers AS p ON p.paper_number = one.paper_number
    GROUP BY term_a, term_b HAVING min(one.paper_number) >= $first ORDER BY term_a, term_b
"""


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty `trends.new_pairs` of the last complete months. Call inside a transaction, after counting."""
    window_end = last_complete_month(connection)
    if window_end is None:
        return
    recent = months_before(window_end, NEW_MONTHS - 1)
    first, last = connection.execute(_RECENT, {"recent": recent, "window_end": window_end}).fetchall()[0]
    if first is None:
        return
    connection.execute(_KNOWN, {"known": months_before(recent, KNOWN_MONTHS)})
    connection.execute(_TITLED, {"last": last})
    connection.execute(_MET, {"first": first})
    connection.execute(_UNSEEN, {"first": first})
    connection.execute(_NEW, {"first": first, "last": last})
    for made in ("known_terms", "titled_uses", "titled_pairs", "unseen_pairs"):
        connection.execute(f"DROP TABLE {made}")
