"""What the papers of a venue are about, against all others: terms of their titles."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.trends import log_odds
from warehouse.queries.asking import ask
from warehouse.queries.filters import OF_A_TITLE, PaperFilter

# Titles that use a term; in fewer it may be chance.
LEAST_TITLES = 2

_USED = f"""
    WITH here AS MATERIALIZED (
        SELECT c.paper_number FROM core.papers AS p JOIN trends.counted_papers AS c USING (paper_id)
        WHERE {{condition}}
    ),
    used AS (
        SELECT term_number, count(here.paper_number) AS papers, count(*) AS all_papers
        FROM trends.postings LEFT JOIN here USING (paper_number)
        WHERE {OF_A_TITLE} GROUP BY term_number HAVING count(here.paper_number) >= $least
    ),
    totals AS (
        SELECT (SELECT count(*) FROM here) AS total_papers, (SELECT count(*) FROM trends.counted_papers) AS in_all
    )
    SELECT term_number, term, used.papers, total_papers, all_papers - used.papers AS other_papers,
        in_all - total_papers AS other_total
    FROM used JOIN trends.terms USING (term_number), totals ORDER BY used.papers DESC, term
"""


def ranked(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, limit: int) -> pl.DataFrame:
    """Terms of at least LEAST_TITLES titles of the papers that fit, those that set them apart from all others first.

    Columns: `term | papers` (that fit and whose title uses it) `| total_papers` (that fit) `| other_papers |
    other_total | ratio | z` (`transforms.trends.log_odds.compare`). Only terms that their titles use more than others.
    Withdrawn papers are not counted.
    """
    condition, values = where.condition()
    found = ask(con, _USED.format(condition=condition), least=LEAST_TITLES, **values)
    sides = {
        "papers": "recent",
        "total_papers": "total_recent",
        "other_papers": "before",
        "other_total": "total_before",
    }
    compared = log_odds.compare(found.drop("term").rename(sides))
    return (
        found.join(compared, on="term_number", maintain_order="left")
        .filter(pl.col("z") > 0)
        .sort("z", "papers", "term", descending=[True, True, False], maintain_order=True)
        .drop("term_number")
        .head(limit)
    )
