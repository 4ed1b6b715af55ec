"""`trends.engagement_changes` made anew from `core.engagement`: each figure beside the source's capture before."""

from __future__ import annotations

import duckdb

from transforms.schema.trends import ENGAGEMENT_CHANGES
from warehouse.queries.filters import DATED, FIGURES, MONTH, YEAR

# Papers go by row number, since sorting a million rows by text takes several times as long. Of captures of one day the
# higher figure is the later one; one source has one capture a day.
_CHANGES = f"""
    INSERT INTO {ENGAGEMENT_CHANGES.full_name}
    WITH dated AS (
        SELECT p.rowid AS place, paper_id, CASE WHEN {DATED} THEN {MONTH} END AS month, {YEAR}::INTEGER AS year
        FROM core.papers AS p
    ),
    figures AS (
        SELECT * FROM (
            UNPIVOT (SELECT paper_id, source, observed_on, {", ".join(FIGURES)} FROM core.engagement)
            ON {", ".join(FIGURES)} INTO NAME figure VALUE observed
        ) JOIN dated USING (paper_id)
    ),
    changes AS (
        SELECT *, lag(observed_on) OVER before AS previous_on,
            (observed - lag(observed) OVER before) / (observed_on - lag(observed_on) OVER before) AS per_day
        FROM figures WINDOW before AS (PARTITION BY place, figure, source ORDER BY observed_on)
    )
    SELECT paper_id, figure, source, observed_on, observed, previous_on, per_day,
        row_number() OVER (PARTITION BY place, figure ORDER BY observed_on DESC, observed DESC, source) = 1,
        per_day IS NOT NULL AND row_number() OVER (
            PARTITION BY place, figure, per_day IS NULL ORDER BY observed_on DESC, per_day DESC, source
        ) = 1,
        month, year
    FROM changes ORDER BY figure, month, year, paper_id, source, observed_on
"""


def write(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty table. Call inside a transaction."""
    connection.execute(_CHANGES)
