"""Partitions: one per landing day (UTC), for what a landing brings. Papers, trends and audits are of the whole."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

_DAY = "%Y-%m-%d"

# A day, never a file: Dagster keeps every partition for ever. The offset makes today's partition exist already.
LANDING_DAYS = dg.DailyPartitionsDefinition(start_date="2025-01-01", timezone="UTC", fmt=_DAY, end_offset=1)


def landing_day(instant: datetime) -> str:
    """Partition key of an instant."""
    return instant.astimezone(UTC).strftime(_DAY)
