"""Dagster's generated home: loads, says what it should, and is written only when it changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.instance import fail_interrupted_runs, prepare_instance
from orchestration.serving import launch_environment
from transforms.errors import EnvironmentFault
from warehouse.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home")


def test_the_instance_loads(settings: Settings) -> None:
    folder = prepare_instance(settings)
    assert folder == settings.home / "dagster"
    assert sorted(path.name for path in folder.iterdir()) == ["dagster.yaml", "workspace.yaml"]
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_settings["free_slots_after_run_end_seconds"] == 60
        queue = instance.get_concurrency_config().run_queue_config
        assert queue
        assert queue.max_concurrent_runs == 1
        kept = instance.get_tick_retention_settings(dg._core.definitions.run_request.InstigatorType.SENSOR)
        assert {status.value: days for status, days in kept.items()} == {
            "STARTED": -1,
            "SKIPPED": 2,
            "SUCCESS": 180,
            "FAILURE": 30,
        }


def test_it_is_written_only_when_it_changed(settings: Settings) -> None:
    folder = prepare_instance(settings)
    for name in ("dagster.yaml", "workspace.yaml"):
        os.utime(folder / name, (0, 0))
    (folder / "workspace.yaml").write_text("load_from: []\n")
    prepare_instance(settings)
    assert (folder / "dagster.yaml").stat().st_mtime == 0
    assert "orchestration.definitions" in (folder / "workspace.yaml").read_text()


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(EnvironmentFault, match="home"):
        prepare_instance(load_settings(home=tmp_path / "home"))


def test_processes_are_told_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert launch_environment(load_settings(home="here")) == {
        "PAPERTIDE_HOME": str(tmp_path / "here"),
        "DAGSTER_HOME": str(tmp_path / "here" / "dagster"),
    }


def test_dagster_loads_the_code_location(settings: Settings, tmp_path: Path) -> None:
    folder = prepare_instance(settings)
    command = [str(Path(sys.executable).parent / "dagster"), "definitions", "validate"]
    validated = subprocess.run(
        [*command, "--workspace", str(folder / "workspace.yaml")],
        env=os.environ | launch_environment(settings),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert validated.returncode == 0, validated.stderr
    assert "All code locations passed validation" in validated.stderr + validated.stdout


def test_runs_that_an_earlier_dagster_left_are_failed(settings: Settings) -> None:
    job = build_definitions(settings).resolve_job_def("ingest")
    with dg.DagsterInstance.from_config(str(prepare_instance(settings))) as instance:
        statuses = (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.SUCCESS)
        left, new, ended = (instance.create_run_for_job(job, status=status).run_id for status in statuses)
        assert fail_interrupted_runs(settings) == [left]
        found = {run.run_id: run.status.value for run in instance.get_runs()}
    assert found == {left: "FAILURE", new: "NOT_STARTED", ended: "SUCCESS"}
    assert fail_interrupted_runs(settings) == []


@pytest.mark.parametrize(("keep_days", "kept"), [(0, ["STARTED"]), (1, ["STARTED", "SUCCESS"])])
def test_old_runs_are_pruned(settings: Settings, keep_days: int, kept: list[str]) -> None:
    definitions = build_definitions(settings)
    job = definitions.resolve_job_def("ingest")
    with dg.DagsterInstance.from_config(str(prepare_instance(settings))) as instance:
        for status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.STARTED):
            instance.create_run_for_job(job, status=status)
        config = {"ops": {"delete_old_runs": {"config": {"keep_days": keep_days}}}}
        pruned = definitions.resolve_job_def("prune_history").execute_in_process(instance=instance, run_config=config)
        assert pruned.success
        found = [run.status.value for run in instance.get_runs() if run.job_name == "ingest"]
    assert sorted(found) == sorted(kept)
