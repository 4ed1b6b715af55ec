from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from expectations.audit import AuditRequest, AuditResult, audit
from expectations.batch import Limits
from transforms.schema import TABLES
from transforms.schema.core import DUMPS, REJECTS
from transforms.schema.quality import CHECKS
from warehouse import drift, metrics
from warehouse.ddl import create_all

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for statement in create_all():
            connection.execute(statement)
        yield connection


def add(connection: duckdb.DuckDBPyConnection, table_name: str, rows: list[dict[str, Any]]) -> None:
    filled = TABLES[table_name].conform(pl.DataFrame(rows, infer_schema_length=None))
    connection.register("filled", filled)
    connection.execute(f"INSERT INTO {table_name} SELECT * FROM filled")
    connection.unregister("filled")


def load(connection: duckdb.DuckDBPyConnection, number: int, *, listings: int = 3, rejects: int = 0) -> str:
    """A dump with so many listings, each about a paper of its own, and so many rejects."""
    dump_id = f"{number:064x}"[::-1]
    places = [{"dump_id": dump_id, "position": place} for place in range(listings + rejects)]
    named = [place | {"listing_id": f"{dump_id[:16]}:{place['position']}"} for place in places]
    text = {"title": "Paper Boats at Sea", "authors": [], "categories": [], "is_withdrawn": False}
    papers = [
        text | {"paper_id": f"doi:10.1000/{place['listing_id']}", "listings": 1, "dumps": 1, "sources": ["press"]}
        for place in named[:listings]
    ]
    lists = {"source": "press", "keywords": [], "links": [], "abstract": "We fold boats from paper and sail them."}
    add(
        connection,
        "core.listings",
        [place | text | lists | {"paper_id": f"doi:10.1000/{place['listing_id']}"} for place in named[:listings]],
    )
    add(connection, "core.papers", papers)
    if rejects:
        refused = {"raw": "<b>Nothing</b>", "reasons": ["title:missing"], "message": "title is missing"}
        add(
            connection,
            "core.rejects",
            [
                place | refused | {"reject_id": place["listing_id"], "status": "open", "first_seen_at": AT}
                for place in named[listings:]
            ],
        )
    ledger = {
        "dump_id": dump_id,
        "file_name": f"boats-{number}.txt",
        "source": "press",
        "layout": "plain",
        "reader_version": 1,
        "bytes_read": 100,
        "entries_read": listings + rejects,
        "listings": listings,
        "rejects": rejects,
        "status": "loaded",
        "landed_at": AT,
        "ingested_at": AT + timedelta(minutes=number),
        "duration_seconds": 0.1,
    }
    add(connection, "core.dumps", [ledger])
    add(connection, "quality.dump_profile", metrics.dump_profile(connection, [dump_id]).to_dicts())
    return dump_id


def audited(
    connection: duckdb.DuckDBPyConnection, reports_dir: Path, dump_ids: list[str], *, run: int = 1, **change: Any
) -> AuditResult:
    names = [name for name, table in TABLES.items() if table.layer == "core"]
    return audit(
        AuditRequest(
            **{
                "run_id": f"20260301T12000{run}Z-abcdef",
                "started_at": AT + timedelta(seconds=run),
                "batches": {name: connection.sql(f"SELECT * FROM {name}").pl() for name in names},
                "metrics": partial(metrics.collect, connection, dump_ids=dump_ids, now=AT),
                "dumps": DUMPS.conform(connection.sql("SELECT * FROM core.dumps").pl()),
                "rejects": REJECTS.conform(connection.sql("SELECT * FROM core.rejects").pl()),
                "coverage": metrics.field_coverage(connection),
                "drift": drift.events_of(connection, dump_ids),
                "reports_dir": reports_dir,
                "keep_results": 5,
                **change,
            }
        )
    )


def failed(result: AuditResult) -> list[tuple[str, str, str]]:
    broken = result.checks.filter(~pl.col("success"))
    return broken.select("severity", "table_name", "expectation").rows()


