"""Servers answer on the loopback interface only, and end together without leaving a process behind."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commands import Papertide

from orchestration import serving
from orchestration.serving import HOST, Server, free_port, serve
from transforms.errors import EnvironmentFault
from warehouse.lock import dagster_lock
from warehouse.settings import Settings, load_settings

# A web server that starts a child of its own and, told `stubborn`, ignores requests to end.
PAGE = """
import http.server, signal, subprocess, sys
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"])
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def page(port: int, *flags: str) -> Server:
    return Server(name="page", command=(sys.executable, "-c", PAGE, str(port), *flags), port=port, path="/")


def processes_of(home: Path) -> list[int]:
    """Every process that was started for this home, by its environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if f"PAPERTIDE_HOME={home}\0".encode() in environment and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def eventually(condition: Callable[[], object], *, seconds: float = 90.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def status_of(port: int, path: str = "/") -> int | None:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path)


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_busy_port_is_passed_over(busy_port: int) -> None:
    found = free_port(busy_port)
    assert busy_port < found <= busy_port + 50
    assert free_port(found) == found
    assert free_port(found, taken=found) > found


def test_no_free_port_is_the_environment(busy_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_PORTS_TRIED", 1)
    with pytest.raises(EnvironmentFault, match=f"port {busy_port}"):
        free_port(busy_port)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_server_and_its_children(settings: Settings, number: signal.Signals) -> None:
    first = free_port(20_000 + os.getpid() % 20_000)
    second = free_port(first + 1)
    told: list[str] = []

    def hear(sentence: str) -> None:
        told.append(sentence)
        if len(told) == 2:
            assert len(processes_of(settings.home)) == 4
            os.kill(os.getpid(), number)

    assert serve(settings, [page(first), page(second)], tell=hear) == number
    assert set(told) == {f"page: http://{HOST}:{first}", f"page: http://{HOST}:{second}", "Ending."}
    eventually(lambda: not processes_of(settings.home), seconds=10)
    assert (status_of(first), status_of(second)) == (None, None)


def test_a_server_that_will_not_end_is_ended(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_GRACE_SECONDS", 0.5)
    port = free_port(21_000)
    threading.Timer(2, os.kill, (os.getpid(), signal.SIGTERM)).start()
    assert serve(settings, [page(port, "stubborn")], tell=lambda _: None) == signal.SIGTERM
    eventually(lambda: not processes_of(settings.home), seconds=10)


def test_the_last_words_of_a_server_that_dies_are_told(settings: Settings) -> None:
    broken = Server(name="broken", command=(sys.executable, "-c", "raise SystemExit('no such luck')"))
    port = free_port(22_000)
    with pytest.raises(EnvironmentFault, match="no such luck") as caught:
        serve(settings, [page(port), broken], tell=lambda _: None)
    assert "broken ended by itself (exit code 1)" in caught.value.fact
    assert "no such luck" in (settings.home / "logs" / "broken.log").read_text()
    eventually(lambda: not processes_of(settings.home), seconds=10)


def test_dagster_runs_once_per_home(papertide: Papertide, tmp_path: Path) -> None:
    holder = (
        "import sys; from warehouse.lock import dagster_lock; from warehouse.settings import load_settings\n"
        "with dagster_lock(load_settings(home=sys.argv[1])):\n    print('held', flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", holder, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        refused = papertide("--home", tmp_path, "up")
        assert refused.code == 4
        assert f"Dagster (process {process.pid}) already runs" in refused.err
        process.communicate(b"\n")
    with dagster_lock(load_settings(home=tmp_path)):
        pass


def test_up_serves_both_until_ctrl_c(home: Path, busy_port: int) -> None:
    dagster_port = free_port(busy_port + 60)
    ports = ["--dashboard-port", str(busy_port), "--dagster-port", str(dagster_port)]
    command = [sys.executable, "-m", "orchestration.cli", "up", *ports]
    told = home / "told.txt"
    with told.open("wb") as err, subprocess.Popen(command, stderr=err, env=os.environ | {"COLUMNS": "200"}) as process:
        try:
            eventually(lambda: process.poll() is not None or told.read_text().count(f"http://{HOST}:") == 2)
            text = told.read_text()
            assert f"port {busy_port} is busy" in text
            urls = dict(re.findall(rf"^(dashboard|dagster): http://{HOST}:(\d+)$", text, re.MULTILINE))
            assert int(urls["dagster"]) == dagster_port
            dashboard_port = int(urls["dashboard"])
            assert (status_of(dashboard_port), status_of(dagster_port)) == (200, 200)
            assert _listening_on(dashboard_port) == _listening_on(dagster_port) == {HOST}
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told.read_text()
    assert (status_of(dashboard_port), status_of(dagster_port)) == (None, None)
    eventually(lambda: not processes_of(home), seconds=10)


def _listening_on(port: int) -> set[str]:
    """Addresses on which this machine listens on a port (Linux)."""
    found = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            address, local_port = local.split(":")
            if state == "0A" and int(local_port, 16) == port:
                packed = b"".join(bytes.fromhex(address[i : i + 8])[::-1] for i in range(0, len(address), 8))
                found.add(socket.inet_ntop(family, packed))
    return found
