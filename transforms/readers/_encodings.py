"""How bytes become UTF-8: byte order marks, UTF-16 and declared encodings. Nothing here knows a format."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import chain
from typing import IO

from transforms.errors import LimitExceeded, UnreadableDump
from transforms.readers._contract import Bounds, Head

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16: its mark begins with that of UTF-16
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_XML_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:\-]+)""")
# What an Emacs line, JabRef's or KBibTeX's first line says of the bytes behind it.
_DECLARED = re.compile(rb"^\s*(?:[%#@].{0,80}?(?:en)?|En)coding\s*[:=]\s*\"?([\w.\-]+)", re.IGNORECASE | re.MULTILINE)
_LINES = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)")
_LOOKED_AT_BYTES = 1024
_ASCII_ALIKE = {"utf-8", "ascii"}
_ONE_BYTE = re.compile(r"iso8859-\d+|cp125\d|koi8-.")  # a character a byte, those of ASCII as in ASCII


def as_utf8(stream: IO[bytes], bounds: Bounds) -> Iterator[bytes]:
    """The bytes of `stream` in blocks, in UTF-8 and without a byte order mark.

    What says nothing of its encoding, or says UTF-8, passes as it stands, damaged bytes too. Raises UnreadableDump
    where it is not what it declares, or declares what nobody knows.
    """
    first = b""
    while len(first) < _LOOKED_AT_BYTES and (block := stream.read(bounds.block_bytes)):
        first += block
    encoding, mark = _encoding(first)
    if encoding in _ASCII_ALIKE:
        yield first[len(mark) :]
        yield from _blocks(stream, bounds)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    is_one_byte, read = _ONE_BYTE.fullmatch(encoding) is not None, 0
    try:
        for block in chain([first[len(mark) :]], _blocks(stream, bounds)):
            yield block if is_one_byte and block.isascii() else decoder.decode(block).encode()
            read += len(block)
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise UnreadableDump(
            "",
            f"it is not {encoding}, as its first bytes say: the bytes behind byte {read:,} cannot be read as that.",
            next_step="Save it as UTF-8.",
        ) from error


def lines_of(stream: IO[bytes], bounds: Bounds) -> Iterator[bytes]:
    """Lines in UTF-8 with their ends; a lone carriage return ends one too, as in files of old Macs."""
    rest = b""
    for block in as_utf8(stream, bounds):
        rest += block
        # A carriage return at the end of a block may be half of a line end.
        whole = rest[:-1] if rest.endswith(b"\r") else rest
        done = 0
        for line in _LINES.finditer(whole):
            yield line[0]
            done = line.end()
        rest = rest[done:]
        if len(rest) > bounds.line_bytes:
            raise LimitExceeded(
                "",
                f"a line is longer than {bounds.line_bytes:,} bytes.",
                next_step="Check that it is a text dump, or raise max_line_bytes.",
            )
    yield from (line for line in re.split(rb"(?<=\r)", rest) if line)


def head_as_utf8(head: Head) -> bytes:
    """The first bytes of a dump in UTF-8, without a byte order mark; as they stand where that cannot be done."""
    try:
        encoding, mark = _encoding(head.data)
    except UnreadableDump:
        return head.data
    bare = head.data[len(mark) :]
    return bare if encoding in _ASCII_ALIKE else bare.decode(encoding, "ignore").encode()


def text_of(data: bytes) -> str:
    """UTF-8, else Windows-1252: what Western exports without a declaration are written in."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252; Latin-1 gives every byte a character.
        return data.decode("cp1252", "strict") if _is_windows(data) else data.decode("latin-1")


def _is_windows(data: bytes) -> bool:
    return not set(data) & {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def _blocks(stream: IO[bytes], bounds: Bounds) -> Iterator[bytes]:
    while block := stream.read(bounds.block_bytes):
        yield block


def _encoding(first: bytes) -> tuple[str, bytes]:
    """Python's name of the encoding, and the byte order mark."""
    for mark, encoding in _MARKS.items():
        if first.startswith(mark):
            return encoding, mark
    if first[1:2] == b"\0" and first[:1].isascii():
        return "utf-16-le", b""
    if first[:1] == b"\0":
        return "utf-16-be", b""
    declared = _XML_DECLARED.match(first[:_LOOKED_AT_BYTES]) or _DECLARED.search(first[:_LOOKED_AT_BYTES])
    if not declared:
        return "utf-8", b""
    name = declared[1].decode()
    try:
        return codecs.lookup(name).name, b""
    except LookupError as error:
        if declared.re is _DECLARED:  # `x-kbibtex-encoding=latex` says something else
            return "utf-8", b""
        raise UnreadableDump(
            "", f"it declares the encoding {name!r}, which nobody knows.", next_step="Save it as UTF-8."
        ) from error
