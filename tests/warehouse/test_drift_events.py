"""How the fields of dumps are profiled, and that drift follows the order of capture, whatever came in when."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.schema.core import DUMPS, LISTINGS
from warehouse import drift, writer
from warehouse.metrics import dump_profile

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def load(connection: duckdb.DuckDBPyConnection, name: str, extras: list[Any], **facts: Any) -> str:
    """A dump with a listing for each of these values of `extra`, profiled; its id."""
    dump_id = f"{name:0>64}"
    earlier = connection.execute("SELECT count(*) FROM core.dumps").fetchall()[0][0]
    row = {
        "dump_id": dump_id,
        "file_name": f"{name}.json",
        "source": "press",
        "layout": "lines",
        "reader_version": 1,
        "bytes_read": 9,
        "entries_read": len(extras),
        "listings": len(extras),
        "rejects": 0,
        "status": "loaded",
        "landed_at": AT + timedelta(minutes=earlier),
        "ingested_at": AT + timedelta(minutes=earlier),
        "duration_seconds": 0.1,
    }
    writer.append(connection, "core.dumps", DUMPS.conform(pl.DataFrame([row | facts], infer_schema_length=None)))
    listings = [
        {"dump_id": dump_id, "position": number, "listing_id": f"{name}:{number}", "source": "press", "paper_id": "x"}
        | {"title": "Boats", "authors": [], "categories": [], "keywords": [], "links": [], "is_withdrawn": False}
        | {"title_key": "boats", "extra": None if extra is None else json.dumps(extra)}
        for number, extra in enumerate(extras)
    ]
    rows = pl.DataFrame(listings, infer_schema_length=None) if listings else LISTINGS.empty()
    writer.append(connection, "core.listings", LISTINGS.conform(rows))
    profile = dump_profile(connection, [dump_id]).vstack(drift.extra_fields(connection, [dump_id]))
    writer.append(connection, "quality.dump_profile", profile)
    return dump_id


def told(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    drift.record_events(connection)
    query = """
        SELECT file_name, metric, field FROM quality.dump_profile JOIN core.dumps USING (dump_id)
        WHERE starts_with(metric, 'field:') ORDER BY ALL
    """
    return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", "string"),
        (7, "number"),
        (-0.5, "number"),
        (10**30, "number"),
        (False, "boolean"),
        ({"a": None}, "object"),
        (["a"], "array of string"),
        ([1, 2.5], "array of number"),
        ([{"a": 1}, {"b": "c"}], "array of object"),
        ([[1]], "array of array"),
        ([1, "a"], "array of mixed values"),
    ],
)
def test_the_type_of_a_field_is_that_of_json(database: duckdb.DuckDBPyConnection, value: Any, kind: str) -> None:
    dump_id = load(database, "a", [{"x": value}])
    fields = drift.extra_fields(database, [dump_id]).select("metric", "field", "now", "value").rows()
    assert fields == [("extra", "extra.x", kind, 1.0)]


@pytest.mark.parametrize("nothing", [None, [], {}, [None]])
def test_what_holds_nothing_fills_nothing(database: duckdb.DuckDBPyConnection, nothing: Any) -> None:
    dump_id = load(database, "a", [{"x": nothing}, {}, None])
    assert drift.extra_fields(database, [dump_id]).is_empty()


def test_shares_are_of_the_listings_and_by_type(database: duckdb.DuckDBPyConnection) -> None:
    dump_id = load(database, "a", [{"x": 1}, {"x": "one", "a/b~c": 1}, {"x": 2, "": 1}, None])
    assert drift.extra_fields(database, [dump_id]).select("field", "now", "value").rows() == [
        ("extra.", "number", 0.25),
        ("extra.a/b~c", "number", 0.25),
        ("extra.x", "number", 0.5),
        ("extra.x", "string", 0.25),
    ]


def test_a_source_that_writes_data_into_its_keys_does_not_fill_the_profile(
    database: duckdb.DuckDBPyConnection,
) -> None:
    dump_id = load(database, "a", [{f"{'k' * 200}{n}": 1, **{f"{n}-{m}": 1 for m in range(10)}} for n in range(40)])
    fields = drift.extra_fields(database, [dump_id])["field"]
    assert len(fields) == 200
    assert "extra." + "k" * 100 in fields
    dump_id = load(database, "b", [{f"{n}": 1} for n in range(1_100)])  # each in fewer than one of a thousand
    assert drift.extra_fields(database, [dump_id]).is_empty()


def test_of_a_large_dump_a_sample_is_read_that_no_pattern_escapes(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drift, "SAMPLED_LISTINGS", 500)
    dump_id = load(
        database, "a", [{"even" if n % 2 else "odd": 1, **({"tenth": 1} if n % 10 else {})} for n in range(2_000)]
    )
    shares = dict(drift.extra_fields(database, [dump_id]).select("field", "value").rows())
    assert shares == pytest.approx({"extra.even": 0.5, "extra.odd": 0.5, "extra.tenth": 0.9}, abs=0.02)


def test_drift_is_that_of_the_order_of_capture(database: duckdb.DuckDBPyConnection) -> None:
    """Any order of arrival tells the same."""
    dumps = {
        "a": ([{"pages": "1-9", "bow": 1}] * 20, date(2026, 1, 1)),
        "b": ([{"pages": "1-9", "bow": 1}] * 20, date(2026, 1, 2)),
        "c": ([{"pages": 9}] * 20, date(2026, 1, 3)),
        "d": ([{"pages": 9, "stern": 1}] * 20, date(2026, 1, 4)),
    }
    expected = [
        ("c.json", "field:missing", "extra.bow"),
        ("c.json", "field:retyped", "extra.pages"),
        ("d.json", "field:new", "extra.stern"),
    ]
    for order in itertools.permutations(dumps):
        for name in order:
            load(database, name, dumps[name][0], captured_on=dumps[name][1])
            drift.record_events(database)
        assert told(database) == expected
        database.execute("DELETE FROM core.dumps; DELETE FROM core.listings; DELETE FROM quality.dump_profile")


def test_a_field_that_is_there_and_never_usable_is_missing(database: duckdb.DuckDBPyConnection) -> None:
    for name in "ab":
        load(database, name, [{"year": 2026}] * 12)
    database.execute("UPDATE core.listings SET published_on = DATE '2026-01-01' WHERE starts_with(listing_id, 'a')")
    dump_ids = [f"{name:0>64}" for name in "ab"]
    writer.replace_rows_of_dumps(database, "quality.dump_profile", dump_ids, dump_profile(database, dump_ids))
    assert told(database) == [("b.json", "field:missing", "published_on")]


@pytest.mark.parametrize(
    "facts",
    [{"source": "post"}, {"layout": "array"}, {"reader_version": 2}, {"status": "held"}],
    ids=["source", "layout", "reader", "held"],
)
def test_only_loaded_dumps_of_the_same_source_layout_and_reader_are_compared(
    database: duckdb.DuckDBPyConnection, facts: dict[str, Any]
) -> None:
    load(database, "a", [{"x": 1}] * 20)
    load(database, "b", [{"x": "one"}] * 20, **facts)
    assert told(database) == []


def test_an_empty_day_tells_nothing(database: duckdb.DuckDBPyConnection) -> None:
    for name, extras in {"a": [{"x": 1}] * 20, "b": [], "c": [{"x": 1}] * 20}.items():
        load(database, name, extras)
    assert told(database) == []


def test_without_dumps_there_is_no_drift(database: duckdb.DuckDBPyConnection) -> None:
    assert told(database) == []
    assert drift.events_of(database, []).is_empty()
