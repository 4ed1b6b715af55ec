"""Archives and files that break off, from the offered file to the ledger: each member a dump, nothing half loaded."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import Papertide
from invented import abstract, plain_page, title
from packed import COMPRESSIONS, tarred, zipped
from stored_tables import assert_same, tables

from orchestration import rebuilding, steps
from warehouse import landing
from warehouse.settings import load_settings

PAGES = {f"page-{number}.txt": plain_page(range(number, number + 4)).encode() for number in range(0, 25, 5)}
JSON = [{"id": f"2401.{number:05}", "title": title(number), "abstract": abstract(number)} for number in range(8)]
ARRAY = json.dumps([{"title": record["title"], "abstract": record["abstract"], "mag_id": 1} for record in JSON])


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[steps.Warehouse]:
    with steps.open_warehouse(load_settings(home=tmp_path / "home")) as opened:
        yield opened


def ingest(warehouse: steps.Warehouse, data: bytes, name: str = "all.zip") -> list[steps.DumpResult]:
    path = warehouse.settings.landing / name
    path.write_bytes(data)
    return steps.ingest_file(warehouse, landing.offer(path))


def ask(warehouse: steps.Warehouse, query: str) -> list[tuple[object, ...]]:
    return warehouse.connection.execute(query).fetchall()


@pytest.mark.parametrize(
    "pack", [zipped, tarred, lambda files: gzip.compress(tarred(files))], ids=["zip", "tar", "tgz"]
)
def test_each_member_is_a_dump(warehouse: steps.Warehouse, pack: Callable[[dict[str, bytes]], bytes]) -> None:
    results = ingest(warehouse, pack(PAGES))
    assert [(result.file_name, result.status, result.listings) for result in results] == [
        (f"all.zip!{name}", "loaded", 4) for name in PAGES
    ]
    assert ask(warehouse, "SELECT file_name, listings FROM core.dumps ORDER BY landed_at") == [
        (f"all.zip!{name}", 4) for name in PAGES
    ]
    assert ask(warehouse, "SELECT file_name, outcome FROM core.landings WHERE dump_id IS NULL") == [
        ("all.zip", "loaded")
    ]
    assert steps.new_files(warehouse) == []
    assert list(warehouse.settings.staging.iterdir()) == []
    again = ingest(warehouse, pack(PAGES), "again")
    assert [result.status for result in again] == ["duplicate"] * 5
    (alone,) = ingest(warehouse, PAGES["page-5.txt"], "page.txt")
    assert (alone.status, alone.file_name) == ("duplicate", "page.txt")


def test_members_that_cannot_be_used_cost_no_other(warehouse: steps.Warehouse) -> None:
    odd = {"notes.md": b"Downloaded by hand.\n", "inner.gz": gzip.compress(b"x"), "nothing": b"", "folder/": b""}
    results = ingest(warehouse, zipped({**odd, **PAGES}))
    assert [result.status for result in results] == ["failed"] * 2 + ["loaded"] * 5
    assert [str(result.error).split(":")[0] for result in results[:2]] == ["all.zip!notes.md", "all.zip!inner.gz"]
    assert ask(warehouse, "SELECT outcome, error FROM core.landings WHERE file_name = 'all.zip'") == [
        ("loaded", "2 of 7 files inside are not loaded, first all.zip!notes.md.")
    ]


def test_rejects_of_a_member_are_replayed_from_the_archive(warehouse: steps.Warehouse) -> None:
    odd = PAGES["page-0.txt"].replace(title(2).encode(), b"Supplemental Materials")
    ingest(warehouse, zipped({"odd.txt": odd, "page-5.txt": PAGES["page-5.txt"]}))
    (again,) = rebuilding.replay(warehouse)
    assert (again.file_name, again.status, again.listings, again.rejects) == ("all.zip!odd.txt", "loaded", 3, 1)


def test_the_command_prints_a_line_per_member(papertide: Papertide, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(zipped(PAGES))
    done = papertide("--home", tmp_path / "home", "ingest", "--load-only", tmp_path / "all.zip")
    lines = [line.split() for line in done.out.splitlines()]
    assert [line[1] for line in lines if line[:1] == ["loaded"]] == [*(f"all.zip!{name}" for name in PAGES), "5"]


def test_positions_are_those_in_the_offered_file(warehouse: steps.Warehouse, tmp_path: Path) -> None:
    seen: list[int] = []
    (tmp_path / "all.zip").write_bytes(zipped(PAGES))
    offered = landing.offer(tmp_path / "all.zip")
    steps.ingest_file(warehouse, offered, on_position=seen.append)
    assert seen == sorted(seen)
    assert (seen[0] > 0, seen[-1]) == (True, offered.bytes_on_disk)


# The process is killed as it is about to remember the third member.
KILLED = """
import os, signal, sys
from orchestration import steps
from warehouse.settings import load_settings

