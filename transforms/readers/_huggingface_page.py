"""What every capture of a Hugging Face papers page shares: its banners, its days, and the day it was captured.

How an entry is laid out is not known here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import IO

import polars as pl

from transforms.readers._contract import Bounds, ByteAccount, Survey
from transforms.readers._lines import LINES, is_printed, read_lines

BANNERS = (
    "new",
    "Get trending papers in your email inbox once a day!",
    "Get trending papers in your email inbox!",
    "Subscribe",
    "Daily Papers",
    "byAK and the research community",
    "by AK and the research community",
)
SURE_BANNER = r"^(?:Get trending papers in your email inbox|by ?AK and the research community)"
# Front matter and the page's own address; either may state the day of capture.
NOTE = (
    r"^(?:---|(?:- )?(?:retrieved|[Cc]aptured)(?:_on|_at| \(UTC\))?:\s*(\d{4}-\d{2}-\d{2})\S*"
    r"|(?:(?:source|url|source_url):\s*)?https?://huggingface\.co/papers(?:\S*date[=/](\d{4}-\d{2}-\d{2}))?\S*)$"
)
MONTH_DAY = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}"
PAGE_DAY = rf"^{MONTH_DAY}$"
LONGEST_MARK_BYTES = 300
_FEWEST_YEARS = 3


def survey_page(stream: IO[bytes], mark: Callable[[pl.DataFrame], pl.DataFrame], bounds: Bounds) -> Survey:
    """The day of capture: stated in front matter or a link, else concluded from the printed years.

    `mark` takes printed lines and adds `is_furniture`, `page_day` and `published`.
    The site prints the year of a date only where it is not the page's own, so the page's year is later than every
    printed year. The year after the latest one is taken if at least three entries print one, the page has one day,
    and no yearless entry lies behind that day.
    """
    context = LINES.to_frame()
    stated: set[str] = set()
    days: set[str] = set()
    dates: list[pl.Series] = []
    for lines in read_lines(stream, bounds, ByteAccount()):
        printed = pl.concat([context, lines.filter(is_printed())])
        fresh = mark(printed).tail(printed.height - context.height)
        notes = fresh.filter("is_furniture")["text"].str.strip_chars()
        stated |= {day for group in (1, 2) for day in notes.str.extract(NOTE, group).drop_nulls()}
        days |= set(fresh["page_day"].drop_nulls())
        dates.append(fresh["published"].drop_nulls())
        context = printed.tail(1)
    if stated:
        captured_on = the_only(stated)
        return Survey(captured_on=captured_on, captured_on_basis="stated" if captured_on else None)
    captured_on = _inferred(days, pl.concat(dates) if dates else pl.Series(dtype=pl.String))
    return Survey(captured_on=captured_on, captured_on_basis="year_inferred" if captured_on else None)


def the_only(days: set[str]) -> date | None:
    """The one day of `days` (`2025-12-10`); None where they disagree or name no day of the calendar."""
    try:
        (day,) = days
        return date.fromisoformat(day)
    except ValueError:
        return None


def _inferred(page_days: set[str], published: pl.Series) -> date | None:
    printed = published.to_frame("text").select(
        year=pl.col("text").str.extract(r", (\d{4})$").cast(pl.Int32),
        # A leap year, so that Feb 29 is a day; only the order within the year counts.
        day=(pl.col("text").str.extract(r"^(\w+ \d+)") + pl.lit(" 2000")).str.to_date("%b %d %Y", strict=False),
    )
    years = printed["year"].drop_nulls().to_list()
    if len(page_days) != 1 or len(years) < _FEWEST_YEARS:
        return None
    page_day = datetime.strptime(f"{min(page_days)} 2000", "%b %d %Y").replace(tzinfo=UTC).date()
    if printed.filter(pl.col("year").is_null() & (pl.col("day") > page_day)).height:
        return None
    return the_only({f"{max(years) + 1}-{page_day:%m-%d}"})
