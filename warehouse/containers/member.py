"""A content as it comes out of a file, and what holds for every content whatever it comes out of."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePosixPath
from typing import TypeVar

from transforms.errors import DumpError, LimitExceeded, UnreadableDump
from warehouse.decompression import StreamDamaged, compression
from warehouse.landing import Offer, is_unfinished
from warehouse.settings import Settings

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # a first member; an archive without any
# Compression ratios of small files say nothing: 200 equal bytes compress to almost none.
_RATIO_COUNTS_FROM_BYTES = 64 * 1024 * 1024
_SHOWN_CHARACTERS = 255

_Info = TypeVar("_Info")


@dataclass(frozen=True, kw_only=True)
class Member:
    """One content, offered as a file of its own.

    `blocks` raises StreamDamaged after the last block that is whole; it is read before the next member is asked for.
    `refusal` says why the content is not to be read.
    """

    offered: Offer
    blocks: Iterator[bytes] = field(default_factory=lambda: iter(()))
    refusal: DumpError | None = None


def opened(offered: Offer, blocks: Iterator[bytes], refusal: DumpError | None = None) -> Member:
    """A member that may be read unless `refusal` says no, or its content turns out to be packed once more."""
    if refusal:
        return Member(offered=offered, refusal=refusal)
    head, blocks = peek(blocks)
    if packing := packing_of(head):
        fact = f"it is packed once more ({packing}), and papertide opens one layer."
        refusal = UnreadableDump(offered.file_name, fact, next_step="Unpack the outer layer and offer what is inside.")
    return Member(offered=offered, blocks=blocks, refusal=refusal)


def peek(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, as many as a tar header has if there are that many, and everything from the beginning."""
    head = b""
    try:
        while len(head) < tarfile.BLOCKSIZE:
            head += next(blocks)
    except StopIteration:
        return head, iter((head,))
    except StreamDamaged as error:
        return head, _broken_off(head, error)
    return head, chain((head,), blocks)


def _broken_off(head: bytes, error: StreamDamaged) -> Iterator[bytes]:
    yield head
    raise error


def packing_of(head: bytes) -> str | None:
    """`zip`, `tar` or a compression by the first bytes; None for what is not packed.

    A tar is known by the checksum of its first header: old ones have no magic word.
    """
    if head.startswith(ZIP_MAGIC):
        return "zip"
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], tarfile.ENCODING, "surrogateescape")
    except tarfile.TarError:
        return compression(head)
    return "tar"


def is_ignored(name: str) -> bool:
    """Whether a member is of the kind that would be no offer in a folder either: hidden, or half a download."""
    parts = name.replace("\\", "/").split("/")
    return any(is_unfinished(PurePosixPath(part)) for part in parts if part not in {"", ".", ".."})


def shown(name: str) -> str:
    """A member's name for people: bounded, and bytes that are no text as escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")[-_SHOWN_CHARACTERS:]


def counted(infos: Iterable[_Info], offered: Offer, settings: Settings) -> Iterator[_Info]:
    """`infos`, as long as they are not too many. Raises LimitExceeded."""
    for count, info in enumerate(infos, start=1):
        if count > settings.max_members:
            raise LimitExceeded(
                offered.file_name,
                f"it holds more than {settings.max_members:,} files and folders.",
                next_step="Raise `max_members` if that is right.",
            )
        yield info


def within_ratio(blocks: Iterable[bytes], offered: Offer, settings: Settings) -> Iterator[bytes]:
    """`blocks`, as long as they are not too many for what lies on the disk. Raises LimitExceeded."""
    content_bytes = 0
    for block in blocks:
        content_bytes += len(block)
        if expands_too_much(content_bytes, offered.bytes_on_disk, settings):
            raise ratio_exceeded(offered, offered.bytes_on_disk, settings)
        yield block


def expands_too_much(content_bytes: int, packed_bytes: int, settings: Settings) -> bool:
    """Whether the content is out of proportion to its compressed form, as decompression bombs are."""
    most_bytes = max(packed_bytes * settings.max_expansion_ratio, _RATIO_COUNTS_FROM_BYTES)
    return content_bytes > most_bytes


def ratio_exceeded(offered: Offer, packed_bytes: int, settings: Settings) -> LimitExceeded:
    """The refusal of what expands too much."""
    return LimitExceeded(
        offered.file_name,
        f"it expands more than {settings.max_expansion_ratio} times ({packed_bytes:,} bytes compressed).",
        next_step="Raise `max_expansion_ratio` if that is right.",
    )


def too_large(offered: Offer, settings: Settings) -> LimitExceeded:
    """The refusal of a content over the limit."""
    return LimitExceeded(
        offered.file_name,
        f"its content is larger than {settings.max_dump_bytes:,} bytes.",
        next_step="Raise `max_dump_bytes` if that is right.",
    )


def linked(offered: Offer) -> UnreadableDump:
    """The refusal of a link."""
    return UnreadableDump(
        offered.file_name, "it is a link, which could point anywhere.", next_step="Offer the file itself."
    )
