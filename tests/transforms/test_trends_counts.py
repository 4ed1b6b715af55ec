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
        "paper_id": pl.String,
        "published_on": pl.Date,
        "published_precision": pl.String,
        "sources": pl.List(pl.String),
        "primary_category": pl.String,
    }
)
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


def counted(*rows: tuple[object, ...]) -> list[tuple[object, ...]]:
    return monthly_counts(pl.LazyFrame(rows, schema=PAPERS, orient="row")).rows()


def test_the_cube_counts_each_paper_once_per_source_and_once_over_all() -> None:
    assert counted(
        ("a", date(2024, 3, 5), "day", ["arxiv", "hf"], "cs.CL"),
        ("b", date(2024, 3, 9), "day", ["hf"], "cs.LG"),
        ("c", date(2024, 3, 1), "month", ["hf"], None),
        ("d", date(2024, 4, 30), "day", [], "cs.CL"),
    ) == [
        (MARCH, "*", None, 3),
        (MARCH, "*", "cs.CL", 1),
        (MARCH, "*", "cs.LG", 1),
        (MARCH, "arxiv", None, 1),
        (MARCH, "arxiv", "cs.CL", 1),
        (MARCH, "hf", None, 3),
        (MARCH, "hf", "cs.CL", 1),
        (MARCH, "hf", "cs.LG", 1),
        (APRIL, "*", None, 1),
        (APRIL, "*", "cs.CL", 1),
    ]


@pytest.mark.parametrize(("day", "precision"), [(date(2024, 1, 1), "year"), (None, None), (date(2024, 1, 1), None)])
def test_what_is_not_dated_to_the_month_is_not_counted(day: date | None, precision: str | None) -> None:
    assert counted(("a", day, precision, ["hf"], "cs.CL")) == []


def test_no_papers_give_no_rows_of_the_declared_columns() -> None:
    assert monthly_counts(PAPERS.to_frame(eager=False)).schema == MONTHLY_COUNTS.polars_schema


rows = st.lists(
    st.tuples(
        st.dates(date(2023, 11, 1), date(2024, 2, 28)),
        st.sampled_from(["day", "month", "year"]),
        st.lists(st.sampled_from(["arxiv", "hf", "dblp"]), unique=True),
        st.sampled_from(["cs.CL", "cs.LG", None]),
    ),
    max_size=12,
)


@given(rows=rows, seed=st.randoms(use_true_random=False))
def test_order_is_nothing_and_the_whole_is_the_number_of_dated_papers(rows: list[tuple[object, ...]], seed) -> None:
    papers = [(str(number), *row) for number, row in enumerate(rows)]
    shuffled = seed.sample(papers, len(papers))
    assert counted(*papers) == counted(*shuffled)
    dated = sum(precision != "year" for _, _, precision, *_ in papers)
    assert sum(row[3] for row in counted(*papers) if row[1] == "*" and row[2] is None) == dated
