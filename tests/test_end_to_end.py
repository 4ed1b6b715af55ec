"""From files to a published snapshot, on the real seed dumps and on invented ones: once, twice, shuffled, killed."""

from __future__ import annotations

import gzip
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from invented import plain_page, title, write_dumps
from stored_tables import assert_same, ingest, tables

from orchestration import forgetting, rebuilding, steps
from transforms.errors import WarehouseDamaged
from warehouse import archive, landing, snapshots
from warehouse.settings import Settings, load_settings

LEDGER = "SELECT * EXCLUDE (ingested_at) FROM core.dumps ORDER BY dump_id"


def home_in(folder: Path) -> Settings:
    return load_settings(home=folder)


@pytest.fixture(scope="module")
def seeded(seeds: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse of the five seed dumps, published."""
    settings = home_in(tmp_path_factory.mktemp("seeded"))
    ingest(settings, seeds, load_only=False)
    return settings


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with steps.open_warehouse(settings) as warehouse:
        return warehouse.connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT sum(entries_read), sum(listings), sum(rejects) FROM core.dumps", [(405, 404, 1)]),
        ("SELECT listings, rejects FROM core.dumps ORDER BY file_name", [(8, 1), (81, 0), (85, 0), (44, 0), (186, 0)]),
        ("SELECT source, layout FROM core.dumps ORDER BY file_name LIMIT 1", [("aitopics_text", "list")]),
        (
            "SELECT layout FROM core.dumps WHERE source = 'huggingface_text' ORDER BY file_name",
            [("plain",), ("plain",), ("detailed",), ("compact",)],
        ),
        ("SELECT reasons FROM core.rejects", [(["not_a_paper"],)]),
        ("SELECT count(author_count), sum(author_count) FROM core.listings", [(43, 222)]),
        ("SELECT count(comments), sum(comments) FROM core.listings", [(5, 9)]),
        (
            "SELECT year(published_on) AS y, count(*) FROM core.listings GROUP BY y HAVING y > 0 ORDER BY y",
            [(2021, 1), (2022, 6), (2023, 13), (2024, 15), (2025, 8)],
        ),
        ("SELECT count(*) FROM core.listings WHERE published_basis = 'year_inferred'", [(8,)]),
        (
            "SELECT file_name[:3], captured_on, captured_on_basis FROM core.dumps WHERE captured_on IS NOT NULL",
            [("003", date(2025, 12, 10), "year_inferred")],
        ),
        ("SELECT count(DISTINCT link.url) FROM core.listings, unnest(links) AS t(link)", [(67,)]),
        ("SELECT count(*) FROM core.papers", [(378,)]),
        (
            (
                "SELECT any_value(p.listings), any_value(len(p.abstract)) = max(len(l.abstract)) FROM core.papers AS p "
                "JOIN core.listings AS l USING (paper_id) WHERE p.title LIKE 'Stacking Your Transformers%'"
            ),
            [(3, True)],
        ),
        (
            "SELECT count(*) FROM core.dumps WHERE furniture_bytes IS NULL OR unparsed_bytes <> 0",
            [(0,)],
        ),
    ],
)
def test_the_seed_dumps_give_exactly(seeded: Settings, query: str, answer: list[tuple[object, ...]]) -> None:
    assert ask(seeded, query) == answer


def test_titles_and_abstracts_as_printed_are_lines_of_the_file(seeded: Settings, seeds: list[Path]) -> None:
    printed = ask(
        seeded,
        "SELECT file_name, coalesce(title_raw, title), coalesce(abstract_raw, abstract) FROM core.listings AS l "
        "JOIN core.dumps USING (dump_id)",
    )
    lines = {path.name: {line.removeprefix("Subscribe") for line in path.read_text().split("\n")} for path in seeds}
    assert [row for row in printed if not {row[1], row[2]} <= lines[str(row[0])]] == []


def test_the_seeds_are_published(seeded: Settings) -> None:
    served = snapshots.current(seeded)
    assert served
    assert served.verdict in {"PUBLISH", "WARN"}
    assert served.tables["core.papers"].rows == 378


def test_twice_is_once(seeded: Settings, seeds: list[Path]) -> None:
    before, served = tables(seeded), snapshots.current(seeded)
    results = ingest(seeded, seeds, load_only=False)
    assert [result.status for result in results] == ["duplicate"] * 5
    assert_same(before, tables(seeded))
    assert snapshots.current(seeded) == served


@pytest.mark.parametrize("seed", range(3))
def test_order_names_and_compression_are_nothing(
    seeded: Settings, seeds: list[Path], tmp_path: Path, seed: int
) -> None:
    shuffled = random.Random(seed).sample(seeds, len(seeds))
    paths = []
    for number, path in enumerate(shuffled):
        paths.append(tmp_path / f"{number}.bin")
        paths[-1].write_bytes(gzip.compress(path.read_bytes()) if (number + seed) % 2 else path.read_bytes())
    other = home_in(tmp_path / "home")
    ingest(other, paths)
    assert_same(tables(seeded), tables(other))


def test_incremental_is_rebuilt(seeded: Settings, seeds: list[Path], tmp_path: Path) -> None:
    settings = home_in(tmp_path / "home")
    for path in seeds:
        ingest(settings, [path])
    before = tables(settings)
    assert_same(before, tables(seeded))
    results = rebuilding.rebuild(settings)
    assert [result.status for result in results] == ["loaded"] * 5
    assert_same(before, tables(settings))


def test_a_damaged_database_is_rebuilt_from_snapshot_and_archive(tmp_path: Path) -> None:
    settings = home_in(tmp_path / "home")
    first, second, third = write_dumps(tmp_path / "dumps")
    ingest(settings, [first, second], load_only=False)
    with steps.open_warehouse(settings) as warehouse:  # never published
        steps.ingest_file(warehouse, landing.offer(third), captured_on=date(2026, 3, 11))
        steps.match(warehouse)
        steps.refresh_trends(warehouse)
    before, ledger = tables(settings), ask(settings, LEDGER)
    settings.database.write_bytes(b"not a database" * 1_000)
    rebuilding.rebuild(settings)
    assert_same(tables(settings), before)
    assert ask(settings, LEDGER) == ledger


def test_content_that_lost_its_ledger_row_is_rebuilt_without_its_name(tmp_path: Path) -> None:
    settings = home_in(tmp_path / "home")
    ingest(settings, write_dumps(tmp_path / "dumps"))
    before = tables(settings)
    settings.database.unlink()
    for row in settings.archive.glob("*/*.json"):
        row.unlink()
    rebuilding.rebuild(settings)
    assert_same(tables(settings), before)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"not what it was")])
def test_archived_content_that_is_lost_or_damaged_is_whole_again_when_its_file_is_ingested(
    tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    settings = home_in(tmp_path / "home")
    dumps = write_dumps(tmp_path / "dumps")
    ingest(settings, dumps)
    for content in archive.contents(settings):
        harm(content)
    with pytest.raises(WarehouseDamaged, match=r"Ingest the original file again; `papertide dumps show [0-9a-f]{16}`"):
        rebuilding.rebuild(settings)
    assert [result.status for result in ingest(settings, dumps)] == ["duplicate"] * 3
    assert [result.status for result in rebuilding.rebuild(settings)] == ["loaded"] * 3


def test_a_damaged_ledger_row_is_told(tmp_path: Path) -> None:
    settings = home_in(tmp_path / "home")
    ingest(settings, write_dumps(tmp_path / "dumps")[:1])
    (row,) = settings.archive.glob("*/*.json")
    row.write_text(row.read_text().replace("landed_at", "landed_by"))
    with pytest.raises(WarehouseDamaged, match=rf"{row} is damaged .*landed_at.*Delete it"):
        rebuilding.rebuild(settings)


def test_a_dump_whose_reader_is_gone_costs_a_rebuild_no_other(tmp_path: Path) -> None:
    settings = home_in(tmp_path / "home")
    ingest(settings, write_dumps(tmp_path / "dumps"))
    with steps.open_warehouse(settings) as warehouse:
        warehouse.connection.execute("UPDATE core.dumps SET source = 'gone' WHERE file_name = 'first.txt'")
    results = {result.file_name: result for result in rebuilding.rebuild(settings)}
    assert {name: result.status for name, result in results.items()} == {
        "first.txt": "held",
        "second.txt": "loaded",
        "third.txt": "loaded",
    }
    assert results["first.txt"].error == (
        "first.txt: it was read by gone, which is no reader of this version. `papertide ingest --source` reads its "
        "file with another. Once it can be read, `papertide rejects replay` does."
    )
    assert [result.status for result in rebuilding.rebuild(settings)].count("held") == 1
    with steps.open_warehouse(settings) as warehouse:
        warehouse.connection.execute("UPDATE core.dumps SET source = 'huggingface_text' WHERE status = 'held'")
        assert [result.status for result in rebuilding.replay(warehouse)] == ["loaded"]


def test_a_bad_file_costs_no_other(tmp_path: Path) -> None:
    settings = home_in(tmp_path / "home")
    dumps = write_dumps(tmp_path / "dumps")
    (tmp_path / "dumps" / "empty.txt").touch()
    (tmp_path / "dumps" / "error.html").write_text("<html><title>502 Bad Gateway</title></html>")
    results = {result.file_name: result for result in ingest(settings, [tmp_path / "dumps"])}
    assert {name for name, result in results.items() if result.status == "loaded"} == {path.name for path in dumps}
    assert "502 Bad Gateway" in str(results["error.html"].error)
    assert ask(settings, "SELECT count(*) FROM core.papers") == [(14,)]


def test_a_dump_of_mostly_rejects_is_held(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home", min_rejects_to_hold=2)
    page = plain_page(range(6))
    for number in (1, 3):
        page = page.replace(title(number), "Supplemental Materials")
    (tmp_path / "page.txt").write_text(page)
    (held,) = ingest(settings, [tmp_path / "page.txt"])
    assert (held.status, held.entries_read, held.listings, held.rejects) == ("held", 6, 4, 2)
    assert "rejects replay" in str(held.error)
    assert ask(settings, "SELECT count(*) FROM core.listings") == [(0,)]
    lenient = load_settings(home=tmp_path / "home", min_rejects_to_hold=3)
    with steps.open_warehouse(lenient) as warehouse:
        (released,) = rebuilding.replay(warehouse)
    assert (released.status, released.listings) == ("loaded", 4)


def test_the_operator_may_name_the_capture_day_later(tmp_path: Path) -> None:
    settings = home_in(tmp_path / "home")
    (first, *_) = write_dumps(tmp_path / "dumps")
    ingest(settings, [first])
    captured = "SELECT captured_on::VARCHAR, captured_on_basis FROM core.dumps"
    assert ask(settings, captured) == [(None, None)]
    with steps.open_warehouse(settings) as warehouse:
        (again,) = steps.ingest_file(warehouse, landing.offer(first), captured_on=date(2026, 3, 11))
    assert again.status == "loaded"
    assert ask(settings, captured) == [("2026-03-11", "operator")]


@pytest.mark.parametrize(
    ("before", "kept"), [("loaded", ("loaded", 6, None)), ("forgotten", ("forgotten", 0, "was a mistake."))]
)
def test_a_source_that_does_not_fit_leaves_what_there_was(
    tmp_path: Path, before: str, kept: tuple[str, int, str | None]
) -> None:
    settings = home_in(tmp_path / "home")
    (first, *_) = write_dumps(tmp_path / "dumps")
    ingest(settings, [first])
    with steps.open_warehouse(settings) as warehouse:
        if before == "forgotten":
            forgetting.forget(warehouse, archive.contents(settings)[0].stem, reason="was a mistake")
        (failed,) = steps.ingest_file(warehouse, landing.offer(first), source="bibtex", is_recalled=True)
    assert (failed.status, failed.is_usable) == ("failed", False)
    assert "its content is none of the layouts of bibtex" in str(failed.error)
    query = "SELECT status, listings, error[-14:] FROM core.dumps"
    assert ask(settings, query) == [kept]
    assert ask(settings, "SELECT count(*) FROM core.listings") == [(kept[1],)]
    assert ask(settings, "SELECT outcome FROM core.landings ORDER BY landed_at DESC LIMIT 1") == [("failed",)]


def test_a_copy_of_a_held_dump_is_held(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home", min_rejects_to_hold=1, max_reject_share=0.0)
    page = plain_page(range(4)).replace(title(2), "Supplemental Materials")
    for name in ("page.txt", "copy.txt"):
        (tmp_path / name).write_text(page)
    held, copy = ingest(settings, [tmp_path / "page.txt", tmp_path / "copy.txt"])
    assert (held.status, copy.status, copy.is_usable) == ("held", "held", False)
    assert copy.error == f"copy.txt: it has the content of {held.error}"


# Ten places, from the first byte read to the flip of the pointer: the process is killed as it enters the function for
# the nth time.
PLACES = [
    ("warehouse.staging", "_content", 2),
    ("transforms.normalise", "listings", 1),
    ("warehouse.writer", "append", 2),
    ("warehouse.archive", "keep", 1),
    ("warehouse.ledger", "record_landing", 2),
    ("orchestration.steps", "confirm", 1),
    ("warehouse.paper_tables", "_write_several", 1),
    ("warehouse.counting", "_write_terms", 1),
    ("warehouse.snapshots", "_verify", 1),
    ("warehouse.files", "write_atomically", 6),  # three ledger rows, the audit and the manifest come before the pointer
]

KILLED = """
import importlib, os, signal, sys
from pathlib import Path
from orchestration import auditing, steps
from warehouse import landing
from warehouse.settings import load_settings

home, dumps, module, function, nth = sys.argv[1:]
called = getattr(importlib.import_module(module), function)
seen = 0

def watched(*args, **kwargs):
    global seen
    seen += 1
    if seen == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
    return called(*args, **kwargs)

# Wherever it was imported to, too.
for loaded in [loaded for name, loaded in sys.modules.items() if name != "__main__"]:
    for name in [name for name, value in vars(loaded).items() if value is called]:
        setattr(loaded, name, watched)

with steps.open_warehouse(load_settings(home=home)) as warehouse:
    for offered in landing.offers([Path(dumps)]):
        steps.ingest_file(warehouse, offered)
    auditing.finish(warehouse)
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, pl.DataFrame]]:
    """Three invented dumps, and the tables that they give."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_dumps(folder / "dumps")
    settings = home_in(folder / "home")
    ingest(settings, [folder / "dumps"], load_only=False)
    return folder / "dumps", tables(settings)


@pytest.mark.parametrize(("module", "function", "nth"), PLACES, ids=[place[1] for place in PLACES])
def test_a_killed_ingest_loses_nothing(
    undisturbed: tuple[Path, dict[str, pl.DataFrame]], tmp_path: Path, module: str, function: str, nth: int
) -> None:
    dumps, expected = undisturbed
    settings = home_in(tmp_path / "home")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(settings.home), str(dumps), module, function, str(nth)], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    served = snapshots.current(settings)
    if served:
        snapshots.verify(served)
    results = ingest(settings, [dumps], load_only=False)
    assert {result.status for result in results} <= {"loaded", "duplicate"}
    assert_same(tables(settings), expected)
    served = snapshots.current(settings)
    assert served
    snapshots.verify(served)
    assert list(settings.staging.iterdir()) == []


# The command, which in the middle of its first dump says so and waits to be told to go on.
PAUSED = """
import sys
from orchestration.cli.exits import run

