from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import dates

CAPTURE = date(2025, 12, 10)
UNKNOWN = (None, None, None)


def parsed(raw: str | None, captured_on: date | None) -> tuple[object, ...]:
    frame = pl.DataFrame({"raw": [raw]}, schema={"raw": pl.String})
    read = frame.select(dates.parsed(pl.col("raw"), captured_on=captured_on).alias("read"))
    assert read.schema["read"] == dates.DATE
    return tuple(read.unnest("read").row(0))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-08-20", (date(2024, 8, 20), "day", "stated")),
        ("2024/8/2", (date(2024, 8, 2), "day", "stated")),
        ("2024-08-20T12:00:00Z", (date(2024, 8, 20), "day", "stated")),
        ("2024-08-20T12:00:00.123+02:00", (date(2024, 8, 20), "day", "stated")),
        ("2024-08-20 12:00:00", (date(2024, 8, 20), "day", "stated")),
        ("Mon, 2 Apr 2007 19:18:42 GMT", (date(2007, 4, 2), "day", "stated")),
        ("Aug 20, 2024", (date(2024, 8, 20), "day", "stated")),
        (" August 20th,\n2024 ", (date(2024, 8, 20), "day", "stated")),
        ("Sept. 3, 2021", (date(2021, 9, 3), "day", "stated")),
        ("20 August 2024", (date(2024, 8, 20), "day", "stated")),
        ("20-Aug-2024", (date(2024, 8, 20), "day", "stated")),
        ("1 may 2020", (date(2020, 5, 1), "day", "stated")),
        ("August 2024", (date(2024, 8, 1), "month", "stated")),
        ("2024-08", (date(2024, 8, 1), "month", "stated")),
        ("2024 Aug", (date(2024, 8, 1), "month", "stated")),
        ("2024", (date(2024, 1, 1), "year", "stated")),
        ("Jun 17", (date(2025, 6, 17), "day", "year_inferred")),
        ("Dec 10", (date(2025, 12, 10), "day", "year_inferred")),
        ("17 June", (date(2025, 6, 17), "day", "year_inferred")),
        ("Feb 29, 2024", (date(2024, 2, 29), "day", "stated")),
        ("Feb 29", UNKNOWN),  # 2025 has none
        ("Dec 11", UNKNOWN),  # after the capture
        ("Feb 30, 2024", UNKNOWN),
        ("2023-02-29", UNKNOWN),
        ("2024-13-01", UNKNOWN),
        ("2024-00", UNKNOWN),
        ("08/20/2024", UNKNOWN),  # day or month first: nobody knows
        ("0000", UNKNOWN),
        ("1234-05-06", UNKNOWN),
        ("9999-12-31", UNKNOWN),
        ("20240", UNKNOWN),
        ("Jun 17 4", UNKNOWN),
        ("to appear", UNKNOWN),
        ("maybe 2020", UNKNOWN),
        ("", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_parsed(raw: str | None, expected: tuple[object, ...]) -> None:
    assert parsed(raw, CAPTURE) == expected


def test_a_date_without_year_stays_unknown_where_the_capture_is() -> None:
    assert parsed("Jun 17", None) == UNKNOWN
    assert parsed("Jun 17, 2024", None) == (date(2024, 6, 17), "day", "stated")


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(max_size=20), st.from_regex(r"[0-9]{1,4}[-/ ][A-Za-z0-9]{1,3}[-/ ,]{0,2}[0-9]{0,4}", fullmatch=True)
    )
)
def test_any_text_is_a_date_in_range_or_wholly_unknown(raw: str) -> None:
    day, precision, basis = parsed(raw, CAPTURE)
    assert (day is None) == (precision is None) == (basis is None)
    assert basis != "year_inferred" or (isinstance(day, date) and day <= CAPTURE)


@settings(max_examples=100, deadline=None)
@given(st.dates(min_value=date(1700, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_reads_the_same_in_each_form(day: date) -> None:
    printed = [day.strftime(form) for form in ("%Y-%m-%d", "%b %d, %Y", "%d %B %Y", "%Y-%m-%dT%H:%M:%SZ")]
    frame = pl.DataFrame({"raw": printed}).select(dates.parsed(pl.col("raw"), captured_on=None).alias("read"))
    assert frame.unnest("read").rows() == [(day, "day", "stated")] * len(printed)
