from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.measures import COVERED_FIELDS, MEASURES
from transforms.schema import TABLES
from transforms.schema.quality import DUMP_PROFILE, FIELD_COVERAGE
from warehouse import metrics, writer

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DUMP_A, DUMP_B = "a" * 64, "b" * 64

DUMP = {
    "dump_id": DUMP_A,
    "file_name": "boats.txt",
    "source": "press",
    "layout": "plain",
    "reader_version": 1,
    "bytes_read": 100,
    "entries_read": 3,
    "listings": 2,
    "rejects": 1,
    "status": "loaded",
    "landed_at": AT,
    "ingested_at": AT,
    "duration_seconds": 0.1,
}
LISTING = {
    "listing_id": f"{'a' * 16}:0",
    "dump_id": DUMP_A,
    "position": 0,
    "source": "press",
    "paper_id": "doi:10.1000/boat",
    "title": "Boats",
    "authors": [],
    "categories": [],
    "keywords": ["paper"],
    "links": [],
    "is_withdrawn": False,
}
SECOND = {"listing_id": f"{'a' * 16}:1", "position": 1, "paper_id": "doi:10.1000/sail", "title": "Sails and Oars"}
PAPER = {"paper_id": "doi:10.1000/boat", "title": "Boats", "authors": [], "categories": [], "sources": ["press"]} | {
    "listings": 1,
    "dumps": 1,
    "is_withdrawn": False,
}
REJECT = {"reject_id": f"{'a' * 16}:2", "dump_id": DUMP_A, "position": 2, "raw": "?", "reasons": ["title:missing"]} | {
    "message": "title is missing",
    "status": "open",
    "first_seen_at": AT,
}


def put(database: duckdb.DuckDBPyConnection, table_name: str, *rows: dict[str, Any]) -> None:
    writer.append(database, table_name, TABLES[table_name].conform(pl.DataFrame(rows, infer_schema_length=None)))


@pytest.fixture
def boats(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """One dump of three entries: two listings about two papers, and a reject."""
    put(database, "core.dumps", DUMP)
    put(database, "core.listings", LISTING, LISTING | SECOND)
    put(database, "core.papers", PAPER, PAPER | {"paper_id": "doi:10.1000/sail"})
    put(database, "core.rejects", REJECT)
    return database


def broken(database: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """(table, column, metric, unexpected, total) of everything that is not as it should be."""
    measured = metrics.collect(database, dump_ids=[DUMP_A], now=AT)
    found = measured.filter((pl.col("unexpected") > 0) & (pl.col("metric") != "rejects"))
    return found.select("table_name", "column_name", "metric", "unexpected", "total").rows()


def test_measures_have_their_declared_shape(boats: duckdb.DuckDBPyConnection) -> None:
    measured = metrics.collect(boats, dump_ids=[DUMP_A], now=AT)
    assert measured.schema == MEASURES
    keyed = measured.filter(metric="duplicate_keys")
    assert keyed["table_name"].to_list() == list(TABLES)
    assert broken(boats) == []


def test_an_empty_warehouse_is_measured(database: duckdb.DuckDBPyConnection) -> None:
    measured = metrics.collect(database, dump_ids=[], now=AT)
    assert measured["unexpected"].sum() == 0
    assert metrics.dump_profile(database, []).equals(DUMP_PROFILE.empty())
    assert metrics.field_coverage(database).equals(FIELD_COVERAGE.empty())


def test_keys_whose_hashes_meet_are_told_apart(boats: duckdb.DuckDBPyConnection) -> None:
    first, second = "babacorfiming a babacorfiming", "babacorniming a babacorniming"
    assert boats.execute("SELECT hash($1) = hash($2)", [first, second]).fetchall() == [(True,)]
    terms = [{"term": term, "n_words": 3, "papers": 3, "term_number": n} for n, term in enumerate((first, second))]
    put(boats, "trends.terms", *terms)
    assert broken(boats) == []
    put(boats, "trends.terms", terms[1], terms[1])
    assert broken(boats) == [("trends.terms", "term", "duplicate_keys", 2, 4)]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "INSERT INTO core.papers SELECT * FROM core.papers WHERE paper_id = 'doi:10.1000/boat'",
            [("core.papers", "paper_id", "duplicate_keys", 1, 3)],
        ),
        (
            "DELETE FROM core.papers WHERE paper_id = 'doi:10.1000/boat'",
            [("core.listings", "paper_id", "unresolved_references", 1, 2)],
        ),
        (
            "UPDATE core.papers SET paper_id = 'doi:10.1000/oar' WHERE paper_id = 'doi:10.1000/boat'",
            [
                ("core.listings", "paper_id", "unresolved_references", 1, 2),
                ("core.papers", "paper_id", "unlisted_papers", 1, 2),
            ],
        ),
        (
            "DELETE FROM core.listings WHERE position = 1; DELETE FROM core.papers WHERE paper_id = 'doi:10.1000/sail'",
            [
                ("core.listings", None, "ledger_difference", 1, 1),
                ("core.listings", "dump_id", "misplaced_rows", 1, 2),
            ],
        ),
        ("DELETE FROM core.rejects", [("core.rejects", "dump_id", "misplaced_rows", 1, 1)]),
        (
            "UPDATE core.rejects SET status = 'resolved'",
            [("core.rejects", "dump_id", "misplaced_rows", 1, 1)],
        ),
        ("UPDATE core.rejects SET status = 'dismissed'", []),
        ("UPDATE core.dumps SET entries_read = 5", [("core.dumps", "entries_read", "unplaced_entries", 2, 5)]),
        (
            "UPDATE core.listings SET published_on = DATE '2026-03-04' WHERE position = 0",
            [("core.listings", "published_on", "late_dates", 1, 1)],
        ),
        ("UPDATE core.listings SET published_on = DATE '2026-03-03'", []),
        (
            "UPDATE core.listings SET venue = 'Boats Monthly', venue_key = CASE position WHEN 0 THEN 'boats' END",
            [("core.listings", "venue", "unknown_venues", 1, 2)],
        ),
    ],
)
def test_each_fault_is_measured(boats: duckdb.DuckDBPyConnection, statement: str, found: list[tuple[Any, ...]]) -> None:
    boats.execute(statement)
    assert broken(boats) == found


