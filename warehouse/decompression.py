"""Compressed streams (gzip, bzip2, xz, zstd), block by block. Where one is damaged, what was whole still comes out.

The modules of the standard library that open such files drop what they had when an error comes, and take damage behind
the first of several streams for the end of the file. Here every byte before the damage is handed on, and then told.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Protocol

from backports import zstd

BLOCK_BYTES = 1024 * 1024
# Checksums stand at the very end. Read byte by byte, a wrong one takes no content along; xz needs most, under 128.
_TRAILER_BYTES = 128
_INPUT_BYTES = 64 * 1024
_XZ_MEMORY_BYTES = 256 * 1024 * 1024  # what a stream may demand: `xz -9` needs a quarter, its format allows gigabytes

_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
# zstd frames that carry no content may stand first (pzstd writes such).
_ZSTD_SKIPPABLE = {bytes([0x50 + number]) + b"\x2a\x4d\x18" for number in range(16)}
_ERRORS = (zlib.error, lzma.LZMAError, zstd.ZstdError, OSError, ValueError, EOFError)


class StreamDamaged(Exception):
    """A stream is damaged or ends early. Raised after everything before that place was handed on.

    `is_cut`: it merely ends early, and what came before is as it was written.
    """

    def __init__(self, fact: str, *, is_cut: bool = False) -> None:
        super().__init__(fact)
        self.is_cut = is_cut


class _Decompressor(Protocol):
    """What the decompressors of bz2, lzma and zstd have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _ZlibDecompressor:
    """zlib's decompressor with the ways of the others. `wbits` says which wrapping it expects and verifies."""

    def __init__(self, wbits: int) -> None:
        self._zlib = zlib.decompressobj(wbits)
        self._waiting = b""

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = self._zlib.decompress(self._waiting + data, max_length)
        self._waiting = self._zlib.unconsumed_tail
        return out


_DECOMPRESSORS: dict[str, Callable[[], _Decompressor]] = {
    "gzip": lambda: _ZlibDecompressor(zlib.MAX_WBITS | 16),
    "deflate": lambda: _ZlibDecompressor(-zlib.MAX_WBITS),  # bare, as zip has it
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES),
    "zstd": zstd.ZstdDecompressor,
}


def compression(head: bytes) -> str | None:
    """`gzip`, `bzip2`, `xz` or `zstd` by magic bytes; None for anything else."""
    if head[:4] in _ZSTD_SKIPPABLE:
        return "zstd"
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def blocks(original: IO[bytes], *, bytes_on_disk: int) -> Iterator[bytes]:
    """The content of a file from its beginning, decompressed where it is compressed; blocks of at most 1 MiB.

    Streams that follow one another are one content. Raises StreamDamaged.
    """
    kind = compression(original.read(8))
    original.seek(0)
    if kind is None:
        while block := original.read(BLOCK_BYTES):
            yield block
        return
    yield from decompressed(compressed_blocks(original, bytes_on_disk), kind)


def compressed_blocks(original: IO[bytes], size: int) -> Iterator[bytes]:
    """The next `size` bytes of a file, the last ones each for itself; fewer where the file has no more."""
    place = 0
    while data := original.read(min(_INPUT_BYTES, max(size - _TRAILER_BYTES - place, min(size - place, 1)))):
        place += len(data)
        yield data


def decompressed(compressed: Iterable[bytes], kind: str) -> Iterator[bytes]:
    """`compressed` without its compression (`deflate`, or one that `compression` finds). Raises StreamDamaged."""
    content_bytes, decompressor = 0, _DECOMPRESSORS[kind]()
    try:
        for data in compressed:
            # Zeros behind a stream are padding (xz has it, tapes have it), and no stream begins with one.
            waiting = data.lstrip(b"\0") if decompressor.eof else data
            while waiting or not (decompressor.needs_input or decompressor.eof):
                if decompressor.eof:
                    decompressor = _DECOMPRESSORS[kind]()
                block = decompressor.decompress(waiting, BLOCK_BYTES)
                waiting = decompressor.unused_data.lstrip(b"\0") if decompressor.eof else b""
                content_bytes += len(block)
                if block:
                    yield block
    except _ERRORS as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk fails, not the stream: bz2 reports damage as an OSError without a number
        fact = f"its {kind} stream is damaged after {content_bytes:,} bytes of content ({error})"
        raise StreamDamaged(fact) from error
    if not decompressor.eof:
        raise StreamDamaged(f"its {kind} stream ends early, after {content_bytes:,} bytes of content", is_cut=True)
