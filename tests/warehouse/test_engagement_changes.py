"""How engagement changes between captures, by hand-computed examples, and what is asked of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.schema import TABLES
from warehouse import engagement_changes, writer
from warehouse.queries import engagement, papers
from warehouse.queries.engagement import LEVEL, VELOCITY
from warehouse.queries.filters import PaperFilter

TODAY = date(2026, 1, 9)
FIRST = date(2025, 11, 1)


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def paper(name: str, published: date | None, precision: str | None) -> dict[str, Any]:
    usual = {"paper_id": f"arxiv:{name}", "title": f"Study {name}", "sources": ["hf"], "authors": [], "categories": []}
    usual |= {"listings": 1, "dumps": 1, "is_withdrawn": False}
    return usual | {"published_on": published, "published_precision": precision, "published_basis": "stated"}


def seen(name: str, day: int, source: str = "hf", **figures: int) -> dict[str, Any]:
    return {"paper_id": f"arxiv:{name}", "observed_on": FIRST + timedelta(days=day), "source": source, **figures}


@pytest.fixture
def con(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Paper a is captured three times by one source and once by another, b twice, c and d once."""
    fill(
        database,
        "core.papers",
        [
            paper("a", date(2025, 10, 3), "day"),
            paper("b", date(2025, 10, 9), "day"),
            paper("c", date(2025, 1, 1), "year"),
            paper("d", None, None),
        ],
    )
    observations = [
        seen("a", 0, upvotes=10, comments=1),
        seen("a", 10, upvotes=30),
        seen("a", 14, upvotes=32, comments=8),
        seen("a", 14, "api", upvotes=33),
        seen("b", 0, upvotes=9),
        seen("b", 4, upvotes=7),
        seen("c", 0, upvotes=0),
        seen("d", 0, upvotes=100),
    ]
    fill(database, "core.engagement", observations)
    engagement_changes.write(database)
    return database


def test_changes_are_those_since_the_sources_capture_before(con: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT source, observed_on - $1::DATE AS day, observed, previous_on - $1::DATE, per_day, is_latest,
            is_latest_change
        FROM trends.engagement_changes WHERE paper_id = 'arxiv:a' AND figure = $2 ORDER BY source, observed_on
    """
    assert con.execute(query, [FIRST, "upvotes"]).fetchall() == [
        ("api", 14, 33, None, None, True, False),
        ("hf", 0, 10, None, None, False, False),
        ("hf", 10, 30, 0, 2.0, False, False),
        ("hf", 14, 32, 10, 0.5, False, True),
    ]
    # The capture between them has no comments: the change is over both steps.
    assert con.execute(query, [FIRST, "comments"]).fetchall() == [
        ("hf", 0, 1, None, None, False, False),
        ("hf", 14, 8, 0, 0.5, True, True),
    ]


def test_what_was_observed(con: duckdb.DuckDBPyConnection) -> None:
    found = engagement.observed(con, where=PaperFilter())
    assert found["figure", "papers", "changes", "captures"].rows() == [
        ("upvotes", 4, 2, 4),
        ("comments", 1, 1, 2),
        ("github_stars", 0, 0, 0),
        ("citations", 0, 0, 0),
    ]
    of_c = engagement.observed(con, where=PaperFilter(year=2025, is_dated=False))
    assert of_c["papers"].to_list() == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("of", "step", "expected"),
    [
        # The last upvotes of a are 33, those of b 7: quartiles between them are linear.
        (LEVEL, "month", [(date(2025, 10, 1), 2, 13.5, 20.0, 26.5, False)]),
        (LEVEL, "year", [(date(2025, 1, 1), 3, 3.5, 7.0, 20.0, False)]),
        # a gained 0.5 a day between its last two captures, b lost 0.5.
        (VELOCITY, "month", [(date(2025, 10, 1), 2, -0.25, 0.0, 0.25, False)]),
    ],
)
def test_levels_and_velocities(
    con: duckdb.DuckDBPyConnection, of: tuple[str, str], step: str, expected: list[Any]
) -> None:
    found = engagement.per_period(con, figure="upvotes", of=of, where=PaperFilter(), step=step, today=TODAY)
    assert found.rows() == expected


def test_the_fastest_first(con: duckdb.DuckDBPyConnection) -> None:
    found = engagement.fastest(con, figure="upvotes", where=PaperFilter(), limit=9)
    assert found.rows() == [
        ("arxiv:a", "Study a", "hf", FIRST + timedelta(days=10), FIRST + timedelta(days=14), 32, 0.5),
    ]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (PaperFilter(observed="upvotes"), 4),
        (PaperFilter(observed="upvotes", since=date(2025, 10, 1)), 2),
        (PaperFilter(observed_again="upvotes"), 2),
        (PaperFilter(observed="comments"), 1),
        (PaperFilter(observed="citations"), 0),
    ],
)
def test_filters_leave_what_was_counted(con: duckdb.DuckDBPyConnection, where: PaperFilter, expected: int) -> None:
    assert papers.counted(con, where=where).papers == expected
