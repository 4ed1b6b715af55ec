"""Files of papers, and charts as the specifications they are."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard import charts, exports, shares
from dashboard.address import Address
from dashboard.look import CATEGORIES_DARK
from transforms.schema.core import PAPERS


def one_paper() -> pl.DataFrame:
    row = {
        "paper_id": "arxiv:2501.00001",
        "title": "=1+1",
        "authors": [{"name": "Ada", "orcid": None, "affiliation": None}],
        "published_on": date(2025, 1, 2),
        "categories": ["cs.CL", "cs.LG"],
        "listings": 1,
        "dumps": 1,
        "sources": ["hf"],
        "is_withdrawn": False,
    }
    return PAPERS.conform(pl.DataFrame([row]))


def test_csv_is_safe_in_a_spreadsheet() -> None:
    head, row = exports.FORMATS["csv"][0](one_paper()).decode().splitlines()
    shown = dict(zip(head.split(","), row.split(","), strict=True))
    assert shown["title"] == "'=1+1"
    assert shown["categories"] == "cs.CL; cs.LG"
    assert shown["authors"] == "Ada"
    assert shown["published_on"] == "2025-01-02"


def test_json_and_parquet_hold_what_the_table_holds() -> None:
    (row,) = json.loads(exports.FORMATS["json"][0](one_paper()))
    assert row["title"] == "=1+1"
    assert row["authors"] == [{"name": "Ada", "orcid": None, "affiliation": None}]
    assert pl.read_parquet(io.BytesIO(exports.FORMATS["parquet"][0](one_paper()))).equals(one_paper())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (Address(), "papertide-7-papers.csv"),
        (Address(page_number=3, order="title"), "papertide-7-papers-sort-title.csv"),
        (Address(since=date(2025, 1, 1), sources=("a", "b")), "papertide-7-papers-from-2025-01-src-a-b.csv"),
        (Address(search="../../x\n<é>"), "papertide-7-papers-q-..-..-x.csv"),
        (Address(search="a" * 300), f"papertide-7-papers-q-{'a' * 99}.csv"),
    ],
)
def test_the_name_of_a_file_names_its_filters(address: Address, expected: str) -> None:
    assert exports.file_name(address, snapshot=7, extension="csv") == expected


MONTHS = [date(2025, month, 1) for month in (1, 2, 3, 4)]
COLUMNS = (
    *("term", "month", "papers", "total_papers", "share"),
    *("papers_window", "total_papers_window", "papers_smooth", "share_smooth", "is_ratio", "is_partial"),
)


def over_time(*terms: str) -> pl.DataFrame:
    """Per term four months: two whole ones, a gap, a partial one; each month is a window of its own."""
    papers = [1, 2, None, 1]
    totals = [4, 4, None, 2]
    shares = [0.25, 0.5, None, 0.5]
    rows = [
        dict(
            zip(
                COLUMNS,
                (term, month, count, total, share, count, total, count, share, False, month == MONTHS[-1]),
                strict=True,
            )
        )
        for term in terms
        for month, count, total, share in zip(MONTHS, papers, totals, shares, strict=True)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def spec(*terms: str, measure: str = "share", notes: dict[date, str] | None = None) -> dict[str, Any]:
    counts = shares.told(over_time(*terms))
    noted = pl.DataFrame(list((notes or {}).items()), schema={"month": pl.Date, "said": pl.String}, orient="row")
    chart = charts.terms_over_time(counts, terms, noted, measure=measure, smooth_months=3, is_dark=False)
    return chart.to_dict()


def leaves(chart: dict[str, Any]) -> list[dict[str, Any]]:
    return [leaf for layer in chart["layer"] for leaf in (leaves(layer) if "layer" in layer else [layer])]


def marks(chart: dict[str, Any]) -> list[str]:
    return [layer["mark"]["type"] for layer in leaves(chart)]


def rows(chart: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    """What is drawn as this mark."""
    (name,) = (layer["data"]["name"] for layer in leaves(chart) if layer["mark"]["type"] == mark)
    return list(chart["datasets"][name])


def keys_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_of(inner)}
    return {key for inner in value for key in keys_of(inner)} if isinstance(value, list) else set()


def bars() -> dict[str, Any]:
    counts = pl.DataFrame(
        {
            "month": MONTHS[:2],
            "source": ["b", "a"],
            "papers": [3, 4],
            "month_papers": [3, 4],
            "is_partial": [False, True],
        }
    )
    return charts.papers_per_month(counts, {"a": 0, "b": 6}, is_dark=True).to_dict()


@pytest.mark.parametrize("chart", [bars(), spec("one", "two"), spec(*"abcdefgh", measure="count")])
def test_charts_lead_nowhere_and_count_months_in_utc(chart: dict[str, Any]) -> None:
    assert not keys_of(chart) & {"href", "url", "image"}
    said = json.dumps(chart)
    assert '"utcyearmonth"' in said
    assert '"yearmonth"' not in said


def test_a_month_that_dumps_changed_has_a_line_whose_head_tells_why() -> None:
    chart = spec("one", notes={MONTHS[1]: "hf begins, with 43.0 % of the papers"})
    (head,) = (row for dataset in chart["datasets"].values() for row in dataset if "said" in row)
    assert (head["month_name"], head["said"]) == ("Feb 2025", "hf begins, with 43.0 % of the papers")
    assert "rule" in marks(chart)
    assert "rule" not in marks(spec("one"))


def test_observations_stand_on_days_in_utc_that_charts_beside_share() -> None:
    days = [date(2025, 1, 31), date(2025, 3, 1)]
    figures = pl.DataFrame({"observed_on": days, "source": ["b", "b"], "observed": [3, 40]})
    places = {"a": 0, "b": 1}
    chart = charts.observations(figures, places, since=days[0], until=date(2025, 12, 31), is_dark=False).to_dict()
    assert not keys_of(chart) & {"href", "url", "image"}
    encoding = chart["encoding"]
    assert encoding["x"]["timeUnit"] == "utcyearmonthdate"
    assert encoding["x"]["scale"]["domain"][1] == {"year": 2025, "month": 12, "date": 31}
    assert encoding["color"]["scale"]["domain"] == ["a", "b"]


def test_bars_begin_at_zero_in_the_order_of_the_sources() -> None:
    chart = bars()
    assert chart["encoding"]["y"]["stack"] == "zero"
    assert chart["encoding"]["color"]["scale"] == {
        "domain": ["a", "b"],
        "range": [CATEGORIES_DARK[0], CATEGORIES_DARK[6]],
    }
    (drawn,) = chart["datasets"].values()
    assert {row["source"]: row["order"] for row in drawn} == {"a": 0, "b": 1}


def test_partial_months_are_dashed_and_touch_the_whole_ones() -> None:
    chart = spec("one")
    lines = rows(chart, "line")
    drawn = {
        piece: [row["month_key"] for row in lines if row["piece"] == piece] for piece in {r["piece"] for r in lines}
    }
    assert drawn == {"whole month": ["2025-01", "2025-02", "2025-03"], "partial month": ["2025-03", "2025-04"]}


def test_a_month_without_papers_is_a_gap() -> None:
    chart = spec("one")
    for mark, figure, times in (("line", "level", 2), ("area", "share_high", 1)):
        assert [row[figure] for row in rows(chart, mark) if row["month_key"] == "2025-03"] == [None] * times
    assert "2025-03" not in {row["month_key"] for row in rows(chart, "point")}


def test_a_month_between_gaps_is_a_dash() -> None:
    assert [row["month_key"] for row in rows(spec("one"), "tick")] == ["2025-04"]


def test_a_count_has_no_interval() -> None:
    assert "area" not in marks(spec("one", measure="count"))


def test_the_axis_holds_what_is_told() -> None:
    sparse = [(1, 1), (30, 300), (2, 19)]
    counts = pl.DataFrame(
        [
            ("one", month, papers, of, papers / of, papers, of, papers, papers / of, False, False)
            for month, (papers, of) in zip(MONTHS, sparse, strict=False)
        ],
        schema=COLUMNS,
        orient="row",
    )
    told = shares.told(counts)
    assert told["is_told"].to_list() == [False, True, False]
    assert told["interval"][1] == "7.1 to 13.9 %"
    assert shares.drawn(told)["share_smooth"].to_list() == [None, 0.1, None]
    assert shares.top(told) == pytest.approx(0.139, abs=0.001)
    assert shares.told(counts.filter(pl.col("total_papers") < 20))["is_told"].all()


def test_names_stand_apart_where_lines_end_together() -> None:
    chart = spec("one", "two")
    (names,) = (drawn for drawn in chart["datasets"].values() if "height" in drawn[0])
    low, high = sorted(row["height"] for row in names)
    assert low == 0.5
    assert high - low >= 0.03


def test_more_than_four_terms_are_named_above_the_chart() -> None:
    assert "text" in marks(spec(*"abcd"))
    assert "text" not in marks(spec(*"abcde"))
    assert spec(*"abcde")["layer"][0]["encoding"]["color"]["legend"] is None


def test_every_chart_has_its_room_before_it_is_drawn() -> None:
    """Else what stands below it jumps."""
    drawn = [
        line.strip()
        for path in Path(charts.__file__).parent.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "st.altair_chart(" in line
    ]
    assert len(drawn) > 5
    assert [line for line in drawn if "height=chart.height" not in line] == []
