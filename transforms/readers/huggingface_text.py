"""Hugging Face "Daily Papers" pages saved as text: https://huggingface.co/papers and its search.

Layouts: `plain` (title and abstract between blank lines), `detailed` (the same with authors, date and comments
below the abstract) and `compact` (no blank lines). What a printed date means is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import IO

import polars as pl

from transforms.readers._contract import FIELDS, PLACE, Bounds, ByteAccount, Head, Reader, Recognised, Survey
from transforms.readers._lines import LINES, head_lines, is_printed, read_lines
from transforms.readers._pages import Page, read_page
from transforms.readers._roles import KIND

_BANNERS = (
    "new",
    "Get trending papers in your email inbox once a day!",
    "Get trending papers in your email inbox!",
    "Subscribe",
    "Daily Papers",
    "byAK and the research community",
    "by AK and the research community",
)
_SURE_BANNER = r"^(?:Get trending papers in your email inbox|by ?AK and the research community)"
_GLUED = r"^Subscribe[^\sa-z]"  # the button's word runs into the first title where line breaks were lost
# Front matter and the page's own address; either may state the day of capture.
_NOTE = (
    r"^(?:---|(?:retrieved|captured)(?:_on|_at)?:\s*(\d{4}-\d{2}-\d{2})\S*"
    r"|(?:(?:source|url|source_url):\s*)?https?://huggingface\.co/papers(?:\S*date[=/](\d{4}-\d{2}-\d{2}))?\S*)$"
)
_MONTH_DAY = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}"
_PAGE_DAY = rf"^{_MONTH_DAY}$"
_AUTHORS = r"^•\s*(\d{1,6}) authors?$"
_DATE = rf"^({_MONTH_DAY}(?:, \d{{4}})?)(?: (\d{{1,6}}))?$"
_LONGEST_MARK_BYTES = 300
# Markdown captures of the same pages are other layouts.
_MARKUP = r"^#{1,6} |\]\(https?://|^```"
# Half of a plain page's lines are blank, three of eight in a detailed one, none but a stray one in a compact one.
_BLANK_SHARE = 0.2
_FEWEST_YEARS = 3
_VALUES = ("author_count", "published", "comments")

RAW = pl.Schema(
    {**PLACE, **{name: FIELDS[name] for name in ("title", "abstract", "author_count", "published", "comments")}}
)


def sniff(head: Head) -> Recognised | None:
    """A page of Daily Papers: its banner or an entry's details stand in it, and no markup does."""
    lines = head_lines(head)
    printed = _mark(lines.filter(is_printed()))
    texts = printed["text"]
    if texts.str.contains(_MARKUP).any():
        return None
    banners = printed.filter("is_furniture")["text"]
    details = printed["author_count"].count()
    is_dated = details and printed["published"].count()
    if not (banners.str.contains(_SURE_BANNER).any() or is_dated):
        return None
    evidence = f"page banner {banners[0]!r}" if len(banners) else f"{details} lines such as '• 4 authors'"
    if lines.height - printed.height < lines.height * _BLANK_SHARE:
        return Recognised(layout="compact", evidence=f"{evidence}, no blank lines between titles and abstracts")
    if details:
        return Recognised(layout="detailed", evidence=f"{evidence}, authors and dates below the abstracts")
    return Recognised(layout="plain", evidence=f"{evidence}, title and abstract between blank lines")


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Entries in file order, with the columns of RAW."""
    page = Page(mark=_mark, values=_VALUES, is_blank_separated=layout != "compact")
    for entries in read_page(stream, page, bounds, account):
        yield entries.select(RAW.names())


def survey(stream: IO[bytes], layout: str, bounds: Bounds) -> Survey:
    """The day of capture: stated in front matter or a link, else concluded from the printed years.

    The site prints the year of a date only where it is not the page's own, so the page's year is later than every
    printed year. The year after the latest one is taken if at least three entries print one, the page has one day,
    and no yearless entry lies behind that day.
    """
    del layout
    context = LINES.to_frame()
    stated: set[str] = set()
    days: set[str] = set()
    dates: list[pl.Series] = []
    for lines in read_lines(stream, bounds, ByteAccount()):
        printed = pl.concat([context, lines.filter(is_printed())])
        fresh = _mark(printed).tail(printed.height - context.height)
        notes = fresh.filter("is_furniture")["text"].str.strip_chars()
        stated |= {day for group in (1, 2) for day in notes.str.extract(_NOTE, group).drop_nulls()}
        days |= set(fresh["page_day"].drop_nulls())
        dates.append(fresh["published"].drop_nulls())
        context = printed.tail(1)
    if stated:
        captured_on = _the_only(stated)
        return Survey(captured_on=captured_on, captured_on_basis="stated" if captured_on else None)
    captured_on = _inferred(days, pl.concat(dates) if dates else pl.Series(dtype=pl.String))
    return Survey(captured_on=captured_on, captured_on_basis="year_inferred" if captured_on else None)


def _mark(lines: pl.DataFrame) -> pl.DataFrame:
    """What the site's own marks say of each printed line. Adds `kind`, `glued_bytes`, `page_day`, _VALUES."""
    bare = pl.col("bare")
    follows_furniture = pl.col("is_furniture").shift(1, fill_value=False)
    is_day = follows_furniture & bare.str.contains(_PAGE_DAY).fill_null(False)
    is_glued = follows_furniture & pl.col("text").str.contains(_GLUED)
    is_dot = (bare == "·").fill_null(False)
    return (
        lines.with_columns(bare=pl.when(pl.col("bytes") <= _LONGEST_MARK_BYTES).then(pl.col("text").str.strip_chars()))
        .with_columns(
            is_furniture=(bare.is_in(_BANNERS) | bare.str.contains(_NOTE)).fill_null(False),
            author_count=bare.str.extract(_AUTHORS).cast(pl.Int32),
            published=bare.str.extract(_DATE, 1),
            comments=bare.str.extract(_DATE, 2).cast(pl.Int32),
        )
        .with_columns(
            page_day=pl.when(is_day).then(bare),
            published=pl.when(~is_day).then("published"),
            glued_bytes=pl.when(is_glued).then(len("Subscribe")).otherwise(0),
            text=pl.when(is_glued).then(pl.col("text").str.strip_prefix("Subscribe")).otherwise("text"),
        )
        .with_columns(
            kind=pl.when(pl.col("is_furniture") | pl.col("page_day").is_not_null())
            .then(pl.lit("furniture"))
            .when(pl.any_horizontal(pl.col("author_count", "published").is_not_null()) | is_dot)
            .then(pl.lit("detail"))
            .cast(KIND)
        )
    )


def _the_only(days: set[str]) -> date | None:
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
    return _the_only({f"{max(years) + 1}-{page_day:%m-%d}"})


READER = Reader(
    name="huggingface_text",
    version=1,
    describes="Hugging Face Daily Papers pages saved as text",
    layouts=("plain", "detailed", "compact"),
    raw=RAW,
    sniff=sniff,
    read=read,
    survey=survey,
    counts_bytes=True,
)
