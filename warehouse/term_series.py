"""`trends.term_trends` and `trends.term_bursts` made anew from months that were counted. The figures: `transforms`."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms.schema.trends import TERM_BURSTS, TERM_TRENDS
from transforms.trends.bursts import bursts
from transforms.trends.half_life import half_lives
from transforms.trends.mann_kendall import mann_kendall
from transforms.trends.month_series import month_series, telling_months
from transforms.trends.significance import q_values, two_sided_p
from warehouse import writer
from warehouse.rising import last_complete_month

# Terms whose months are held at once: bounds memory (8 bytes a term and month, some six times over), not speed.
_TERMS_AT_ONCE = 25_000

_TOTALS = "SELECT month, papers FROM trends.monthly_counts WHERE source = '*' AND category IS NULL AND month <= $last"
_COUNTS = """
    SELECT term_number, month, papers FROM trends.term_counts
    WHERE month <= $last AND term_number BETWEEN $first AND $first + $terms - 1
"""


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill both empty tables from the months that tell, up to the last complete one.

    Call inside a transaction, after counting.
    """
    last = last_complete_month(connection)
    terms = connection.sql("SELECT term_number, term FROM trends.terms").pl()
    if last is None or terms.is_empty():
        return
    totals = telling_months(connection.execute(_TOTALS, {"last": last}).pl())
    trends = []
    for first in range(0, terms.height, _TERMS_AT_ONCE):
        chosen = {"last": last, "first": first, "terms": _TERMS_AT_ONCE}
        series = month_series(connection.execute(_COUNTS, chosen).pl(), totals)
        trends.append(mann_kendall(series).join(half_lives(series), on="term_number", maintain_order="left"))
        found = bursts(series).join(terms, on="term_number", maintain_order="left")
        writer.append(connection, TERM_BURSTS.full_name, TERM_BURSTS.conform(found))
    judged = pl.concat(trends).with_columns(trend_q=q_values(two_sided_p(pl.col("trend_z"))))
    named = judged.join(terms, on="term_number", maintain_order="left")
    writer.append(connection, TERM_TRENDS.full_name, TERM_TRENDS.conform(named))
