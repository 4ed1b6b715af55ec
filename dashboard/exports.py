"""Papers as files: exactly the ones that the filters leave, made when the button is pressed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import polars as pl

from dashboard.address import Address
from transforms import spreadsheet

# More than this does not fit in a browser tab; `papertide query --output` writes files of any length.
MOST_ROWS = 100_000
_LONGEST_NAME = 120


def _csv(frame: pl.DataFrame) -> bytes:
    return spreadsheet.safe(frame).write_csv().encode()


def _json(frame: pl.DataFrame) -> bytes:
    return frame.write_json().encode()


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


# Extension -> how it is written, and its media type.
FORMATS: dict[str, tuple[Callable[[pl.DataFrame], bytes], str]] = {
    "csv": (_csv, "text/csv"),
    "json": (_json, "application/json"),
    "parquet": (_parquet, "application/vnd.apache.parquet"),
}


def file_name(address: Address, *, snapshot: int, extension: str) -> str:
    """`papertide-124-papers-from-2024-01-q-lanterns.csv`: the snapshot and the filters, in safe characters."""
    filters = [f"{name}-{value}" for name, value in address.query().items() if name != "p"]
    stem = re.sub(r"[^A-Za-z0-9.]+", "-", "-".join([f"papertide-{snapshot}-papers", *filters]))
    return f"{stem[:_LONGEST_NAME].strip('-.')}.{extension}"
