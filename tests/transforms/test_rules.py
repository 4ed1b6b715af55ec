from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.rules import rules_of, split
from transforms.schema import TABLES, core

GOOD: dict[str, Any] = {
    "listing_id": "00000000000000aa:0",
    "dump_id": "0" * 62 + "aa",
    "position": 0,
    "source": "huggingface_text",
    "paper_id": "arxiv:2405.15319",
    "title": "Paper Boats at Sea",
    "abstract": "We fold boats from paper and measure how long they float.",
    "authors": [],
    "categories": [],
    "keywords": [],
    "links": [],
    "is_withdrawn": False,
    "title_key": "paperboatsatsea",
}

FAULTS = [
    ({"title": None}, "title:missing", "title is missing"),
    ({"title": "A"}, "title:too_short", "title is shorter than 2 characters"),
    ({"title": "A" * 1_001}, "title:too_long", "title is longer than 1,000 characters"),
    ({"abstract": "Too brief."}, "abstract:too_short", "abstract is shorter than 20 characters"),
    ({"abstract": "ab" * 25_001}, "abstract:too_long", "abstract is longer than 50,000 characters"),
    ({"doi": "11.1000/boat"}, "doi:malformed", f"doi does not have the form {core.DOI}"),
    ({"arxiv_id": "1207.721"}, "arxiv_id:malformed", f"arxiv_id does not have the form {core.ARXIV_ID}"),
    ({"upvotes": -1}, "upvotes:too_small", "upvotes is below 0"),
    (
        {"published_on": date(1492, 10, 12)},
        "published_on:out_of_range",
        "published_on lies outside 1665-01-01 to 2100-01-01",
    ),
    (
        {"published_on": date(2224, 1, 1)},
        "published_on:out_of_range",
        "published_on lies outside 1665-01-01 to 2100-01-01",
    ),
    (
        {"published_precision": "hour"},
        "published_precision:not_allowed",
        "published_precision is none of day, month, year",
    ),
    ({"authors": None}, "authors:missing", "authors is missing"),
    (
        {"title": "Supplemental Materials", "title_key": "supplementalmaterials"},
        "not_a_paper",
        "the title is that of a notice, not of a paper",
    ),
]


def listings(*changes: dict[str, Any]) -> pl.DataFrame:
    rows = [GOOD | change for change in changes]
    problems = {"problems": pl.List(pl.String)} if any("problems" in row for row in rows) else {}
    return pl.DataFrame(rows, schema={**core.LISTINGS.polars_schema, **problems})


def test_a_sound_listing_is_valid() -> None:
    parted = split(listings({}), core.LISTINGS)
    assert parted.valid.equals(listings({}))
    assert parted.rejected.is_empty()


@pytest.mark.parametrize(("change", "reason", "message"), FAULTS, ids=[name for _, name, _ in FAULTS])
def test_each_fault_has_a_name_and_words(change: dict[str, Any], reason: str, message: str) -> None:
    parted = split(listings({}, change, {}), core.LISTINGS)
    assert parted.valid.height == 2
    assert parted.rejected.select("reasons", "message").to_dicts() == [{"reasons": [reason], "message": message}]


def test_problems_come_first_and_rules_follow_in_declared_order() -> None:
    change = {"problems": ["json:invalid", "title:missing"], "upvotes": -3, "abstract": "", "title": None}
    assert split(listings(change), core.LISTINGS).rejected.select("reasons", "message").to_dicts() == [
        {
            "reasons": ["json:invalid", "title:missing", "abstract:too_short", "upvotes:too_small"],
            "message": "json: invalid; title is missing; abstract is shorter than 20 characters; upvotes is below 0",
        }
    ]


def test_what_its_reader_refused_is_not_also_said_to_lack_fields() -> None:
    change = {"problems": ["json:invalid"], "title": None, "abstract": "Brief.", "authors": None}
    assert split(listings(change), core.LISTINGS).rejected["reasons"].to_list() == [
        ["json:invalid", "abstract:too_short"]
    ]


def test_a_problem_alone_is_reason_enough() -> None:
    parted = split(listings({"problems": ["abstract:broken_off"]}, {"problems": []}, {"problems": None}), core.LISTINGS)
    assert parted.rejected["message"].to_list() == ["abstract: broken off"]
    assert parted.valid.height == 2


def test_a_skipped_column_is_not_judged_and_may_be_absent() -> None:
    frame = listings({"paper_id": None}).drop("paper_id")
    assert split(frame, core.LISTINGS, skip=["paper_id"]).valid.height == 1
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        split(frame, core.LISTINGS)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_no_rows_in_no_rows_out(table: Any) -> None:
    parted = split(table.empty(), table)
    assert parted.valid.schema == table.polars_schema
    assert parted.rejected.schema == {**table.polars_schema, "reasons": pl.List(pl.String), "message": pl.String}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_rule_names_are_unique(table: Any) -> None:
    names = [rule.name for rule in rules_of(table)]
    assert sorted(set(names)) == sorted(names)


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.none() | st.text("aé \n\u00a0", max_size=4),
        "abstract": st.none() | st.text("aé \n", min_size=17, max_size=23),
        "doi": st.none() | st.sampled_from(["10.1000/boat", "10.1000/ boat", "boat"]),
        "upvotes": st.none() | st.integers(-2, 2),
        "published_on": st.none() | st.dates(),
        "language": st.none() | st.text("aZé ", max_size=4),
        "problems": st.none() | st.lists(st.sampled_from(["json:invalid", "title:missing"]), max_size=2),
    },
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the first draw pays for imports
@given(st.lists(CHANGES, max_size=8))
def test_valid_and_rejected_together_are_the_frame(changes: list[dict[str, Any]]) -> None:
    frame = listings(*({"position": number} | change for number, change in enumerate(changes)))
    parted = split(frame, core.LISTINGS)
    together = pl.concat([parted.valid, parted.rejected.drop("reasons", "message")]).sort("position")
    assert together.equals(frame)
    assert split(parted.valid, core.LISTINGS).rejected.is_empty()
    assert parted.rejected["reasons"].list.len().gt(0).all()
    assert (parted.rejected["message"] != "").all()
