"""Text pages -> entries: lines with roles are cut into entries, block by block, and every byte is accounted for.

What a line is, `_roles` decides; what a source's marks mean, its reader says. Nothing here knows either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

import polars as pl

from transforms.ahead import each_ahead, one_ahead
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
    """Entries of a page: PLACE, `title`, `abstract` and the page's values. Memory is bounded by some blocks.

    Raises LimitExceeded for a line, or an entry, over `bounds.line_bytes`.
    """

    def labelled(printed: pl.DataFrame) -> pl.DataFrame:
        lines = with_roles(page.mark(printed), is_blank_separated=page.is_blank_separated)
        return lines.select("line", "text", "role", "is_anchor", "glued_bytes", *page.values)

    cut = cut_page(stream, labelled, bounds, account, lookahead_lines=LOOKAHEAD_LINES)
    return numbered(each_ahead(lambda lines: _record(_entries(lines, page), page), cut))


def cut_page(
    stream: IO[bytes],
    labelled: Callable[[pl.DataFrame], pl.DataFrame],
    bounds: Bounds,
    account: ByteAccount,
    *,
    lookahead_lines: int,
) -> Iterator[pl.DataFrame]:
    """The lines of a page, numbered by the `segment` they belong to; every byte goes into `account`.

    `labelled` takes printed lines (LINES) and gives their `line`, `text`, `role`, `glued_bytes` and columns of its
    own; a role may depend on CONTEXT_LINES printed lines before it and on `lookahead_lines` behind it.
    `is_own`: the segment is an entry. `is_inner`: the line stands between the entry's first and last printed one.
    """
    context = pending = LINES.to_frame()
    for lines in chain(one_ahead(read_lines(stream, bounds, account)), [None]):
        pending = pending if lines is None else pl.concat([pending, lines])
        every = _label(context, pending, labelled)
        settled = every if lines is None else every.filter(pl.col("line") < _unsettled_from(every, lookahead_lines))
        if settled.height:
            segments = _segments(settled, bounds)
            _book(segments, account)
            yield segments
            printed = pending.head(settled.height).filter(settled["role"].is_not_null())
            context = pl.concat([context, printed]).tail(CONTEXT_LINES)
            pending = pending.tail(pending.height - settled.height)
        # What is open is one entry and the line behind it: over twice the limit, one of them is over it.
        _check_length(pending.item(0, "line") if pending.height else 0, int(pending["bytes"].sum()) // 2, bounds)


def numbered(batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Batches of entries with their `position` in the dump before all other columns."""
    position = 0
    for entries in batches:
        yield entries.select(pl.int_range(position, position + pl.len(), dtype=pl.Int64).alias("position"), pl.all())
        position += entries.height


def own_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines that are an entry's text."""
    return lines.filter(pl.col("is_own") & pl.col("is_inner").fill_null(False))


