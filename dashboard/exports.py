"""Tables of pages as files, and the names of these files. No Streamlit here."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import polars as pl

from dashboard.address import Address
from transforms import spreadsheet

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


def file_name(address: Address, *, snapshot: int, extension: str, what: str = "papers") -> str:
    """`papertide-124-papers-from-2024-01-q-lanterns.csv`: the snapshot and the filters, in safe characters."""
    filters = [f"{name}-{value}" for name, value in address.query().items() if name not in {"p", "v"}]
    stem = re.sub(r"[^A-Za-z0-9.]+", "-", "-".join([f"papertide-{snapshot}-{what}", *filters]))
    return f"{stem[:_LONGEST_NAME].strip('-.')}.{extension}"
