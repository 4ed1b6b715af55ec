"""Keys that two rows have and values that refer to nothing, in tables looked at as a whole or in parts."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.schema import TABLES
from warehouse.key_measures import duplicate_keys, unresolved_references

COUNTS = TABLES["trends.monthly_counts"]  # key: month, source, category


@given(
    keys=st.lists(st.tuples(st.integers(1, 12) | st.none(), st.sampled_from(["a", "b"]) | st.none()), max_size=60),
    rows_at_once=st.integers(1, 20),
)
def test_a_table_in_parts_has_as_many_repeated_keys(
    keys: list[tuple[int | None, str | None]], rows_at_once: int
) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE SCHEMA trends; CREATE TABLE trends.monthly_counts (month INT, source TEXT, category TEXT)"
        )
        connection.executemany("INSERT INTO trends.monthly_counts VALUES ($1, $2, 'all')", keys or [(1, "a")])
        counted = duplicate_keys(connection, COUNTS, rows_at_once=rows_at_once)
    repeated = len(keys) - len(set(keys)) if keys else 0
    assert counted.select("unexpected", "total").row(0) == (repeated, len(keys) or 1)


@pytest.mark.parametrize(
    ("numbers", "used", "unresolved"),
    [
        ([0, 1, 2], [0, 0, 2], 0),
        ([0, 1, 2], [], 0),
        ([0, 1, 2], [2, 3, 3], 2),
        ([1, 2], [0, 1, 2], 1),
        ([0, 1, 3], [0, 2, 3], 1),
        ([0, 1, 1, 3], [0, 2, 3], 1),
        ([], [7], 1),
    ],
    ids=["all", "none used", "beyond", "before", "in a gap", "in a gap that a repeated number hides", "nothing there"],
)
def test_numbers_that_refer_to_no_row(
    database: duckdb.DuckDBPyConnection, numbers: list[int], used: list[int], unresolved: int
) -> None:
    for number in numbers:
        database.execute("INSERT INTO trends.counted_papers (paper_number, paper_id) VALUES ($1, 'x')", [number])
    for number in used:
        database.execute("INSERT INTO trends.postings VALUES (0, $1, true)", [number])
    [measured] = [
        frame
        for frame in unresolved_references(database)
        if frame.select("table_name", "column_name").row(0) == ("trends.postings", "paper_number")
    ]
    assert measured["unexpected"][0] == unresolved
