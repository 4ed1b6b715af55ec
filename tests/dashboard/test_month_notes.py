"""What dumps did to a month, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard import month_notes

MARCH, MAY = date(2025, 3, 1), date(2025, 5, 1)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            {"kind": "begins", "source": "hf", "papers": 43, "total": 100, "since": None, "until": None},
            "hf begins, with 43.0 % of the papers",
        ),
        (
            {"kind": "backfilled", "source": None, "papers": 1200, "total": 1300, "since": MARCH, "until": MAY},
            "backfill: 1,200 papers dated Mar 2025 to May 2025 listed first",
        ),
        (
            {"kind": "backfilled", "source": None, "papers": 20, "total": 20, "since": MARCH, "until": MARCH},
            "backfill: 20 papers dated Mar 2025 listed first",
        ),
        (
            {"kind": "late", "source": "hf", "papers": 60, "total": 2, "since": MARCH, "until": MAY},
            "2 dumps of hf captured in this month landed late, 2025-03-01 to 2025-05-01",
        ),
    ],
)
def test_each_kind_of_event_says_what_to_make_of_it(event: dict[str, Any], said: str) -> None:
    assert month_notes.said(event) == said
