"""`papertide dashboard`, `dagster` and `up`: serve on this machine until Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli import flags, output
from orchestration.cli.exits import Code

if TYPE_CHECKING:
    from orchestration.serving import Server
    from warehouse.settings import Settings

_Port = Annotated[int | None, typer.Option(min=1, max=65_535, help="On 127.0.0.1; the next free one where it is busy.")]


def dashboard(context: typer.Context, port: _Port = None) -> None:
    """Serve the dashboard on 127.0.0.1 until Ctrl-C."""
    settings = flags.settings_of(context)
    _run(settings, [_dashboard(settings, port)])


def dagster(context: typer.Context, port: _Port = None) -> None:
    """Serve Dagster on 127.0.0.1, with sensor and schedules on, until Ctrl-C."""
    settings = flags.settings_of(context)
    with _dagster(settings, port) as servers:
        _run(settings, servers)


def up(context: typer.Context, dashboard_port: _Port = None, dagster_port: _Port = None) -> None:
    """Serve the dashboard and Dagster on 127.0.0.1 until Ctrl-C, which ends both."""
    settings = flags.settings_of(context)
    page = _dashboard(settings, dashboard_port)
    with _dagster(settings, dagster_port, taken=page.port) as servers:
        _run(settings, [page, *servers])


def _dashboard(settings: Settings, port: int | None) -> Server:
    from orchestration import serving

    return serving.dashboard(_free_port("dashboard", port or settings.dashboard_port))


@contextmanager
def _dagster(settings: Settings, port: int | None, *, taken: int | None = None) -> Iterator[list[Server]]:
    """Dagster's servers, ready to be started, while nobody else may run Dagster on this home."""
    from orchestration import instance, serving
    from warehouse.lock import dagster_lock

    with dagster_lock(settings):
        folder = instance.prepare_instance(settings)
        for run_id in instance.fail_interrupted_runs(settings):
            output.tell(f"papertide: run {run_id} was interrupted when Dagster ended; what it was to load waits.")
        found = _free_port("Dagster", port or settings.dagster_port, taken=taken)
        yield serving.dagster(found, workspace=folder / "workspace.yaml")


def _free_port(name: str, wanted: int, *, taken: int | None = None) -> int:
    from orchestration import serving

    found = serving.free_port(wanted, taken=taken)
    if found != wanted:
        output.tell(f"papertide: port {wanted} is busy; {name} takes {found}.")
    return found


def _run(settings: Settings, servers: Sequence[Server]) -> None:
    from orchestration import serving

    output.tell("Starting; Ctrl-C ends.")
    if serving.serve(settings, servers, tell=output.tell) == signal.SIGINT:
        raise typer.Exit(Code.INTERRUPTED)
