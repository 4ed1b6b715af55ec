"""Servers on the loopback interface: started together, watched, ended together. What they serve lives elsewhere."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from transforms.errors import EnvironmentFault
from warehouse.settings import Settings

HOST = "127.0.0.1"
_PORTS_TRIED = 50
_START_SECONDS = 120.0
_GRACE_SECONDS = 15.0
_LOOK_SECONDS = 0.2
_LOG_LINES_TOLD = 15
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, kw_only=True)
class Server:
    """One server: how it is started, and where it answers; a process that answers nowhere has no `path`."""

    name: str
    command: tuple[str, ...]
    port: int | None = None
    path: str | None = None

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.port}"


@dataclass(kw_only=True)
class _Running:
    server: Server
    process: subprocess.Popen[bytes]
    log: Path
    has_answered: bool = False


@dataclass(kw_only=True)
class _Stop:
    """Which signal asked us to end, if any."""

    signals: list[int] = field(default_factory=list)

    def note(self, number: int, frame: FrameType | None) -> None:
        """Signal handler."""
        del frame
        self.signals.append(number)


def free_port(wanted: int, *, taken: int | None = None) -> int:
    """`wanted`, or the next port on which this machine listens nowhere. Raises EnvironmentFault."""
    for port in range(wanted, min(wanted + _PORTS_TRIED, 65_536)):
        if port != taken and _is_free(port):
            return port
    raise EnvironmentFault(f"port {wanted} and the {_PORTS_TRIED} after it are busy.", next_step="Choose another port.")


def _is_free(port: int) -> bool:
    # Also 0.0.0.0: a server that listens on every interface would otherwise seem absent on some systems.
    for host in (HOST, "0.0.0.0"):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True


def dashboard(port: int) -> Server:
    """The dashboard. `-P`: a file in the folder from which it is started is not taken for a library."""
    return Server(
        name="dashboard",
        command=(sys.executable, "-P", "-m", "dashboard", "--port", str(port)),
        port=port,
        path="/_stcore/health",
    )


def dagster(port: int, *, workspace: Path) -> list[Server]:
    """Dagster's pages, and the daemon that runs sensor, schedule and queue."""
    webserver = (sys.executable, "-P", "-m", "dagster_webserver", "--host", HOST, "--port", str(port))
    daemon = (sys.executable, "-P", "-m", "dagster._daemon", "run")
    return [
        Server(
            name="dagster",
            command=(*webserver, "--workspace", str(workspace), "--dagster-log-level", "warning"),
            port=port,
            path="/server_info",
        ),
        Server(
            name="dagster-daemon",
            command=(*daemon, "--workspace", str(workspace), "--log-level", "warning"),
        ),
    ]


def serve(settings: Settings, servers: Sequence[Server], *, tell: Callable[[str], None]) -> int:
    """Run servers until a signal ends them all; the signal's number. Their output goes to `<home>/logs/`.

    Raises EnvironmentFault, the others then ended too, where one dies or does not answer in time.
    """
    stop = _Stop()
    with _handling(stop):
        running: list[_Running] = []
        try:
            for server in servers:
                running.append(_start(settings, server))
            _watch(running, stop, tell)
        finally:
            tell("Ending.")
            _end(running, stop)
    return stop.signals[0]


@contextmanager
def _handling(stop: _Stop) -> Iterator[None]:
    before = {number: signal.signal(number, stop.note) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def launch_environment(settings: Settings) -> dict[str, str]:
    """Variables that servers are started with. Dagster changes directories, so the paths are absolute."""
    return {
        "PAPERTIDE_HOME": str(settings.home.absolute()),
        "DAGSTER_HOME": str(settings.dagster_home.absolute()),
    }


def _start(settings: Settings, server: Server) -> _Running:
    home = settings.home.absolute()
    log = home / "logs" / f"{server.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            server.command,
            env=os.environ | launch_environment(settings),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: the terminal's Ctrl-C reaches us alone, and we end what it started with it.
            start_new_session=True,
        )
    return _Running(server=server, process=process, log=log)


def _watch(running: Sequence[_Running], stop: _Stop, tell: Callable[[str], None]) -> None:
    """Tell of each server when it answers; return on a signal. Raises EnvironmentFault."""
    started = time.monotonic()
    while not stop.signals:
        for item in running:
            if item.process.poll() is not None:
                raise _died(item)
            if item.server.path and not item.has_answered:
                item.has_answered = _answers(item.server)
                if item.has_answered:
                    tell(f"{item.server.name}: {item.server.url}")
                elif time.monotonic() - started > _START_SECONDS:
                    raise EnvironmentFault(
                        f"{item.server.name} does not answer after {_START_SECONDS:.0f} seconds.",
                        next_step=f"See {item.log}.",
                    )
        time.sleep(_LOOK_SECONDS)


def _answers(server: Server) -> bool:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=5)
    try:
        connection.request("GET", server.path or "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _died(item: _Running) -> EnvironmentFault:
    lines = item.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES_TOLD:]
    last_words = "".join(f"\n    {line}" for line in lines)
    return EnvironmentFault(
        f"{item.server.name} ended by itself (exit code {item.process.returncode}).",
        next_step=f"Its last words, from {item.log}:{last_words}",
    )


def _end(running: Sequence[_Running], stop: _Stop) -> None:
    """Ask every group to end; after a grace period, or at a second signal, end it. Nothing is left behind."""
    for item in running:
        _signal_group(item, signal.SIGTERM)
    asked, signals = time.monotonic(), len(stop.signals)
    while any(item.process.poll() is None for item in running):
        if time.monotonic() - asked > _GRACE_SECONDS or len(stop.signals) > signals:
            break
        time.sleep(_LOOK_SECONDS)
    for item in running:
        _signal_group(item, signal.SIGKILL)  # also what outlived the leader of its group
        item.process.wait()


def _signal_group(item: _Running, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(item.process.pid, number)
