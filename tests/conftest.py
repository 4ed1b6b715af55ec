"""Where the real dumps lie, for every test, and which files are begun first.

The dumps stand beside the project, are read in place and never copied.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# Laws are about values, not about how busy the machine is.
settings.register_profile("papertide", deadline=None)
settings.load_profile("papertide")

# A process takes a file at a time (see the Makefile): long ones begun last would leave the others with nothing to do.
# Longest first, but with another between those that keep a browser busy.
LONGEST_FILES = (
    "test_end_to_end.py",
    "test_served_in_a_browser.py",
    "test_identity_laws.py",
    "test_hostile_text_in_a_browser.py",
    "test_every_dump.py",
    "test_audit.py",
    "test_identity.py",
    "test_dagster_assets.py",
    "test_archives_and_damage.py",
)

SHARED_DUMPS = Path(__file__).resolve().parents[2] / "shared" / "dumps"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST_FILES)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.fixture(scope="session")
def shared_dumps() -> Path:
    """The folder of real dumps; tests that need it skip where it is absent (CI always has it)."""
    if not SHARED_DUMPS.is_dir():
        pytest.skip(f"real dumps are not here: {SHARED_DUMPS} does not exist")
    return SHARED_DUMPS


@pytest.fixture(scope="session")
def seeds(shared_dumps: Path) -> list[Path]:
    """The five seed dumps, in name order."""
    return sorted((shared_dumps / "seeds").glob("*.txt"))
