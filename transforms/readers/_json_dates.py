"""How dates stand in JSON of reference works: `{"date-parts": [[2016, 1, 11]]}` -> `2016-01-11`. Nothing is guessed."""

from __future__ import annotations

import msgspec

_MONTHS = 12

_Parts = list[list[int | str | None]]


class DateParts(msgspec.Struct, gc=False, rename={"date_parts": "date-parts"}):
    """A date of one to three parts, or as text: CSL allows both."""

    date_parts: _Parts | None = None
    raw: str | None = None
    literal: str | None = None


def first_known(*dates: DateParts | None) -> str | None:
    """The first date that says anything, in the words of one further on that agrees with it and says more."""
    known = [printed for date in dates if date and (printed := _printed(date))]
    return max((each for each in known if each.startswith(known[0])), key=len) if known else None


def _printed(date: DateParts) -> str | None:
    """Year, month and day as far as they are known: `[[null]]`, `[[]]` and `[[0]]` say nothing."""
    parts = [str(part or "").strip() for part in (date.date_parts or [[]])[0][:3]] if date.date_parts else []
    known: list[str] = []
    for part in parts:
        if not part.isdecimal() or not int(part):
            break
        known.append(part.zfill(2))
    # Crossref writes seasons and quarters as months 21 to 34.
    if len(known) > 1 and int(known[1]) > _MONTHS:
        known = known[:1]
    return "-".join(known) or date.raw or date.literal
