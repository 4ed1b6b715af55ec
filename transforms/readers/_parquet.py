"""How bytes become the rows of a Parquet file: https://parquet.apache.org/docs/file-format/. Knows no source.

A row becomes a JSON text, so that readers of JSON lines read it too. Columns of bytes (pictures) are left out. The
index stands at the end: a stream must be one that can be sought in, and is read in pieces of its columns.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.errors import LimitExceeded, UnreadableDump
from transforms.readers._contract import Bounds, Head
from transforms.readers._json_values import ENCODING, Texts

MAGIC = b"PAR1"
_TAIL_BYTES = 8  # length of the index and the magic number again
_LARGEST_FOOTER_BYTES = 64 * 1024 * 1024
_BUFFER_BYTES = 256 * 1024  # read of a column at once
_MOST_ROWS = 10_000
# Ratios of small files say nothing: a repeated value takes no room in Parquet.
_RATIO_COUNTS_FROM_BYTES = 64 * 1024 * 1024
_FETCH_AGAIN = "Fetch the file again."


def footer_of(stream: IO[bytes]) -> bytes:
    """The last bytes of a Parquet file, from its index on. Raises UnreadableDump and LimitExceeded."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(size - _TAIL_BYTES, 0))
    tail = stream.read(_TAIL_BYTES)
    length = int.from_bytes(tail[:4], "little") + _TAIL_BYTES
    if tail[4:] != MAGIC or length > size:
        raise UnreadableDump(
            "", "it begins like Parquet and does not end like it: its index is lost.", next_step=_FETCH_AGAIN
        )
    if length > _LARGEST_FOOTER_BYTES:
        raise LimitExceeded("", f"its index is longer than {_LARGEST_FOOTER_BYTES:,} bytes.")
    stream.seek(size - length)
    return stream.read(length)


def column_names(head: Head) -> tuple[str, ...]:
    """What the columns of a Parquet file are called; none where it is no Parquet. Raises UnreadableDump."""
    if not head.data.startswith(MAGIC):
        return ()
    return _names(head.footer) if head.footer else columns_of(io.BytesIO(head.data)) if head.is_whole else ()


def columns_of(stream: IO[bytes]) -> tuple[str, ...]:
    """What the columns of a Parquet file are called. Raises UnreadableDump and LimitExceeded."""
    return _names(footer_of(stream))


def read_parquet(stream: IO[bytes], bounds: Bounds) -> Iterator[Texts]:
    """Rows in file order as JSON texts, without lines. Raises UnreadableDump and LimitExceeded."""
    file_bytes, decoded_bytes = stream.seek(0, io.SEEK_END), 0
    for batch in _batches(stream, bounds):
        decoded_bytes += batch.nbytes
        if decoded_bytes > _RATIO_COUNTS_FROM_BYTES and decoded_bytes > file_bytes * bounds.expansion_ratio:
            raise LimitExceeded(
                "",
                f"its columns expand more than {bounds.expansion_ratio} times.",
                next_step="Raise `max_expansion_ratio` if that is right.",
            )
        yield _texts(batch)


def _names(footer: bytes) -> tuple[str, ...]:
    try:
        return tuple(pq.read_schema(io.BytesIO(MAGIC + footer)).names)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _damaged(error) from error


def _batches(stream: IO[bytes], bounds: Bounds) -> Iterator[pa.RecordBatch]:
    """Rows of about `bounds.block_bytes`, by what the index says of their size."""
    try:
        parquet = pq.ParquetFile(stream, buffer_size=_BUFFER_BYTES, pre_buffer=False)
        held = parquet.metadata
        total = sum(held.row_group(number).total_byte_size for number in range(held.num_row_groups))
        row_bytes = max(total // max(held.num_rows, 1), 1)
        rows = min(max(bounds.block_bytes // row_bytes, 1), _MOST_ROWS)
        kept = [field.name for field in parquet.schema_arrow if not _is_binary(field.type)]
        yield from parquet.iter_batches(batch_size=rows, columns=kept, use_threads=False)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the machine's fault, not the file's
        raise _damaged(error) from error


def _texts(batch: pa.RecordBatch) -> Texts:
    # Without metadata, of which a damaged file may hold any.
    batch, damaged = _as_utf8(pa.RecordBatch.from_arrays(batch.columns, names=batch.schema.names))
    lines = io.BytesIO()
    try:
        pl.DataFrame(batch).write_ndjson(lines)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _damaged(error) from error
    texts = lines.getvalue().splitlines()
    nowhere: list[int | None] = [None] * len(texts)
    return Texts(texts=texts, line_start=nowhere, line_end=nowhere, problems=dict.fromkeys(damaged, ENCODING))


def _as_utf8(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, set[int]]:
    """The batch with text that is UTF-8, as Polars takes for granted and Parquet does not; rows that were repaired."""
    try:
        batch.validate(full=True)
    except pa.ArrowInvalid:
        damaged: set[int] = set()
        repaired = [_repaired(column, damaged) for column in batch.columns]
        return pa.RecordBatch.from_arrays(repaired, names=batch.schema.names), damaged
    return batch, set()


def _repaired(column: pa.Array, damaged: set[int]) -> pa.Array:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid as error:
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            raise _damaged(error) from error
        values = column.cast(pa.large_binary()).to_pylist()
        texts = [value and value.decode("utf-8", "replace") for value in values]
        damaged |= {
            row for row, (value, text) in enumerate(zip(values, texts, strict=True)) if text and text.encode() != value
        }
        return pa.array(texts, pa.large_string())
    return column


def _is_binary(dtype: Any) -> bool:
    kinds = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    return any(is_kind(dtype) for is_kind in kinds)


def _damaged(error: BaseException) -> UnreadableDump:
    seen = " ".join(str(error).split())
    return UnreadableDump("", f"it is a damaged Parquet file ({seen}).", next_step=_FETCH_AGAIN)
