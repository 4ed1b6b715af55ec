"""The small warehouse that pages show, and the browser in which tests look at them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_warehouse
import streamlit as st
from served_dashboard import CHROMIUM, FLAGS


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Chromium, without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small warehouse, published once."""
    folder = tmp_path_factory.mktemp("published") / "home"
    small_warehouse.publish(folder)
    return folder


@pytest.fixture(scope="module")
def home(_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder that serves the small warehouse. Files whose pages show another one have a `home` of their own."""
    folder = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(_published, folder)
    yield folder
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages show what `home` serves."""
    monkeypatch.setenv("PAPERTIDE_HOME", str(home))
