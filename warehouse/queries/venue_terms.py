"""What the papers of a venue are about, against all others: terms of their titles."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.trends import log_odds
from warehouse.queries.asking import ask
from warehouse.queries.filters import PaperFilter

# Titles that use a term; in fewer it may be chance.
LEAST_TITLES = 2
# Terms whose uses in abstracts are looked up, too: those that more of the titles use than their papers lead to expect.
_COMPARED = 200

_USED = f"""
    WITH here AS MATERIALIZED (
        SELECT c.paper_number FROM core.papers AS p JOIN trends.counted_papers AS c USING (paper_id)
        WHERE {{condition}}
    ),
    titled AS MATERIALIZED (
        SELECT term_number, titles, term, t.papers
        FROM (
            SELECT term_number, count(*) AS titles FROM trends.postings
            WHERE in_title AND paper_number IN (SELECT paper_number FROM here)
            GROUP BY term_number HAVING titles >= $least
        ) JOIN trends.terms AS t USING (term_number)
    ),
    outstanding AS MATERIALIZED (
        SELECT term_number, term, papers FROM titled
        ORDER BY (titles - papers * (SELECT sum(titles) / sum(papers) FROM titled)) / sqrt(papers) DESC, term
        LIMIT {_COMPARED}
    ),
    used AS (
        SELECT term_number, count(*) AS papers FROM trends.postings
        WHERE term_number IN (SELECT term_number FROM outstanding)
            AND paper_number IN (SELECT paper_number FROM here)
        GROUP BY term_number
    ),
    totals AS (
        SELECT (SELECT count(*) FROM here) AS total_papers, (SELECT count(*) FROM trends.counted_papers) AS in_all
    )
    SELECT term_number, term, used.papers, total_papers, t.papers - used.papers AS other_papers,
        in_all - total_papers AS other_total
    FROM used JOIN outstanding AS t USING (term_number), totals ORDER BY used.papers DESC, term
"""


def ranked(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, limit: int) -> pl.DataFrame:
    """Terms of at least LEAST_TITLES titles of the papers that fit, those that set them apart from all others first.

    Of very many the ones that stand out most in titles are compared.

    Columns: `term | papers` (that fit and use it, in title or abstract) `| total_papers` (that fit) `| other_papers |
    other_total | ratio | z` (`transforms.trends.log_odds.compare`). Only terms that they use more than others do.
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
