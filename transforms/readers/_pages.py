"""Text pages -> entries: lines with roles are cut into entries, block by block, and every byte is accounted for.

What a line is, `_roles` decides; what a source's marks mean, its reader says. Nothing here knows either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

import polars as pl

from transforms.errors import LimitExceeded
from transforms.readers._contract import PLACE, Bounds, ByteAccount
from transforms.readers._lines import LINES, is_printed, read_lines
from transforms.readers._roles import CONTEXT_LINES, LOOKAHEAD_LINES, STARTS, with_roles

_MOST_SAMPLES = 10
_SAMPLE_CHARACTERS = 120


@dataclass(frozen=True, kw_only=True)
class Page:
    """One layout of one source.

    `mark` takes printed lines (LINES) and adds `kind` (see `_roles.KIND`), `glued_bytes` (furniture that stands
    before the line's own text and is cut from `text`) and the columns `values`: what a line says about its entry.
    """

    mark: Callable[[pl.DataFrame], pl.DataFrame]
    values: tuple[str, ...]
    is_blank_separated: bool


def read_page(stream: IO[bytes], page: Page, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Entries of a page: PLACE, `title`, `abstract` and the page's values. Memory is bounded by the block.

    Raises LimitExceeded for a line, or an entry, over `bounds.line_bytes`.
    """
    context = pending = LINES.to_frame()
    position = 0
    for lines in chain(read_lines(stream, bounds, account), [None]):
        pending = pending if lines is None else pl.concat([pending, lines])
        labelled = _label(context, pending, page)
        settled = labelled if lines is None else labelled.filter(pl.col("line") < _unsettled_from(labelled))
        if settled.is_empty():
            _check_length(pending, 2 * bounds.line_bytes)
            continue
        entries = _entries(settled, page, account).with_row_index("position", position)
        position += entries.height
        yield _record(entries, page)
        context = pl.concat([context, pending.head(settled.height).filter(is_printed())]).tail(CONTEXT_LINES)
        pending = pending.tail(pending.height - settled.height)
        _check_length(pending, 2 * bounds.line_bytes)


def _label(context: pl.DataFrame, pending: pl.DataFrame, page: Page) -> pl.DataFrame:
    """Pending lines with the role and values of each printed one."""
    printed = page.mark(pl.concat([context, pending.filter(is_printed())]))
    labels = with_roles(printed, is_blank_separated=page.is_blank_separated).select(
        "line", "text", "role", "is_anchor", "glued_bytes", *page.values
    )
    return pending.join(labels, on="line", how="left", maintain_order="left").with_columns(
        text=pl.coalesce("text_right", "text"), glued_bytes=pl.col("glued_bytes").fill_null(0)
    )


def _unsettled_from(labelled: pl.DataFrame) -> int:
    """First line that may still change: the last start of an entry, lines that could not look ahead left out."""
    printed = labelled.filter(pl.col("role").is_not_null())
    starts = printed.head(max(printed.height - LOOKAHEAD_LINES, 0)).filter(pl.col("role").is_in(STARTS))
    return int(starts.item(-1, "line")) if starts.height else 0


def _entries(settled: pl.DataFrame, page: Page, account: ByteAccount) -> pl.DataFrame:
    """Whole entries, one row each; every byte of `settled` goes into `account`."""
    is_start = pl.col("role").is_in(STARTS).fill_null(False)
    lines = settled.with_columns(
        segment=is_start.cum_sum(),
        started_as=pl.when(is_start).then("role").forward_fill(),
    ).with_columns(
        is_own=pl.col("started_as").is_in(["title", "orphan"]).fill_null(False),
        # Blank lines inside an entry are part of its raw text, those behind it are not.
        is_inner=pl.when(pl.col("role").is_not_null()).then("segment").backward_fill() == pl.col("segment"),
    )
    _book(lines, account)
    is_abstract = (pl.col("role") == "abstract") | ((pl.col("role") == "orphan") & ~pl.col("is_anchor"))
    own = lines.filter(pl.col("is_own") & pl.col("is_inner").fill_null(False))
    return own.group_by("segment", maintain_order=True).agg(
        pl.col("line").first().alias("line_start"),
        pl.col("line").last().alias("line_end"),
        pl.col("text").alias("raw"),
        pl.col("text").filter(pl.col("role") == "title").first().alias("title"),
        pl.col("text").filter(is_abstract).alias("abstract"),
        pl.col("is_damaged").any(),
        *(pl.col(name).drop_nulls().first() for name in page.values),
    )


def _book(lines: pl.DataFrame, account: ByteAccount) -> None:
    """Every line's bytes: an entry's, furniture, or unparsed. Blank lines go with the line before them."""
    is_blank = pl.col("role").is_null()
    is_furniture = ~pl.col("is_own") & (
        (pl.col("role") == "furniture").fill_null(False)
        | (is_blank & (pl.col("started_as").is_null() | (pl.col("started_as") == "furniture")))
    )
    is_unparsed = ~pl.col("is_own") & ~is_furniture
    entry, furniture, unparsed = lines.select(
        (pl.col("bytes") - pl.col("glued_bytes")).filter("is_own").sum().alias("entry"),
        (pl.col("bytes").filter(is_furniture).sum() + pl.col("glued_bytes").sum()).alias("furniture"),
        pl.col("bytes").filter(is_unparsed).sum().alias("unparsed"),
    ).row(0)
    account.entry_bytes += entry
    account.furniture_bytes += furniture
    account.unparsed_bytes += unparsed
    room = _MOST_SAMPLES - len(account.unparsed_samples)
    samples = lines.filter(is_unparsed & ~is_blank).head(room)
    account.unparsed_samples += (
        samples.select(pl.format("line {}: {}", "line", pl.col("text").str.head(_SAMPLE_CHARACTERS)))
        .to_series()
        .to_list()
    )


def _record(entries: pl.DataFrame, page: Page) -> pl.DataFrame:
    problems = [
        pl.when(broken).then(pl.lit(name))
        for name, broken in {
            "title:missing": pl.col("title").is_null(),
            "abstract:missing": pl.col("abstract").list.len() == 0,
            "encoding:invalid": pl.col("is_damaged"),
        }.items()
    ]
    return entries.select(
        pl.col("position").cast(pl.Int64),
        "line_start",
        "line_end",
        pl.col("raw").list.join("\n"),
        pl.concat_list(problems).list.drop_nulls().cast(PLACE["problems"]).alias("problems"),
        "title",
        pl.when(pl.col("abstract").list.len() > 0).then(pl.col("abstract").list.join(" ")).alias("abstract"),
        *page.values,
    )


def _check_length(lines: pl.DataFrame, most_bytes: int) -> None:
    if lines["bytes"].sum() > most_bytes:
        raise LimitExceeded(
            "",
            f"the entry at line {lines.item(0, 'line'):,} is longer than {most_bytes:,} bytes.",
            next_step="Check that it is a text dump, or raise max_line_bytes.",
        )