def test_a_held_dump_keeps_its_rejects_and_promises_no_listing(boats: duckdb.DuckDBPyConnection) -> None:
    boats.execute("UPDATE core.dumps SET status = 'held'; DELETE FROM core.listings; DELETE FROM core.papers")
    assert broken(boats) == [("core.dumps", "status", "unloaded_dumps", 1, 1)]


def test_null_is_a_value_of_a_key_and_no_reference(database: duckdb.DuckDBPyConnection) -> None:
    counted = {"month": date(2026, 1, 1), "source": "*", "category": None, "papers": 1}
    put(database, "trends.monthly_counts", counted, counted | {"category": "cs.CL"})
    assert broken(database) == []
    put(database, "trends.monthly_counts", counted)
    assert broken(database) == [("trends.monthly_counts", "month, source, category", "duplicate_keys", 1, 3)]


@pytest.mark.parametrize(("status", "counted"), [("open", 1), ("dismissed", 0)])
def test_a_settled_reject_is_none_to_worry_about(boats: duckdb.DuckDBPyConnection, status: str, counted: int) -> None:
    boats.execute("UPDATE core.rejects SET status = $1", [status])
    measured = metrics.collect(boats, dump_ids=[DUMP_A], now=AT).filter(metric="rejects")
    assert measured.select("unexpected", "total").rows() == [(counted, 3)]


def test_the_profile_of_a_dump(boats: duckdb.DuckDBPyConnection) -> None:
    boats.execute("UPDATE core.listings SET abstract = repeat('x', 40), doi = '10.1000/boat' WHERE position = 0")
    boats.execute("UPDATE core.listings SET abstract = NULL, abstract_raw = 'Folder' WHERE position = 1")
    profile = metrics.dump_profile(boats, [DUMP_A])
    assert profile.schema == DUMP_PROFILE.polars_schema
    figures = dict(profile.select("metric", "value").rows())
    assert set(figures) == {
        *("entries_read", "listings", "rejects", "reject_share", "median_length:title", "median_length:abstract"),
        *("dropped:abstract", *(f"filled:{field}" for field in COVERED_FIELDS)),
    }
    expected = {
        "entries_read": 3.0,
        "listings": 2.0,
        "rejects": 1.0,
        "reject_share": pytest.approx(1 / 3),
        "filled:abstract": 0.5,
        "filled:keywords": 1.0,
        "filled:authors": 0.0,
        "median_length:title": 9.5,
        "median_length:abstract": 40.0,
        "dropped:abstract": 1.0,
    }
    assert {name: figures[name] for name in expected} == expected


def test_the_profile_of_a_dump_without_listings_has_no_shares(database: duckdb.DuckDBPyConnection) -> None:
    put(database, "core.dumps", DUMP | {"entries_read": 0, "listings": 0, "rejects": 0, "status": "failed"})
    figures = dict(metrics.dump_profile(database, [DUMP_A]).select("metric", "value").rows())
    assert {name for name, value in figures.items() if value is not None} == {"entries_read", "listings", "rejects"}


def test_field_coverage_by_source_and_month(boats: duckdb.DuckDBPyConnection) -> None:
    boats.execute(
        "UPDATE core.listings SET published_on = DATE '2026-01-09', published_precision = 'day' WHERE position = 0"
    )
    boats.execute(
        "UPDATE core.listings SET published_on = DATE '2025-01-01', published_precision = 'year' WHERE position = 1"
    )
    boats.execute("UPDATE core.listings SET doi = '10.1000/boat' WHERE position = 1")
    coverage = metrics.field_coverage(boats)
    assert coverage.schema == FIELD_COVERAGE.polars_schema
    of_doi = coverage.filter(field="doi").select("source", "month", "filled", "total").rows()
    assert of_doi == [("press", None, 1, 2), ("press", date(2026, 1, 1), 0, 1)]
    assert not coverage.select(FIELD_COVERAGE.key).is_duplicated().any()


def test_a_dump_is_compared_with_earlier_ones_of_its_kind_only(database: duckdb.DuckDBPyConnection) -> None:
    history = [("plain", "press", 10), ("plain", "press", 12), ("plain", "press", 20), ("compact", "press", 900)]
    rows = [
        DUMP
        | {"dump_id": f"{turn:064x}", "layout": layout, "source": source, "entries_read": entries}
        | {"listings": entries, "rejects": 0, "ingested_at": AT + timedelta(hours=turn)}
        for turn, (layout, source, entries) in enumerate([*history, ("plain", "other", 800), ("plain", "press", 15)])
    ]
    put(database, "core.dumps", *rows)
    dump_ids = [row["dump_id"] for row in rows]
    writer.append(database, "quality.dump_profile", metrics.dump_profile(database, dump_ids))
    volume = metrics.collect(database, dump_ids=dump_ids[-1:], now=AT).filter(metric="volume")
    assert volume.select("value", "usual", "spread", "earlier").rows() == [(15.0, 12.0, 2.0, 3)]
