"""Tar archives, read forwards only: they may come out of a compressed stream."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import IO, cast

from transforms.errors import DumpError, UnreadableDump
from warehouse.containers.member import Member, counted, is_ignored, linked, opened, shown, too_large
from warehouse.decompression import BLOCK_BYTES, StreamDamaged
from warehouse.landing import Offer
from warehouse.settings import Settings

# What tarfile raises on damaged headers: their numbers and names are anybody's.
_ERRORS = (tarfile.TarError, ValueError, ArithmeticError, LookupError)


def tar_members(content: Iterator[bytes], offered: Offer, settings: Settings) -> Iterator[Member]:
    """The files of a tar archive. Raises LimitExceeded, and StreamDamaged behind the last member."""
    source = _Forward(content)
    try:
        archive = tarfile.open(fileobj=cast(IO[bytes], source), mode="r:")  # noqa: SIM115 - nothing to close
        for info in counted(iter(archive.next, None), offered, settings):
            if info.isdir() or is_ignored(info.name) or (info.isreg() and not info.size):
                continue
            member = offered.member(shown(info.name))
            yield opened(member, _blocks(source, info), _refusal(info, member, settings))
    except _ERRORS as error:
        how = "ends early" if source.is_ended else "is damaged"
        fact = f"its tar archive {how} ({error})"
        raise source.damage or StreamDamaged(fact, is_cut=source.is_ended) from error
    has_end_mark = source.last == bytes(tarfile.BLOCKSIZE)
    source.read_on()  # a checksum may stand behind the archive
    if source.damage:
        raise source.damage
    if not has_end_mark:
        raise StreamDamaged("its tar archive ends early, without its end mark", is_cut=True)


def _refusal(info: tarfile.TarInfo, member: Offer, settings: Settings) -> DumpError | None:
    if info.issym() or info.islnk():
        return linked(member)
    if not info.isreg() or info.issparse():
        return UnreadableDump(
            member.file_name,
            "it is not a regular file (a pipe, a device, or a file with holes).",
            next_step="Offer a regular file.",
        )
    return too_large(member, settings) if info.size > settings.max_dump_bytes else None


def _blocks(source: _Forward, info: tarfile.TarInfo) -> Iterator[bytes]:
    source.seek(info.offset_data)
    missing_bytes = info.size
    while missing_bytes:
        block = source.read(min(missing_bytes, BLOCK_BYTES))
        if not block:
            raise source.damage or StreamDamaged("its tar archive ends early, within this file", is_cut=True)
        missing_bytes -= len(block)
        yield block


class _Forward:
    """Blocks as the file that tarfile reads: forwards only, and no header longer than a block.

    Where the blocks break off it ends; `damage` then says why.
    """

    def __init__(self, content: Iterator[bytes]) -> None:
        self._content = content
        self._block, self._read_of_block, self._place = b"", 0, 0
        self.damage: StreamDamaged | None = None
        self.is_ended = False
        self.last = b""  # what was read last

    def tell(self) -> int:
        return self._place

    def seek(self, place: int) -> int:
        if place < self._place:
            raise tarfile.ReadError("a header points backwards")
        while self._place < place and self.read(min(place - self._place, BLOCK_BYTES)):
            pass
        return self._place

    def read(self, size: int) -> bytes:
        if size > BLOCK_BYTES:
            raise tarfile.ReadError(f"a header has {size:,} bytes")
        parts, missing_bytes = [], size
        while missing_bytes and (self._read_of_block < len(self._block) or self._next()):
            part = self._block[self._read_of_block : self._read_of_block + missing_bytes]
            self._read_of_block += len(part)
            missing_bytes -= len(part)
            parts.append(part)
        self.last = b"".join(parts)
        self._place += len(self.last)
        return self.last

    def read_on(self) -> None:
        """Read what is left, for the sake of `damage`."""
        while self._next():
            pass

    def _next(self) -> bool:
        try:
            self._block, self._read_of_block = next(self._content, b""), 0
        except StreamDamaged as error:
            self._block, self._read_of_block, self.damage = b"", 0, error
        self.is_ended = not self._block
        return bool(self._block)
