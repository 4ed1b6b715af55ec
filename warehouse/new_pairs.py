"""`trends.new_pairs` made anew from titles: which papers and months are looked at, in SQL. Figures: `transforms`.

A title says what a paper is about. In longer texts nearly all common terms meet somewhere, and rare ones meet for the
first time by chance.
"""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.schema.topics import NEW_PAIRS
from transforms.trends.association import LEAST_NPMI, is_nested, npmi
from transforms.trends.growth import months_before
from warehouse import writer
from warehouse.queries.topics import RECENT_MONTHS
from warehouse.rising import last_complete_month

# How long before the recent months both terms must have been in use.
KNOWN_MONTHS = 12
# The fewest papers that use a term, and the fewest titles that bring two together.
LEAST_PAPERS = 10
LEAST_TITLES = 2
MOST_PAIRS = 200

# Papers are numbered in the order of months.
_RECENT = """
    SELECT min(paper_number), max(paper_number) FROM trends.counted_papers WHERE month BETWEEN $recent AND $window_end
"""
# `rare` is the term of a pair that fewer papers use: its papers are looked through for the other.
_MET = f"""
    WITH recent AS (
        SELECT paper_number, month, term_number, term, papers, count(*) OVER (PARTITION BY term_number) AS titles
        FROM title_uses JOIN titled_terms USING (term_number) JOIN trends.counted_papers USING (paper_number)
        WHERE paper_number BETWEEN $first AND $last AND papers >= {LEAST_PAPERS} AND first_month <= $known
    )
    SELECT rare.term_number AS rare, other.term_number AS other, least(rare.term, other.term) AS term_a,
        greatest(rare.term, other.term) AS term_b, min(rare.month) AS first_month, count(*) AS papers,
        rare.titles AS titles_rare, other.titles AS titles_other
    FROM recent AS rare JOIN recent AS other USING (paper_number)
    WHERE (rare.papers, rare.term) < (other.papers, other.term)
    GROUP BY ALL HAVING count(*) >= {LEAST_TITLES}
"""
# Stored, so that its size is known when the joins are planned.
_CANDIDATES = "CREATE OR REPLACE TEMP TABLE candidate_pairs AS FROM candidates"
_UNSEEN = """
    FROM candidate_pairs ANTI JOIN (
        SELECT rare, other FROM candidate_pairs
        JOIN title_uses AS one ON one.term_number = rare AND one.paper_number < $first
        JOIN title_uses AS two ON two.term_number = other AND two.paper_number = one.paper_number
    ) USING (rare, other)
"""


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty `trends.new_pairs`, from the last complete months.

    Call inside a transaction, after counting, while `title_uses` are held.
    """
    window_end = last_complete_month(connection)
    if window_end is None:
        return
    recent = months_before(window_end, RECENT_MONTHS - 1)
    first, last = connection.execute(_RECENT, {"recent": recent, "window_end": window_end}).fetchall()[0]
    if first is None:
        return
    bounds = {"first": first, "last": last, "known": months_before(recent, KNOWN_MONTHS)}
    met = connection.execute(_MET, bounds).pl()
    association = npmi(pl.col("papers"), pl.col("titles_rare"), pl.col("titles_other"), pl.lit(last - first + 1))
    associated = met.with_columns(npmi=association).filter(pl.col("npmi") >= LEAST_NPMI)
    candidates = associated.filter(~is_nested("term_a", "term_b"))  # noqa: F841 - DuckDB finds this name
    connection.execute(_CANDIDATES)
    unseen = connection.execute(_UNSEEN, {"first": first}).pl()
    connection.execute("DROP TABLE candidate_pairs")
    strongest = unseen.sort("papers", "npmi", "term_a", "term_b", descending=[True, True, False, False])
    writer.append(connection, NEW_PAIRS.full_name, NEW_PAIRS.conform(strongest.head(MOST_PAIRS)))
