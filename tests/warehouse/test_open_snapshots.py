"""Snapshots that one process keeps open: each asked by itself, all in one DuckDB, closed when nobody holds them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.errors import WarehouseDamaged
from transforms.schema.trends import TERMS
from warehouse import snapshots, writer
from warehouse.open_snapshots import Attached, OpenSnapshots, Two
from warehouse.settings import Settings

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def paths(database: duckdb.DuckDBPyConnection, home: Settings) -> list[Path]:
    """Two snapshots, each with a term of its own."""
    published = []
    for number, term in enumerate(("gan", "diffusion"), start=1):
        rows = pl.DataFrame({"term": [term], "n_words": 1, "papers": 3, "term_number": 0})
        writer.replace_table(database, "trends.terms", TERMS.conform(rows))
        published.append(snapshots.publish(database, home, number=number, run_id="r", verdict="PUBLISH", now=NOW).path)
    return published


def terms(attached: Attached) -> list[str]:
    return [row[0] for row in attached.cursor().execute("SELECT term FROM trends.terms").fetchall()]


def attached_to(attached: Attached) -> list[str]:
    query = "SELECT parse_filename(path) FROM duckdb_databases() WHERE NOT internal AND path IS NOT NULL ORDER BY 1"
    return [row[0] for row in attached.cursor().execute(query).fetchall()]


def test_each_is_asked_by_itself_within_one_limit(paths: list[Path]) -> None:
    opened = OpenSnapshots(paths[0].parent, memory_limit_mb=100)
    first, second = map(opened.attach, paths)
    assert (terms(first), terms(second), terms(first)) == (["gan"], ["diffusion"], ["gan"])
    assert attached_to(first) == attached_to(second) == ["papertide-000001.duckdb", "papertide-000002.duckdb"]
    limit = second.cursor().execute("SELECT current_setting('memory_limit'), current_setting('TimeZone')").fetchall()
    assert limit == [("100.0 MiB", "UTC")]


def test_views_ask_the_tables_of_their_own_snapshot(paths: list[Path]) -> None:
    opened = OpenSnapshots(paths[0].parent)
    held = [opened.attach(path) for path in paths]
    for attached in held:
        assert attached.cursor().execute("SELECT count(*) FROM trends.paper_terms").fetchall() == [(0,)]


def test_it_is_open_as_long_as_somebody_holds_it(paths: list[Path]) -> None:
    opened = OpenSnapshots(paths[0].parent)
    first, second = map(opened.attach, paths)
    assert opened.attach(paths[0]) is first
    del first
    assert attached_to(second) == ["papertide-000002.duckdb"]
    assert terms(opened.attach(paths[0])) == ["gan"]


def test_a_comparison_holds_both(paths: list[Path]) -> None:
    opened = OpenSnapshots(paths[0].parent)
    comparing = Two(earlier=opened.attach(paths[0]), later=opened.attach(paths[1])).cursor()
    query = "SELECT term FROM {earlier}.trends.terms UNION ALL SELECT term FROM {later}.trends.terms"
    assert comparing.execute(query, {}).fetchall() == [("gan",), ("diffusion",)]


def test_readers_may_come_and_go_at_once(paths: list[Path]) -> None:
    opened = OpenSnapshots(paths[0].parent)

    def read(number: int) -> list[str]:
        return terms(opened.attach(paths[number % 2]))

    with ThreadPoolExecutor(8) as readers:
        assert list(readers.map(read, range(80))) == [["gan"], ["diffusion"]] * 40


def test_a_replaced_file_is_read_anew(paths: list[Path]) -> None:
    opened = OpenSnapshots(paths[0].parent)
    assert terms(opened.attach(paths[0])) == ["gan"]
    paths[1].replace(paths[0])
    assert terms(opened.attach(paths[0])) == ["diffusion"]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('{outside}/secret.txt')",
        "COPY trends.terms TO '{outside}/out.csv'",
        "ATTACH '{outside}/other.duckdb'",
        "DELETE FROM trends.terms",
        "SET enable_external_access = true",
        "SET memory_limit = '8GB'",
        "SET lock_configuration = false",
    ],
)
def test_nothing_else_is_reached(paths: list[Path], tmp_path: Path, statement: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    attached = OpenSnapshots(paths[0].parent).attach(paths[0])
    with pytest.raises(duckdb.Error, match=r"file system operations are disabled|read-only|locked"):
        attached.cursor().execute(statement.format(outside=tmp_path))


@pytest.mark.parametrize("folder", ["it's here", "way/.."])
def test_the_folder_may_have_any_name(paths: list[Path], tmp_path: Path, folder: str) -> None:
    (tmp_path / folder.partition("/")[0]).mkdir()
    there = tmp_path / folder / "papertide-000001.duckdb"
    there.write_bytes(paths[0].read_bytes())
    assert terms(OpenSnapshots(there.parent).attach(there)) == ["gan"]


def test_a_damaged_one_is_named_and_the_others_are_read(paths: list[Path]) -> None:
    opened = OpenSnapshots(paths[0].parent)
    paths[1].write_bytes(b"no database")
    with pytest.raises(WarehouseDamaged, match=r"papertide-000002\.duckdb"):
        opened.attach(paths[1])
    assert terms(opened.attach(paths[0])) == ["gan"]
