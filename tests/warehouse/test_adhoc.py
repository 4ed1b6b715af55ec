"""An analyst's SELECT reaches the snapshot's tables and nothing else, and is bounded."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.errors import UsageError, WarehouseDamaged
from warehouse.adhoc import Answer, answer


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    path = tmp_path / "snapshot.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute("CREATE TABLE papers AS SELECT i AS id, 'title ' || i AS title FROM range(5_000) AS r(i)")
    connection.close()
    return path


def ask(snapshot: Path, sql: str, *, rows: int = 10, seconds: float = 20.0) -> Answer:
    return answer(snapshot, sql, rows_at_most=rows, seconds_at_most=seconds)


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT id FROM papers ORDER BY id DESC LIMIT 2;", [(4_999,), (4_998,)]),
        ("FROM papers SELECT min(id)", [(0,)]),
        ("WITH few AS (SELECT id FROM papers WHERE id < 2) SELECT sum(id) FROM few", [(1,)]),
        ("VALUES (1), (2)", [(1,), (2,)]),
        ("SHOW TABLES", [("papers",)]),
        ("SELECT id FROM papers WHERE false", []),
        ("-- a comment\nSELECT 1; -- another", [(1,)]),
    ],
)
def test_one_select_is_answered(snapshot: Path, sql: str, rows: list[tuple[object, ...]]) -> None:
    found = ask(snapshot, sql)
    assert found.rows.rows() == rows
    assert not found.is_cut


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "-- nothing",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE papers",
        "DROP TABLE papers",
        "INSERT INTO papers VALUES (1, 'x')",
        "UPDATE papers SET id = 0",
        "DELETE FROM papers",
        "CREATE TABLE t AS SELECT 1",
        "CREATE TEMP TABLE t AS SELECT 1",
        "COPY papers TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/other.duckdb'",
        "PRAGMA enable_external_access = true",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CALL pragma_version()",
        "CHECKPOINT",
        "BEGIN",
        "PREPARE p AS SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
        "PIVOT papers ON id",
    ],
)
def test_anything_else_is_refused_unrun(snapshot: Path, tmp_path: Path, sql: str) -> None:
    with pytest.raises(UsageError, match=r"SELECT|not SQL"):
        ask(snapshot, sql.format(folder=tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [snapshot.name]
    assert ask(snapshot, "SELECT count(*) FROM papers").rows.item() == 5_000


OTHER_FILES = [
    "SELECT * FROM '{folder}/secret.csv'",
    "SELECT * FROM read_csv('{folder}/secret.csv')",
    "SELECT * FROM read_csv_auto('{folder}/secret.csv')",
    "SELECT * FROM read_text('{folder}/secret.csv')",
    "SELECT * FROM read_blob('{folder}/secret.csv')",
    "SELECT * FROM read_json('{folder}/secret.csv')",
    "SELECT * FROM read_parquet('{folder}/secret.csv')",
    "SELECT * FROM parquet_metadata('{folder}/secret.csv')",
    "SELECT * FROM sniff_csv('{folder}/secret.csv')",
    "SELECT * FROM read_duckdb('{folder}/other.duckdb')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM query('SELECT * FROM read_text(''{folder}/secret.csv'')')",
    "SELECT * FROM sqlite_scan('{folder}/secret.csv', 'x')",
    "SELECT * FROM 'https://127.0.0.1:9/x.csv'",
    "SELECT getenv('HOME')",
]


@pytest.mark.parametrize("sql", OTHER_FILES)
def test_nothing_outside_the_snapshot_is_reached(snapshot: Path, tmp_path: Path, sql: str) -> None:
    (tmp_path / "secret.csv").write_text("secret\n42\n")
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    with pytest.raises(UsageError):
        ask(snapshot, sql.format(folder=tmp_path))


def test_frames_of_this_process_are_not_tables(snapshot: Path) -> None:
    secret = pl.DataFrame({"secret": [42]})
    with pytest.raises(UsageError, match="secret does not exist"):
        ask(snapshot, "SELECT * FROM secret")
    assert secret.item() == 42


@pytest.mark.parametrize(("rows", "is_cut"), [(4_999, True), (5_000, False), (5_001, False), (1, True)])
def test_rows_are_bounded(snapshot: Path, rows: int, is_cut: bool) -> None:
    found = ask(snapshot, "SELECT id FROM papers ORDER BY id", rows=rows)
    assert found.is_cut == is_cut
    assert found.rows["id"].to_list() == list(range(min(rows, 5_000)))


def test_an_endless_answer_costs_what_is_shown_of_it(snapshot: Path) -> None:
    found = ask(snapshot, "SELECT * FROM range(1_000_000_000_000)", rows=5)
    assert (found.rows.height, found.is_cut) == (5, True)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM range(10_000_000_000) AS a, range(1_000) AS b",
        "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT max(i) FROM r",
    ],
)
def test_time_is_bounded(snapshot: Path, sql: str) -> None:
    started = time.monotonic()
    with pytest.raises(UsageError, match=r"cut after 0\.3 seconds"):
        ask(snapshot, sql, seconds=0.3)
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", "not SQL"),
        ("SELECT missing FROM papers", "missing"),
        ("SELECT error('on purpose')", "on purpose"),
        ("SELECT 1 AS a, 2 AS a", "name of its own"),
        ("SELECT INTERVAL 1 DAY AS i", "cast unusual types"),
    ],
)
def test_what_is_wrong_with_a_query_is_said(snapshot: Path, sql: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ask(snapshot, sql)


def test_sums_of_integers_are_integers(snapshot: Path) -> None:
    found = ask(snapshot, "SELECT sum(id) AS small, (1::HUGEINT << 100) AS large FROM papers")
    assert found.rows.schema["small"] == pl.Int64
    assert [int(value) for value in found.rows.row(0)] == [12_497_500, 1 << 100]


def test_a_damaged_snapshot_is_damage(snapshot: Path) -> None:
    snapshot.write_bytes(b"not a database" * 1_000)
    with pytest.raises(WarehouseDamaged, match="doctor --deep"):
        ask(snapshot, "SELECT 1")
