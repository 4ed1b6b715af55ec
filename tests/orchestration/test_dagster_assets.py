"""Dagster materialises the steps in this process: all of it, twice, with bad files, held, locked out and damaged."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from dagster_runs import ask, checked, materialised, run_ingest
from invented import plain_page, write_dumps

from orchestration import auditing, steps
from orchestration.assets import core, published, trends
from orchestration.definitions import ASSETS, build_definitions
from orchestration.resources import WarehouseResource
from transforms.schema import TABLES
from warehouse import landing, snapshots
from warehouse.lock import writer_lock
from warehouse.settings import Settings, load_settings


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home")


@dataclass(frozen=True, kw_only=True)
class FirstRun:
    """A run over three dumps, and the home in which it left them."""

    home: Path
    result: dg.ExecuteInProcessResult


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """Made once, and not written to."""
    settings = load_settings(home=tmp_path_factory.mktemp("first-run") / "home")
    with dg.DagsterInstance.ephemeral() as instance:
        result = run_ingest(settings, instance, write_dumps(settings.landing))
    assert result.success
    return FirstRun(home=settings.home, result=result)


def impatient(settings: Settings, *, retries: int) -> WarehouseResource:
    return WarehouseResource(values=settings.model_dump(mode="json"), retries=retries, retry_wait_seconds=0.05)


def retries_of(result: dg.ExecuteInProcessResult) -> int:
    return sum(event.is_step_up_for_retry for event in result.all_events)


def test_every_table_is_an_asset_that_explains_itself() -> None:
    dg.Definitions.validate_loadable(build_definitions())
    specs = {spec.key.to_user_string(): spec for asset in ASSETS for spec in asset.specs}
    assert specs.keys() == {name.replace(".", "/") for name in TABLES} | {"published/snapshot"}
    for name, table in TABLES.items():
        spec = specs[name.replace(".", "/")]
        assert (spec.description, spec.group_name) == (table.doc, table.layer)
        assert [column.name for column in spec.metadata["dagster/column_schema"].columns] == table.column_names
    assert all(spec.owners and spec.kinds and spec.description for spec in specs.values())


def test_columns_show_type_and_rules() -> None:
    (papers,) = [spec for spec in core.match.specs if spec.key.path[-1] == "papers"]
    columns = {column.name: column for column in papers.metadata["dagster/column_schema"].columns}
    assert columns["authors"].type == 'STRUCT("name" VARCHAR, "orcid" VARCHAR, "affiliation" VARCHAR)[]'
    assert columns["paper_id"].constraints.unique
    assert not columns["title"].constraints.nullable
    assert columns["title"].constraints.other == ["characters at least 2", "characters at most 1000"]


def test_one_run_takes_dumps_to_a_snapshot(first_run: FirstRun) -> None:
    found = materialised(first_run.result)
    assert found.keys() == {spec.key.to_user_string() for asset in ASSETS for spec in asset.specs}
    assert found["core/listings"] == {"dagster/row_count": 18, "dagster/partition_row_count": 18}
    assert found["core/papers"] == {"dagster/row_count": 14}
    assert found["published/snapshot"]["rows"]["core.papers"] == 14
    assert {name for name, (passed, _) in checked(first_run.result).items() if passed} >= {
        "conservation",
        "usable_files",
        "verified",
    }
    served = snapshots.current(load_settings(home=first_run.home))
    assert served
    snapshots.verify(served)


def test_only_what_landed_is_partitioned(first_run: FirstRun) -> None:
    partitioned = {
        str(event.asset_key.to_user_string())
        for event in first_run.result.get_asset_materialization_events()
        if event.asset_key and event.partition
    }
    assert partitioned == {f"core/{name}" for name in ("dumps", "landings", "listings", "withdrawals", "rejects")}


def test_the_second_run_changes_no_table(settings: Settings, instance: dg.DagsterInstance) -> None:
    dumps = write_dumps(settings.landing)
    assert run_ingest(settings, instance, dumps).success
    before = snapshots.current(settings)
    with steps.open_warehouse(settings) as warehouse:
        tables = snapshots.measure(warehouse.connection)
    again = run_ingest(settings, instance, dumps)
    assert again.success
    assert "published/snapshot" not in materialised(again)
    assert checked(again)["verified"] == (True, "ERROR")
    assert snapshots.current(settings) == before
    with steps.open_warehouse(settings) as warehouse:
        now = snapshots.measure(warehouse.connection)
    assert {name for name in TABLES if tables[name] != now[name]} == {"quality.runs", "quality.checks"}


def test_a_bad_file_costs_no_other(settings: Settings, instance: dg.DagsterInstance) -> None:
    dumps = write_dumps(settings.landing)
    bad = settings.landing / "error.html"
    bad.write_text("<html><title>502 Bad Gateway</title></html>")
    vanished = settings.landing / "gone.txt"
    result = run_ingest(settings, instance, [bad, vanished, *dumps])
    assert result.success
    assert checked(result)["usable_files"] == (False, "WARN")
    (evaluation,) = [item for item in result.get_asset_check_evaluations() if item.check_name == "usable_files"]
    assert "502 Bad Gateway" in str(evaluation.metadata["not loaded"].value["error.html"])
    assert ask(settings, "SELECT count(*) FROM core.papers") == [(14,)]


def test_without_paths_everything_at_rest_is_loaded(settings: Settings, instance: dg.DagsterInstance) -> None:
    import os

    dumps = write_dumps(settings.landing)
    for path in dumps[:2]:
        os.utime(path, (1_700_000_000, 1_700_000_000))
    assert run_ingest(settings, instance).success
    assert ask(settings, "SELECT file_name FROM core.landings ORDER BY ALL") == [("first.txt",), ("second.txt",)]


def test_hold_fails_the_run_and_keeps_the_old_snapshot(settings: Settings, instance: dg.DagsterInstance) -> None:
    first, second, third = write_dumps(settings.landing)
    assert run_ingest(settings, instance, [first]).success
    ask(settings, "INSERT INTO core.papers SELECT * FROM core.papers LIMIT 1")
    held = run_ingest(settings, instance, [third])
    assert not held.success
    assert checked(held)["verdict"] == (False, "ERROR")
    assert "quality/runs" in materialised(held)
    assert "published/snapshot" not in materialised(held)
    served = snapshots.current(settings)
    assert served
    assert (served.number, served.tables["core.papers"].rows) == (1, 6)

    alone = materialise(published.snapshot, impatient(settings, retries=3), instance)
    assert not alone.success
    assert retries_of(alone) == 0
    assert snapshots.current(settings) == served

    ask(
        settings,
        "DELETE FROM core.papers WHERE paper_id IN (SELECT paper_id FROM core.papers GROUP BY ALL HAVING count(*) > 1)",
    )
    ask(settings, "INSERT INTO meta.pending SELECT 'paper', paper_id FROM core.listings")
    released = run_ingest(settings, instance, [second])
    assert released.success
    assert materialised(released)["published/snapshot"]["rows"]["core.papers"] == 14


def test_what_another_writer_loaded_after_the_audit_is_judged_before_it_is_published(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    first, second, _ = write_dumps(settings.landing)
    with steps.open_warehouse(settings) as warehouse:
        steps.ingest_file(warehouse, landing.offer(first))
        steps.match(warehouse)
        steps.refresh_trends(warehouse)
        earlier = auditing.audit(warehouse)
        steps.ingest_file(warehouse, landing.offer(second))
    result = materialise(published.snapshot, impatient(settings, retries=0), instance)
    assert result.success
    snapshot = materialised(result)["published/snapshot"]
    assert snapshot["audit"] != earlier.run_id
    assert snapshot["rows"]["core.papers"] == 10


def materialise(
    asset: dg.AssetsDefinition, papertide: WarehouseResource, instance: dg.DagsterInstance
) -> dg.ExecuteInProcessResult:
    return dg.materialize([asset], resources={"papertide": papertide}, instance=instance, raise_on_error=False)


def test_a_held_lock_is_tried_again(settings: Settings, instance: dg.DagsterInstance) -> None:
    with writer_lock(settings):
        result = materialise(trends.count, impatient(settings, retries=2), instance)
    assert not result.success
    assert retries_of(result) == 2


def test_a_lock_that_is_released_in_time_costs_nothing(settings: Settings, instance: dg.DagsterInstance) -> None:
    is_held, is_over = threading.Event(), threading.Event()

    def other_writer() -> None:
        with writer_lock(settings):
            is_held.set()
            while not is_over.wait(0.05) and not was_retried(instance):
                pass

    thread = threading.Thread(target=other_writer)
    thread.start()
    is_held.wait()
    result = materialise(trends.count, impatient(settings, retries=1_000), instance)
    is_over.set()
    thread.join()
    assert result.success
    assert retries_of(result) > 0


def was_retried(instance: dg.DagsterInstance) -> bool:
    """Whether a step of any run has met the lock."""
    events = (entry.dagster_event for run in instance.get_runs() for entry in instance.all_logs(run.run_id))
    return any(event is not None and event.is_step_up_for_retry for event in events)


def test_a_home_that_cannot_be_used_is_tried_again(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    (tmp_path / "file").touch()
    result = materialise(trends.count, impatient(load_settings(home=tmp_path / "file"), retries=1), instance)
    assert (result.success, retries_of(result)) == (False, 1)


def test_damage_is_not_tried_again(settings: Settings, instance: dg.DagsterInstance) -> None:
    settings.home.mkdir()
    settings.database.write_bytes(b"not a database" * 1_000)
    result = materialise(trends.count, impatient(settings, retries=5), instance)
    assert (result.success, retries_of(result)) == (False, 0)
    (failure,) = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    assert "papertide rebuild" in failure.error_display_string


def test_a_snapshot_that_is_not_what_its_manifest_says_fails_its_check(
    first_run: FirstRun, settings: Settings, instance: dg.DagsterInstance
) -> None:
    shutil.copytree(first_run.home, settings.home)
    served = snapshots.current(settings)
    assert served
    manifest = served.path.with_suffix(".json")
    facts = json.loads(manifest.read_text())
    facts["tables"]["core.papers"]["digest"] = "1"
    manifest.write_text(json.dumps(facts))
    result = run_ingest(settings, instance)
    assert not result.success
    assert checked(result)["verified"] == (False, "ERROR")


def test_a_snapshot_that_cannot_be_opened_is_published_anew(
    first_run: FirstRun, settings: Settings, instance: dg.DagsterInstance
) -> None:
    shutil.copytree(first_run.home, settings.home)
    before = snapshots.current(settings)
    assert before
    before.path.write_bytes(b"not a database" * 1_000)
    result = run_ingest(settings, instance)
    assert result.success
    assert snapshots.served_number(settings) == before.number + 1


def test_settings_are_read_at_every_run(
    tmp_path: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERTIDE_HOME", str(tmp_path / "home"))
    resource = WarehouseResource()
    assert resource.settings().max_files_per_tick == 50
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "papertide.toml").write_text("max_files_per_tick = 7\n")
    assert resource.settings().max_files_per_tick == 7
    (tmp_path / "home" / "papertide.toml").write_text("max_files_per_tick = 'many'\n")
    result = materialise(trends.count, resource, instance)
    assert (result.success, retries_of(result)) == (False, 0)


def test_a_dump_that_is_held_warns(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = load_settings(home=tmp_path / "home", min_rejects_to_hold=2)
    settings.landing.mkdir(parents=True)
    page = plain_page(range(6))
    for line in page.split("\n\n")[5:9:2]:
        page = page.replace(line, "Supplemental Materials")
    (settings.landing / "page.txt").write_text(page)
    result = run_ingest(settings, instance, [settings.landing / "page.txt"])
    assert checked(result)["usable_files"] == (False, "WARN")
    assert ask(settings, "SELECT status, listings FROM core.dumps") == [("held", 4)]
