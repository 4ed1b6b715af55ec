"""Questions about what an analyst asks to see over time: terms, groups, ratios, wildcards (`Series`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import polars as pl

from transforms.trends.expressions import Series
from transforms.trends.intervals import wilson_interval
from warehouse.queries.asking import ask
from warehouse.queries.filters import DATED, MONTH, PaperFilter
from warehouse.queries.papers import PARTIAL
from warehouse.queries.wildcards import IS_MEANT, NAMED_TERMS, in_other_number, patterns

# A wildcard that means more terms says nothing, and counting them takes long.
MOST_TERMS_MEANT = 1_000

# Terms that are meant on a side of a series; without a side `per` it is a share of all papers.
_MEANT = f"""
    asked AS (
        SELECT unnest($said::VARCHAR[]) AS said, unnest($sides::VARCHAR[]) AS side,
            unnest($patterns::VARCHAR[]) AS pattern, generate_subscripts($patterns::VARCHAR[], 1) AS place
    ),
    meant AS MATERIALIZED (
        SELECT DISTINCT said, side, term_number, papers FROM asked JOIN {NAMED_TERMS} ON {IS_MEANT}
    )
"""

# Every month from the first to the last with papers, for each series: its papers, and those it is a share of.
_MONTHLY = """
    span AS (SELECT unnest(generate_series(min(month), max(month), INTERVAL 1 MONTH))::DATE AS month FROM totals),
    denominators AS (
        SELECT said, list_contains($ratios, said) AS is_ratio, month,
            CASE WHEN list_contains($ratios, said) THEN per.papers ELSE totals.papers END AS total_papers
        FROM (SELECT DISTINCT said FROM asked) CROSS JOIN span
        LEFT JOIN totals USING (month) LEFT JOIN (FROM uses WHERE side = 'per') AS per USING (said, month)
    ),
    monthly AS (
        SELECT said AS term, is_ratio, month, total_papers,
            CASE WHEN total_papers IS NOT NULL THEN coalesce(papers, 0) END AS papers
        FROM denominators LEFT JOIN (FROM uses WHERE side = 'of') AS used USING (said, month)
    )
