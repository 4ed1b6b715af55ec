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

from transforms.ahead import one_ahead
from transforms.schema import TABLES, search
from transforms.schema import vocabulary as named
from transforms.trends.counts import monthly_counts
from transforms.trends.growth import WINDOWS
from transforms.trends.own_vocabulary import OwnVocabulary
from transforms.trends.terms import Counted, Support, count
from warehouse import (
    aggregates,
    ddl,
    engagement_changes,
    new_pairs,
    rising,
    search_index,
    term_pairs,
    term_series,
    title_uses,
    topics,
    vocabulary,
    writer,
)
from warehouse.queries.filters import DATED, MONTH
from warehouse.settings import Settings
from warehouse.transaction import transaction

# Papers whose texts are held at once: bounds memory (some 40 KB a paper), not speed.
_PAPERS_AT_ONCE = 10_000
# Terms whose months are counted at once: their groups stay in memory. At a million papers all at once take half as long
# again.
_TERMS_AT_ONCE = 10_000

# Postings are written ahead, in a transaction of their own, under other names: reading them again in the transaction
# that writes them takes three times as long.
_AHEAD = {"trends.counted_papers": "trends.counted_papers_ahead", "trends.postings": "trends.postings_ahead"}

_NUMBERED = f"""
    INSERT INTO {_AHEAD["trends.counted_papers"]}
    SELECT row_number() OVER (ORDER BY month, paper_id) - 1 AS paper_number, paper_id, month
    FROM (
        SELECT paper_id, CASE WHEN {DATED} THEN {MONTH} END AS month FROM core.papers AS p WHERE NOT is_withdrawn
    )
"""
# Uses by papers of the last months, those that what rises is found in, are stored apart: what asks for them reads no
# others. Papers are numbered in the order of months; so far back the longest windows go from the last capture.
_RECENT_MONTHS = 2 * max(WINDOWS)
_FIRST_RECENT = f"""
    SELECT coalesce(min(paper_number), 0) FROM {_AHEAD["trends.counted_papers"]} WHERE month > (
        SELECT max(coalesce(captured_on, landed_at::DATE)) - to_months({_RECENT_MONTHS})
        FROM core.dumps WHERE status = 'loaded'
    )
"""
_TEXTS = f"""
    SELECT paper_number, title, abstract FROM core.papers JOIN (
        SELECT paper_number, paper_id FROM {_AHEAD["trends.counted_papers"]}
        WHERE (paper_number >= $first_recent) = $are_recent
    ) USING (paper_id)
"""
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
    "trends.topics",
    "trends.topic_terms",
    "trends.topic_months",
    "trends.new_pairs",
    "trends.paper_cells",
    "trends.author_counts",
    "trends.title_counts",
    "trends.engagement_changes",
    *(table.full_name for table in named.TABLES),
    *(table.full_name for table in search.TABLES),
)


def recount(connection: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, int]:
    """Count papers and terms, as `vocabulary.toml` has it, and index their words anew, all or nothing; rows per table.

    A month without a row in `term_months` that has dated papers (a row of `monthly_counts` for source `*` over all
    categories, with the same `total_papers`) is a zero; a month that is not there either is a gap.
    Raises UsageError for a faulty vocabulary.
    """
    own = vocabulary.read(settings.vocabulary)
    folder = settings.staging / "trends"
    try:
        counted = _count_ahead(connection, settings, own, folder)
        with transaction(connection):
            topics_before = topics.terms(connection)
            _replace_tables(connection)
            writer.append(connection, "trends.monthly_counts", monthly_counts(connection.sql(_CELLS).pl()))
            _write_terms(connection, counted)
            vocabulary.write(connection, own, counted.forms)
            rising.write(connection)
            term_series.write(connection)
            term_pairs.write(connection)
            with title_uses.held(connection):
                topics.write(connection, before=topics_before)
                new_pairs.write(connection)
            aggregates.write(connection)
            engagement_changes.write(connection)
            search_index.write(connection, counted.texts)
            query = "SELECT count(*) FROM {}"
            return {name: connection.execute(query.format(name)).fetchall()[0][0] for name in COUNTED}
    finally:
        _drop(connection, *_AHEAD.values())
        shutil.rmtree(folder, ignore_errors=True)


def _count_ahead(
    connection: duckdb.DuckDBPyConnection, settings: Settings, own: OwnVocabulary, folder: Path
) -> Counted:
    """Number the papers, find their terms and write the postings, all beside the tables that there are."""
    with transaction(connection):
        _drop(connection, *_AHEAD.values())  # a process that was killed left them
        for name, ahead in _AHEAD.items():
            connection.execute(ddl.create_table(TABLES[name], full_name=ahead))
        connection.execute(_NUMBERED)
        counted = _count(connection, settings, own, folder)
        for chunk in one_ahead(counted.postings):
            writer.append(connection, "trends.postings", chunk, into=_AHEAD["trends.postings"])
    return counted


def _replace_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables without rows, but for those that were written ahead.

    Deleting a hundred million rows takes longer than making the table anew.
    """
    _drop(connection, *COUNTED)
    for name in COUNTED:
        if name in _AHEAD:
            connection.execute(f"ALTER TABLE {_AHEAD[name]} RENAME TO {TABLES[name].name}")
        else:
            connection.execute(ddl.create_table(TABLES[name]))


def _drop(connection: duckdb.DuckDBPyConnection, *names: str) -> None:
    for name in names:
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _count(connection: duckdb.DuckDBPyConnection, settings: Settings, own: OwnVocabulary, folder: Path) -> Counted:
    support = Support(
        min_papers=settings.min_term_papers, min_share=settings.min_term_share, max_terms=settings.max_terms
    )
    numbers = iter(range(1_000))
    return count(_texts(connection), support=support, own=own, scratch=lambda: Files(folder / str(next(numbers))))


def _texts(connection: duckdb.DuckDBPyConnection) -> Iterator[pl.DataFrame]:
    """The papers in chunks, the recent ones last, else in whatever order they are stored.

    No other query may run before the last chunk.
    """
    first_recent = connection.execute(_FIRST_RECENT).fetchall()[0][0]
    for are_recent in (False, True):
        bound = {"first_recent": first_recent, "are_recent": are_recent}
        for batch in connection.execute(_TEXTS, bound).to_arrow_reader(_PAPERS_AT_ONCE):
            yield pl.DataFrame(batch)


def _write_terms(connection: duckdb.DuckDBPyConnection, counted: Counted) -> None:
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
