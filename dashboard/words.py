"""Numbers, dates and ages in words, the same on every page. No Streamlit here."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime

UNKNOWN = "unknown"
VERDICT_WORDS = {
    "PUBLISH": "passed",
    "WARN": "passed with warnings",
    "HOLD": "held",
}
# How authors and venues are counted.
COUNTS_IN_WORDS = {"papers": "papers", "fractional": "shares of papers"}


def number(value: float | None) -> str:
    """`1,204`; at most two decimals."""
    if value is None or math.isnan(value):
        return UNKNOWN
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """`1 paper`, `1,204 papers`."""
    return f"{number(value)} {noun if value == 1 else plural or noun + 's'}"


def share(part: float | None, whole: float | None) -> str:
    """`12.3 %`; never rounded up to all or down to none."""
    if part is None or not whole:
        return UNKNOWN
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return "< 0.1 %"
    if 99.9 < percent < 100:
        return "> 99.9 %"
    return f"{percent:.1f} %"


def times(ratio: float) -> str:
    """`0.46 ×`, `3.1 ×`, `12 ×`."""
    return f"{ratio:,.0f} ×" if ratio >= 10 else f"{ratio:.2f} ×" if ratio < 1 else f"{ratio:.1f} ×"


def month(day: date | None) -> str:
    """`Oct 2025`."""
    return f"{day:%b %Y}" if day else UNKNOWN


def dated(day: date | None, precision: str | None = "day") -> str:
    """As much of a date as is known: `2025-10-03`, `Oct 2025`, `2025`."""
    if day is None:
        return UNKNOWN
    return {"year": f"{day:%Y}", "month": month(day)}.get(precision or "day", day.isoformat())


def instant(moment: datetime | None) -> str:
    """`2025-10-03 09:14 UTC`."""
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else UNKNOWN


def age(then: datetime, now: datetime) -> str:
    """`3 h ago`."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{number(minutes // (24 * 60))} days ago"


def size(length_bytes: int | None) -> str:
    """`48.0 kB`."""
    if length_bytes is None:
        return UNKNOWN
    amount = float(length_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:,.0f} {unit}" if unit == "B" else f"{amount:,.1f} {unit}"


def lines(start: int | None, end: int | None) -> str:
    """`lines 18–24`, `line 18`."""
    if start is None:
        return "line unknown"
    return f"line {number(start)}" if end in {None, start} else f"lines {number(start)}–{number(end)}"


def listed(items: Iterable[str], *, last: str = "and") -> str:
    """`a, b and c`."""
    found = list(items)
    return f" {last} ".join(part for part in (", ".join(found[:-1]), found[-1]) if part) if found else ""


def known(value: object) -> str:
    """A value as text; what is not known is said to be unknown."""
    return UNKNOWN if value is None or value == "" else str(value)
