"""`python -m dashboard --port 8501`: serve the dashboard on the loopback interface. The home is PAPERTIDE_HOME."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

from streamlit.web import bootstrap

from dashboard.look import THEME

# Streamlit's defaults bind every interface, show tracebacks and send usage statistics.
OPTIONS: dict[str, Any] = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["127.0.0.1", "localhost"],
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": False,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "127.0.0.1",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
    # Streamlit's own CSV of a chart would not be safe in a spreadsheet; the pages have exports of their own.
    "client.disableDataExport": True,
    "global.developmentMode": False,
    **THEME,
}
APP = Path(__file__).with_name("app.py")
# What takes long to import: read before the first page is asked for, and not while its reader waits.
_HEAVY = ("dashboard.charts", "warehouse.queries.served")


def serve(port: int) -> None:
    """Serve until SIGINT or SIGTERM. Streamlit exits with an error where the port is taken."""
    options = OPTIONS | {"server.port": port}
    flags = {name.replace(".", "_"): value for name, value in options.items()}
    bootstrap.load_config_options(flag_options=flags)
    for module in _HEAVY:
        import_module(module)
    bootstrap.run(str(APP), False, [], flags)


def main() -> None:
    """Read the port and serve."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--port", type=int, default=8501, help="port on 127.0.0.1")
    serve(parser.parse_args().port)


if __name__ == "__main__":
    main()
