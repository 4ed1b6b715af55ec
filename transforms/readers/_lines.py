"""How bytes become lines: cut at `\\n` bytes only, block by block. Nothing here knows what a line means.

`str.splitlines` is not used anywhere: U+2028, form feeds and lone carriage returns are text, not line ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

import polars as pl

from transforms.errors import LimitExceeded
from transforms.readers._contract import Bounds, ByteAccount, Head

BOM = b"\xef\xbb\xbf"

LINES: pl.Schema = pl.Schema(
    {
        "line": pl.Int64,  # 1-based
        "text": pl.String,  # without its line end; bytes that are not UTF-8 stand as U+FFFD
        "bytes": pl.Int64,  # with its line end
        "is_damaged": pl.Boolean,  # it held bytes that are not UTF-8
    }
)


def read_lines(stream: IO[bytes], bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Every line of `stream`, in frames of LINES of about `bounds.block_bytes` each.

    A byte order mark counts as furniture. Raises LimitExceeded for a line over `bounds.line_bytes`.
    """
    first_line, rest = 1, b""
    while block := stream.read(bounds.block_bytes):
        rest += block
        end = rest.rfind(b"\n") + 1
        if end:
            lines = _frame(_without_bom(rest[:end], first_line, account), first_line)
            yield _bounded(lines, bounds)
            first_line, rest = first_line + lines.height, rest[end:]
        _check_length(len(rest), first_line, bounds)
    if rest := _without_bom(rest, first_line, account):
        yield _bounded(_frame(rest, first_line), bounds)


def head_lines(head: Head) -> pl.DataFrame:
    """The complete lines of a dump's first bytes, as a frame of LINES."""
    data = head.data.removeprefix(BOM)
    return _frame(data if head.is_whole else data[: data.rfind(b"\n") + 1], 1)


def is_printed() -> pl.Expr:
    """Lines that hold more than white space."""
    return pl.col("text").str.contains(r"\S")


def _frame(block: bytes, first_line: int) -> pl.DataFrame:
    if not block:
        return LINES.to_frame()
    missing_end = 0 if block.endswith(b"\n") else 1
    ended = block + b"\n" * missing_end
    try:
        lines = _decoded(ended)
    except pl.exceptions.ComputeError:  # not UTF-8 somewhere: only then does each line have to be looked at
        lines = _repaired(ended)
    is_last = pl.int_range(pl.len()) == pl.len() - 1
    return lines.select(
        line=pl.int_range(first_line, first_line + pl.len(), dtype=pl.Int64),
        text=pl.col("text").str.strip_suffix("\r"),
        bytes=pl.col("bytes") + 1 - pl.when(is_last).then(missing_end).otherwise(0),
        is_damaged=pl.col("is_damaged"),
    )


def _decoded(block: bytes) -> pl.DataFrame:
    # Polars drops one carriage return before a line feed; a doubled one survives once, so that it can be counted.
    # It also decompresses what begins like an archive, as `x^2` does: an empty line before it rules that out.
    counted = block.replace(b"\r\n", b"\r\r\n") if b"\r" in block else block
    return (
        pl.read_lines(b"".join((b"\n", counted)), name="text")
        .slice(1)
        .with_columns(bytes=pl.col("text").str.len_bytes().cast(pl.Int64), is_damaged=pl.lit(False))
    )


def _repaired(block: bytes) -> pl.DataFrame:
    lines = block.removesuffix(b"\n").split(b"\n")
    texts = [line.decode("utf-8", "replace") for line in lines]
    return pl.DataFrame(
        {
            "text": texts,
            "bytes": [len(line) for line in lines],
            "is_damaged": ["\ufffd" in text and text.encode() != line for text, line in zip(texts, lines, strict=True)],
        },
        schema_overrides=LINES,
    )


def _without_bom(data: bytes, first_line: int, account: ByteAccount) -> bytes:
    if first_line > 1 or not data.startswith(BOM):
        return data
    account.furniture_bytes += len(BOM)
    return data.removeprefix(BOM)


def _bounded(lines: pl.DataFrame, bounds: Bounds) -> pl.DataFrame:
    too_long = lines.filter(pl.col("bytes") > bounds.line_bytes)
    if not too_long.is_empty():
        _check_length(too_long.item(0, "bytes"), too_long.item(0, "line"), bounds)
    return lines


def _check_length(length: int, line: int, bounds: Bounds) -> None:
    if length > bounds.line_bytes:
        raise LimitExceeded(
            "",
            f"line {line:,} is longer than {bounds.line_bytes:,} bytes.",
            next_step="Check that it is a text dump, or raise max_line_bytes.",
        )
