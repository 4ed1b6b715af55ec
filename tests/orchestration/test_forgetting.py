"""A forgotten dump leaves its ledger row and nothing else: the rest is as if it had never come."""

from __future__ import annotations

import hashlib
import io
import shutil
import sys
from pathlib import Path

import polars as pl
import pytest
from commands import Papertide
from invented import plain_page, title, write_dumps
from stored_tables import assert_same, ingest, tables

from orchestration import auditing, forgetting, rebuilding, steps
from transforms.errors import UsageError
from transforms.schema import TABLES
from warehouse import archive, landing
from warehouse.settings import Settings

# The first two are one paper; the third withdraws it; the fourth has its title and another id.
BIBTEX = (
    "@article{{boats, title = {{Paper Boats in a Storm at Sea}}, eprint = {{{arxiv}}}, archiveprefix = {{arXiv}}}}\n"
)
DELETION = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
<record><header status="deleted"><identifier>oai:arXiv.org:2405.00001</identifier></header></record>
</ListRecords></OAI-PMH>"""
BOATS = {
    "boats.bib": BIBTEX.format(arxiv="2405.00001"),
    "again.bib": "% seen again\n" + BIBTEX.format(arxiv="2405.00001"),
    "deletion.xml": DELETION,
    "other.bib": BIBTEX.format(arxiv="2405.00002"),
    "odd.txt": plain_page(range(4, 8)).replace(title(6), "Supplemental Materials"),
}


def write_boats(folder: Path) -> list[Path]:
    """Eight dumps that share papers, identifiers and titles, withdraw one, and have one reject."""
    pages = write_dumps(folder)
    for name, text in BOATS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [*pages, *(folder / name for name in BOATS)]


def id_of(page: Path) -> str:
    return hashlib.sha256(page.read_bytes()).hexdigest()


def forget(settings: Settings, page: Path, *, reason: str = "its licence ended") -> None:
    with steps.open_warehouse(settings) as warehouse:
        forgetting.forget(warehouse, id_of(page), reason=reason)
        steps.refresh_trends(warehouse)


def without_ledger_row(found: dict[str, pl.DataFrame], page: Path) -> dict[str, pl.DataFrame]:
    return found | {"core.dumps": found["core.dumps"].filter(pl.col("dump_id") != id_of(page))}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[Path]]:
    """A home of eight dumps, to be copied, and the dumps."""
    folder = tmp_path_factory.mktemp("loaded")
    pages, settings = write_boats(folder / "dumps"), Settings(home=folder / "home")
    ingest(settings, pages)
    return settings, pages


@pytest.mark.parametrize("name", ["second.txt", "boats.bib", "deletion.xml", "odd.txt"])
def test_the_rest_is_as_if_it_had_never_come(loaded: tuple[Settings, list[Path]], tmp_path: Path, name: str) -> None:
    settings, never = Settings(home=tmp_path / "home"), Settings(home=tmp_path / "never")
    shutil.copytree(loaded[0].home, settings.home)
    (page,) = (page for page in loaded[1] if page.name == name)
    ingest(never, [other for other in loaded[1] if other != page])
    forget(settings, page)
    assert_same(without_ledger_row(tables(settings), page), tables(never))


@pytest.fixture(scope="module")
def forgotten(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Path]]:
    """A home in which three dumps are forgotten, one of which no snapshot has seen, to be copied; and the dumps."""
    folder = tmp_path_factory.mktemp("forgotten")
    settings = Settings(home=folder / "home")
    dumps = {page.name: page for page in write_boats(folder / "dumps")}
    published = [page for name, page in dumps.items() if name != "second.txt"]
    ingest(settings, published, load_only=False)
    ingest(settings, [dumps["second.txt"]])
    for name in ("first.txt", "second.txt", "odd.txt"):
        forget(settings, dumps[name])
    return settings, dumps


@pytest.mark.parametrize("is_lost", [False, True], ids=["database whole", "database lost"])
def test_a_rebuild_keeps_forgotten_what_the_served_snapshot_shows(
    forgotten: tuple[Settings, dict[str, Path]], tmp_path: Path, *, is_lost: bool
) -> None:
    settings, dumps = Settings(home=tmp_path / "home"), forgotten[1]
    shutil.copytree(forgotten[0].home, settings.home)
    before = tables(settings)
    if is_lost:
        settings.database.unlink()
    rebuilding.rebuild(settings)
    assert_same(tables(settings), before)
    with steps.open_warehouse(settings) as warehouse:
        (refused,) = steps.ingest_file(warehouse, landing.offer(dumps["odd.txt"]))
        outcomes = warehouse.connection.execute(
            "SELECT DISTINCT outcome, error FROM core.landings WHERE file_name = 'first.txt'"
        ).fetchall()
        assert not auditing.is_finished(warehouse)
    assert refused.status == "forgotten"
    assert outcomes == [("forgotten", None)]


def test_a_rebuild_keeps_what_was_recalled(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    pages = write_dumps(tmp_path / "dumps")
    ingest(settings, pages, load_only=False)
    before = tables(settings)
    forget(settings, pages[0])
    with steps.open_warehouse(settings) as warehouse:
        steps.ingest_file(warehouse, landing.offer(pages[0]), is_recalled=True)
    settings.database.unlink()
    rebuilding.rebuild(settings)
    assert_same(tables(settings), before)


def test_no_table_and_no_file_names_it_but_ledger_and_landings(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    first, *others = write_boats(tmp_path / "dumps")
    ingest(settings, [first, *others], load_only=False)
    forget(settings, first)
    with steps.open_warehouse(settings) as warehouse:
        named = [
            name
            for name, table in TABLES.items()
            if {"dump_id", "listing_id"} & set(table.column_names)
            and id_of(first)[:16] in warehouse.connection.sql(f"FROM {name}").pl().write_ndjson()
        ]
        landed = warehouse.connection.execute(
            "SELECT outcome, error FROM core.landings WHERE dump_id = $1", [id_of(first)]
        ).fetchall()
        assert steps.new_files(warehouse) == []
    assert named == ["core.dumps", "core.landings"]
    assert landed == [("forgotten", None)]
    assert not archive.path_of(settings, id_of(first)).exists()
    assert len(archive.contents(settings)) == len(others)


def test_the_ledger_keeps_the_name_and_the_reason(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    (page, *_) = write_dumps(tmp_path / "dumps")
    ingest(settings, [page])
    forget(settings, page)
    (row,) = tables(settings)["core.dumps"].to_dicts()
    assert (row["status"], row["source"], row["entries_read"], row["listings"]) == (
        "forgotten",
        "huggingface_text",
        0,
        0,
    )
    assert row["error"].startswith("Forgotten on 20")
    assert row["error"].endswith(": its licence ended.")


def test_twice_is_once(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    pages = write_dumps(tmp_path / "dumps")
    ingest(settings, pages)
    forget(settings, pages[0])
    before = tables(settings)
    forget(settings, pages[0])
    assert_same(tables(settings), before)


def test_a_failed_or_held_dump_can_be_forgotten(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", min_rejects_to_hold=1, max_reject_share=0.0)
    dumps = {"failed.html": "<html><title>502 Bad Gateway</title></html>", "odd.txt": BOATS["odd.txt"]}
    for name, text in dumps.items():
        (tmp_path / name).write_text(text)
    results = ingest(settings, [tmp_path / name for name in dumps])
    assert [result.status for result in results] == ["failed", "held"]
    for name in dumps:
        forget(settings, tmp_path / name)
    found = tables(settings)
    assert found["core.dumps"]["status"].to_list() == ["forgotten"] * 2
    assert found["core.rejects"].is_empty()


def test_what_was_forgotten_is_refused_until_it_is_recalled(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    pages = write_dumps(tmp_path / "dumps")
    ingest(settings, pages)
    before = tables(settings)
    forget(settings, pages[0])
    copy = tmp_path / "copy.txt"
    copy.write_bytes(pages[0].read_bytes())

    with steps.open_warehouse(settings) as warehouse:
        (refused,) = steps.ingest_file(warehouse, landing.offer(copy), source="huggingface_text")
    assert (refused.status, refused.is_usable) == ("forgotten", False)
    assert str(refused.error).startswith("copy.txt: Forgotten on 20")
    assert str(refused.error).endswith(": its licence ended. `papertide ingest --recall` loads it all the same.")

    with steps.open_warehouse(settings) as warehouse:
        (recalled,) = steps.ingest_file(warehouse, landing.offer(copy), is_recalled=True)
        steps.match(warehouse)
        steps.refresh_trends(warehouse)
    assert recalled.status == "loaded"
    assert_same(tables(settings), before)


def test_an_unknown_dump_cannot_be_forgotten(tmp_path: Path) -> None:
    with (
        steps.open_warehouse(Settings(home=tmp_path / "home")) as warehouse,
        pytest.raises(UsageError, match="there is no dump"),
    ):
        forgetting.forget(warehouse, "0" * 64, reason="none")


def test_the_command_forgets_and_the_next_audit_publishes(papertide: Papertide, home: Path) -> None:
    ids = {row["file_name"]: row["dump_id"] for row in papertide("dumps", "list", "--json").json}
    done = papertide("dumps", "forget", ids["odd.txt"][:10], "--reason", "sent by mistake", "--yes")
    assert (done.code, done.out) == (0, "")
    assert "odd.txt is forgotten. `papertide audit` publishes" in done.err
    assert papertide("audit", "--json").json["verdict"] == "PUBLISH"
    (row,) = papertide("dumps", "list", "--status", "forgotten", "--json").json
    assert row["dump_id"] == ids["odd.txt"]
    assert papertide("query", "SELECT count(*) AS n FROM core.papers", "--format", "json").json == [{"n": 14}]
    query = f"SELECT count(*) AS n FROM quality.dump_profile WHERE dump_id = '{ids['odd.txt']}'"
    assert papertide("query", query, "--format", "json").json == [{"n": 0}]
    assert papertide("doctor").code == 0


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("answer", "is_forgotten"), [("", False), ("n\n", False), ("y\n", True)])
def test_it_asks_before_it_forgets(
    papertide: Papertide, monkeypatch: pytest.MonkeyPatch, answer: str, is_forgotten: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    ids = {row["file_name"]: row["dump_id"] for row in papertide("dumps", "list", "--json").json}
    asked = papertide("dumps", "forget", ids["odd.txt"], "--reason", "sent by mistake")
    assert asked.code == (0 if is_forgotten else 2)
    assert "Forget odd.txt (listings: 3, rejects: 1) for good?" in asked.out + asked.err
    assert bool(papertide("dumps", "list", "--status", "forgotten", "--json").json) == is_forgotten


def test_a_reason_is_due(papertide: Papertide, home: Path) -> None:
    assert papertide("dumps", "forget", "0", "--yes").code == 2
