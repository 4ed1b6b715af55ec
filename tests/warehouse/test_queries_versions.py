"""What happened between two snapshots, on papers that show one change each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.errors import WarehouseDamaged
from transforms.schema import TABLES
from warehouse import snapshots, writer
from warehouse.open_snapshots import Comparing, OpenSnapshots, Two
from warehouse.queries import versions
from warehouse.settings import Settings

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)

BEFORE = {
    "arxiv:2401.00001": {"title": "Stays as it is"},
    "arxiv:2401.00002": {"title": "Gets a venue"},
    "arxiv:2401.00003": {"title": "Is listed once more"},
    "title:00000000000000aa": {"title": "Gets an identifier"},
    "doi:10.1000/one": {"title": "One half of a paper"},
    "title:00000000000000bb": {"title": "The other half"},
    "arxiv:2401.00006": {"title": "Two papers taken for one"},
    "title:00000000000000cc": {"title": "Was forgotten"},
}
AFTER = {
    "arxiv:2401.00001": {"title": "Stays as it is"},
    "arxiv:2401.00002": {"title": "Gets a venue", "venue": "ICML 2026", "venue_key": "icml"},
    "arxiv:2401.00003": {"title": "Is listed once more", "listings": 2, "dumps": 2},
    "arxiv:2401.00004": {"title": "Gets an identifier"},
    "doi:10.1000/one": {"title": "One half of a paper"},
    "arxiv:2401.00006": {"title": "Two papers taken for one"},
    "doi:10.1000/six": {"title": "Two papers taken for one"},
    "arxiv:2401.00008": {"title": "Is new"},
}
LEADS_BEFORE = {
    ("title", "getsanidentifier"): "title:00000000000000aa",
    ("doi", "10.1000/one"): "doi:10.1000/one",
    ("title", "theotherhalf"): "title:00000000000000bb",
    ("arxiv", "2401.00006"): "arxiv:2401.00006",
    ("doi", "10.1000/six"): "arxiv:2401.00006",
    ("title", "wasforgotten"): "title:00000000000000cc",
}
LEADS_AFTER = {
    ("title", "getsanidentifier"): "arxiv:2401.00004",
    ("arxiv", "2401.00004"): "arxiv:2401.00004",
    ("doi", "10.1000/one"): "doi:10.1000/one",
    ("title", "theotherhalf"): "doi:10.1000/one",
    ("arxiv", "2401.00006"): "arxiv:2401.00006",
    ("doi", "10.1000/six"): "doi:10.1000/six",
}


def publish(
    database: duckdb.DuckDBPyConnection,
    home: Settings,
    papers: dict[str, dict[str, Any]],
    leads: dict[tuple[str, str], str],
) -> Path:
    usual = {"authors": [], "categories": [], "listings": 1, "dumps": 1, "sources": ["table"], "is_withdrawn": False}
    counted = [{"month": date(2026, 1, 1), "source": "*", "papers": len(papers)}]
    terms = [{"term": "paper", "n_words": 1, "papers": len(papers), "term_number": 0}]
    tables = {
        "core.papers": [usual | facts | {"paper_id": paper_id} for paper_id, facts in papers.items()],
        "core.identifiers": [{"scheme": s, "value": v, "paper_id": paper_id} for (s, v), paper_id in leads.items()],
        "trends.monthly_counts": counted,
        "trends.terms": terms,
    }
    for name, rows in tables.items():
        frame = pl.DataFrame(rows, infer_schema_length=None)
        writer.replace_table(database, name, TABLES[name].conform(frame))
    number = snapshots.next_number(home)
    return snapshots.publish(database, home, number=number, run_id="run", verdict="PUBLISH", now=NOW).path


def opened(earlier: Path, later: Path) -> Comparing:
    snapshots_there = OpenSnapshots(earlier.parent)
    return Two(earlier=snapshots_there.attach(earlier), later=snapshots_there.attach(later)).cursor()


@pytest.fixture
def con(database: duckdb.DuckDBPyConnection, home: Settings) -> Comparing:
    earlier = publish(database, home, BEFORE, LEADS_BEFORE)
    return opened(earlier, publish(database, home, AFTER, LEADS_AFTER))


def test_every_paper_is_counted_under_one_change(con: Comparing) -> None:
    assert versions.counted(con) == {
        "added": 1,
        "split_off": 1,
        "changed": 1,
        "renamed": 1,
        "merged": 1,
        "gone": 1,
        "unchanged": 4,
    }


def test_those_added_are_counted_alone(con: Comparing) -> None:
    assert versions.added(con) == versions.counted(con)["added"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("added", ("arxiv:2401.00008", None, "Is new")),
        ("split_off", ("doi:10.1000/six", "arxiv:2401.00006", "Two papers taken for one")),
        ("changed", ("arxiv:2401.00002", None, "Gets a venue")),
        ("renamed", ("title:00000000000000aa", "arxiv:2401.00004", "Gets an identifier")),
        ("merged", ("title:00000000000000bb", "doi:10.1000/one", "The other half")),
        ("gone", ("title:00000000000000cc", None, "Was forgotten")),
    ],
)
def test_papers_of_a_change(con: Comparing, change: str, found: tuple[str, ...]) -> None:
    assert versions.papers(con, change=change).rows() == [found]
    assert versions.papers(con, change=change, offset=1).is_empty()


def test_which_fields_differ(con: Comparing) -> None:
    assert versions.fields(con).rows() == [("venue", 1), ("venue_key", 1)]


def test_which_charts_moved(con: Comparing) -> None:
    assert versions.months(con).is_empty()
    assert versions.terms(con, limit=5).is_empty()


def test_months_and_terms_with_other_counts(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    earlier = publish(database, home, BEFORE, LEADS_BEFORE)
    later = publish(database, home, dict(list(AFTER.items())[:5]), {})
    con = opened(earlier, later)
    assert versions.months(con).rows() == [(date(2026, 1, 1), 8, 5)]
    assert versions.terms(con, limit=5).rows() == [("paper", 8, 5)]


def test_a_snapshot_with_itself_is_unchanged(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    path = publish(database, home, BEFORE, LEADS_BEFORE)
    again = publish(database, home, BEFORE, LEADS_BEFORE)
    con = opened(path, again)
    assert versions.counted(con) == dict.fromkeys(versions.CHANGES, 0) | {"unchanged": len(BEFORE)}
    assert versions.fields(con).is_empty()


def test_two_snapshots_are_locked_down(con: Comparing, tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        con.execute("DELETE FROM {later}.core.papers", {})
    with pytest.raises(duckdb.PermissionException):
        con.execute(f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'", {})
    with pytest.raises(duckdb.InvalidInputException):
        con.execute("SET threads = 1", {})


def test_a_damaged_snapshot_is_named(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    earlier, later = (publish(database, home, BEFORE, LEADS_BEFORE) for _ in range(2))
    later.write_bytes(b"no database")
    with pytest.raises(WarehouseDamaged, match=r"papertide-000002\.duckdb"):
        opened(earlier, later)
