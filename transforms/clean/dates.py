"""Dates as printed -> first day, precision and basis. No clock: the year of a yearless date is the capture's."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.clean._selective import per_distinct
from transforms.schema.core import EARLIEST, LATEST

DATE: pl.Struct = pl.Struct({"date": pl.Date, "precision": pl.String, "basis": pl.String})

_UNREAD = pl.Schema({"value": pl.String, **DATE.to_schema()}).to_frame()

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?P<year>\d{4})"
_MONTH = rf"(?P<month>{_MONTH_NAME})\.?"
_MONTH_NUMBER = r"(?P<month>\d{1,2})"
_DAY_NUMBER = r"(?P<day>\d{1,2})"
_DAY = rf"{_DAY_NUMBER}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_TIME = r"(?:[t ,]\s*(?:at\s+)?\d{1,2}:\d{2}\S*(?:\s*[ap]m)?(?:\s*(?:z|[a-z]{2,5}|[+\-]\d{2}:?\d{2}|\([a-z]+\)))*)?"

# Every form excludes the others, so a printed date is read once at most. What a form does not print, it does not know.
_FORMS = (
    rf"^{_YEAR}[\-/.]{_MONTH_NUMBER}[\-/.]{_DAY_NUMBER}{_TIME}$",
    rf"^{_WEEKDAY}{_MONTH}\s*{_DAY}\s*,?\s+{_YEAR}{_TIME}$",
    rf"^{_WEEKDAY}{_DAY}[\s\-]*(?:of\s+)?{_MONTH}[\s,\-]*{_YEAR}{_TIME}$",
    rf"^{_YEAR}[\s\-]+{_MONTH}[\s\-]+{_DAY}$",
    rf"^{_YEAR}[\-/]{_MONTH_NUMBER}$",
    rf"^{_MONTH}[\s,\-]*{_YEAR}$",
    rf"^{_YEAR}[\s,\-]+{_MONTH}$",
    rf"^{_YEAR}$",
    rf"^{_MONTH}\s*{_DAY}$",
    rf"^{_DAY}\s+{_MONTH}$",
)


def parsed(raw: pl.Expr, *, captured_on: date | None) -> pl.Expr:
    """A printed date -> struct `date` Date, `precision` (`day`, `month`, `year`), `basis` (`stated`, `year_inferred`).

    A date without a year takes the year of `captured_on`; where that is unknown, or the day would lie after the
    capture, it stays unknown. Unknown, impossible and out of the schema's range: all three fields are null.
    """
    return raw.map_batches(
        per_distinct(lambda printed: _read(printed, captured_on)), return_dtype=DATE, is_elementwise=True
    )


def _read(printed: pl.DataFrame, captured_on: date | None) -> pl.Series:
    bare = pl.col("value").str.strip_chars(" \t\r\n\u00a0.,;()[]").str.to_lowercase().str.replace_all(r"\s+", " ")
    texts = printed.select("value", text=bare).drop_nulls("text")
    read = []
    for form in _FORMS:
        is_of_form = texts["text"].str.contains(form)
        if is_of_form.any():
            read.append(_of_form(texts.filter(is_of_form), form, captured_on))
            texts = texts.filter(~is_of_form)
        if texts.is_empty():
            break
    known = pl.concat([_UNREAD, *read]).filter(pl.col("date").is_between(EARLIEST, LATEST))
    dated = printed.join(known, on="value", how="left", maintain_order="left")
    return dated.select(pl.struct("date", "precision", "basis")).to_series()


def _of_form(texts: pl.DataFrame, form: str, captured_on: date | None) -> pl.DataFrame:
    """`value`, `date`, `precision` and `basis` of the texts printed in one form; an impossible day is a null date."""
    printed = [name for name in ("year", "month", "day") if f"(?P<{name}>" in form]
    parts = texts.with_columns(pl.col("text").str.extract_groups(form).alias("parts"))
    year = pl.col("parts").struct.field("year") if "year" in printed else pl.lit(str(captured_on and captured_on.year))
    month = _month_number(pl.col("parts").struct.field("month")) if "month" in printed else pl.lit("1")
    day = pl.col("parts").struct.field("day") if "day" in printed else pl.lit("1")
    first = pl.concat_str(year, month, day, separator="-").str.to_date("%Y-%m-%d", strict=False)
    if "year" not in printed:
        first = pl.when(first <= pl.lit(captured_on, dtype=pl.Date)).then(first)
    return parts.select(
        "value",
        date=first,
        precision=pl.lit(printed[-1]),
        basis=pl.lit("stated" if "year" in printed else "year_inferred"),
    )


def _month_number(printed: pl.Expr) -> pl.Expr:
    names = printed.str.slice(0, 3)
    return names.replace(list(_MONTHS), [str(number) for number in range(1, 13)])
