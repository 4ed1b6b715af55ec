"""`trends` and `search`: counts over time and the index of words, made anew from `core` by one step."""

# Dagster reads the annotations of what it decorates: no `from __future__ import annotations` here.

from collections.abc import Iterator

import dagster as dg

from orchestration import steps
from orchestration.assets import tables
from orchestration.resources import WarehouseResource
from warehouse.counting import COUNTED


@dg.multi_asset(specs=tables.specs(COUNTED, kinds=("polars", "duckdb"), deps=["core.papers", "core.dumps"]))
def count(papertide: WarehouseResource) -> Iterator[dg.MaterializeResult[None]]:
    """Count papers and terms per month, and index their words."""
    with papertide.open() as warehouse:
        counted = steps.refresh_trends(warehouse)
        found = list(tables.measured(warehouse, counted))
    yield from found
