"""Options and arguments that several verbs share, and how a verb gets its settings. No verb lives here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.errors import UsageError

if TYPE_CHECKING:
    from warehouse.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Rows at most.")]


def settings_of(context: typer.Context) -> Settings:
    """Settings with the global flags on top. Raises UsageError."""
    from warehouse.settings import load_settings

    return load_settings(home=home_of(context))


def home_of(context: typer.Context) -> Path | None:
    """The value of `--home`; None where it was not given."""
    home: Path | None = context.obj
    return home


def check_one_of(flag: str, value: str | None, allowed: Sequence[str]) -> None:
    """Raises UsageError where a value is given that is none of those allowed."""
    if value is not None and value not in allowed:
        raise UsageError(f"{flag} {value} is none of {', '.join(allowed)}.")
