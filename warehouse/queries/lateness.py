"""Whether data is late: how many weekdays went by without a new dump. How many may, the settings say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from warehouse.queries.asking import ask
from warehouse.settings import load_settings


@dataclass(frozen=True, kw_only=True)
class Late:
    """When a dump came last that is in the warehouse, and the whole weekdays since then."""

    last_landed_on: date
    weekdays: int


def late(con: duckdb.DuckDBPyConnection, *, home: Path, today: date) -> Late | None:
    """How late data is; None where it is not, or where nothing was loaded yet. Raises UsageError for the settings."""
    last = ask(con, "SELECT max(landed_at)::DATE AS day FROM core.dumps WHERE status = 'loaded'")["day"][0]
    if last is None:
        return None
    weekdays = weekdays_between(last, today)
    if weekdays < load_settings(home=home).max_late_days:
        return None
    return Late(last_landed_on=last, weekdays=weekdays)


def weekdays_between(first: date, last: date) -> int:
    """Mondays to Fridays after `first` and before `last`."""
    weeks, days = divmod(max((last - first).days - 1, 0), 7)
    return 5 * weeks + sum((first + timedelta(days=day)).weekday() < 5 for day in range(1, days + 1))
