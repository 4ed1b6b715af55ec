"""Papers by how well their words answer a query: BM25 as SQL. No question lives here.

S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with fields as there (3.6.1):
uses in the title count TITLE_WEIGHT times, for the length too. A phrase is ranked as a word of its own. Scores are
whole numbers, so that their sum, and with it the order, is the same each time.
"""

from __future__ import annotations

from typing import Any

from transforms.search.query import Words
from warehouse.queries.clauses import IN_TITLE, PAPER_NUMBER, standing
from warehouse.queries.filters import DATED, PaperFilter

K1, B = 1.2, 0.75
TITLE_WEIGHT = 3
_SCALE = 1_000_000

LENGTH = f"({TITLE_WEIGHT} * title_words + abstract_words)"
# Of equal scores the newer first, those without a month last: `trends.counted_papers` numbers them by month.
_ORDER = "score DESC, paper_number < (SELECT count(month) FROM trends.counted_papers) DESC, paper_number DESC"


def ranked(where: PaperFilter) -> tuple[str, dict[str, Any]]:
    """CTEs, the last of them `chosen(place, rank)`: row ids of papers `$skipped` to `$skipped + $rows`; and the values.

    Raises UsageError for a faulty search; the search must look for a word at least.
    """
    hits: list[str] = []
    excluded: list[str] = []
    values: dict[str, Any] = {}
    for number, clause in enumerate(where.query.clauses):
        if isinstance(clause, Words):
            places, bound = standing(clause, f"clause_{number}")
            (excluded if clause.is_excluded else hits).append(places)
            values |= bound
    condition, bound = where.condition(with_texts=False)
    ctes = [f"hits_{number} AS MATERIALIZED ({_hits(places)})" for number, places in enumerate(hits)]
    scored = [_collection(len(hits)), _scored(len(hits), excluded), _chosen(condition)]
    return "WITH " + ", ".join([*ctes, *scored]), values | bound


def counted(where: PaperFilter) -> tuple[str, dict[str, Any]]:
    """SELECT of how many papers a search for words alone finds, and the values; `warehouse.queries.papers.Counted`.

    Numbers of papers tell nearly all: first come those dated to a month, then those that are not, then the withdrawn.
    """
    parts: list[str] = []
    values: dict[str, Any] = {}
    for number, clause in enumerate(where.query.clauses):
        if isinstance(clause, Words):
            places, bound = standing(clause, f"clause_{number}")
            among = "NOT IN" if clause.is_excluded else "IN"
            parts.append(f"paper_number {among} (SELECT {PAPER_NUMBER} FROM ({places}))")
            values |= bound
    return (
        f"""
        WITH found AS MATERIALIZED (SELECT paper_number FROM search.indexed_papers WHERE {" AND ".join(parts)}),
        withdrawn AS (
            SELECT count(*) AS dated
            FROM found JOIN search.indexed_papers USING (paper_number) JOIN core.papers AS p USING (paper_id)
            WHERE paper_number >= (SELECT count(*) FROM trends.counted_papers) AND {DATED}
        )
        SELECT papers, numbered + withdrawn.dated AS dated, withdrawn.dated AS dated_and_withdrawn
        FROM withdrawn, (
            SELECT count(*) AS papers,
                count(*) FILTER (paper_number < (SELECT count(month) FROM trends.counted_papers)) AS numbered
            FROM found
        )
    """,
        values,
    )


def _hits(places: str) -> str:
    """`paper_number`, `uses`, those in the title weighted."""
    return f"""
        SELECT {PAPER_NUMBER} AS paper_number,
            count(*) + {TITLE_WEIGHT - 1} * count(*) FILTER ({IN_TITLE}) AS uses
        FROM ({places}) GROUP BY ALL
    """


def _collection(n_hits: int) -> str:
    """CTE of one row: the mean length of a paper, and how telling each clause is."""
    telling = "".join(
        f", (SELECT ln(1 + (papers - count(*) + 0.5) / (count(*) + 0.5)) FROM hits_{number}) AS weight_{number}"
        for number in range(n_hits)
    )
    return f"""
        collection AS MATERIALIZED (
            SELECT words{telling}
            FROM (SELECT count(*) AS papers, avg({LENGTH}) AS words FROM search.indexed_papers)
        )
    """


def _scored(n_hits: int, excluded: list[str]) -> str:
    """CTE `scored(paper_number, score)` of the papers in which all clauses hit."""
    dampening = f"{K1 * (1 - B):e} + {K1 * B:e} * {LENGTH} / collection.words"
    score = " + ".join(
        f"round({_SCALE * (K1 + 1):e} * weight_{number} * hits.uses / (hits.uses + {dampening}))::BIGINT".replace(
            "hits.", f"hits_{number}."
        )
        for number in range(n_hits)
    )
    joined = " ".join(f"JOIN hits_{number} USING (paper_number)" for number in range(1, n_hits))
    without = " ".join(
        f"ANTI JOIN (SELECT {PAPER_NUMBER} AS paper_number FROM ({places})) USING (paper_number)" for places in excluded
    )
    return f"""
        scored AS (
            SELECT paper_number, {score} AS score
            FROM hits_0 {joined} {without} JOIN search.indexed_papers USING (paper_number) CROSS JOIN collection
        )
    """


def _chosen(condition: str) -> str:
    """CTEs `best` (as numbers, since ids and rows of all that fit would take longer than their order) and `chosen`."""
    fitting = "scored"
    if condition != "true":
        fitting = f"""(
            SELECT scored.* FROM scored JOIN search.indexed_papers USING (paper_number)
            JOIN core.papers AS p USING (paper_id) WHERE {condition}
        )"""
    return f"""
        best AS MATERIALIZED (FROM {fitting} ORDER BY {_ORDER} LIMIT $rows OFFSET $skipped),
        chosen AS MATERIALIZED (
            SELECT p.rowid AS place, row_number() OVER (ORDER BY {_ORDER}) AS rank
            FROM best JOIN search.indexed_papers USING (paper_number) JOIN core.papers AS p USING (paper_id)
        )
    """
