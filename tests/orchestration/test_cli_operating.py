"""What an operator does with a loaded warehouse: look, dismiss, replay, roll back, prune, rebuild, examine."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from commands import Papertide
from invented import plain_page

REJECT_FIELDS = {
    "reject_id",
    "dump_id",
    "file_name",
    "position",
    "line_start",
    "line_end",
    "raw",
    "reasons",
    "message",
    "status",
    "first_seen_at",
    "resolved_at",
    "resolution",
}


def test_status(papertide: Papertide, home: Path) -> None:
    found = papertide("status", "--json").json
    expected = {"snapshot": 1, "papers": 17, "dumps": 4, "entries_read": 22, "listings": 21, "open_rejects": 1}
    assert {name: found[name] for name in expected} == expected
    assert found["files_waiting"] == 0
    (home / "landing" / "new.txt").write_text(plain_page(range(3)))
    assert papertide("status", "--json").json["files_waiting"] == 1
    assert "papers" in papertide("status").out


@pytest.mark.parametrize("verb", [("dumps", "list"), ("rejects", "list"), ("snapshots", "list")])
def test_a_listing_of_nothing_is_empty_and_makes_nothing(
    papertide: Papertide, tmp_path: Path, verb: tuple[str, ...]
) -> None:
    listed = papertide("--home", tmp_path / "home", *verb, "--json")
    assert (listed.code, listed.json) == (0, [])
    assert not (tmp_path / "home").exists()


def test_dumps(papertide: Papertide, home: Path) -> None:
    rows = papertide("dumps", "list", "--json").json
    assert sorted((row["file_name"], row["listings"]) for row in rows) == [
        ("first.txt", 6),
        ("odd.txt", 3),
        ("second.txt", 6),
        ("third.txt", 6),
    ]
    dump_id = rows[0]["dump_id"]
    shown = papertide("dumps", "show", dump_id[:8], "--json").json
    assert (shown["dump_id"], shown["file_name"]) == (dump_id, rows[0]["file_name"])
    assert shown["profile"]
    assert dump_id in papertide("dumps", "show", dump_id).out
    assert papertide("dumps", "list", "--status", "failed", "--json").json == []
    assert papertide("dumps", "list", "--status", "lost").code == 2


@pytest.mark.parametrize(("asked", "words"), [("", "more than one dump"), ("zz", "there is no dump zz")])
def test_an_id_means_exactly_one(papertide: Papertide, home: Path, asked: str, words: str) -> None:
    done = papertide("dumps", "show", asked)
    assert done.code == 2
    assert words in done.err


def test_rejects(papertide: Papertide, home: Path) -> None:
    (row,) = papertide("rejects", "list", "--json").json
    assert row.keys() == REJECT_FIELDS
    assert (row["file_name"], row["position"], row["reasons"]) == ("odd.txt", 2, ["not_a_paper"])
    assert papertide("rejects", "list", "--dump", row["dump_id"][:8], "--reason", "not_a_paper", "--json").json == [row]
    assert papertide("rejects", "list", "--reason", "abstract:missing", "--json").json == []
    assert papertide("rejects", "list", "--status", "resolved", "--json").json == []
    shortened = f"{row['dump_id'][:4]}:2"
    assert papertide("rejects", "show", shortened, "--json").json == row
    assert "Supplemental Materials" in papertide("rejects", "show", shortened).out
    assert papertide("rejects", "show", f"{row['dump_id'][:4]}:1").code == 2


def test_a_dismissed_reject_stays_dismissed(papertide: Papertide, home: Path) -> None:
    (row,) = papertide("rejects", "list", "--json").json
    assert papertide("rejects", "dismiss", row["reject_id"]).code == 2  # a reason is due
    done = papertide("rejects", "dismiss", row["reject_id"][:6], "--reason", "a notice, as expected")
    assert (done.code, done.err.split()[0]) == (0, "1")
    assert papertide("audit").code == 0
    replayed = papertide("rejects", "replay", row["reject_id"], "--json")
    assert (replayed.code, replayed.json["dumps"][0]["rejects"]) == (0, 1)
    (found,) = papertide("rejects", "list", "--json").json
    assert (found["status"], found["resolution"]) == ("dismissed", "a notice, as expected")
    published = papertide("query", "SELECT status FROM core.rejects", "--format", "json").json
    assert published == [{"status": "dismissed"}]


def test_replay_of_all_open_rejects(papertide: Papertide, home: Path) -> None:
    done = papertide("rejects", "replay", "--json")
    assert done.code == 0
    assert [(dump["file_name"], dump["status"]) for dump in done.json["dumps"]] == [("odd.txt", "loaded")]
    assert papertide("status", "--json").json["open_rejects"] == 1


def test_snapshots_roll_back_and_are_pruned(papertide: Papertide, home: Path) -> None:
    assert papertide("snapshots", "rollback").code == 2  # there is no earlier one
    for _ in range(2):
        assert papertide("audit").code == 0
    listed = papertide("snapshots", "list", "--json").json
    assert [(row["number"], row["papers"], row["is_served"]) for row in listed] == [
        (1, 17, False),
        (2, 17, False),
        (3, 17, True),
    ]
    assert papertide("snapshots", "rollback").code == 0
    assert papertide("status", "--json").json["snapshot"] == 2
    assert papertide("snapshots", "rollback", "1").code == 0
    assert papertide("snapshots", "rollback", "9").code == 2
    pruned = papertide("snapshots", "prune", "--keep", "1")
    assert (pruned.code, pruned.err.strip()) == (0, "1 deleted: 2.")
    assert [row["number"] for row in papertide("snapshots", "list", "--json").json] == [1, 3]


def test_rebuild_gives_the_same_papers(papertide: Papertide, home: Path) -> None:
    query = ("query", "SELECT * FROM core.papers ORDER BY paper_id", "--format", "json")
    before = papertide(*query).json
    (home / "warehouse.duckdb").write_bytes(b"not a database" * 1_000)
    done = papertide("rebuild", "--json")
    assert done.code == 0
    assert sorted(dump["file_name"] for dump in done.json["dumps"]) == [
        "first.txt",
        "odd.txt",
        "second.txt",
        "third.txt",
    ]
    assert done.json["snapshot"] == 2
    assert papertide(*query).json == before


def test_readers(papertide: Papertide) -> None:
    rows = {row["name"]: row for row in papertide("readers", "--json").json}
    assert rows["huggingface_text"]["layouts"] == [
        "plain", "detailed", "compact", "markdown", "references", "addresses", "trending",
    ]  # fmt: skip
    assert rows["aitopics_text"].keys() == {"name", "version", "layouts", "describes", "fields"}
    assert rows["aitopics_text"]["fields"] == ["title", "abstract", "venue"]


def test_each_setting_tells_its_origin(papertide: Papertide, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "papertide.toml").write_text("keep_reports = 3\nthreads = 1\n")
    monkeypatch.setenv("PAPERTIDE_THREADS", "2")
    rows = {row["name"]: row for row in papertide("--home", home, "config", "show", "--json").json}
    found = {name: (rows[name]["value"], rows[name]["origin"]) for name in ("home", "threads", "keep_reports")}
    assert found == {"home": (str(home), "flag"), "threads": (2, "environment"), "keep_reports": (3, "papertide.toml")}
    assert (rows["keep_snapshots"]["origin"], rows["keep_snapshots"]["value"]) == ("default", 5)
    assert all(row["meaning"] for row in rows.values())
    assert "21474836480" in papertide("config", "show").out


def outcomes(papertide: Papertide, *flags: str) -> tuple[int, dict[str, str]]:
    done = papertide("doctor", "--json", *flags)
    return done.code, {finding["check"]: finding["outcome"] for finding in done.json}


def test_doctor_finds_a_sound_warehouse_sound(papertide: Papertide, home: Path) -> None:
    code, found = outcomes(papertide, "--deep")
    assert code == 0
    assert set(found.values()) <= {"ok", "note"}
    assert {"python", "home", "disk", "lock", "snapshot", "database", "ledger", "archive", "archive content"} <= set(
        found
    )
    assert "ok      ledger:" in papertide("doctor").out


@pytest.mark.parametrize(
    ("name", "sound", "faulty"),
    [
        ("overrides.csv", "# none yet\n", "join,a,b,same\n"),
        ("vocabulary.toml", 'terms = ["lantern"]\n', "terms = 4\n"),
        ("views.toml", '[mine]\npage = "papers"\n', '[mine]\npage = "none"\n'),
    ],
)
def test_doctor_reads_what_was_decided(papertide: Papertide, home: Path, name: str, sound: str, faulty: str) -> None:
    for text, code, outcome in ((sound, 0, "ok"), (faulty, 5, "fault")):
        (home / name).write_text(text, encoding="utf-8")
        done, found = outcomes(papertide)
        assert (done, found[name]) == (code, outcome)
    assert f"FAULT   {name}: {name}, " in papertide("doctor").out


def test_doctor_on_nothing(papertide: Papertide, tmp_path: Path) -> None:
    done = papertide("--home", tmp_path / "home", "doctor")
    assert done.code == 0
    assert not (tmp_path / "home").exists()


def _flip(path: Path) -> None:
    """Damage in the middle of every 64 KiB: one place alone may lie in a block that is not in use."""
    content, stretch = bytearray(path.read_bytes()), 64 * 1024
    for begin in range(0, len(content), stretch):
        middle = (begin + min(begin + stretch, len(content))) // 2
        content[middle : middle + 64] = bytes(64 - i for i in range(64))
    path.write_bytes(content)


def _lose_listings(home: Path) -> None:
    connection = duckdb.connect(str(home / "warehouse.duckdb"))
    connection.execute("DELETE FROM core.listings WHERE position = 1")
    connection.close()


def _lose_ledger_row(home: Path) -> None:
    connection = duckdb.connect(str(home / "warehouse.duckdb"))
    connection.execute("DELETE FROM core.dumps WHERE file_name = 'odd.txt'")
    connection.close()


def _lose_snapshot(home: Path) -> None:
    next(home.glob("snapshots/*.duckdb")).unlink()


def _damage_snapshot(home: Path) -> None:
    _flip(next(home.glob("snapshots/*.duckdb")))


def _lose_content(home: Path) -> None:
    next(home.glob("archive/??/*.zst")).unlink()


def _damage_content(home: Path) -> None:
    _flip(next(home.glob("archive/??/*.zst")))


def _swap_content(home: Path) -> None:
    first, second = sorted(home.glob("archive/??/*.zst"))[:2]
    shutil.copy(first, second)


@pytest.mark.parametrize(
    ("damage", "flags", "check"),
    [
        (_lose_listings, (), "ledger"),
        (_lose_ledger_row, (), "ledger"),
        (_lose_snapshot, (), "snapshot"),
        (_damage_snapshot, ("--deep",), "snapshot"),
        (lambda home: os.truncate(next(home.glob("snapshots/*.duckdb")), 100_000), (), "snapshot"),
        (_lose_content, (), "archive"),
        (_damage_content, ("--deep",), "archive content"),
        (_swap_content, ("--deep",), "archive content"),
        (lambda home: (home / "snapshots" / "CURRENT").write_text("one"), (), "snapshot"),
        (lambda home: (home / "warehouse.duckdb").write_bytes(b"x" * 9_000), (), "database"),
        (lambda home: (home / "warehouse.duckdb").unlink(), (), "database"),
    ],
)
def test_doctor_finds_damage(papertide, home, damage, flags, check) -> None:  # type: ignore[no-untyped-def]
    damage(home)
    code, found = outcomes(papertide, *flags)
    assert code == 6
    assert [name for name, outcome in found.items() if outcome == "damage"] == [check]


def test_a_damaged_snapshot_hides_no_other(papertide: Papertide, home: Path) -> None:
    assert papertide("audit").code == 0
    (home / "snapshots" / "papertide-000001.json").write_text("{")
    listed = papertide("snapshots", "list", "--json")
    assert listed.code == 6
    assert [(row["number"], row["is_served"]) for row in listed.json] == [(2, True)]
    assert "papertide-000001.json: the manifest is unreadable" in listed.err


@pytest.mark.parametrize("verb", [("search", "boats"), ("view", "mine")])
def test_a_snapshot_of_another_version_is_told(papertide: Papertide, home: Path, verb: tuple[str, str]) -> None:
    (home / "views.toml").write_text('[mine]\npage = "papers"\n')
    manifest = home / "snapshots" / "papertide-000001.json"
    manifest.write_text(re.sub(r'"migration": \d+', '"migration": 1', manifest.read_text()))
    done = papertide(*verb)
    assert done.code == 5
    assert "Snapshot 1 was published by another version of papertide. Run `papertide ingest`" in done.err


def test_two_snapshots_are_compared(papertide: Papertide, home: Path) -> None:
    assert papertide("snapshots", "compare").code == 2  # there is no earlier one
    (dump,) = [row for row in papertide("dumps", "list", "--json").json if row["file_name"] == "third.txt"]
    assert papertide("dumps", "forget", dump["dump_id"], "--reason", "licence ended", "--yes").code == 0
    assert papertide("audit").code == 0
    found = papertide("snapshots", "compare", "--json").json
    assert (found["earlier"], found["later"]) == (1, 2)
    gone = found["papers"]["gone"]
    assert gone > 0
    assert found["papers"]["added"] == 0
    listed = papertide("snapshots", "compare", "1", "2", "--papers", "gone", "--json").json
    assert len(listed) == gone
    told = papertide("snapshots", "compare", "1").out
    assert told.startswith("snapshots  1 to 2\nadded      0\n")
    backwards = papertide("snapshots", "compare", "2", "1")
    assert (backwards.code, backwards.err) == (
        2,
        "papertide: snapshot 2 is not earlier than snapshot 1. Give it first.\n",
    )
    assert papertide("snapshots", "compare", "--papers", "lost").code == 2
