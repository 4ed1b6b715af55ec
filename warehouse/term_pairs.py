"""`trends.term_pairs` made anew from postings: which terms and papers, in SQL. Counts and figures: `transforms`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import duckdb
import polars as pl

from transforms.ahead import each_ahead
from transforms.schema.trends import TERM_PAIRS
from transforms.trends.association import LEAST_PAPERS, associated, strongest
from transforms.trends.co_occurrence import PairCounts, pairs_met
from warehouse import writer

# The commonest terms meet each other: pairs grow with the square of this, time with the square of how many of them a
# paper uses.
MOST_TERMS = 1_000
# A term that more than this share of all papers use meets all others; it says nothing about what a paper is about.
MOST_SHARE = 0.1

# Papers whose pairs are counted at once: bounds memory (some 10 KB a paper), not speed.
_PAPERS_AT_ONCE = 10_000

_CHOSEN = f"""
    CREATE OR REPLACE TEMP TABLE paired_terms AS
    SELECT (row_number() OVER (ORDER BY term) - 1)::INTEGER AS place, term_number, term, papers
    FROM (
        SELECT term_number, term, papers FROM trends.terms
        WHERE papers BETWEEN {LEAST_PAPERS} AND greatest({LEAST_PAPERS}, {MOST_SHARE} * $total)
        ORDER BY papers DESC, term LIMIT {MOST_TERMS}
    )
"""
# Paper by paper, so that some papers are read without looking at all; DuckDB gives rows back in the order they came in.
_USES = """
    CREATE OR REPLACE TEMP TABLE paired_uses AS
    SELECT paper_number, place FROM trends.postings JOIN paired_terms USING (term_number) ORDER BY ALL
"""
_OF_SOME_PAPERS = "SELECT paper_number, place FROM paired_uses WHERE paper_number BETWEEN $1 AND $2"


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty `trends.term_pairs`. Call inside a transaction, after counting."""
    total = connection.execute("SELECT count(*) FROM trends.counted_papers").fetchall()[0][0]
    connection.execute(_CHOSEN, {"total": total})
    terms = connection.sql("SELECT term, papers FROM paired_terms ORDER BY place").pl()
    if terms.is_empty():
        return
    connection.execute(_USES)
    counts = PairCounts(terms=terms.height)
    for met in each_ahead(partial(pairs_met, terms=terms.height), _uses(connection, papers=total)):
        counts.add(met)
    connection.execute("DROP TABLE paired_uses")
    met = counts.at_least(LEAST_PAPERS)
    papers_of = {"papers_a": terms["papers"].gather(met["one"]), "papers_b": terms["papers"].gather(met["other"])}
    pairs = associated(met.with_columns(**papers_of), total=total)
    # Places are in the order of names, so `one` is the alphabetically first.
    named = pairs.with_columns(term_a=terms["term"].gather(pairs["one"]), term_b=terms["term"].gather(pairs["other"]))
    writer.append(connection, TERM_PAIRS.full_name, TERM_PAIRS.conform(strongest(named)))


def _uses(connection: duckdb.DuckDBPyConnection, *, papers: int) -> Iterator[pl.DataFrame]:
    for first in range(0, papers, _PAPERS_AT_ONCE):
        yield connection.execute(_OF_SOME_PAPERS, [first, first + _PAPERS_AT_ONCE - 1]).pl()
