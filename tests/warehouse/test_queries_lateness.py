"""Whether data is late: weekdays without a new dump."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import small_warehouse
from hypothesis import given
from hypothesis import strategies as st

from warehouse.queries import served
from warehouse.queries.lateness import Late, late, weekdays_between

FRIDAY = date(2025, 12, 5)


@pytest.mark.parametrize(
    ("last", "weekdays"),
    [
        (date(2025, 12, 5), 0),  # the same day
        (date(2025, 12, 6), 0),
        (date(2025, 12, 8), 0),  # Monday is not over
        (date(2025, 12, 9), 1),
        (date(2025, 12, 11), 3),
        (date(2025, 12, 15), 5),
        (date(2025, 12, 4), 0),  # a clock that is behind
    ],
)
def test_weekdays_that_went_by(last: date, weekdays: int) -> None:
    assert weekdays_between(FRIDAY, last) == weekdays


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_as_many_as_counted_one_by_one(first: date, days: int) -> None:
    between = [first + timedelta(days=day) for day in range(1, days)]
    assert weekdays_between(first, first + timedelta(days=days)) == sum(day.weekday() < 5 for day in between)


def test_late_after_as_many_weekdays_as_the_settings_say(tmp_path: Path) -> None:
    home = tmp_path / "home"
    small_warehouse.publish(home)
    found = served.find(home)
    assert isinstance(found, served.Served)
    with served.open_served(found) as connection:
        landed = connection.execute("SELECT max(landed_at)::DATE FROM core.dumps WHERE status = 'loaded'").fetchall()
        last = landed[0][0]
        days = [last + timedelta(days=day) for day in range(10)]
        answers = [late(connection, home=home, today=day) for day in days]
        first = next(answer for answer in answers if answer)
        assert first == Late(last_landed_on=last, weekdays=3)
        (home / "papertide.toml").write_text("max_late_days = 30\n")
        assert late(connection, home=home, today=days[-1]) is None
