"""The thematic map and the months of a topic, as the specifications they are."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from dashboard import topic_charts
from dashboard.look import CATEGORIES_DARK
from dashboard.shares import FEWEST_PAPERS
from warehouse.queries.topics import BASIC, EMERGING, MOTOR, NICHE

TOPICS = pl.DataFrame(
    {
        "topic": ["kettle", "harbour"],
        "label": ["kettle, cup, tea", "harbour, pier, boat"],
        "terms": [3, 4],
        "papers": [90, 40],
        "density": [46.7, 40.0],
        "centrality": [1.0, 2.0],
        "density_rank": [2, 1],
        "centrality_rank": [1, 2],
        "quadrant": [NICHE, BASIC],
    }
)


def thematic_map(chosen: str | None = None) -> dict[str, Any]:
    return topic_charts.thematic_map(TOPICS, chosen=chosen, is_dark=True).to_dict()


def layers(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]


def test_a_bubble_is_numbered_as_its_row_and_leads_to_its_topic() -> None:
    spec = thematic_map()
    (bubbles,) = layers(spec, "circle")
    rows = spec["datasets"][bubbles["data"]["name"]]
    assert [(row["number"], row["topic"]) for row in rows] == [(1, "kettle"), (2, "harbour")]
    assert [param["select"]["fields"] for param in spec["params"]] == [["topic"]]
    assert bubbles["encoding"]["size"]["scale"]["domainMin"] == 0


def test_the_chosen_topic_has_a_colour_of_its_own() -> None:
    (bubbles,) = layers(thematic_map("harbour"), "circle")
    assert bubbles["encoding"]["color"]["condition"]["value"] == CATEGORIES_DARK[1]
    rows = thematic_map("harbour")["datasets"][bubbles["data"]["name"]]
    assert [row["is_chosen"] for row in rows] == [False, True]


def test_each_quadrant_is_named_in_its_corner() -> None:
    spec = thematic_map()
    corners = {}
    for layer in layers(spec, "text"):
        for row in spec["datasets"][layer["data"]["name"]]:
            if "name" in row:
                corners[row["name"]] = (row["centrality_rank"] > 1.5, row["density_rank"] > 1.5)
    assert corners == {MOTOR: (True, True), BASIC: (True, False), NICHE: (False, True), EMERGING: (False, False)}
    for axis in ("x", "y"):
        low, high = layers(spec, "circle")[0]["encoding"][axis]["scale"]["domain"]
        assert low < 1
        assert high > len(TOPICS)


def test_a_month_of_few_papers_has_no_bar_where_others_have_many() -> None:
    many = FEWEST_PAPERS
    months = pl.DataFrame(
        {
            "topic": ["kettle"] * 3,
            "month": [date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 1)],
            "papers": [1, 5, None],
            "total_papers": [1, many, None],
            "share": [1.0, 5 / many, None],
        }
    )
    spec = topic_charts.papers_per_month(months, is_dark=False).to_dict()
    (rows,) = spec["datasets"].values()
    assert [row["share"] for row in rows] == [None, 5 / many, None]
    assert spec["encoding"]["x"]["timeUnit"] == "utcyearmonth"
