"""What the Counts page says of the small warehouse, and where it leads."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from page_run import markup, run

from dashboard import count_charts
from warehouse.queries.asked import COUNTED

pytestmark = pytest.mark.usefixtures("at_home")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({}, "Teams of 4-5 are the commonest: 40.0 % of 70 papers"),
        (
            {"step": "month"},
            "month papers 1 2 3 4-5 Dec 2025 (partial) 2 1 50.0 % 0 1 50.0 % 0 Nov 2025 1 0 1 100.0 % 0 0",
        ),
        ({}, "year papers 1 2 3 4-5 2025 (partial) 19 5 26.3 % 5 26.3 % 5 26.3 % 4 21.1 %"),
        ({}, "Of 56 of 70 papers the year is known; 14 without are not counted by year."),
        ({}, "2001 to 2025. Older years are not shown: show all."),
        ({"span": "all"}, "1998 to 2025."),
        ({"of": "category"}, "The category of none of 70 papers is known"),
        ({"of": "language"}, "No listing of these papers states it. Choose another count above, or remove a filter."),
        ({"of": "venue"}, "neurips is the largest of 3 venues: 25.7 % of 70 papers; of 71.4 % it is unknown"),
        ({"of": "venue"}, "2024 22 5 22.7 % 1 4.5 % 16 72.7 %"),
        ({"of": "venue"}, "Days of <b>Harbours</b> 1 1.4 %"),
        ({"of": "venue", "venue": "neurips"}, "neurips is the only one: 100.0 % of 18 papers"),
        ({"of": "venue", "venue": "unknown"}, "The venue of none of 50 papers is known"),
        ({"of": "code"}, "3.3 % of 60 papers whose sources could tell link to code"),
        ({"of": "code"}, "2024 16 2 12.5 % 3.5 to 36.0 %"),
        ({"of": "code"}, "huggingface_text 60 2 3.3 % yes aitopics_text 20 0 no link to code"),
        ({"of": "code", "code": "1"}, "The filter above leaves only papers that are alike in this."),
        ({"of": "code", "src": "aitopics_text"}, "No source of these papers prints links to code"),
        ({"of": "abstract"}, "Half of 70 abstracts have between 96 and 100 characters"),
        ({"of": "abstract", "src": "aitopics_text"}, "2024 6 6 98 100 101"),
        (
            {"of": "engagement"},
            "Upvotes of 1 paper were captured; of 1 again on another day (2025-11-03 to 2025-12-10)",
        ),
        ({"of": "engagement", "step": "month"}, "Upvotes a day between captures Feb 2024. Line: the median."),
        ({"of": "engagement"}, "year papers a quarter below median a quarter above 2024 1 12 12 12"),
        ({"of": "engagement", "fig": "comments"}, "Comments of 60 papers were captured"),
        ({"of": "engagement", "fig": "comments"}, "No source was captured on two days with this figure of one paper"),
        ({"of": "engagement", "fig": "citations"}, "Captured were: upvotes (1) comments (60) GitHub stars (1)"),
        ({"from": "2099"}, "No paper matches"),
        ({"of": "pie"}, "of=pie: not one of team, category, venue, language, code"),
    ],
)
def test_said(address: dict[str, str], said: str) -> None:
    assert said in markup(run("counts", **address)).text


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("step", ["month", "year"])
def test_no_count_has_a_hole(counted: str, step: str) -> None:
    text = markup(run("counts", of=counted, step=step, v="1")).text
    assert not {"None", "NaN", "null", "nan"} & set(text.split())


def test_what_is_counted_is_written_into_the_address() -> None:
    test = run("counts")
    by_label = {control.label: control for control in test.segmented_control}
    by_label["Papers by"].set_value("venue").run()
    by_label = {control.label: control for control in test.segmented_control}
    by_label["A step is a"].set_value("month").run()
    by_label = {control.label: control for control in test.segmented_control}
    by_label["Shown as"].set_value("count").run()
    assert test.query_params == {"of": "venue", "step": "month", "as": "count"}


def test_filters_of_the_papers_page_have_chips() -> None:
    text = markup(run("papers", team="unknown", lang="unknown", cat="unknown", abs="1")).text
    for chip in ("authors: unknown ×", "language: unknown ×", "category: unknown ×", "with abstract ×"):
        assert chip in text


def test_steps_that_are_missing_are_gaps() -> None:
    counts = pl.DataFrame(
        {
            "period": [date(2025, 1, 1), date(2025, 4, 1)],
            "low": [0.1, 0.2],
            "middle": [0.2, 0.3],
            "high": [0.3, 0.4],
            "with_code": [2, 3],
            "papers": [10, 10],
            "is_partial": [False, True],
        }
    )
    chart = count_charts.band_over_time(counts, count_charts.SHARE_WITH_CODE, step="month", is_dark=False)
    (rows, points) = chart.to_dict()["datasets"].values()
    assert [row["middle"] for row in rows] == [0.2, None, None, 0.3]
    assert [row["period_key"] for row in points] == ["2025-01", "2025-04"]
