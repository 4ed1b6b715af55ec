"""Which changes of a source's fields are drift: the rules of `transforms.drift` on literal dumps, and their laws."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.drift import EVENTS, events

LEDGER = {"dump_id": pl.String, "series": pl.String, "number": pl.Int64, "listings": pl.Int64}
FIELDS = {"dump_id": pl.String, "field": pl.String, "type": pl.String, "share": pl.Float64}

# What a dump had: its listings, and per field and type the share of them that have it.
Dump = tuple[int, dict[tuple[str, str], float]]


def found(*dumps: Dump, series: str = "press/plain/1") -> pl.DataFrame:
    ledger = [(f"{number}", series, number, listings) for number, (listings, _) in enumerate(dumps, start=1)]
    filled = [
        (f"{number}", field, kind, share)
        for number, (_, fields) in enumerate(dumps, start=1)
        for (field, kind), share in fields.items()
    ]
    return events(
        pl.DataFrame(ledger, schema=LEDGER, orient="row"),
        pl.DataFrame(filled, schema=FIELDS, orient="row"),
    )


TITLE = {("title", "filled"): 1.0}


def had(share: float, *, kind: str = "string", listings: int = 100) -> Dump:
    return listings, TITLE | ({("x", kind): share} if share else {})


def told(*dumps: Dump) -> list[tuple[Any, ...]]:
    return found(*dumps).select("dump_id", "change", "field").rows()


def test_a_new_a_missing_and_a_retyped_field_are_told_with_what_was_before_and_is_now() -> None:
    before = {("gone", "number"): 0.62, ("turned", "string"): 1.0, ("kept", "string"): 0.5}
    after = {("come", "string"): 0.9996, ("turned", "number"): 0.3, ("turned", "string"): 0.7, ("kept", "string"): 0.5}
    assert found((50, before), (50, after)).rows() == [
        ("2", "missing", "gone", "number, at least 62.0 %", "absent", 0.62),
        ("2", "new", "come", "absent", "string, > 99.9 %", 0.9996),
        ("2", "retyped", "turned", "string", "number, 30.0 % of its values", 0.3),
    ]


def test_the_first_dump_of_a_series_has_nothing_to_differ_from() -> None:
    assert found(had(1.0)).is_empty()
    assert found().schema == EVENTS


@pytest.mark.parametrize(
    ("share", "listings_before", "is_told"),
    [
        (1.0, 7, False),  # all of 100 and none of 7: by luck once in 866
        (1.0, 8, True),  # none of 8: once in 2,199
        (0.5, 14, False),
        (0.5, 15, True),
        (0.01, 99_800, False),  # one of 100
        (0.01, 99_900, True),
        (0.009, 1_000_000, False),  # fewer than one in a hundred: it may come and go
    ],
)
def test_a_field_is_new_only_where_its_absence_before_was_no_luck(
    share: float, listings_before: int, is_told: bool
) -> None:
    assert told(had(0, listings=listings_before), had(share)) == ([("2", "new", "x")] if is_told else [])


@pytest.mark.parametrize(
    ("shares_before", "listings", "is_told"),
    [
        ([1.0], 1, False),  # one entry proves nothing
        ([1.0], 8, True),
        ([0.5], 14, False),
        ([0.5], 15, True),
        ([0.9, 0.9, 0.9, 0.01], 100, False),  # the least usual of the dumps before decides
        ([0, 0.9, 0.9, 0.9, 0.9], 100, True),  # in each of the last four
        ([0.9, 0.9, 0, 0.9, 0.9], 100, False),  # it is a field that comes and goes
    ],
)
def test_a_field_is_missing_only_where_every_recent_dump_had_it(
    shares_before: list[float], listings: int, is_told: bool
) -> None:
    changes = told(*map(had, shares_before), had(0, listings=listings))
    missing = [change for change in changes if change[:2] == (str(len(shares_before) + 1), "missing")]
    assert bool(missing) is is_told


def test_dumps_of_one_entry_neither_make_nor_prove_drift() -> None:
    single = [had(1.0, listings=1), had(0, listings=1)] * 4
    assert told(*single) == []


def test_a_change_is_told_once() -> None:
    assert told(had(1.0), had(0), had(0), had(0)) == [("2", "missing", "x")]
    assert told(had(0), had(1.0), had(1.0), had(1.0)) == [("2", "new", "x")]
    assert told(had(1.0), had(1.0, kind="number"), had(1.0, kind="number")) == [("2", "retyped", "x")]


def test_a_field_that_returns_is_new_only_after_twenty_dumps_without_it() -> None:
    assert told(had(1.0), *[had(0)] * 20, had(1.0)) == [("2", "missing", "x"), ("22", "new", "x")]
    assert told(had(1.0), *[had(0)] * 19, had(1.0)) == [("2", "missing", "x")]


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        ({"string": 1.0}, {"string": 0.98, "number": 0.02}, False),  # once in four by luck
        ({"string": 1.0}, {"string": 0.9, "number": 0.1}, True),
        ({"string": 0.5, "number": 0.5}, {"number": 1.0}, False),  # it had numbers
        ({"string": 0.1}, {"number": 1.0}, True),
        ({"string": 0.02}, {"number": 1.0}, False),  # two values before say little
        ({"string": 1.0}, {"number": 0.009}, False),  # too rare to say
    ],
)
def test_a_field_is_retyped_where_a_type_it_never_had_is_no_accident(
    before: dict[str, float], now: dict[str, float], is_told: bool
) -> None:
    dumps = [(100, TITLE | {("x", kind): share for kind, share in kinds.items()}) for kinds in (before, now)]
    assert told(*dumps) == ([("2", "retyped", "x")] if is_told else [])


def test_sources_are_not_compared_with_each_other() -> None:
    dumps = pl.DataFrame(
        {"dump_id": ["1", "2"], "series": ["press/plain/1", "dblp/dblp/1"], "number": [1, 1], "listings": [50, 50]}
    )
    fields = pl.DataFrame([("1", "x", "string", 1.0), ("2", "y", "string", 1.0)], schema=FIELDS, orient="row")
    assert events(dumps, fields).is_empty()


SHARES = st.sampled_from([0.0, 0.005, 0.02, 0.4, 1.0])
DUMPS = st.lists(
    st.builds(
        lambda listings, x, y: (listings, TITLE | {("x", "string"): x, ("y", "number"): y}),
        st.integers(1, 5_000),
        SHARES,
        SHARES,
    ),
    max_size=8,
)


@given(DUMPS, DUMPS, st.randoms())
def test_events_follow_from_what_the_dumps_had_alone(first: list[Dump], second: list[Dump], random: Any) -> None:
    """Neither the order of the rows nor another series changes them, and a later dump changes no earlier event."""
    kept = [(n, {name: share for name, share in fields.items() if share}) for n, fields in first]
    alone = found(*kept)
    assert found(*kept[:-1]).equals(alone.filter(pl.col("dump_id") != str(len(kept))))
    rows = [(s, d, n) for s, of in (("a", first), ("b", second)) for d, n in enumerate(of, start=1)]
    random.shuffle(rows)
    dumps = pl.DataFrame([(f"{s}{d}", s, d, n[0]) for s, d, n in rows], schema=LEDGER, orient="row")
    fields = pl.DataFrame(
        [(f"{s}{d}", f, t, x) for s, d, n in rows for (f, t), x in n[1].items() if x], schema=FIELDS, orient="row"
    )
    both = events(dumps, fields).filter(pl.col("dump_id").str.starts_with("a"))
    assert both.with_columns(pl.col("dump_id").str.strip_prefix("a")).equals(alone)
