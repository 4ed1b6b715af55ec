"""Questions about dumps, audits, rejects, and which snapshot is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
import small_warehouse

from transforms.errors import WarehouseDamaged
from transforms.schema import TABLES
from warehouse import snapshots
from warehouse.queries import dumps, quality, rejects, served, venues
from warehouse.queries.asking import ask
from warehouse.queries.dumps import Totals
from warehouse.queries.quality import Drift
from warehouse.queries.served import NothingServed, Served
from warehouse.queries.venues import Recognition


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Served:
    home = tmp_path_factory.mktemp("trust") / "home"
    small_warehouse.publish(home)
    found = served.find(home)
    assert isinstance(found, Served)
    return found


@pytest.fixture
def con(snapshot: Served) -> duckdb.DuckDBPyConnection:
    return served.open_served(snapshot)


def test_totals(con: duckdb.DuckDBPyConnection) -> None:
    assert dumps.totals(con) == Totals(
        dumps=4,
        loaded=2,
        held=1,
        failed=1,
        forgotten=0,
        entries_read=82,
        listings=80,
        rejects=2,
        samples=0,
        newest_capture=date(2025, 12, 10),
        is_conserved=True,
    )


def test_dumps_by_the_month_of_their_capture_or_else_of_landing(con: duckdb.DuckDBPyConnection) -> None:
    # Dump 0 was captured in December 2025; of dump 1 that is unknown, and it landed thirty days before NOW.
    assert dumps.per_month(con).rows() == [
        (date(2025, 11, 1), 1, 22, 20, 2),
        (date(2025, 12, 1), 1, 60, 60, 0),
    ]


def test_ledger(con: duckdb.DuckDBPyConnection) -> None:
    newest_first = ["page-3.txt", "page-2.txt", "page-1.txt", "page-0.txt"]
    assert dumps.ledger(con)["file_name"].to_list() == newest_first
    assert dumps.ledger(con, offset=1, limit=2)["file_name"].to_list() == newest_first[1:3]
    assert dumps.ledger(con, status="held")["file_name"].to_list() == ["page-2.txt"]
    assert dumps.dump(con, dump_id=small_warehouse.dump_id(1))["file_name"].to_list() == ["page-1.txt"]
    assert dumps.landings(con, limit=1)["outcome"].to_list() == ["duplicate"]


def test_audits(con: duckdb.DuckDBPyConnection) -> None:
    runs = quality.runs(con, limit=2)
    assert runs.select("verdict", "snapshot", "checks", "failed").rows() == [("WARN", 2, 3, 2), ("HOLD", None, 3, 2)]
    checks = quality.checks(con, run_id=runs["run_id"][0])
    assert checks.select("severity", "success").rows() == [("warning", False), ("info", False), ("critical", True)]
    coverage = {(source, field): (filled, total) for source, field, filled, total in quality.coverage(con).rows()}
    assert coverage["aitopics_text", "venue"] == (20, 20)
    assert coverage["huggingface_text", "venue"] == (0, 60)


def test_drift(con: duckdb.DuckDBPyConnection) -> None:
    assert quality.drift_totals(con) == Drift(events=3, dumps=2, compared=0)
    newest_first = [("page-0.txt", "field:missing"), ("page-0.txt", "field:retyped"), ("page-1.txt", "field:new")]
    assert quality.drift(con, limit=9).select("file_name", "metric").rows() == newest_first
    assert quality.drift(con, limit=1).height == 1
    of_one = quality.drift(con, dump_id=small_warehouse.dump_id(0), limit=9)
    assert of_one.select("field", "before", "now").rows() == [
        ("upvotes", "filled, at least 98.0 %", "absent"),
        ("extra.organisation", "string", "array of string, 25.0 % of its values"),
    ]
    assert dumps.ledger(con)["changed_fields"].to_list() == [0, 0, 1, 2]
    fields = dumps.extra_fields(con, dump_id=small_warehouse.dump_id(0))
    assert fields.rows() == [
        ("extra.organisation", "string", 0.75),
        ("extra.organisation", "array of string", 0.25),
    ]
    figures = dumps.profile(con, dump_id=small_warehouse.dump_id(0))["metric"].to_list()
    assert not [name for name in figures if name == "extra" or name.startswith("field:")]


def test_unknown_venues(con: duckdb.DuckDBPyConnection) -> None:
    assert venues.recognition(con) == Recognition(stated=20, unknown=1, unknown_names=1)
    assert venues.unknown(con, limit=9).rows() == [("Days of <b>Harbours</b>", 1, 1, ["aitopics_text"])]


def test_rejects(con: duckdb.DuckDBPyConnection) -> None:
    reasons = rejects.by_reason(con).select("reason", "open", "resolved", "dismissed", "dumps")
    assert reasons.rows() == [
        ("abstract:missing", 3, 0, 0, 1),
        ("abstract:too_short", 1, 0, 0, 1),
        ("not_a_paper", 1, 0, 0, 1),
        ("title:missing", 1, 0, 0, 1),
    ]
    assert rejects.by_status(con) == {"open": 5, "resolved": 0, "dismissed": 0}
    assert rejects.counted(con, reason="not_a_paper") == 1
    assert rejects.counted(con, status="dismissed") == 0
    assert rejects.counted(con, dump_id=small_warehouse.dump_id(0)) == 0
    assert rejects.page(con, offset=1, limit=3)["position"].to_list() == [21, 0, 1]


def test_served_says_what_is_wrong_with_the_last_audit(snapshot: Served) -> None:
    (snapshot.home / "snapshots" / "LAST_AUDIT.json").write_text("{")
    found = served.find(snapshot.home)
    assert isinstance(found, Served)
    assert "LAST_AUDIT.json is unreadable" in found.notices[0]
    (snapshot.home / "snapshots" / "LAST_AUDIT.json").unlink()


def test_a_rollback_is_said(tmp_path: Path) -> None:
    small_warehouse.publish(tmp_path, is_empty=True)
    small_warehouse.publish(tmp_path, is_empty=True)
    snapshots.rollback(small_warehouse.settings_of(tmp_path), 1)
    found = served.find(tmp_path)
    assert isinstance(found, Served)
    assert found.notices == ("Snapshot 2 is newer: snapshot 1 is served since a rollback.",)


def test_a_bad_setting_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "papertide.toml").write_text("threads = 'many'")
    found = served.find(tmp_path)
    assert isinstance(found, NothingServed)
    assert not found.is_damaged
    assert "threads" in found.fact


@pytest.mark.parametrize(
    "path", ["../secret.html", "/etc/passwd", "reports/../../secret.html", "reports/none.html", "reports", "x\0.html"]
)
def test_only_reports_are_read(snapshot: Served, path: str) -> None:
    (snapshot.home.parent / "secret.html").write_text("secret")
    assert served.report_page(snapshot, report_path=path) is None


def test_the_report_of_a_run(snapshot: Served, con: duckdb.DuckDBPyConnection) -> None:
    path = quality.runs(con, limit=1)["report_path"][0]
    assert served.report_page(snapshot, report_path=path) == b"<!doctype html><title>Run</title>"


def test_a_damaged_file_is_said_to_be_damaged(snapshot: Served, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    content = bytearray(snapshot.path.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    copy.write_bytes(bytes(content))
    with pytest.raises(WarehouseDamaged, match="papertide doctor --deep"):
        _read_everything(replace(snapshot, path=copy))


def _read_everything(snapshot: Served) -> None:
    con = served.open_served(snapshot)
    for table in TABLES:
        ask(con, f"SELECT * FROM {table}")