def watch(frame, event, _):
    if event == "call" and frame.f_globals.get("__name__") == "warehouse.archive" and frame.f_code.co_name == "keep":
        sys.setprofile(None)
        print("loading", flush=True)
        sys.stdin.readline()

sys.setprofile(watch)
sys.exit(run(sys.argv[1:]))
"""


def test_of_two_ingests_at_once_one_is_told_of_the_other(
    undisturbed: tuple[Path, dict[str, pl.DataFrame]], tmp_path: Path
) -> None:
    dumps, expected = undisturbed
    settings = home_in(tmp_path / "home")
    ingest_it = ["--home", str(settings.home), "ingest", str(dumps)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", PAUSED, *ingest_it], **pipes) as first:
        assert first.stdout
        assert first.stdout.readline() == "loading\n"
        second = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *ingest_it], capture_output=True, text=True, check=False
        )
        _, told = first.communicate("go on\n")
    assert (second.returncode, first.returncode) == (4, 0), told
    assert f"process {first.pid}" in second.stderr
    assert_same(tables(settings), expected)


def test_an_answer_without_records_is_loaded_and_empty(tmp_path: Path) -> None:
    settings = home_in(tmp_path / "home")
    answer = Path(__file__).parent / "fixtures" / "arxiv_oai" / "no_match" / "input.xml"
    (result,) = ingest(settings, [answer])
    assert (result.status, result.entries_read, result.error) == ("loaded", 0, None)
