from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.schema.trends import MONTHLY_COUNTS
from transforms.trends.counts import monthly_counts

PAPERS = pl.Schema(
    {
        "published_on": pl.Date,
        "published_precision": pl.String,
        "sources": pl.List(pl.String),
        "primary_category": pl.String,
        "papers": pl.Int64,
    }
)
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


def counted(*rows: tuple[object, ...]) -> list[tuple[object, ...]]:
    return monthly_counts(pl.DataFrame(rows, schema=PAPERS, orient="row")).rows()


def test_the_cube_counts_each_paper_once_per_source_and_once_over_all() -> None:
    assert counted(
        (date(2024, 3, 5), "day", ["arxiv", "hf"], "cs.CL", 1),
        (date(2024, 3, 9), "day", ["hf"], "cs.LG", 2),
        (date(2024, 3, 1), "month", ["hf"], None, 1),
        (date(2024, 4, 30), "day", [], "cs.CL", 1),
    ) == [
        (MARCH, "*", None, 4),
        (MARCH, "*", "cs.CL", 1),
        (MARCH, "*", "cs.LG", 2),
        (MARCH, "arxiv", None, 1),
        (MARCH, "arxiv", "cs.CL", 1),
        (MARCH, "hf", None, 4),
        (MARCH, "hf", "cs.CL", 1),
        (MARCH, "hf", "cs.LG", 2),
        (APRIL, "*", None, 1),
        (APRIL, "*", "cs.CL", 1),
    ]


@pytest.mark.parametrize(("day", "precision"), [(date(2024, 1, 1), "year"), (None, None), (date(2024, 1, 1), None)])
def test_what_is_not_dated_to_the_month_is_not_counted(day: date | None, precision: str | None) -> None:
    assert counted((day, precision, ["hf"], "cs.CL", 1)) == []


def test_no_papers_give_no_rows_of_the_declared_columns() -> None:
    assert monthly_counts(PAPERS.to_frame()).schema == MONTHLY_COUNTS.polars_schema


rows = st.lists(
    st.tuples(
        st.dates(date(2023, 11, 1), date(2024, 2, 28)),
        st.sampled_from(["day", "month", "year"]),
        st.lists(st.sampled_from(["arxiv", "hf", "dblp"]), unique=True),
        st.sampled_from(["cs.CL", "cs.LG", None]),
        st.integers(1, 3),
    ),
    max_size=12,
)


@given(rows=rows, seed=st.randoms(use_true_random=False))
def test_order_is_nothing_and_the_whole_is_the_number_of_dated_papers(rows: list[tuple[object, ...]], seed) -> None:
    shuffled = seed.sample(rows, len(rows))
    assert counted(*rows) == counted(*shuffled)
    dated = sum(papers for _, precision, _, _, papers in rows if precision != "year")
    assert sum(row[3] for row in counted(*rows) if row[1] == "*" and row[2] is None) == dated
