"""Zip archives: by the directory at their end, or, where they break off before it, from one member to the next.

What directory and headers say of a member's length bounds what is read of it, whatever its data says.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, cast

from transforms.errors import DumpError, LimitExceeded, UnreadableDump
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
_SIZES_FOLLOW = 0x8
_UTF_8 = 0x800
_HEADER = struct.Struct("<4s2xHH4xLLLHH")  # of a member: flags, method, checksum, two lengths, length of name and extra
_DIRECTORY_BYTES_PER_MEMBER = 1024
_OFFICE_NAMES = {"[Content_Types].xml", "mimetype"}  # Office Open XML; OpenDocument and EPUB
# What zipfile raises on a damaged directory; RuntimeError where damage looks like a zip version it does not know.
_ERRORS = (zipfile.BadZipFile, struct.error, ValueError, OverflowError, RuntimeError)


def zip_members(original: IO[bytes], offered: Offer, settings: Settings) -> Iterator[Member]:
    """The files of a zip archive. Raises UnreadableDump, LimitExceeded, and StreamDamaged behind the last member."""
    total_bytes = 0
    infos = _directory(original, offered, settings)
    for info in counted(_walk(original) if infos is None else infos, offered, settings):
        if info.is_dir() or not info.file_size or is_ignored(info.filename):
            continue
        member = offered.member(shown(info.filename))
        refusal = _refusal(info, member, settings)
        # Members may lie over one another: together they must keep the ratio too.
        if refusal is None and expands_too_much(total_bytes + info.file_size, offered.bytes_on_disk, settings):
            refusal = ratio_exceeded(member, offered.bytes_on_disk, settings)
        total_bytes += 0 if refusal else info.file_size
        yield opened(member, _blocks(original, info), refusal)


def _directory(original: IO[bytes], offered: Offer, settings: Settings) -> list[zipfile.ZipInfo] | None:
    """The directory; None where it is missing or damaged. Raises UnreadableDump and LimitExceeded."""
    most_bytes = max(settings.max_members * _DIRECTORY_BYTES_PER_MEMBER, BLOCK_BYTES)
    try:
        with zipfile.ZipFile(cast(IO[bytes], _Cautious(original, most_bytes, offered))) as archive:
            found = archive.infolist()
    except _ERRORS:
        return None
    if found and found[0].filename in _OFFICE_NAMES:
        raise UnreadableDump(
            offered.file_name,
            "it is an office document (a spreadsheet, text or book).",
            next_step="Export it as CSV or plain text.",
        )
    return found


class _Cautious:
    """A file as zipfile reads a directory from it; one that would fill the memory is refused."""

    def __init__(self, original: IO[bytes], most_bytes: int, offered: Offer) -> None:
        self.seek, self.tell, self.seekable = original.seek, original.tell, original.seekable
        self._read, self._most_bytes, self._offered = original.read, most_bytes, offered

    def read(self, size: int = -1) -> bytes:
        if size > self._most_bytes:
            raise LimitExceeded(
                self._offered.file_name,
                f"its zip directory has {size:,} bytes, more than the {self._most_bytes:,} for `max_members`.",
                next_step="Raise `max_members` if that is right.",
            )
        return self._read(size)


def _walk(original: IO[bytes]) -> Iterator[zipfile.ZipInfo]:
    """Members as their own headers tell them, from the beginning to where the file breaks off. Raises StreamDamaged."""
    lost, place = "its zip directory, which stands at the end, is missing or damaged", 0
    while True:
        original.seek(place)
        header = original.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(ZIP_MAGIC[0]):
            raise StreamDamaged(lost, is_cut=True)
        _, flags, method, checksum, packed_bytes, content_bytes, name_bytes, extra_bytes = _HEADER.unpack(header)
        if flags & _SIZES_FOLLOW or 0xFFFFFFFF in {packed_bytes, content_bytes}:
            raise StreamDamaged(f"{lost}, and without it the length of its files is not known", is_cut=True)
        name = original.read(name_bytes).decode("utf-8" if flags & _UTF_8 else "cp437", "replace")
        info = zipfile.ZipInfo(name or "unnamed")
        info.flag_bits, info.compress_type, info.CRC, info.header_offset = flags, method, checksum, place
        info.compress_size, info.file_size = packed_bytes, content_bytes
        yield info
        place += _HEADER.size + name_bytes + extra_bytes + packed_bytes


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
    header = original.read(_HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(ZIP_MAGIC[0]):
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
        raise StreamDamaged("its length or checksum is not what the zip archive says")
