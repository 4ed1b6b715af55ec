"""What a reader is given: a stream it can read, the first bytes to recognise, and what the settings say to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from transforms.readers._contract import Bounds, ColumnMap, Head
from transforms.readers._parquet import MAGIC, footer_of
from warehouse import archive
from warehouse.settings import Settings

HEAD_BYTES = 256 * 1024


@contextmanager
def opened(path: Path, settings: Settings) -> Iterator[IO[bytes]]:
    """A staged or archived content; Parquet, whose index stands at its end, as a file of its own."""
    with archive.open_content(path) as stream:
        is_parquet = stream.read(len(MAGIC)) == MAGIC
    opening = archive.open_spooled(settings, path) if is_parquet else archive.open_content(path)
    with opening as stream:
        yield stream


def head(path: Path, settings: Settings, *, bytes_read: int) -> Head:
    """What a content of `bytes_read` bytes is recognised by. Raises UnreadableDump and LimitExceeded."""
    with opened(path, settings) as stream:
        data = stream.read(HEAD_BYTES)
        footer = footer_of(stream) if data.startswith(MAGIC) else b""
    return Head(data=data, is_whole=len(data) == bytes_read, footer=footer, column_maps=_column_maps(settings))


def bounds(settings: Settings) -> Bounds:
    """The limits that readers keep, and the columns that the operator has named."""
    return Bounds(
        line_bytes=settings.max_line_bytes,
        expansion_ratio=settings.max_expansion_ratio,
        column_maps=_column_maps(settings),
    )


def _column_maps(settings: Settings) -> tuple[ColumnMap, ...]:
    return tuple(ColumnMap(name=name, columns=columns) for name, columns in settings.tables.items())
