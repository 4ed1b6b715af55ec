"""Zip archives: by the directory at their end, which bounds what is read, whatever the members say of themselves."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, cast

from transforms.errors import DumpError, UnreadableDump
from warehouse.containers.member import (
    ZIP_MAGIC,
    Member,
    counted,
    expands_too_much,
    is_ignored,
    linked,
    opened,
    ratio_exceeded,
    shown,
    too_large,
)
from warehouse.decompression import BLOCK_BYTES, StreamDamaged, compressed_blocks, decompressed
from warehouse.landing import Offer
from warehouse.settings import Settings

_METHODS = {0: "stored", 8: "deflate", 12: "bzip2", 93: "zstd"}
_ENCRYPTED = 0x1
_HEADER_BYTES = 30
_DIRECTORY_BYTES_PER_MEMBER = 1024
_OFFICE_NAMES = {"[Content_Types].xml", "mimetype"}  # Office Open XML; OpenDocument and EPUB
# What zipfile raises on a damaged directory.
_ERRORS = (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError)


def zip_members(original: IO[bytes], offered: Offer, settings: Settings) -> Iterator[Member]:
    """The files of a zip archive. Raises UnreadableDump and LimitExceeded."""
    total_bytes = 0
    for info in counted(_directory(original, offered, settings), offered, settings):
        if info.is_dir() or not info.file_size or is_ignored(info.filename):
            continue
        member = offered.member(shown(info.filename))
        refusal = _refusal(info, member, settings)
        # Members may lie over one another: together they must keep the ratio too.
        if refusal is None and expands_too_much(total_bytes + info.file_size, offered.bytes_on_disk, settings):
            refusal = ratio_exceeded(member, offered.bytes_on_disk, settings)
        total_bytes += 0 if refusal else info.file_size
        yield opened(member, _blocks(original, info), refusal)


def _directory(original: IO[bytes], offered: Offer, settings: Settings) -> list[zipfile.ZipInfo]:
    most_bytes = max(settings.max_members * _DIRECTORY_BYTES_PER_MEMBER, BLOCK_BYTES)
    try:
        with zipfile.ZipFile(cast(IO[bytes], _Cautious(original, most_bytes))) as archive:
            found = archive.infolist()
    except _ERRORS as error:
        raise UnreadableDump(
            offered.file_name,
            f"its zip directory, which stands at the end, is missing or damaged ({error}).",
            next_step="Fetch the file again.",
        ) from error
    if found and found[0].filename in _OFFICE_NAMES:
        raise UnreadableDump(
            offered.file_name,
            "it is an office document (a spreadsheet, text or book).",
            next_step="Export it as CSV or plain text.",
        )
    return found


class _Cautious:
    """A file as zipfile reads a directory from it; one that would fill the memory is refused."""

    def __init__(self, original: IO[bytes], most_bytes: int) -> None:
        self.seek, self.tell, self.seekable = original.seek, original.tell, original.seekable
        self._read, self._most_bytes = original.read, most_bytes

    def read(self, size: int = -1) -> bytes:
        if size > self._most_bytes:
            raise zipfile.BadZipFile(f"it has {size:,} bytes, and `max_members` allows {self._most_bytes:,}")
        return self._read(size)


def _refusal(info: zipfile.ZipInfo, member: Offer, settings: Settings) -> DumpError | None:
    if info.flag_bits & _ENCRYPTED:
        return UnreadableDump(member.file_name, "it is encrypted.", next_step="Decrypt it and offer the result.")
    if stat.S_ISLNK(info.external_attr >> 16):
        return linked(member)
    if info.compress_type not in _METHODS:
        return UnreadableDump(
            member.file_name,
            f"it is compressed by method {info.compress_type}, which papertide does not know.",
            next_step="Unpack the archive and offer what is inside.",
        )
    if info.file_size > settings.max_dump_bytes:
        return too_large(member, settings)
    if expands_too_much(info.file_size, info.compress_size, settings):
        return ratio_exceeded(member, info.compress_size, settings)
    return None


def _blocks(original: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile drops what it has of a member when an error comes, and expands bzip2 without any bound.
    original.seek(max(info.header_offset, 0))  # a damaged directory may point before the file
    header = original.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(ZIP_MAGIC[0]):
        raise StreamDamaged("its header is missing or damaged")
    original.seek(sum(struct.unpack("<HH", header[26:])), 1)  # the name, and what else the header holds
    packed, method = compressed_blocks(original, info.compress_size), _METHODS[info.compress_type]
    checksum, content_bytes = 0, 0
    for block in packed if method == "stored" else decompressed(packed, method):
        checksum, content_bytes = zlib.crc32(block, checksum), content_bytes + len(block)
        if content_bytes > info.file_size:
            break
        yield block
    if content_bytes != info.file_size or checksum != info.CRC:
        raise StreamDamaged("its length or checksum is not what the zip directory says")