"""


def _sides(series: Sequence[Series]) -> dict[str, list[str]]:
    """Values of `_MEANT`: a place for each term of each side."""
    places = [
        (each.said, side, pattern)
        for each in series
        for side, terms in (("of", each.terms), ("per", each.per))
        for pattern in patterns(terms)
    ]
    return {name: [place[n] for place in places] for n, name in enumerate(("said", "sides", "patterns"))}


def meant(con: duckdb.DuckDBPyConnection, *, series: Sequence[Series]) -> pl.DataFrame:
    """How many terms each part of a series means, and the commonest. Columns: `said | side | asked | terms | term`.

    A row for each part as it was asked for; 0 and NULL where there is no such term. A lone term that is none as it is
    asked for means the one that is in the other number (`LLMs`: `LLM`).
    """
    query = f"""
        WITH {_MEANT}, found AS (
            SELECT said, side, place, term, papers, coalesce({IS_MEANT}, false) AS is_itself
            FROM asked LEFT JOIN {NAMED_TERMS}
                ON {IS_MEANT} OR list_contains(($others::VARCHAR[][])[place], lower(name))
            QUALIFY is_itself = bool_or(is_itself) OVER (PARTITION BY place)
        )
        SELECT said, side, $written[place] AS asked, count(DISTINCT term) AS terms, arg_max(term, papers) AS term
        FROM found GROUP BY said, side, place ORDER BY place
    """
    written = [term for each in series for term in (*each.terms, *each.per)]
    others = [in_other_number(term) if each.is_plain else [] for each in series for term in (*each.terms, *each.per)]
    return ask(con, query, written=written, others=others, **_sides(series))


def known(asked: Sequence[Series], meant: pl.DataFrame) -> list[Series]:
    """The series of which each side means a term, and none means too many; a lone term as the warehouse writes it.

    Columns in: those of `meant`.
    """
    sides = meant.group_by("said", "side").agg(terms=pl.col("terms").sum(), term=pl.col("term").first())
    unclear = set(sides.filter(~pl.col("terms").is_between(1, MOST_TERMS_MEANT))["said"])
    written = dict(sides.select("said", "term").iter_rows())
    found = (
        Series(said=written[each.said], terms=(written[each.said],)) if each.is_plain else each
        for each in asked
        if each.said not in unclear
    )
    return list({each.said: each for each in found}.values())


def over_time(
    con: duckdb.DuckDBPyConnection, *, series: Sequence[Series], where: PaperFilter, smooth_months: int, today: date
) -> pl.DataFrame:
    """Papers of each month that use each series, with the denominator: a row per series and month, none left out.

    Columns: `term | month | papers | total_papers | share | papers_window | total_papers_window | papers_smooth |
    share_smooth | is_ratio | is_partial`. `term` is what the series says; a paper that uses several terms of a group
    counts once. `total_papers` are the papers of the month, of a ratio those that use its second side. In a month
    where there are none all figures are NULL. The window is the month and the `smooth_months - 1` before it:
    `share_smooth` = papers_window / total_papers_window, `papers_smooth` = papers per month of the window that has
    papers. Withdrawn papers are not counted, as in `trends.term_months`.
    """
    is_counted = where.without_period().is_open and all(each.is_plain for each in series)
    counts, values = _pre_aggregated(where) if is_counted else _counted_anew(where)
    query = f"""
        WITH {_MEANT}, {counts}, {_MONTHLY},
        windows AS (
            SELECT *, CASE WHEN papers IS NOT NULL THEN sum(papers) OVER around END::BIGINT AS papers_window,
                CASE WHEN papers IS NOT NULL THEN sum(total_papers) OVER around END::BIGINT AS total_papers_window,
                count(papers) OVER around AS months_with_papers
            FROM monthly
            WINDOW around AS (PARTITION BY term ORDER BY month ROWS BETWEEN {int(smooth_months) - 1} PRECEDING
                AND CURRENT ROW)
        )
        SELECT term, month, papers, total_papers, papers / total_papers AS share, papers_window, total_papers_window,
            papers_window / months_with_papers AS papers_smooth,
            papers_window / total_papers_window AS share_smooth, is_ratio, {PARTIAL} AS is_partial
        FROM windows ORDER BY list_position($said, term), month
    """
    ratios = [each.said for each in series if each.per]
    return ask(con, query, today=today, ratios=ratios, **_sides(series), **values)


def with_interval(counts: pl.DataFrame) -> pl.DataFrame:
    """What `over_time` gives, with `share_low | share_high`: the 95 % interval of `share_smooth` (Wilson).

    NULL for ratios: what is divided there need not be a part of the other.
    """
    low, high = wilson_interval(pl.col("papers_window"), pl.col("total_papers_window"))
    return counts.with_columns(
        share_low=pl.when(~pl.col("is_ratio")).then(low), share_high=pl.when(~pl.col("is_ratio")).then(high)
    )


_IN_PERIOD = "($since::DATE IS NULL OR month >= $since) AND ($until::DATE IS NULL OR month <= $until)"


def _period(where: PaperFilter) -> dict[str, Any]:
    """Values of `_IN_PERIOD`."""
    return {"since": where.since, "until": where.until}


def _pre_aggregated(where: PaperFilter) -> tuple[str, dict[str, Any]]:
    """CTEs `totals(month, papers)` and `uses(said, side, month, papers)` from what the pipeline counted."""
    counts = f"""
        totals AS (
            SELECT month, papers FROM trends.monthly_counts WHERE source = '*' AND category IS NULL AND {_IN_PERIOD}
        ),
        uses AS (
            SELECT said, side, month, sum(counted.papers)::BIGINT AS papers
            FROM trends.term_counts AS counted JOIN meant USING (term_number) WHERE {_IN_PERIOD} GROUP BY ALL
        )
    """
    return counts, _period(where)


def _counted_anew(where: PaperFilter) -> tuple[str, dict[str, Any]]:
    """The same CTEs over the papers that fit: for filters, and for groups, that nothing was counted for.

    The sides of the series go by numbers: a paper that uses several terms of a side is told from others sooner.
    """
    if where.without_period().is_open:
        fitting = f"SELECT paper_number, month FROM trends.counted_papers WHERE month IS NOT NULL AND {_IN_PERIOD}"
        values = _period(where)
    else:
        condition, values = where.condition()
        fitting = f"""
            SELECT counted.paper_number, {MONTH} AS month
            FROM trends.counted_papers AS counted JOIN core.papers AS p USING (paper_id)
            WHERE {DATED} AND {condition}
        """
    counts = f"""
        fitting AS ({fitting}),
        totals AS (SELECT month, count(*) AS papers FROM fitting GROUP BY month),
        numbered AS (
            SELECT said, side, term_number, dense_rank() OVER (ORDER BY said, side)::INTEGER AS part FROM meant
        ),
        used AS MATERIALIZED (
            SELECT DISTINCT part, paper_number, month
            FROM (FROM trends.postings WHERE term_number IN (SELECT term_number FROM meant))
            JOIN fitting USING (paper_number) JOIN numbered USING (term_number)
        ),
        uses AS (
            SELECT said, side, month, papers
            FROM (SELECT part, month, count(*) AS papers FROM used GROUP BY ALL)
            JOIN (SELECT DISTINCT said, side, part FROM numbered) USING (part)
        )
    """
    return counts, values
