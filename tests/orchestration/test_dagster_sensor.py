"""The landing sensor on a real folder, look by look; the daily schedule."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster_runs import ask, checked, run_ingest, run_request
from invented import plain_page, write_dumps

from orchestration.definitions import build_definitions
from orchestration.jobs import INTERRUPTED, ingest
from orchestration.partitions import LANDING_DAYS, landing_day
from orchestration.schedules import daily_ingest, monthly_pruning
from orchestration.sensors import landing_sensor
from warehouse.lock import writer_lock
from warehouse.settings import Settings, load_settings


class Watch:
    """A sensor with its cursor, as the daemon keeps it."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        self.settings = settings
        self.instance = instance
        self.cursor: str | None = None

    def look(self) -> dg.SensorExecutionData:
        """One tick."""
        definitions = build_definitions(self.settings)
        with dg.build_sensor_context(
            self.instance, cursor=self.cursor, definitions=definitions, resources=definitions.resources
        ) as context:
            tick = landing_sensor.evaluate_tick(context)
        self.cursor = tick.cursor or self.cursor
        return tick

    def names(self) -> list[str]:
        """Names of the files that one tick requests."""
        return [Path(path).name for request in self.look().run_requests or [] for path in paths_of(request)]


def paths_of(request: dg.RunRequest) -> list[str]:
    return list(request.run_config["ops"]["load"]["config"]["paths"])


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home", max_files_per_tick=2)


@pytest.fixture
def watch(settings: Settings, instance: dg.DagsterInstance) -> Watch:
    settings.landing.mkdir(parents=True)
    return Watch(settings, instance)


def test_a_file_is_requested_at_the_second_look(watch: Watch) -> None:
    write_dumps(watch.settings.landing)
    assert watch.look().skip_message == "3 files are new or still changing; the next look tells."
    (request,) = watch.look().run_requests
    assert paths_of(request) == [str(watch.settings.landing / name) for name in ("first.txt", "second.txt")]
    assert request.partition_key == landing_day(datetime.now(UTC))
    assert request.tags["papertide/files"] == "first.txt, second.txt"
    assert request.tags["papertide/file_count"] == "2"


def test_a_growing_file_waits_until_it_rests(watch: Watch) -> None:
    growing = watch.settings.landing / "growing.txt"
    growing.write_text("new\n")
    assert watch.names() == []
    with growing.open("a") as handle:
        handle.write(plain_page(range(3)))
    assert watch.names() == []
    os.utime(growing, (1_700_000_000, 1_700_000_000))
    assert watch.names() == []
    assert watch.names() == ["growing.txt"]


@pytest.mark.parametrize("name", [".hidden.txt", "page.txt.part", "page.txt.tmp", ".folder/page.txt"])
def test_unfinished_files_are_left_alone(watch: Watch, name: str) -> None:
    path = watch.settings.landing / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(plain_page(range(3)))
    assert [watch.look().skip_message for _ in range(2)] == [
        "Nothing new has landed; 0 files wait for the next snapshot."
    ] * 2


def test_the_ledger_is_asked_not_the_cursor(watch: Watch) -> None:
    first, _, third = write_dumps(watch.settings.landing)
    assert run_ingest(watch.settings, watch.instance, [first, third]).success
    watch.cursor = None
    assert watch.names() == []
    assert watch.names() == ["second.txt"]


def test_what_was_requested_is_loaded_and_not_requested_again(watch: Watch) -> None:
    write_dumps(watch.settings.landing)
    watch.look()
    (request,) = watch.look().run_requests
    result = run_request(
        watch.settings, watch.instance, partition_key=request.partition_key, run_config=request.run_config
    )
    assert result.success
    assert watch.names() == ["third.txt"]
    assert ask(watch.settings, "SELECT count(*) FROM core.dumps") == [(2,)]


