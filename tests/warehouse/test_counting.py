"""Trends from papers in the database: what is counted when, and that nothing is left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.schema.core import DUMPS, PAPERS
from warehouse import counting, writer
from warehouse.settings import load_settings

MARCH, APRIL, MAY = date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1)


def put(database: duckdb.DuckDBPyConnection, *papers: tuple[object, ...]) -> None:
    """Papers of `paper_id`, `title`, `abstract`, `published_on`, `published_precision`, and whether withdrawn."""
    names = ("paper_id", "title", "abstract", "published_on", "published_precision", "is_withdrawn")
    same = {"authors": [], "categories": [], "listings": 1, "dumps": 1, "sources": ["hf"]}
    rows = [dict(zip(names, (*paper, False)[:6], strict=True)) | same for paper in papers]
    writer.append(database, "core.papers", PAPERS.conform(pl.DataFrame(rows, infer_schema_length=None)))


def recount(database: duckdb.DuckDBPyConnection, home: Path, **settings: float) -> dict[str, int]:
    return counting.recount(database, load_settings(home=home, min_term_papers=2, **settings))


def rows(database: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
    return database.execute(f"SELECT * FROM trends.{name} ORDER BY ALL").fetchall()


LANTERNS = [
    ("title:b", "Lantern", "kettle", date(2024, 5, 20), "day"),
    ("title:a", "Harbour", "Lantern. Kettle.", date(2024, 3, 1), "month"),
    ("title:c", "Studies", "lantern", date(2023, 1, 1), "year"),
    ("title:d", "Lantern and Kettle", None, date(2024, 5, 1), "day", True),
]


def test_the_tables_say_who_uses_what_since_when(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    put(database, *LANTERNS)
    assert recount(database, tmp_path) == {
        "trends.monthly_counts": 4,
        "trends.terms": 2,
        "trends.counted_papers": 3,
        "trends.postings": 5,
        "trends.term_counts": 4,
        "trends.rising_terms": 0,
        "trends.term_trends": 0,
        "trends.term_bursts": 0,
        "trends.term_pairs": 0,
        "trends.topics": 0,
        "trends.topic_terms": 0,
        "trends.topic_months": 0,
        "trends.new_pairs": 0,
        "trends.engagement_changes": 0,
        "trends.term_forms": 0,
        "trends.named_series": 0,
        "trends.paper_cells": 4,
        "trends.author_counts": 0,
        "trends.title_counts": 0,
        "search.words": 4,
        "search.indexed_papers": 4,
        "search.postings": 4,
    }
    assert rows(database, "terms") == [("Lantern", 1, 3, MARCH, MAY, 1), ("kettle", 1, 2, MARCH, MAY, 0)]
    assert rows(database, "counted_papers") == [(0, "title:a", MARCH), (1, "title:b", MAY), (2, "title:c", None)]
    assert rows(database, "paper_terms") == [
        ("title:a", "Lantern", False),
        ("title:a", "kettle", False),
        ("title:b", "Lantern", True),
        ("title:b", "kettle", False),
        ("title:c", "Lantern", False),
    ]
    assert rows(database, "term_months") == [
        ("Lantern", MARCH, 1, 1, 1.0),
        ("Lantern", MAY, 1, 1, 1.0),
        ("kettle", MARCH, 1, 1, 1.0),
        ("kettle", MAY, 1, 1, 1.0),
    ]


def test_shares_are_of_all_dated_papers_of_the_month_and_only_used_months_have_rows(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    of_march = ["lantern", "lantern", "kettle", "anvil"]
    put(database, *((f"title:{n}", "", text, MARCH, "day") for n, text in enumerate(of_march)))
    put(database, ("title:later", "", "anvil", APRIL, "day"))
    recount(database, tmp_path)
    assert rows(database, "term_months") == [
        ("anvil", MARCH, 1, 4, 0.25),
        ("anvil", APRIL, 1, 1, 1.0),
        ("lantern", MARCH, 2, 4, 0.5),
    ]


def test_a_term_of_undated_papers_has_no_months(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    put(database, *((f"title:{n}", "", "lantern", None, None) for n in range(2)))
    recount(database, tmp_path)
    assert rows(database, "terms") == [("lantern", 1, 2, None, None, 0)]
    assert rows(database, "term_months") == []


def test_an_empty_warehouse_has_no_terms(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert set(recount(database, tmp_path).values()) == {0}


def test_counting_again_replaces_what_was_counted(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    put(database, *LANTERNS)
    first = recount(database, tmp_path)
    assert recount(database, tmp_path) == first
    assert recount(database, tmp_path, max_terms=1)["trends.terms"] == 1
    database.execute("DELETE FROM core.papers")
    assert set(recount(database, tmp_path).values()) == {0}


def test_uses_by_papers_of_the_last_months_stand_behind_the_others(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    on = {"title:new": APRIL, "title:old": date(2010, 4, 1), "title:undated": None}
    put(database, *((paper, "", "lantern, kettle", month, "day" if month else None) for paper, month in on.items()))
    dump = {"dump_id": "0" * 64, "file_name": "a.json", "source": "hf", "layout": "daily", "reader_version": 1}
    dump |= dict.fromkeys(("bytes_read", "entries_read", "listings", "rejects"), 3) | {"duration_seconds": 1.0}
    dump |= dict.fromkeys(("landed_at", "ingested_at"), datetime(2024, 6, 2, tzinfo=UTC))
    dump |= {"status": "loaded", "captured_on": MAY}
    writer.append(database, "core.dumps", DUMPS.conform(pl.DataFrame([dump])))
    recount(database, tmp_path)
    stored = database.execute("SELECT paper_number, term_number FROM trends.postings ORDER BY rowid").fetchall()
    assert stored == [(0, 0), (0, 1), (1, 0), (2, 0), (1, 1), (2, 1)]


@pytest.mark.parametrize("papers_at_once", [1, 2])
def test_chunks_change_nothing_and_leave_no_files(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, papers_at_once: int
) -> None:
    put(database, *LANTERNS)
    recount(database, tmp_path)
    expected = [rows(database, name) for name in ("terms", "paper_terms", "term_months")]
    monkeypatch.setattr(counting, "_PAPERS_AT_ONCE", papers_at_once)
    recount(database, tmp_path)
    assert [rows(database, name) for name in ("terms", "paper_terms", "term_months")] == expected
    assert not (tmp_path / "staging" / "trends").exists()