def test_a_sound_load_is_published_with_its_reports(tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    result = audited(tables, tmp_path / "reports", [load(tables, 1)])
    assert failed(result) == []
    assert result.verdict == "PUBLISH"
    assert result.report_path == "reports/runs/20260301T120001Z-abcdef.html"
    assert result.data_docs_path == "reports/data_docs/index.html"
    assert "All is well" in (tmp_path / result.report_path).read_text()
    assert "core.listings" in (tmp_path / result.data_docs_path).read_text()


def test_checks_conform_to_their_table_and_its_key(tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    checks = audited(tables, tmp_path, [load(tables, 1, rejects=1)]).checks
    assert checks.schema == CHECKS.polars_schema
    assert not checks.select(CHECKS.key).is_duplicated().any()
    assert set(checks["table_name"]) >= {"core.dumps", "core.listings", "core.papers", "core.rejects"}


def test_an_empty_warehouse_is_published(tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    result = audited(tables, tmp_path, [])
    assert result.verdict == "PUBLISH"
    assert failed(result) == []
    assert "No new dump" in (tmp_path.parent / result.report_path).read_text()


def test_nothing_at_all_is_published(tmp_path: Path) -> None:
    empty = AuditRequest(
        run_id="20260301T120000Z-000000",
        started_at=AT,
        batches={},
        metrics=lambda: pl.DataFrame(schema=metrics.MEASURES),
        dumps=DUMPS.empty(),
        rejects=REJECTS.empty(),
        coverage=TABLES["quality.field_coverage"].empty(),
        drift=TABLES["quality.dump_profile"].empty(),
        reports_dir=tmp_path,
        keep_results=1,
    )
    result = audit(empty)
    assert result.verdict == "PUBLISH"
    assert result.checks.equals(CHECKS.empty())


BREAK = {
    "a listing twice": (
        "INSERT INTO core.listings SELECT * FROM core.listings LIMIT 1",
        {"core.listings", "core.dumps"},
    ),
    "a paper that no listing is about": (
        "INSERT INTO core.papers SELECT * REPLACE ('doi:10.1000/lost' AS paper_id) FROM core.papers LIMIT 1",
        {"core.papers"},
    ),
    "a listing without its paper": ("DELETE FROM core.papers WHERE paper_id LIKE '%:0'", {"core.listings"}),
    "a lost listing": (
        "DELETE FROM core.listings WHERE position = 0; DELETE FROM core.papers WHERE paper_id LIKE '%:0'",
        {"core.listings"},
    ),
    "a lost reject": ("DELETE FROM core.rejects", {"core.rejects"}),
    "an entry that is neither": ("UPDATE core.dumps SET entries_read = entries_read + 1", {"core.dumps"}),
    "a value that no rule lets in": ("UPDATE core.listings SET doi = 'boat' WHERE position = 0", {"core.listings"}),
}


@pytest.mark.parametrize(("statements", "named"), BREAK.values(), ids=list(BREAK))
def test_broken_tables_are_held(
    tables: duckdb.DuckDBPyConnection, tmp_path: Path, statements: str, named: set[str]
) -> None:
    dump_id = load(tables, 1, listings=40, rejects=1)
    tables.execute(statements)
    result = audited(tables, tmp_path, [dump_id])
    assert result.verdict == "HOLD"
    assert {table for severity, table, _ in failed(result) if severity == "critical"} <= named
    assert "Held back" in (tmp_path.parent / result.report_path).read_text()


@pytest.mark.parametrize(
    ("statement", "verdict", "severity"),
    [
        ("UPDATE core.listings SET published_on = DATE '2026-03-03'", "PUBLISH", None),
        ("UPDATE core.listings SET published_on = DATE '2026-03-04'", "WARN", "warning"),
        ("UPDATE core.listings SET venue = 'Journal of Boats'", "PUBLISH", "info"),
    ],
    ids=["dated two days ahead", "dated three days ahead", "unknown venue"],
)
def test_unusual_values_warn_or_inform(
    tables: duckdb.DuckDBPyConnection, tmp_path: Path, statement: str, verdict: str, severity: str | None
) -> None:
    dump_id = load(tables, 1)
    tables.execute(statement)
    result = audited(tables, tmp_path, [dump_id])
    assert result.verdict == verdict
    assert [found for found, _, _ in failed(result)] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("listings", "rejects", "verdict"),
    [(100, 5, "PUBLISH"), (90, 10, "WARN"), (5, 5, "WARN"), (40, 10, "HOLD")],
    ids=["few", "many", "most of a small dump", "most of a large one"],
)
def test_the_share_of_rejects_decides(
    tables: duckdb.DuckDBPyConnection, tmp_path: Path, listings: int, rejects: int, verdict: str
) -> None:
    assert audited(tables, tmp_path, [load(tables, 1, listings=listings, rejects=rejects)]).verdict == verdict


@pytest.mark.parametrize(("rejects", "verdict"), [(20, "PUBLISH"), (30, "WARN"), (70, "HOLD")])
def test_a_source_may_have_a_limit_of_its_own(
    tables: duckdb.DuckDBPyConnection, tmp_path: Path, rejects: int, verdict: str
) -> None:
    limits = Limits(max_reject_share_by_source={"press": 0.2, "elsewhere": 0.01})
    dump_id = load(tables, 1, listings=100 - rejects, rejects=rejects)
    result = audited(tables, tmp_path, [dump_id], limits=limits)
    assert result.verdict == verdict
    said = "at most 5.0% (1.0% of elsewhere, 20.0% of press) of a dump's entries are refused"
    assert said in result.checks["expectation"].to_list()


def test_a_held_dump_warns_and_its_rejects_are_accounted_for(tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    dump_id = load(tables, 1, listings=10, rejects=40)
    tables.execute("UPDATE core.dumps SET status = 'held', error = 'Too much was refused.'")
    tables.execute("DELETE FROM core.listings; DELETE FROM core.papers")
    result = audited(tables, tmp_path, [dump_id])
    assert result.verdict == "WARN"
    assert {expectation for _, _, expectation in failed(result)} == {
        "every dump was loaded",
        "at most 5.0% of a dump's entries are refused",
    }


@pytest.mark.parametrize(
    ("listings", "is_usual"),
    [([10, 11, 9, 10, 14], True), ([10, 11, 9, 10, 16], False), ([10, 11, 9, 10, 2], False), ([10, 11, 9, 90], True)],
    ids=["as ever", "far more", "far fewer", "too little history"],
)
def test_volume_is_compared_with_earlier_dumps(
    tables: duckdb.DuckDBPyConnection, tmp_path: Path, listings: list[int], is_usual: bool
) -> None:
    dump_ids = [load(tables, number, listings=count) for number, count in enumerate(listings, start=1)]
    result = audited(tables, tmp_path, dump_ids)
    assert (result.verdict == "PUBLISH") is is_usual
    if not is_usual:
        observed = result.checks.filter(~pl.col("success"))["observed"].to_list()
        assert observed == [f"boats-5.txt: {listings[-1]} entries; usual are 10"]


def test_a_field_that_is_no_longer_filled_warns(tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for number in range(1, 5):
        load(tables, number)
    last = load(tables, 5)
    tables.execute("UPDATE core.listings SET abstract = NULL WHERE dump_id = $1", [last])
    tables.execute("DELETE FROM quality.dump_profile WHERE dump_id = $1", [last])
    add(tables, "quality.dump_profile", metrics.dump_profile(tables, [last]).to_dicts())
    result = audited(tables, tmp_path, [last])
    broken = result.checks.filter(~pl.col("success")).select("column_name", "severity", "observed").rows()
    assert broken == [("abstract", "warning", "boats-5.txt: filled in 0.0% of the listings; usual are 100.0%")]


def test_a_field_of_another_kind_warns_and_stands_in_the_report(
    tables: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    dump_ids = [load(tables, number, listings=20) for number in (1, 2)]
    for dump_id, extra in zip(dump_ids, ('{"pages": "1-9", "bow": 1}', '{"pages": 9, "bow": 1}'), strict=True):
        tables.execute("UPDATE core.listings SET extra = $1 WHERE dump_id = $2", [extra, dump_id])
    add(tables, "quality.dump_profile", drift.extra_fields(tables, dump_ids).to_dicts())
    drift.record_events(tables)
    result = audited(tables, tmp_path / "reports", dump_ids)
    assert result.verdict == "WARN"
    (broken,) = result.checks.filter(~pl.col("success")).select("table_name", "observed", "unexpected").rows()
    told = "boats-2.txt: 1: retyped extra.pages (before: string; now: number, 100.0 % of its values)"
    assert broken == ("core.listings", told, 1)
    page = (tmp_path / "reports" / "runs" / "20260301T120001Z-abcdef.html").read_text()
    assert "<td>extra.pages</td><td>string</td><td>number, 100.0 % of its values</td>" in page


def test_history_is_kept_and_bounded(tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    dump_id = load(tables, 1)
    batches = {"core.dumps": DUMPS.conform(tables.sql("SELECT * FROM core.dumps").pl())}
    for run in range(1, 5):
        audited(tables, tmp_path, [dump_id], run=run, keep_results=2, batches=batches)
    kept = ["20260301T120003Z-abcdef", "20260301T120004Z-abcdef"]
    assert sorted(path.stem for path in (tmp_path / "runs").iterdir()) == kept
    index = (tmp_path / "data_docs" / "index.html").read_text()
    assert [run in index for run in ("20260301T120002Z", *kept)] == [False, True, True]
    pages = (tmp_path / "data_docs" / "validations" / "core" / "dumps").iterdir()
    assert sorted(path.name for path in pages) == kept


def test_no_text_of_the_data_enters_the_data_docs(tables: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    dump_id = load(tables, 1)
    tables.execute("UPDATE core.listings SET doi = '<script>alert(1)</script>'")
    audited(tables, tmp_path, [dump_id])
    pages = list((tmp_path / "data_docs").rglob("*.html"))
    assert pages
    assert not any("alert(1)" in page.read_text() for page in pages)


def test_the_audit_says_nothing(
    tables: duckdb.DuckDBPyConnection, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    audited(tables, tmp_path, [load(tables, 1)])
    assert capfd.readouterr() == ("", "")
