"""The command's contract with scripts: what it imports, prints where, and which code it exits with."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from commands import Papertide
from invented import plain_page, write_dumps

from orchestration.cli import output
from orchestration.cli.exits import told
from transforms.errors import EnvironmentFault, LockHeld, UnknownLayout, UsageError, WarehouseDamaged
from warehouse.queries import served

HEAVY = {"polars", "duckdb", "pydantic", "pandas", "pyarrow", "dagster", "great_expectations", "streamlit", "altair"}
VERBS = [
    ("ingest",),
    ("status",),
    ("dumps", "list"),
    ("dumps", "show"),
    ("rejects", "list"),
    ("rejects", "show"),
    ("rejects", "replay"),
    ("rejects", "dismiss"),
    ("audit",),
    ("snapshots", "list"),
    ("snapshots", "rollback"),
    ("snapshots", "prune"),
    ("rebuild",),
    ("readers",),
    ("doctor",),
    ("config", "show"),
    ("dashboard",),
    ("dagster",),
    ("up",),
    ("query",),
    ("dictionary",),
]
HOLDER = (
    "import sys; from warehouse.lock import writer_lock; from warehouse.settings import load_settings\n"
    "with writer_lock(load_settings(home=sys.argv[1])):\n    print('held', flush=True); sys.stdin.readline()"
)


def test_the_command_starts_light() -> None:
    """What `--help` costs is what it imports; seconds depend on the machine."""
    program = (
        "import sys; from orchestration.cli.exits import run; run(['--help'])\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_explains_itself(papertide: Papertide, verb: tuple[str, ...]) -> None:
    shown = papertide(*verb, "--help")
    assert (shown.code, shown.err) == (0, "")
    assert f"papertide {' '.join(verb)}" in shown.out


def test_ingest_prints_a_line_per_dump_and_the_verdict(papertide: Papertide, tmp_path: Path) -> None:
    dumps, home = tmp_path / "dumps", tmp_path / "home"
    write_dumps(dumps)
    done = papertide("--home", home, "ingest", dumps)
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["loaded", "first.txt", "huggingface_text/plain", "6", "6", "0"] in [line[:6] for line in lines]
    assert ["loaded", "3", "of", "3", "18", "18", "0"] in [line[:7] for line in lines]
    assert "snapshot 1 is served" in done.err
    report = Path(done.err.rsplit("Report: ", 1)[1].strip())
    assert report.is_relative_to(home)
    assert report.is_file()


def test_ingest_as_json(papertide: Papertide, tmp_path: Path) -> None:
    dumps, home = tmp_path / "dumps", tmp_path / "home"
    write_dumps(dumps)
    (dumps / "second.txt").unlink()
    (dumps / "error.html").write_text("<html><title>502 Bad Gateway</title></html>")
    (dumps / "twin.txt").write_bytes((dumps / "first.txt").read_bytes())
    done = papertide("--home", home, "ingest", dumps, "--json")
    assert done.code == 0
    assert done.json.keys() == {"dumps", "verdict", "snapshot"}
    found = {dump["file_name"]: dump for dump in done.json["dumps"]}
    assert {name: dump["status"] for name, dump in found.items()} == {
        "error.html": "failed",
        "first.txt": "loaded",
        "third.txt": "loaded",
        "twin.txt": "duplicate",
    }
    assert "502 Bad Gateway" in found["error.html"].pop("error")
    assert found["twin.txt"] == {
        "file_name": "twin.txt",
        "dump_id": found["first.txt"]["dump_id"],
        "source": "huggingface_text",
        "layout": "plain",
        "status": "duplicate",
        "entries_read": 6,
        "listings": 6,
        "rejects": 0,
        "error": None,
    }
    assert done.json["verdict"] in {"PUBLISH", "WARN"}
    assert done.json["snapshot"] == 1
    assert "502 Bad Gateway" in done.err
    # The table goes where it does not disturb the JSON; duplicates are not counted.
    assert ["loaded", "2", "of", "4", "12", "12", "0"] in [line.split()[:7] for line in done.err.splitlines()]


def test_load_only_publishes_nothing(papertide: Papertide, tmp_path: Path) -> None:
    write_dumps(tmp_path / "dumps")
    done = papertide("--home", tmp_path / "home", "ingest", "--load-only", "--json", tmp_path / "dumps")
    assert (done.code, done.json["verdict"], done.json["snapshot"]) == (0, None, None)


def test_without_paths_what_is_new_in_landing_is_read(papertide: Papertide, home: Path) -> None:
    assert papertide("ingest", "--json").json["dumps"] == []
    (home / "landing" / "new.txt").write_text(plain_page(range(30, 33)))
    done = papertide("ingest", "--json")
    assert [(dump["file_name"], dump["listings"]) for dump in done.json["dumps"]] == [("new.txt", 3)]
    assert done.json["snapshot"] == 2
    again = papertide("ingest", "--json")
    assert (again.json["dumps"], again.json["snapshot"]) == ([], 2)


def test_a_snapshot_of_an_earlier_version_is_published_anew(papertide: Papertide, home: Path) -> None:
    manifest = home / "snapshots" / "papertide-000001.json"
    facts = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(facts | {"migration": 1}))
    assert served.find(home) == served.NothingServed(
        is_damaged=False,
        fact="Snapshot 1 was published by another version of papertide.",
        next_step="Run `papertide ingest`: it publishes the warehouse anew.",
    )
    assert papertide("ingest", "--json").json["snapshot"] == 2
    assert isinstance(served.find(home), served.Served)


@pytest.mark.parametrize("damaged", ["papertide-000001.duckdb", "papertide-000001.json", "CURRENT"])
def test_a_damaged_snapshot_is_published_anew(papertide: Papertide, home: Path, damaged: str) -> None:
    (home / "snapshots" / damaged).write_text("x")
    assert papertide("ingest", "--json").json["snapshot"] == 2
    assert isinstance(served.find(home), served.Served)


def test_the_operator_may_name_reader_and_day(papertide: Papertide, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(plain_page(range(3)))
    load = ("--home", tmp_path / "home", "ingest", "--load-only", page)
    assert papertide(*load, "--source", "huggingface_text", "--captured-on", "2025-03-11").code == 0
    (row,) = papertide("--home", tmp_path / "home", "dumps", "list", "--json").json
    assert (row["captured_on"], row["captured_on_basis"]) == ("2025-03-11", "operator")
    unknown = papertide(*load, "--source", "nobody")
    assert unknown.code == 2
    assert "huggingface_text" in unknown.err
    assert papertide(*load, "--captured-on", "11.03.2025").code == 2
    assert "--captured-on 2999-03-11 lies in the future." in papertide(*load, "--captured-on", "2999-03-11").err


def test_nothing_usable_is_an_error(papertide: Papertide, tmp_path: Path) -> None:
    bad = tmp_path / "error.html"
    bad.write_text("<html><title>502 Bad Gateway</title></html>")
    done = papertide("--home", tmp_path / "home", "ingest", "--load-only", bad)
    assert done.code == 1
    assert "502 Bad Gateway" in done.err


def test_every_path_is_looked_at_before_anything_is_read(papertide: Papertide, tmp_path: Path) -> None:
    write_dumps(tmp_path / "dumps")
    done = papertide("--home", tmp_path / "home", "ingest", tmp_path / "dumps", tmp_path / "absent.txt")
    assert done.code == 5
    assert "absent.txt: No such file or directory." in done.err
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("arguments", [("nonsense",), ("ingest", "--nonsense"), ("dumps", "show"), ()])
def test_usage_errors(papertide: Papertide, arguments: tuple[str, ...]) -> None:
    done = papertide(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_a_wrong_setting_names_itself(papertide: Papertide, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERTIDE_THREADS", "many")
    done = papertide("status")
    assert done.code == 2
    assert "papertide: environment: PAPERTIDE_THREADS = 'many': Input should be a valid integer" in done.err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("threads =\n", "Invalid value (at line 1, column 10)"),
        ("thread = 2", "there is no setting thread."),
        ("threads = 0", "threads = 0: Input should be greater than 0."),
        ('[tables.news]\ndoi = "where"', "which column holds the `title` is not said."),
        ("# caf\N{LATIN SMALL LETTER E WITH ACUTE}", "'utf-8' codec can't decode"),
    ],
)
def test_a_wrong_config_file_names_itself(papertide: Papertide, home: Path, written: str, said: str) -> None:
    (home / "papertide.toml").write_text(written, encoding="latin-1")
    done = papertide("status")
    assert done.code == 2
    assert done.err.startswith(f"papertide: {home / 'papertide.toml'}: ")
    assert said in done.err
    assert "Correct it; `papertide config show` then lists all settings" in done.err


def test_hold_keeps_the_old_snapshot_served(papertide: Papertide, home: Path) -> None:
    connection = duckdb.connect(str(home / "warehouse.duckdb"))
    connection.execute("INSERT INTO core.papers SELECT * FROM core.papers LIMIT 1")
    connection.close()
    audited = papertide("audit", "--json")
    assert (audited.code, audited.json["verdict"], audited.json["snapshot"]) == (3, "HOLD", 1)
    page = home.parent / "page.txt"
    page.write_text(plain_page(range(40, 44)))
    ingested = papertide("ingest", page)
    assert ingested.code == 3
    assert "snapshot 1 is served" in ingested.err
    assert "Checks that failed: core." in ingested.err
    assert papertide("status", "--json").json["last_verdict"] == "HOLD"


def test_a_second_writer_is_told_who_holds_the_lock(papertide: Papertide, home: Path) -> None:
    page = home.parent / "page.txt"
    page.write_text(plain_page(range(3)))
    command = [sys.executable, "-c", HOLDER, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        refused = papertide("ingest", page)
        assert refused.code == 4
        assert f"process {holder.pid}" in refused.err
        # A listing shows the published snapshot instead.
        listed = papertide("dumps", "list", "--json")
        assert (listed.code, len(listed.json)) == (0, 4)
        assert "Snapshot 1 is shown" in listed.err
        holder.communicate(b"\n")


def test_a_home_that_cannot_be_made_is_the_environment(papertide: Papertide, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = papertide("--home", tmp_path / "file" / "home", "ingest", tmp_path / "file")
    assert done.code == 5
    assert "Not a directory" in done.err


def test_damage_is_told_with_the_way_out(papertide: Papertide, home: Path) -> None:
    (home / "warehouse.duckdb").write_bytes(b"not a database" * 1_000)
    done = papertide("dumps", "list")
    assert done.code == 6
    assert "papertide rebuild" in done.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnknownLayout("page.txt", "nothing known."), 1),
        (UsageError("wrong."), 2),
        (LockHeld("held.", pid=7), 4),
        (EnvironmentFault("full."), 5),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/home/warehouse.duckdb"), 5),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/home"), 5),
        (OSError(errno.EROFS, os.strerror(errno.EROFS)), 5),
        (WarehouseDamaged("broken."), 6),
        (KeyboardInterrupt(), 130),
        (RuntimeError("Query interrupted"), 130),
        (RuntimeError("a bug"), None),
        (ZeroDivisionError(), None),
    ],
)
def test_each_error_has_one_code(error: BaseException, code: int | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(error) == code
    assert bool(capsys.readouterr().err) == (code is not None)


def test_ctrl_c_leaves_whole_dumps(tmp_path: Path) -> None:
    dumps, home = tmp_path / "dumps", tmp_path / "home"
    dumps.mkdir()
    for number in range(300):
        (dumps / f"{number:03}.txt").write_text(plain_page(range(number, number + 5)))
    command = [sys.executable, "-m", "orchestration.cli", "--home", str(home), "ingest", str(dumps)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        # The second is archived only after the first was committed.
        while len(list(home.glob("archive/*/*"))) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    connection = duckdb.connect(str(home / "warehouse.duckdb"))
    loaded, stored = connection.execute(
        "SELECT (SELECT sum(listings) FROM core.dumps), (SELECT count(*) FROM core.listings)"
    ).fetchall()[0]
    connection.close()
    assert loaded == stored > 0


def test_a_reader_that_has_seen_enough_ends_it_quietly(home: Path) -> None:
    command = f"{sys.executable} -m orchestration.cli dictionary | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (done.stdout.splitlines(), done.stderr) == (["# Data dictionary", "0"], "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("\x1b[31mred\x1b[0m [bold]title[/bold]", "�[31mred�[0m [bold]title[/bold]"),
        ("left\u202eright", "left�right"),
        (None, "-"),
        (True, "yes"),
        (1234567, "1,234,567"),
        (1428.7437, "1,428.744"),
        (0.000123, "0.000123"),
        (["a", "b"], "a, b"),
    ],
)
def test_text_is_shown_and_never_interpreted(value: object, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert output.printable(value) == shown
    output.table([{"cell": value}], ["cell"])
    assert shown in capsys.readouterr().out