def _label(
    context: pl.DataFrame, pending: pl.DataFrame, labelled: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """Pending lines with the role and values of each printed one."""
    labels = labelled(pl.concat([context, pending.filter(is_printed())]))
    return pending.join(labels, on="line", how="left", maintain_order="left").with_columns(
        text=pl.coalesce("text_right", "text"), glued_bytes=pl.col("glued_bytes").fill_null(0)
    )


def _unsettled_from(labelled: pl.DataFrame, lookahead_lines: int) -> int:
    """First line that may still change: the last start of an entry, lines that could not look ahead left out."""
    printed = labelled.filter(pl.col("role").is_not_null())
    starts = printed.head(max(printed.height - lookahead_lines, 0)).filter(pl.col("role").is_in(STARTS))
    return int(starts.item(-1, "line")) if starts.height else 0


def _segments(settled: pl.DataFrame, bounds: Bounds) -> pl.DataFrame:
    """The lines with the number of the run they belong to: an entry, a line of furniture, or a stray one."""
    is_start = pl.col("role").is_in(STARTS).fill_null(False)
    lines = settled.with_columns(
        segment=is_start.cum_sum(), started_as=pl.when(is_start).then("role").forward_fill()
    ).with_columns(
        is_own=pl.col("started_as").is_in(["title", "orphan"]).fill_null(False),
        # Blank lines inside an entry are part of its raw text, those behind it are not.
        is_inner=pl.when(pl.col("role").is_not_null()).then("segment").backward_fill() == pl.col("segment"),
    )
    sizes = lines.group_by("segment", maintain_order=True).agg(pl.col("line").first(), pl.col("bytes").sum())
    for line, length in sizes.filter(pl.col("bytes") > bounds.line_bytes).head(1).select("line", "bytes").iter_rows():
        _check_length(line, length, bounds)
    return lines


def _entries(lines: pl.DataFrame, page: Page) -> pl.DataFrame:
    """Whole entries, one row each."""
    is_abstract = (pl.col("role") == "abstract") | ((pl.col("role") == "orphan") & ~pl.col("is_anchor"))
    return whole_entries(
        lines,
        pl.col("text").filter(pl.col("role") == "title").first().alias("title"),
        pl.col("text").filter(is_abstract).alias("abstract"),
        *(pl.col(name).drop_nulls().first() for name in page.values),
    )


def whole_entries(lines: pl.DataFrame, *values: pl.Expr) -> pl.DataFrame:
    """Whole entries, one row each: where they stand, their text as `raw`, whether they are damaged, and `values`."""
    return (
        own_lines(lines)
        .group_by("segment", maintain_order=True)
        .agg(
            pl.col("line").first().alias("line_start"),
            pl.col("line").last().alias("line_end"),
            pl.col("text").alias("raw"),
            pl.col("is_damaged").any(),
            *values,
        )
        .with_columns(pl.col("raw").list.join("\n"))
    )


def _book(lines: pl.DataFrame, account: ByteAccount) -> None:
    """Every line's bytes: an entry's, furniture, or unparsed. Blank lines go with the line before them."""
    is_blank = pl.col("role").is_null()
    is_furniture = ~pl.col("is_own") & (pl.col("role").forward_fill() == "furniture").fill_null(True)
    is_unparsed = ~pl.col("is_own") & ~is_furniture
    own_bytes = pl.col("bytes") - pl.col("glued_bytes")
    entry, furniture, unparsed = lines.select(
        own_bytes.filter("is_own").sum().alias("entry"),
        (own_bytes.filter(is_furniture).sum() + pl.col("glued_bytes").sum()).alias("furniture"),
        own_bytes.filter(is_unparsed).sum().alias("unparsed"),
    ).row(0)
    account.entry_bytes += entry
    account.furniture_bytes += furniture
    account.unparsed_bytes += unparsed
    room = _MOST_SAMPLES - len(account.unparsed_samples)
    samples = (
        lines.filter(is_unparsed & ~is_blank).head(room).select("line", pl.col("text").str.head(_SAMPLE_CHARACTERS))
    )
    account.unparsed_samples += [f"line {line}: {text}" for line, text in samples.iter_rows()]


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
        "line_start",
        "line_end",
        "raw",
        pl.concat_list(problems).list.drop_nulls().cast(PLACE["problems"]).alias("problems"),
        "title",
        # Most abstracts are one line, and need no copy.
        pl.when(pl.col("abstract").list.len() > 1)
        .then(pl.when(pl.col("abstract").list.len() > 1).then("abstract").list.join(" "))
        .otherwise(pl.col("abstract").list.first())
        .alias("abstract"),
        *page.values,
    )


def _check_length(line: int, length: int, bounds: Bounds) -> None:
    if length > bounds.line_bytes:
        raise LimitExceeded(
            "",
            f"the entry at line {line:,} is longer than {bounds.line_bytes:,} bytes.",
            next_step="Check that it is a text dump, or raise max_line_bytes.",
        )
