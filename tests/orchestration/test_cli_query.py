"""`papertide query`: formats, spreadsheet safety, limits that say when they cut."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
from commands import Papertide

from orchestration.cli.exits import run

FORMULAS = "SELECT unnest(['=1+1', '+1', '-1', '@sum', chr(9) || 'tab', chr(13) || 'cr', 'plain', '1-2']) AS cell"


def test_a_table_by_default(papertide: Papertide, home: Path) -> None:
    done = papertide("query", "SELECT count(*) AS papers FROM core.papers")
    assert (done.code, done.err) == (0, "")
    assert [line.strip() for line in done.out.splitlines() if line.strip(" ─")] == ["papers", "17"]


def test_json(papertide: Papertide, home: Path) -> None:
    query = "SELECT DATE '2025-01-02' AS d, sum(1) AS n, 0.5::DOUBLE AS f, NULL AS u, [1, 2] AS l, {'a': 'ü'} AS s"
    (row,) = papertide("query", query, "--format", "json").json
    assert row == {"d": "2025-01-02", "n": 1, "f": 0.5, "u": None, "l": [1, 2], "s": {"a": "ü"}}


def test_csv_is_safe_in_a_spreadsheet(papertide: Papertide, home: Path) -> None:
    safe = papertide("query", FORMULAS, "--format", "csv").out
    assert safe == "cell\n'=1+1\n'+1\n'-1\n'@sum\n'\ttab\n\"'\rcr\"\nplain\n1-2\n"
    raw = papertide("query", FORMULAS, "--format", "csv", "--raw").out
    assert raw == 'cell\n=1+1\n+1\n-1\n@sum\n\ttab\n"\rcr"\nplain\n1-2\n'


def test_csv_leaves_numbers_alone(papertide: Papertide, home: Path) -> None:
    done = papertide("query", "SELECT -5 AS a, -0.5::DOUBLE AS b, DATE '2025-01-02' AS c", "--format", "csv")
    assert done.out == "a,b,c\n-5,-0.5,2025-01-02\n"


def test_csv_of_nested_columns(papertide: Papertide, home: Path) -> None:
    query = "SELECT ['x', 'y'] AS l, {'a': 1} AS s, [{'name': 'Ada', 'orcid': 'o'}] AS authors"
    done = papertide("query", query, "--format", "csv")
    assert done.out == 'l,s,authors\nx; y,"{""a"":1}",Ada\n'


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_file_tells_its_format_by_its_name(papertide: Papertide, home: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"answer.{form}"
    done = papertide("query", "SELECT paper_id, title FROM core.papers ORDER BY ALL", "--output", file)
    assert (done.code, done.out) == (0, "")
    assert f"17 rows in {file}" in done.err
    read = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[form](file)
    assert (read.columns, read.height) == (["paper_id", "title"], 17)


def test_parquet_may_be_piped(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["query", "SELECT 1 AS one", "--format", "parquet"]) == 0
    assert pl.read_parquet(io.BytesIO(capfdbinary.readouterr().out)).rows() == [(1,)]


def test_rows_are_cut_aloud(papertide: Papertide, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = papertide("query", "SELECT * FROM range(10)", "--limit", "3", "--format", "json")
    assert [row["range"] for row in few.json] == [0, 1, 2]
    assert "cut after 3 rows" in few.err
    monkeypatch.setenv("PAPERTIDE_QUERY_ROWS", "5")
    assert "cut after 5 rows" in papertide("query", "SELECT * FROM range(6)").err
    assert papertide("query", "SELECT * FROM range(5)").err == ""


def test_time_is_cut_aloud(papertide: Papertide, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERTIDE_QUERY_SECONDS", "0.2")
    done = papertide("query", "SELECT count(*) FROM range(10000000000) AS a, range(1000) AS b")
    assert (done.code, done.out) == (2, "")
    assert "cut after 0.2 seconds" in done.err


def test_without_a_snapshot_the_way_to_one_is_told(papertide: Papertide, tmp_path: Path) -> None:
    done = papertide("--home", tmp_path / "home", "query", "SELECT 1")
    assert done.code == 5
    assert "papertide ingest" in done.err


def test_a_damaged_snapshot_is_damage(papertide: Papertide, home: Path) -> None:
    (snapshot,) = home.glob("snapshots/*.duckdb")
    snapshot.write_bytes(b"not a database" * 1_000)
    assert papertide("query", "SELECT 1").code == 6


def test_writing_where_nothing_can_be_written(papertide: Papertide, home: Path, tmp_path: Path) -> None:
    done = papertide("query", "SELECT 1", "--output", tmp_path / "absent" / "answer.csv")
    assert done.code == 5
    assert "No such file or directory" in done.err


def test_an_earlier_snapshot_is_asked_by_its_number(
    papertide: Papertide, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 1 AS one"))
    assert papertide("query", "--snapshot", "1", "-", "--format", "json").json == [{"one": 1}]
    done = papertide("query", "--snapshot", "77", "SELECT 1")
    assert done.code == 2
    assert "there is no snapshot 77. `papertide snapshots list` shows those there are." in done.err
