"""The `trends` tables made anew from `core.papers`: texts go to `transforms.trends` chunk by chunk, numbers come back.

The `search` tables are made in the same go (`search_index`), since they are made of the same words.

What is held at once is a chunk of papers, the words of all texts, and the terms. What lies between two passes over the
papers is kept in files beside staging, so memory does not grow with the number of papers.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from transforms.schema import TABLES, search
from transforms.trends.counts import monthly_counts
from transforms.trends.terms import Counted, Support, count
from warehouse import ddl, rising, search_index, term_pairs, term_series, writer
from warehouse.queries.filters import DATED, MONTH
from warehouse.settings import Settings
from warehouse.transaction import transaction

# Papers whose texts are held at once: bounds memory (some 40 KB a paper), not speed.
_PAPERS_AT_ONCE = 10_000
# Terms whose months are counted at once: their groups stay in memory. At a million papers all at once take half as long
# again.
_TERMS_AT_ONCE = 10_000

_NUMBERED = f"""
    INSERT INTO trends.counted_papers
    SELECT row_number() OVER (ORDER BY month, paper_id) - 1 AS paper_number, paper_id, month
    FROM (
        SELECT paper_id, CASE WHEN {DATED} THEN {MONTH} END AS month FROM core.papers AS p WHERE NOT is_withdrawn
    )
"""
_TEXTS = "SELECT paper_number, title, abstract FROM core.papers JOIN trends.counted_papers USING (paper_id)"
_CELLS = """
    SELECT published_on, published_precision, sources, primary_category, count(*) AS papers
    FROM core.papers WHERE NOT is_withdrawn GROUP BY ALL
"""
_TERM_COUNTS = """
    INSERT INTO trends.term_counts
    SELECT term_number, month, count(*) AS papers
    FROM trends.postings JOIN trends.counted_papers USING (paper_number)
    WHERE month IS NOT NULL AND term_number BETWEEN $1 AND $2 GROUP BY ALL ORDER BY term_number, month
"""
_TERMS = """
    INSERT INTO trends.terms
    SELECT term, n_words, papers, first_month, last_month, term_number
    FROM found_terms LEFT JOIN (
        SELECT term_number, min(month) AS first_month, max(month) AS last_month FROM trends.term_counts GROUP BY ALL
    ) USING (term_number) ORDER BY term_number
"""
# What `recount` makes anew.
COUNTED = (
    "trends.monthly_counts",
    "trends.terms",
    "trends.counted_papers",
    "trends.postings",
    "trends.term_counts",
    "trends.rising_terms",
    "trends.term_trends",
    "trends.term_bursts",
    "trends.term_pairs",
    *(table.full_name for table in search.TABLES),
)


def recount(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, int]:
    """Count papers and terms and index their words anew, in one transaction; rows per table.

    A month without a row in `term_months` that has dated papers (a row of `monthly_counts` for source `*` over all
    categories, with the same `total_papers`) is a zero; a month that is not there either is a gap.
    """
    tables = [TABLES[name] for name in COUNTED]
    folder = settings.staging / "trends"
    try:
        with transaction(connection):
            for table in tables:
                # Deleting a hundred million rows takes longer than making the table anew.
                connection.execute(f"DROP TABLE IF EXISTS {table.full_name}")
                connection.execute(ddl.create_table(table))
            connection.execute(_NUMBERED)
            writer.append(connection, "trends.monthly_counts", monthly_counts(connection.sql(_CELLS).pl()))
            counted = _count(connection, settings, folder)
            _write_terms(connection, counted)
            rising.write(connection)
            term_series.write(connection)
            term_pairs.write(connection)
            search_index.write(connection, counted.texts)
            query = "SELECT count(*) FROM {}"
            rows = {t.full_name: connection.execute(query.format(t.full_name)).fetchall()[0][0] for t in tables}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def _count(connection: duckdb.DuckDBPyConnection, settings: Settings, folder: Path) -> Counted:
    support = Support(
        min_papers=settings.min_term_papers, min_share=settings.min_term_share, max_terms=settings.max_terms
    )
    numbers = iter(range(1_000))
    return count(_texts(connection), support=support, scratch=lambda: Files(folder / str(next(numbers))))


def _texts(connection: duckdb.DuckDBPyConnection) -> Iterator[pl.DataFrame]:
    """The papers in chunks, in whatever order they are stored. No other query may run before the last chunk."""
    for batch in connection.execute(_TEXTS).to_arrow_reader(_PAPERS_AT_ONCE):
        yield pl.DataFrame(batch)


def _write_terms(connection: duckdb.DuckDBPyConnection, counted: Counted) -> None:
    for chunk in counted.postings:
        writer.append(connection, "trends.postings", chunk)
    for first in range(0, counted.terms.height, _TERMS_AT_ONCE):
        connection.execute(_TERM_COUNTS, [first, first + _TERMS_AT_ONCE - 1])
    found_terms = counted.terms  # noqa: F841 - DuckDB finds this name
    connection.execute(_TERMS)


class Files:
    """Chunks in files of one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._chunks = 0

    def append(self, chunk: pl.DataFrame) -> None:
        """Write a chunk behind the others."""
        chunk.write_ipc(self._folder / f"{self._chunks}.arrow", compression="lz4")
        self._chunks += 1

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for number in range(self._chunks):
            yield pl.read_ipc(self._folder / f"{number}.arrow")