seen = 0

def watch(frame, event, _):
    global seen
    if event == "call" and frame.f_code.co_name == "record_landing":
        seen += 1
        if seen == 3:
            os.kill(os.getpid(), signal.SIGKILL)

sys.setprofile(watch)
with steps.open_warehouse(load_settings(home=sys.argv[1])) as warehouse:
    for offered in steps.new_files(warehouse):
        steps.ingest_file(warehouse, offered)
"""


def test_an_archive_of_which_a_crash_lost_a_part_is_offered_again(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home")
    settings.landing.mkdir(parents=True)
    (settings.landing / "all.zip").write_bytes(zipped(PAGES))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(settings.home)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with steps.open_warehouse(settings) as warehouse:
        (offered,) = steps.new_files(warehouse)
        assert [result.status for result in steps.ingest_file(warehouse, offered)] == [
            *["duplicate"] * 2,
            *["loaded"] * 3,
        ]


@pytest.mark.parametrize("kind", list(COMPRESSIONS))
def test_wherever_a_stream_breaks_off_nothing_is_half_loaded(warehouse: steps.Warehouse, kind: str) -> None:
    content = "".join(json.dumps(record) + "\n" for record in JSON).encode()
    whole = COMPRESSIONS[kind](content)
    for length in range(0, len(whole), 10):
        (cut,) = ingest(warehouse, whole[:length], f"cut-{length}")
        assert cut.status in {"held", "failed", "duplicate"}
        assert str(cut.error).startswith(f"cut-{length}: ") or cut.status == "duplicate"
    (cut,) = ingest(warehouse, whole[:-1], "cut")
    assert (cut.status, cut.listings) in {("held", 8), ("duplicate", 8)}
    assert ask(warehouse, "SELECT count(*) FROM core.listings") == [(0,)]
    # The same bytes, now known to be all there is.
    (loaded,) = ingest(warehouse, whole, "whole")
    assert (loaded.status, loaded.listings) == ("loaded", 8)
    assert ingest(warehouse, whole[:-1], "cut again")[0].status == "duplicate"
    assert ask(warehouse, "SELECT count(*) FROM core.listings") == [(8,)]


def test_what_was_whole_is_told_and_held_until_it_comes_whole(warehouse: steps.Warehouse) -> None:
    lines = "".join(json.dumps(record) + "\n" for record in JSON).encode() + os.urandom(40_000).hex().encode()
    (held,) = ingest(warehouse, gzip.compress(lines)[:-9_000], "day.jsonl.gz")
    assert (held.status, held.listings, held.rejects) == ("held", 8, 1)
    error = str(held.error)
    assert error.startswith("day.jsonl.gz: its gzip stream ends early, after ")
    assert "What was whole, 8 good entries and 1 refused, is not loaded. Fetch the file again" in error
    (again,) = rebuilding.replay(warehouse)
    assert (again.status, again.error) == ("held", held.error)


@pytest.mark.parametrize("is_lost", [False, True], ids=["database whole", "database lost"])
def test_a_rebuild_holds_what_was_held(tmp_path: Path, *, is_lost: bool) -> None:
    settings = load_settings(home=tmp_path / "home")
    with steps.open_warehouse(settings) as warehouse:
        ingest(warehouse, gzip.compress(PAGES["page-0.txt"])[:-1], "cut.gz")
    before = tables(settings)
    assert before["core.dumps"]["damage"].null_count() == 0
    if is_lost:
        settings.database.unlink()
    assert [result.status for result in rebuilding.rebuild(settings)] == ["held"]
    assert_same(tables(settings), before)


def test_an_array_that_never_ends_is_held_until_the_operator_says_otherwise(
    warehouse: steps.Warehouse, papertide: Papertide
) -> None:
    (held,) = ingest(warehouse, ARRAY[:-40].encode(), "list.json")
    assert (held.status, held.listings, held.rejects) == ("held", 7, 1)
    ((reject_id,),) = ask(
        warehouse, "SELECT reject_id FROM core.rejects WHERE list_contains(reasons, 'json:truncated')"
    )
    assert f"list.json: it ends within an entry (reject {reject_id}). What was whole, 7 good entries" in str(held.error)
    warehouse.connection.execute("UPDATE core.rejects SET status = 'dismissed'")
    (released,) = rebuilding.replay(warehouse)
    assert (released.status, released.listings) == ("loaded", 7)