def test_a_link_and_a_pipe_are_refused_once(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(plain_page(range(3)))
    (watch.settings.landing / "link.txt").symlink_to(tmp_path / "outside.txt")
    os.mkfifo(watch.settings.landing / "pipe.txt")
    watch.look()
    (request,) = watch.look().run_requests
    result = run_request(
        watch.settings, watch.instance, partition_key=request.partition_key, run_config=request.run_config
    )
    assert result.success
    assert checked(result)["usable_files"] == (False, "WARN")
    assert ask(watch.settings, "SELECT file_name, outcome FROM core.landings ORDER BY ALL") == [
        ("link.txt", "failed"),
        ("pipe.txt", "failed"),
    ]
    assert [watch.names() for _ in range(3)] == [[]] * 3
    assert watch.look().skip_message == "Nothing new has landed; 0 files wait for the next snapshot."


def test_the_same_name_with_other_content_is_another_request(watch: Watch) -> None:
    path = watch.settings.landing / "page.txt"
    path.write_text(plain_page(range(3)))
    watch.look()
    (earlier,) = watch.look().run_requests
    path.unlink()
    path.write_text(plain_page(range(3, 7)))
    assert watch.names() == []
    (later,) = watch.look().run_requests
    assert paths_of(later) == paths_of(earlier)
    assert later.run_key != earlier.run_key


def test_while_another_writer_is_active_the_tick_waits(watch: Watch) -> None:
    write_dumps(watch.settings.landing)
    watch.look()
    with writer_lock(watch.settings):
        tick = watch.look()
    assert tick.run_requests == []
    assert f"another writer (process {os.getpid()}) holds the warehouse" in str(tick.skip_message)
    assert watch.names() == ["first.txt", "second.txt"]


def test_a_settled_file_needs_no_lock(watch: Watch) -> None:
    dumps = write_dumps(watch.settings.landing)
    watch.look()
    assert run_ingest(watch.settings, watch.instance, dumps).success
    with writer_lock(watch.settings):
        assert watch.look().skip_message == "Nothing new has landed; 0 files wait for the next snapshot."


def test_a_file_that_waits_for_a_snapshot_is_asked_about_once(watch: Watch) -> None:
    dumps = write_dumps(watch.settings.landing)
    assert run_ingest(watch.settings, watch.instance, dumps).success
    (copy := watch.settings.landing / "copy.txt").write_bytes(dumps[0].read_bytes())
    assert run_ingest(watch.settings, watch.instance, [copy]).success
    watch.look()
    assert watch.look().skip_message == "1 files were settled already."
    with writer_lock(watch.settings):
        assert watch.look().skip_message == "Nothing new has landed; 1 files wait for the next snapshot."


def test_while_a_run_is_under_way_nothing_is_requested(watch: Watch) -> None:
    write_dumps(watch.settings.landing)
    watch.look()
    job = build_definitions(watch.settings).resolve_job_def("ingest")
    run = watch.instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    assert watch.look().skip_message == "A run is under way; 3 files wait for the next look."
    watch.instance.delete_run(run.run_id)
    assert watch.names() == ["first.txt", "second.txt"]


def test_what_an_interrupted_run_was_to_load_is_requested_at_once(watch: Watch) -> None:
    write_dumps(watch.settings.landing)
    watch.look()
    (earlier,) = watch.look().run_requests
    job = build_definitions(watch.settings).resolve_job_def("ingest")
    interrupted = watch.instance.create_run_for_job(job, status=dg.DagsterRunStatus.FAILURE)
    watch.instance.add_run_tags(interrupted.run_id, INTERRUPTED)
    (later,) = watch.look().run_requests
    assert paths_of(later) == paths_of(earlier)
    assert later.run_key != earlier.run_key


def test_a_missing_folder_is_said(settings: Settings, instance: dg.DagsterInstance) -> None:
    tick = Watch(settings, instance).look()
    assert str(settings.landing) in str(tick.skip_message)


def test_the_daily_schedule_requests_the_day_and_audits_without_files(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    now = datetime.now(UTC)
    context = dg.build_schedule_context(
        instance, repository_def=build_definitions(settings).get_repository_def(), scheduled_execution_time=now
    )
    (request,) = daily_ingest.evaluate_tick(context).run_requests
    assert request.partition_key == request.run_key == landing_day(now)
    result = run_request(settings, instance, partition_key=request.partition_key, run_config=request.run_config)
    assert "verdict" in checked(result)
    assert ask(settings, "SELECT count(*) FROM quality.runs") == [(1,)]


def test_today_is_a_partition_already() -> None:
    assert LANDING_DAYS.get_last_partition_key() == landing_day(datetime.now(UTC))


def test_all_of_it_is_on_by_itself() -> None:
    assert landing_sensor.default_status == dg.DefaultSensorStatus.RUNNING
    assert {schedule.default_status for schedule in (daily_ingest, monthly_pruning)} == {
        dg.DefaultScheduleStatus.RUNNING
    }
    assert ingest.name == "ingest"
