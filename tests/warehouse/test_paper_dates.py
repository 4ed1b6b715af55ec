"""`core.paper_dates`: what listings say of a paper's dates, kinds kept apart, each distinct statement once."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from small_warehouse import DUMPS

from transforms.schema import TABLES
from transforms.schema.core import LISTINGS
from transforms.schema.paper_dates import DATE_KINDS, PAPER_DATES
from warehouse.writer import append

PAPER = "arxiv:2405.00001"
DATED, UNDATED = DUMPS[0]["dump_id"], DUMPS[1]["dump_id"]


def fill(database: duckdb.DuckDBPyConnection, *listings: dict[str, Any]) -> None:
    """Listings of one paper in a dump without a capture day, unless they say otherwise."""
    empty = {name: [] for name in ("authors", "categories", "keywords", "links")}
    usual = {"dump_id": UNDATED, "source": "s", "paper_id": PAPER, "title": "Boats", "is_withdrawn": False, **empty}
    rows = [{**usual, "listing_id": f"{'a' * 16}:{n}", "position": n, **row} for n, row in enumerate(listings)]
    append(database, "core.dumps", TABLES["core.dumps"].conform(pl.DataFrame(DUMPS[:2])))
    append(database, "core.listings", LISTINGS.conform(pl.DataFrame(rows, infer_schema_length=None)))


def dated(event: str, day: date, precision: str = "day", basis: str = "stated") -> dict[str, Any]:
    return {f"{event}_on": day, f"{event}_precision": precision, f"{event}_basis": basis}


MAY, JUNE = date(2024, 5, 3), date(2024, 6, 1)


@pytest.mark.parametrize(
    ("listings", "expected"),
    [
        pytest.param([{}], [], id="nothing said"),
        pytest.param(
            [{**dated("submitted", MAY), **dated("published", JUNE, "month"), **dated("updated", JUNE, "year")}],
            [
                ("published", JUNE, "month", "s", "stated"),
                ("submitted", MAY, "day", "s", "stated"),
                ("updated", JUNE, "year", "s", "stated"),
            ],
            id="kinds apart, each with its precision",
        ),
        pytest.param(
            [dated("published", JUNE, "month"), dated("published", JUNE, "month"), dated("published", JUNE)],
            [("published", JUNE, "day", "s", "stated"), ("published", JUNE, "month", "s", "stated")],
            id="distinct statements once",
        ),
        pytest.param(
            [dated("published", MAY), {**dated("published", MAY), "source": "t"}],
            [("published", MAY, "day", "s", "stated"), ("published", MAY, "day", "t", "stated")],
            id="two sources are two statements",
        ),
        pytest.param(
            [{"dump_id": DATED}, {"dump_id": DATED}, {}],
            [("listed", date(2025, 12, 10), "day", "s", "year_inferred")],
            id="listed when it was captured, where that is known",
        ),
        pytest.param(
            [{"extra": '{"listed_at": "2024-05-03T09:00:00.000Z"}'}, {"extra": '{"listed_at": "soon"}'}],
            [("listed", MAY, "day", "s", "stated")],
            id="listed when the site says so",
        ),
    ],
)
def test_what_is_said_of_a_paper(
    database: duckdb.DuckDBPyConnection, listings: list[dict[str, Any]], expected: list[tuple[Any, ...]]
) -> None:
    fill(database, *listings)
    found = database.sql(
        "SELECT kind, date, precision, source, basis FROM core.paper_dates WHERE paper_id = $1 ORDER BY ALL",
        params=[PAPER],
    )
    assert found.fetchall() == expected


def test_the_view_has_its_declared_columns_and_kinds(database: duckdb.DuckDBPyConnection) -> None:
    fill(database, {"dump_id": DATED, **dated("submitted", MAY), **dated("published", MAY), **dated("updated", MAY)})
    found = database.sql("SELECT * FROM core.paper_dates").pl()
    assert dict(found.schema) == {column.name: column.dtype for column in PAPER_DATES.columns}
    assert set(found["kind"]) == set(DATE_KINDS)
