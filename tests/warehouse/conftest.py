"""A home folder of its own for every test, and its database."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working database, migrated once and empty."""
    settings = load_settings(home=tmp_path_factory.mktemp("migrated"))
    with open_database(settings) as connection:
        migrate(connection)
    return settings.database


@pytest.fixture
def database(home: Settings, _migrated: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working database of `home`, migrated and empty."""
    shutil.copyfile(_migrated, home.database)
    with open_database(home) as connection:
        yield connection
