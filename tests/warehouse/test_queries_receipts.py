"""A receipt is the question itself: asked as it stands, it gives the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import polars as pl
import pytest
import small_warehouse
from hypothesis import given
from hypothesis import strategies as st

from transforms.trends.expressions import parse
from warehouse import adhoc
from warehouse.connection import open_snapshot
from warehouse.queries import dumps, papers, quality, rejects, series
from warehouse.queries.filters import PaperFilter
from warehouse.queries.receipts import Noting, literal, with_values
from warehouse.snapshots import Snapshot

TODAY = date(2025, 12, 15)
EVERYTHING = PaperFilter()
SERIES = [parse("graph kernels"), parse("g* / diffusion priors")]
NARROW = PaperFilter(
    search='"it\'s lanterns" -kettles',
    since=date(2024, 1, 1),
    until=date(2025, 6, 1),
    sources=("aitopics_text",),
    venue="a'b",
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return small_warehouse.publish(tmp_path_factory.mktemp("receipts") / "home")


@pytest.fixture(scope="module")
def con(snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(open_snapshot(snapshot.path)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        (papers.page, {"where": EVERYTHING, "order": "newest"}),
        (papers.page, {"where": NARROW, "order": "title", "limit": 3}),
        (papers.per_month, {"where": EVERYTHING, "today": TODAY}),
        (papers.per_month, {"where": PaperFilter(has_code=False, term="graph kernels"), "today": TODAY}),
        (papers.sources, {}),
        (papers.venues, {"limit": 5}),
        (series.meant, {"series": [parse("Graph Kernels"), parse("it's unknown + g* / 100%")]}),
        (series.over_time, {"series": SERIES, "where": EVERYTHING, "smooth_months": 3, "today": TODAY}),
        (series.over_time, {"series": SERIES, "where": NARROW, "smooth_months": 1, "today": TODAY}),
        (dumps.profile, {"dump_id": small_warehouse.dump_id(0)}),
        (rejects.by_reason, {}),
        (quality.runs, {"limit": 2}),
    ],
)
def test_a_receipt_gives_the_same_rows(
    snapshot: Snapshot, con: duckdb.DuckDBPyConnection, question: Callable[..., pl.DataFrame], filters: dict[str, Any]
) -> None:
    noting: Any = Noting(con)
    shown = question(noting, **filters)
    (statement,) = noting.statements
    again = adhoc.answer(snapshot.path, statement, rows_at_most=10_000, seconds_at_most=20).rows
    assert again.columns == shown.columns
    assert again.rows() == shown.rows()


def test_values_stand_in_their_places() -> None:
    query = """
        SELECT title FROM core.papers
        WHERE venue = $venue AND published_on >= $since LIMIT $rows
    """
    values = {"venue": "it's $rows", "since": date(2025, 1, 2), "rows": 5}
    assert with_values(query, values) == (
        "SELECT title FROM core.papers\nWHERE venue = 'it''s $rows' AND published_on >= DATE '2025-01-02' LIMIT 5"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "NULL"),
        (True, "TRUE"),
        (7, "7"),
        (0.25, "0.25"),
        ([], "[]"),
        (["a", "b'c"], "['a', 'b''c']"),
        (("a", None), "['a', NULL]"),
    ],
)
def test_literals(value: object, written: str) -> None:
    assert literal(value) == written


@pytest.mark.parametrize("value", [datetime(2025, 1, 2, tzinfo=UTC), b"bytes", {"a": 1}])
def test_what_no_question_binds_is_a_bug(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be written into a query"):
        literal(value)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    assert duckdb.sql(f"SELECT {literal(text)}").fetchall() == [(text,)]
