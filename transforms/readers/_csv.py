"""How bytes become rows of cells: CSV as in https://www.rfc-editor.org/rfc/rfc4180, and its kin. Knows no column.

A quote that never closes, a cell that is too long or a stray mark costs one row.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from transforms.readers._contract import Bounds
from transforms.readers._encodings import lines_of, text_of

# A quote that is still open after so many lines was never closed.
_LONGEST_ROW_LINES = 200
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row, or one line that is none (`problem`)."""

    cells: list[str]
    raw: str
    line_start: int
    line_end: int
    problem: str | None = None


def read_rows(stream: IO[bytes], delimiter: str, bounds: Bounds) -> Iterator[Row]:
    """Rows with their lines, the header too; quoted cells may hold line ends. Blank lines are none."""
    waiting: deque[bytes] = deque()
    lines, number = lines_of(stream, bounds), 1
    while True:
        taken: list[bytes] = []
        row: Row | None = None
        while row is None and (line := waiting.popleft() if waiting else next(lines, None)) is not None:
            taken.append(line)
            row = _parsed(taken, delimiter, number)
            if len(taken) == _LONGEST_ROW_LINES or (row and row.problem and len(taken) > 1):
                break
        if not taken:
            return
        if row is None or (row.problem and len(taken) > 1):
            # The quote never closes, or in another cell: its first line is lost, the others are read again.
            waiting.extendleft(reversed(taken[1:]))
            raw = text_of(taken[0]).rstrip("\r\n")
            row = Row(cells=[], raw=raw, line_start=number, line_end=number, problem="csv:unclosed_quote")
        number = row.line_end + 1
        if row.problem or any(cell.strip() for cell in row.cells):
            yield row


def _parsed(lines: list[bytes], delimiter: str, number: int) -> Row | None:
    """The row of `lines`; None where a quote is still open."""
    text, last = text_of(b"".join(lines)), number + len(lines) - 1
    cells: list[str] = []
    problem = None
    try:
        cells = next(csv.reader(_LINES.findall(text), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        problem = "csv:field_too_long" if "field larger" in str(error) else "csv:invalid"
    return Row(cells=cells, raw=text.rstrip("\r\n"), line_start=number, line_end=last, problem=problem)
