"""When a dump was captured: which of the possible answers counts."""

from __future__ import annotations

import re
from datetime import date

from transforms.readers._contract import Survey

# `2025-12-10`, `2025_12_10` or `20251210`, not inside a longer run of letters or digits (hashes are full of "dates").
_DAY = re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d{2})([-_.]?)(\d{2})\2(\d{2})(?![0-9A-Za-z])")


def from_file_name(file_name: str) -> date | None:
    """The one day that stands in a file name; None where there is none or more than one."""
    found = set()
    for year, _, month, day in _DAY.findall(file_name):
        try:
            found.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue  # eight digits that are no day
    return found.pop() if len(found) == 1 else None


def decide(*, operator: date | None, survey: Survey, file_name: str) -> tuple[date | None, str | None]:
    """Capture day and its basis: the operator, then the dump itself, then the file name, then what the dates imply."""
    named = from_file_name(file_name)
    candidates = (
        (operator, "operator"),
        (survey.captured_on if survey.captured_on_basis == "stated" else None, "stated"),
        (named, "file"),
        (survey.captured_on, survey.captured_on_basis),
    )
    return next(((day, basis) for day, basis in candidates if day is not None), (None, None))
