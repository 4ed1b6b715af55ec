"""Numbers, shares, dates and ages in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard import words

NOW = datetime(2025, 12, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (words.number(1204), "1,204"),
        (words.number(1204.5), "1,204.50"),
        (words.number(None), "unknown"),
        (words.number(float("nan")), "unknown"),
        (words.counted(1, "paper"), "1 paper"),
        (words.counted(0, "entry", "entries"), "0 entries"),
        (words.share(1, 8), "12.5 %"),
        (words.share(0, 8), "0.0 %"),
        (words.share(8, 8), "100.0 %"),
        (words.share(1, 100_000), "< 0.1 %"),
        (words.share(99_999, 100_000), "> 99.9 %"),
        (words.share(0, 0), "unknown"),
        (words.share(None, 3), "unknown"),
        (words.month(date(2025, 10, 1)), "Oct 2025"),
        (words.dated(date(2025, 10, 3)), "2025-10-03"),
        (words.dated(date(2025, 10, 1), "month"), "Oct 2025"),
        (words.dated(date(2025, 1, 1), "year"), "2025"),
        (words.dated(None, None), "unknown"),
        (words.instant(NOW), "2025-12-15 12:00 UTC"),
        (words.instant(None), "unknown"),
        (words.size(999), "999 B"),
        (words.times(0.4567), "0.46 ×"),
        (words.times(3.14), "3.1 ×"),
        (words.times(1204.2), "1,204 ×"),
        (words.size(48_000), "48.0 kB"),
        (words.size(20 * 10**12), "20,000.0 GB"),
        (words.size(None), "unknown"),
        (words.lines(18, 24), "lines 18–24"),
        (words.lines(18, 18), "line 18"),
        (words.lines(None, None), "line unknown"),
        (words.listed(["a", "b", "c"]), "a, b and c"),
        (words.listed(["a", "b"], last="or"), "a or b"),
        (words.listed(["a"]), "a"),
        (words.listed([]), ""),
        (words.known(""), "unknown"),
    ],
)
def test_in_words(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=1_204), "1,204 days ago"),
    ],
)
def test_age(passed: timedelta, expected: str) -> None:
    assert words.age(NOW - passed, NOW) == expected
