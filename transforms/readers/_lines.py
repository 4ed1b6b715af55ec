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
_BLOCK_BYTES = 8 * 1024 * 1024
_PIECE_BYTES = 256 * 1024

LINES: pl.Schema = pl.Schema(
    {
        "line": pl.Int64,  # 1-based
        "text": pl.String,  # without its line end; bytes that are not UTF-8 stand as U+FFFD
        "bytes": pl.Int64,  # with its line end
        "is_damaged": pl.Boolean,  # it held bytes that are not UTF-8
    }
)


def read_lines(stream: IO[bytes], bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Every line of `stream`, in frames of LINES of at most about `bounds.block_bytes` each.

    A byte order mark counts as furniture. Raises LimitExceeded for a line over `bounds.line_bytes`.
    """
    head = stream.read(len(BOM))
    rest = head.removeprefix(BOM)
    account.furniture_bytes += len(head) - len(rest)
    first_line = 1
    while pieces := _pieces(stream, min(bounds.block_bytes, _BLOCK_BYTES)):
        whole, rest = _whole_lines([rest, *pieces])
        lines = _frame(whole, first_line)
        if lines.height:
            yield _bounded(lines, bounds)
        first_line += lines.height
        _check_length(len(rest), first_line, bounds)
    if rest:
        yield _bounded(_frame([rest], first_line), bounds)


def head_lines(head: Head) -> pl.DataFrame:
    """The complete lines of a dump's first bytes, as a frame of LINES."""
    data = head.data.removeprefix(BOM)
    return _frame([data if head.is_whole else data[: data.rfind(b"\n") + 1]], 1)


def is_printed() -> pl.Expr:
    """Lines that hold more than white space."""
    return pl.col("text").str.contains(r"\S")


def _pieces(stream: IO[bytes], block_bytes: int) -> list[bytes]:
    """The next block, in pieces small enough for memory that the process already has: new pages are slow to fill."""
    pieces = []
    while block_bytes and (piece := stream.read(min(block_bytes, _PIECE_BYTES))):
        pieces.append(piece)
        block_bytes -= len(piece)
    return pieces


def _whole_lines(pieces: list[bytes]) -> tuple[list[bytes], bytes]:
    """Pieces up to the last line end, and what stands behind it."""
    if b"\n" not in pieces[-1]:
        pieces = [b"".join(pieces)]
    end = pieces[-1].rfind(b"\n") + 1
    return [*pieces[:-1], pieces[-1][:end]], pieces[-1][end:]


def _frame(pieces: list[bytes], first_line: int) -> pl.DataFrame:
    if not any(pieces):
        return LINES.to_frame()
    missing_end = 0 if pieces[-1].endswith(b"\n") else 1
    # Polars decompresses what begins like an archive, as `x^2` does: an empty line before it rules that out.
    block = b"".join((b"\n", *pieces, b"\n" * missing_end))
    has_returns = b"\r" in block
    try:
        lines = _decoded(block, has_returns=has_returns)
    except pl.exceptions.ComputeError:  # not UTF-8 somewhere: only then does each line have to be looked at
        lines = _repaired(block)
    is_last = pl.int_range(pl.len()) == pl.len() - 1
    return lines.select(
        line=pl.int_range(first_line, first_line + pl.len(), dtype=pl.Int64),
        text=pl.col("text").str.strip_suffix("\r") if has_returns else "text",
        bytes=pl.col("bytes") + 1 - pl.when(is_last).then(missing_end).otherwise(0),
        is_damaged="is_damaged",
    )


def _decoded(block: bytes, *, has_returns: bool) -> pl.DataFrame:
    # Polars drops one carriage return before a line feed; a doubled one survives once, so that it can be counted.
    counted = block.replace(b"\r\n", b"\r\r\n") if has_returns else block
    return (
        pl.read_lines(counted, name="text")
        .slice(1)
        .with_columns(bytes=pl.col("text").str.len_bytes().cast(pl.Int64), is_damaged=pl.lit(False))
    )


def _repaired(block: bytes) -> pl.DataFrame:
    lines = block[1:-1].split(b"\n")
    texts = [line.decode("utf-8", "replace") for line in lines]
    return pl.DataFrame(
        {
            "text": texts,
            "bytes": [len(line) for line in lines],
            "is_damaged": ["\ufffd" in text and text.encode() != line for text, line in zip(texts, lines, strict=True)],
        },
        schema_overrides=LINES,
    )


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
