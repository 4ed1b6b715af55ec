"""Where the real dumps lie, for every test. They stand beside the project, are read in place and never copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# Laws are about values, not about how busy the machine is.
settings.register_profile("papertide", deadline=None)
settings.load_profile("papertide")

SHARED_DUMPS = Path(__file__).resolve().parents[2] / "shared" / "dumps"


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
