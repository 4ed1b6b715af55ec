"""A home folder of its own for every test, and its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import open_database
from warehouse.migrations import migrate
from warehouse.settings import Settings, load_settings


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    settings = load_settings(home=tmp_path / "home")
    settings.home.mkdir()
    return settings


@pytest.fixture
def database(home: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database of `home`, migrated and empty."""
    with open_database(home) as connection:
        migrate(connection)
        yield connection
