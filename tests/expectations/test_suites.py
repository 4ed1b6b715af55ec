"""GX and the Polars rules judge by the same columns: on the same frames they must point at the same rows."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

from expectations import engine, suites
from transforms.rules import rules_of
from transforms.schema import TABLES, Table, core, matches

AT = datetime(2026, 3, 1, tzinfo=UTC)

# Whole values and near misses of every pattern, and the characters on which regular expression engines disagree.
WORDS = [
    *("arxiv:2405.15319", "doi:10.1000/a b", "10.1000/boat", "10.1000/boat\n", "2405.15319", "hep-th/9901001"),
    *("https://example.org/a", "http://exa mple.org", "0" * 64, "0" * 63, "00000000000000aa:7", "W12", "12", "en"),
    *(
        "",
        "a",
        "a\u00a0b",
        "a\u2028b",
        "a\x1cb",
        "a\x0bb",
        "٣٤",
        "é" * 20,
        "x" * 1_001,
        "x" * 50_001,
        "open",
        "day",
        "critical",
    ),
]


VALUES: dict[Any, list[Any]] = {
    pl.List: [[]],
    pl.String: WORDS,
    pl.Boolean: [True, False],
    pl.Date: [date(1664, 12, 31), date(1665, 1, 1), date(2100, 1, 1), date(2100, 1, 2)],
    pl.Float64: [-1.5, -0.0, 0.5, 1.0, 1.5, float("inf"), float("nan")],
    pl.Int32: [-2, -1, 0, 1, 4, 5, 2_100],
    pl.Int64: [-2, -1, 0, 1, 4, 5],
    pl.Datetime: [AT],
}


def mixed_rows(table: Table, *, rows: int) -> pl.DataFrame:
    """Every value of every column, many times, in every company; the same frame in every run."""
    chance = random.Random(table.full_name)
    drawn = {
        column.name: chance.choices([None, *VALUES[column.dtype.base_type()], *column.allowed], k=rows)
        for column in table.columns
    }
    return pl.DataFrame(drawn, schema=table.polars_schema)


def broken_by_rules(frame: pl.DataFrame, table: Table) -> dict[str, list[int]]:
    rules = [rule for rule in rules_of(table) if ":" in rule.name]
    judged = frame.select(rule.broken.alias(rule.name) for rule in rules)
    return {rule.name: judged[rule.name].arg_true().to_list() for rule in rules}


def broken_by_gx(frame: pl.DataFrame, table: Table) -> dict[str, list[int]]:
    outcomes = engine.validate(
        engine.open_context(),
        frame.with_row_index("row"),
        name=table.full_name,
        expectations=suites.suite_of(table),
        run=("test", AT),
        row_names=["row"],
    )
    return {one.meta["rule"]: sorted(row for (row,) in one.rows) for one in outcomes if one.meta["rule"] != suites.KEY}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_gx_and_the_rules_find_the_same_rows(table: Table) -> None:
    frame = mixed_rows(table, rows=400)
    found = broken_by_rules(frame, table)
    assert all(found.values())
    assert broken_by_gx(frame, table) == found


def test_every_kind_of_fault_is_found_by_both_where_it_was_planted() -> None:
    sound = {
        "listing_id": "00000000000000aa:0",
        "dump_id": "a" * 64,
        "position": 0,
        "source": "huggingface_text",
        "paper_id": "arxiv:2405.15319",
        "title": "Paper Boats at Sea",
        "abstract": "We fold boats from paper and measure how long they float.",
        **{name: [] for name in ("authors", "categories", "keywords", "links")},
        "is_withdrawn": False,
    }
    planted = {
        "title:missing": {"title": None},
        "title:too_short": {"title": "A"},
        "title:too_long": {"title": "A" * 1_001},
        "doi:malformed": {"doi": "10.1000/boat\n"},
        "upvotes:too_small": {"upvotes": -1},
        "published_on:out_of_range": {"published_on": date(1664, 12, 31)},
        "published_basis:not_allowed": {"published_basis": "guessed"},
        "links:missing": {"links": None},
    }
    rows = [sound, *(sound | change for change in planted.values())]
    frame = pl.DataFrame(rows, schema=core.LISTINGS.polars_schema)
    expected = {name: [number] for number, name in enumerate(planted, start=1)}
    for found in (broken_by_gx(frame, core.LISTINGS), broken_by_rules(frame, core.LISTINGS)):
        assert {name: numbers for name, numbers in found.items() if numbers} == expected


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_suite_has_an_expectation_for_every_rule_and_one_for_the_key(table: Table) -> None:
    named = [expectation.meta["rule"] for expectation in suites.suite_of(table)]
    assert named == [*(rule.name for rule in rules_of(table) if ":" in rule.name), suites.KEY]


@pytest.mark.parametrize(
    ("table", "rows", "repeated"),
    [
        (core.PAPERS, [{"paper_id": "doi:a"}, {"paper_id": "doi:b"}, {"paper_id": "doi:a"}], [0, 2]),
        (
            core.AUTHORSHIPS,
            [{"paper_id": "doi:a", "position": 0}, {"paper_id": "doi:a", "position": 1}] * 2,
            [0, 1, 2, 3],
        ),
        (
            matches.CONFLICTS,
            [{"kind": "same_title", "paper_ids": ids, "evidence": "e"} for ids in (["a"], ["a", "b"], ["a"])],
            [0, 2],
        ),
    ],
    ids=["one column", "two columns", "a list"],
)
def test_repeated_keys_are_found(table: Table, rows: list[dict[str, Any]], repeated: list[int]) -> None:
    frame = table.conform(pl.DataFrame(rows))
    suite = suites.suite_of(table)
    outcomes = engine.validate(
        engine.open_context(),
        frame.with_row_index("row"),
        name=table.full_name,
        expectations=suite,
        run=("test", AT),
        row_names=["row"],
    )
    assert [sorted(row for (row,) in one.rows) for one in outcomes if one.meta["rule"] == suites.KEY] == [repeated]
