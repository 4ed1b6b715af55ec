"""Dates as printed -> first day, precision and basis. No clock: the year of a yearless date is the capture's."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.schema.core import EARLIEST, LATEST

DATE: pl.Struct = pl.Struct({"date": pl.Date, "precision": pl.String, "basis": pl.String})

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(\d{4})"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_TIME = r"(?:[t ,]\s*(?:at\s+)?\d{1,2}:\d{2}\S*(?:\s*[ap]m)?(?:\s*(?:z|[a-z]{2,5}|[+\-]\d{2}:?\d{2}|\([a-z]+\)))*)?"

# One regular expression per form, and where in it year, month and day stand (None = not printed).
_FORMS: tuple[tuple[str, int | None, int | None, int | None], ...] = (
    (rf"^{_YEAR}[\-/.](\d{{1,2}})[\-/.](\d{{1,2}}){_TIME}$", 1, 2, 3),
    (rf"^{_WEEKDAY}{_MONTH}\s*{_DAY}\s*,?\s+{_YEAR}{_TIME}$", 3, 1, 2),
    (rf"^{_WEEKDAY}{_DAY}[\s\-]*(?:of\s+)?{_MONTH}[\s,\-]*{_YEAR}{_TIME}$", 3, 2, 1),
    (rf"^{_YEAR}[\s\-]+{_MONTH}[\s\-]+{_DAY}$", 1, 2, 3),
    (rf"^{_YEAR}[\-/](\d{{1,2}})$", 1, 2, None),
    (rf"^{_MONTH}[\s,\-]*{_YEAR}$", 2, 1, None),
    (rf"^{_YEAR}[\s,\-]+{_MONTH}$", 1, 2, None),
    (rf"^{_YEAR}$", 1, None, None),
    (rf"^{_MONTH}\s*{_DAY}$", None, 1, 2),
    (rf"^{_DAY}\s+{_MONTH}$", None, 2, 1),
)


def parsed(raw: pl.Expr, *, captured_on: date | None) -> pl.Expr:
    """A printed date -> struct `date` Date, `precision` (`day`, `month`, `year`), `basis` (`stated`, `year_inferred`).

    A date without a year takes the year of `captured_on`; where that is unknown, or the day would lie after the
    capture, it stays unknown. Unknown, impossible and out of the schema's range: all three fields are null.
    """
    text = raw.str.strip_chars(" \t\r\n\u00a0.,;()[]").str.to_lowercase().str.replace_all(r"\s+", " ")
    read = pl.coalesce(_form(text, *form, captured_on=captured_on) for form in _FORMS)
    day = read.struct.field("date")
    is_known = day.is_between(EARLIEST, LATEST).fill_null(value=False)
    return pl.struct(
        pl.when(is_known).then(read.struct.field(name)).alias(name) for name in ("date", "precision", "basis")
    )


def _form(
    text: pl.Expr, pattern: str, year: int | None, month: int | None, day: int | None, *, captured_on: date | None
) -> pl.Expr:
    """The struct of one form, null where the text has another form or names no day of the calendar."""
    inferred = pl.lit(None if captured_on is None else str(captured_on.year), dtype=pl.String)
    parts = (
        inferred if year is None else text.str.extract(pattern, year),
        pl.lit("1") if month is None else _month_number(text.str.extract(pattern, month)),
        pl.lit("1") if day is None else text.str.extract(pattern, day),
    )
    first = pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)
    if year is None:
        first = pl.when(first <= pl.lit(captured_on, dtype=pl.Date)).then(first)
    precision = "day" if day else "month" if month else "year"
    return pl.when(text.str.contains(pattern) & first.is_not_null()).then(
        pl.struct(
            date=first,
            precision=pl.lit(precision),
            basis=pl.lit("stated" if year else "year_inferred"),
        )
    )


def _month_number(printed: pl.Expr) -> pl.Expr:
    names = printed.str.slice(0, 3)
    return names.replace(list(_MONTHS), [str(number) for number in range(1, 13)])
