"""Publish, verify, roll back, prune: what readers see is always one whole version."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.errors import EnvironmentFault, UsageError, WarehouseDamaged
from transforms.schema import TABLES
from transforms.schema.trends import TERMS
from warehouse import last_audit, snapshots, writer
from warehouse.connection import open_snapshot
from warehouse.settings import Settings

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


def publish(database: duckdb.DuckDBPyConnection, home: Settings, *terms: str) -> snapshots.Snapshot:
    rows = pl.DataFrame({"term": terms, "n_words": 1, "papers": 3, "term_number": 0})
    writer.replace_table(database, "trends.terms", TERMS.conform(rows))
    number = snapshots.next_number(home)
    return snapshots.publish(database, home, number=number, run_id="run", verdict="PUBLISH", now=NOW)


def terms_served(home: Settings) -> list[str]:
    served = snapshots.current(home)
    assert served
    connection = open_snapshot(served.path)
    try:
        return [term for (term,) in connection.execute("SELECT term FROM trends.terms ORDER BY term").fetchall()]
    finally:
        connection.close()


def test_nothing_is_served_before_the_first_publication(home: Settings) -> None:
    assert snapshots.current(home) is None
    assert snapshots.published(home) == []


def test_publish_serves_a_new_version_beside_the_old_one(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    first, second = publish(database, home, "gan"), publish(database, home, "gan", "agent")
    assert (first.path.name, second.path.name) == ("papertide-000001.duckdb", "papertide-000002.duckdb")
    assert snapshots.current(home) == second
    assert second.tables["trends.terms"].rows == 2
    assert terms_served(home) == ["agent", "gan"]
    snapshots.verify(first)


def test_a_snapshot_holds_what_is_declared_and_nothing_else(
    database: duckdb.DuckDBPyConnection, home: Settings
) -> None:
    connection = open_snapshot(publish(database, home, "gan").path)
    tables = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
    connection.close()
    assert {name for (name,) in tables} == set(TABLES)


def test_publishing_keeps_other_writers_out(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    publish(database, home, "gan")
    script = "import duckdb, sys; duckdb.connect(sys.argv[1])"
    other = subprocess.run(
        [sys.executable, "-c", script, str(home.database)], capture_output=True, text=True, check=False
    )
    assert "Could not set lock on file" in other.stderr


def test_a_full_disk_is_named_and_the_old_snapshot_stays_served(
    database: duckdb.DuckDBPyConnection, home: Settings
) -> None:
    first = publish(database, home, "gan")
    (home.snapshots / ".papertide-000002.duckdb.tmp").symlink_to("/dev/full")
    with pytest.raises(EnvironmentFault, match=r"the copy failed \(OSError: .*No space left on device"):
        snapshots.publish(database, home, number=2, run_id="run", verdict="PUBLISH", now=NOW)
    assert snapshots.current(home) == first


def test_the_digest_ignores_the_order_of_rows(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    assert publish(database, home, "a", "b").tables == publish(database, home, "b", "a").tables


def test_rollback_serves_an_earlier_version(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    publish(database, home, "gan")
    publish(database, home, "agent")
    snapshots.rollback(home, 1)
    assert terms_served(home) == ["gan"]
    assert snapshots.next_number(home) == 3
    with pytest.raises(UsageError, match="no snapshot 7"):
        snapshots.rollback(home, 7)


def test_a_flipped_byte_is_seen(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    snapshot = publish(database, home, *(f"term {number} of many" for number in range(5_000)))
    place = _place_of_terms(snapshot.path)
    data = bytearray(snapshot.path.read_bytes())
    data[place] ^= 0xFF
    snapshot.path.write_bytes(bytes(data))
    with pytest.raises(WarehouseDamaged, match=r"papertide-000001.duckdb: .*Serve an earlier one"):
        snapshots.verify(snapshot)


def _place_of_terms(path: Path) -> int:
    """Where in the file the values of `trends.terms.term` begin: behind three headers and the blocks before theirs."""
    connection = open_snapshot(path)
    query = """
        SELECT 3 * 4096 + block_id * 262144 + block_offset + 1000 FROM pragma_storage_info('trends.terms')
        WHERE column_name = 'term' AND segment_type = 'VARCHAR'
    """
    try:
        return int(connection.execute(query).fetchall()[0][0])
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("CURRENT", "garbage", "'garbage' is no snapshot number"),
        ("CURRENT", "9", "papertide-000009.duckdb is missing"),
        ("papertide-000001.json", "{", "papertide-000001.json: the manifest is unreadable"),
    ],
)
def test_a_damaged_pointer_or_manifest_is_named(
    database: duckdb.DuckDBPyConnection, home: Settings, file: str, content: str, said: str
) -> None:
    publish(database, home, "gan")
    (home.snapshots / file).write_text(content)
    with pytest.raises(WarehouseDamaged, match=said):
        snapshots.current(home)


def test_prune_keeps_the_last_the_served_and_those_in_use(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    for number in range(6):
        publish(database, home, f"term {number}")
    snapshots.rollback(home, 2)
    with _reader_in_another_process(snapshots.database_path(home, 3)) as reader:
        assert snapshots.prune(home, keep=2) == [1, 4]
        assert reader.poll() is None
        reader.communicate(input=b"\n")
    assert snapshots.published_numbers(home) == [2, 3, 5, 6]
    assert snapshots.prune(home, keep=2) == [3]


def _reader_in_another_process(path: Path) -> subprocess.Popen[bytes]:
    script = (
        "import sys; from pathlib import Path; from warehouse.connection import open_snapshot\n"
        "connection = open_snapshot(Path(sys.argv[1])); print('open', flush=True); sys.stdin.readline()"
    )
    reader = subprocess.Popen([sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert reader.stdout
    assert reader.stdout.readline() == b"open\n"
    return reader


def test_what_a_killed_publication_left_is_cleared(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    publish(database, home, "gan")
    (home.snapshots / ".papertide-000002.duckdb.tmp").write_bytes(b"half")
    snapshots.clear_unfinished(home)
    assert sorted(path.name for path in home.snapshots.iterdir()) == [
        "CURRENT",
        "papertide-000001.duckdb",
        "papertide-000001.json",
    ]


def test_a_snapshot_is_a_sandbox(database: duckdb.DuckDBPyConnection, home: Settings, tmp_path: Path) -> None:
    snapshot = publish(database, home, "gan")
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    connection = open_snapshot(snapshot.path)
    for statement in (
        f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",
        f"COPY trends.terms TO '{tmp_path}/out.csv'",
        f"ATTACH '{tmp_path}/other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "DELETE FROM trends.terms",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(statement)
    connection.close()
    assert not (tmp_path / "out.csv").exists()


def test_a_snapshot_can_be_opened_twice(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    snapshot = publish(database, home, "gan")
    first, second = open_snapshot(snapshot.path), open_snapshot(snapshot.path)
    for connection in (first, second):
        assert connection.execute("SELECT current_setting('TimeZone'), count(*) FROM trends.terms").fetchall() == [
            ("UTC", 1)
        ]
        with pytest.raises(duckdb.Error, match="locked"):
            connection.execute("SET threads = 1")
        connection.close()


def test_the_last_audit_is_remembered(home: Settings) -> None:
    assert last_audit.read(home) is None
    audit = last_audit.LastAudit(
        run_id="r", started_at=NOW, verdict="HOLD", report_path="reports/runs/r.html", failed=("unique listing_id",)
    )
    last_audit.record(home, audit)
    assert last_audit.read(home) == audit
