"""Papers that a dump withdraws, whether it lists them or not: marked whenever they are matched, in any order of dumps.

`core.withdrawals` is filled by loading and emptied with its dump (`writer.clear_dump`).
"""

from __future__ import annotations

import duckdb


def mark(connection: duckdb.DuckDBPyConnection) -> None:
    """Mark the papers that a withdrawal names. Call after papers were written, in the same transaction.

    A withdrawal of a paper that no dump lists marks nothing, until one does.
    """
    if not connection.execute("SELECT 1 FROM core.withdrawals LIMIT 1").fetchall():
        return  # looking through all identifiers costs a tenth of a second a million papers
    connection.execute(
        "UPDATE core.papers SET is_withdrawn = true WHERE NOT is_withdrawn AND paper_id IN "
        "(SELECT paper_id FROM core.identifiers SEMI JOIN core.withdrawals USING (scheme, value))"
    )
