"""The warehouse as a Dagster resource: settings read at run time, errors sorted by whether a retry can help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from orchestration.steps import Warehouse, open_warehouse
from transforms.errors import EnvironmentFault, LockHeld, PapertideError
from warehouse.settings import Settings, load_settings


class WarehouseResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Opens the warehouse for one step. Every step takes the write lock anew, so that no waiting step blocks a writer.

    `values` are settings given at definition; without them the environment (PAPERTIDE_HOME) and `papertide.toml` say,
    read at every run and tick: what the operator edits holds from the next one on.
    """

    values: dict[str, Any] = {}  # noqa: RUF012 - a pydantic field, copied per instance
    retries: int = 20
    retry_wait_seconds: float = 30.0

    def settings(self) -> Settings:
        """The settings as they are now. Raises UsageError."""
        return load_settings(**self.values)

    @contextmanager
    def open(self) -> Iterator[Warehouse]:
        """The working database for one step.

        Raises RetryRequested for what passes by itself (another writer, a full disk) and Failure for what does not.
        A bug is neither: it ends the run with its traceback, at once.
        """
        try:
            with open_warehouse(self.settings()) as warehouse:
                yield warehouse
        except (LockHeld, EnvironmentFault) as error:
            raise dg.RetryRequested(max_retries=self.retries, seconds_to_wait=self.retry_wait_seconds) from error
        except PapertideError as error:
            raise dg.Failure(description=str(error), allow_retries=False) from error
