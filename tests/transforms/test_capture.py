"""When a dump was captured, by order of trust."""

from __future__ import annotations

from datetime import date

import pytest

from transforms import capture
from transforms.readers._contract import Survey

STATED = Survey(captured_on=date(2025, 3, 1), captured_on_basis="stated")
INFERRED = Survey(captured_on=date(2025, 12, 10), captured_on_basis="year_inferred")


@pytest.mark.parametrize(
    ("file_name", "day"),
    [
        ("hf-2025-12-10.txt", date(2025, 12, 10)),
        ("20251210_page.txt.gz", date(2025, 12, 10)),
        ("2025_12_10.md", date(2025, 12, 10)),
        ("003_95bc4051633972eb.txt", None),
        ("a20251210b.txt", None),
        ("2025-13-40.txt", None),
        ("2025-01-01_to_2025-01-31.txt", None),
        ("2025-01-01_again_20250101.txt", date(2025, 1, 1)),
    ],
)
def test_the_day_in_a_file_name(file_name: str, day: date | None) -> None:
    assert capture.from_file_name(file_name) == day


@pytest.mark.parametrize(
    ("operator", "survey", "file_name", "expected"),
    [
        (date(2026, 1, 1), STATED, "2025-12-10.txt", (date(2026, 1, 1), "operator")),
        (None, STATED, "2025-12-10.txt", (date(2025, 3, 1), "stated")),
        (None, INFERRED, "2025-11-11.txt", (date(2025, 11, 11), "file")),
        (None, INFERRED, "page.txt", (date(2025, 12, 10), "year_inferred")),
        (None, Survey(), "page.txt", (None, None)),
    ],
)
def test_who_is_believed(
    operator: date | None, survey: Survey, file_name: str, expected: tuple[date | None, str | None]
) -> None:
    assert capture.decide(operator=operator, survey=survey, file_name=file_name) == expected
