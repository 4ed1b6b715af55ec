"""How XML text is cut into its entries, byte-exact and with flat memory. What is in an entry, `_xml` parses.

An entry is found by its own tags, so one broken entry costs one entry, and each keeps its own text and lines. What
stands around the entries (declarations, wrappers, page furniture) must be well-formed and known to the dialect:
nothing is passed over in silence. No document type definition is ever read; one that declares entities is refused.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.errors import LimitExceeded, UnreadableDump
from transforms.readers._contract import Bounds

_ATTRIBUTES = rb"""[^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*"""
# Comments, CDATA and instructions may hold tags that are none.
_OPAQUE = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.DOTALL)
_TAG = re.compile(rb"<(/?)(?:[\w.\-]+:)?([\w.\-]+)(" + _ATTRIBUTES + rb")>")
_NAMESPACE = re.compile(rb"""\bxmlns:([\w.\-]+)\s*=\s*(["'][^"'<]*["'])""")


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """Which elements of an XML dialect are what; local names, whatever the prefix.

    `entries` are handed on whole; `openings` are handed on as empty elements when their start tag is met (what they
    say holds for the entries behind it); `skipped` are passed over unread; `furniture` may stand around them.
    `entities` are the named characters that the dialect's own definition declares.
    """

    entries: tuple[str, ...]
    openings: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    entities: Mapping[str, str] = field(default_factory=dict)


class Piece(NamedTuple):
    """A part of the dump: an entry, an opening (`is_opening`), or something with a `problem`."""

    data: bytes
    line_start: int
    line_end: int
    is_opening: bool = False
    problem: str | None = None


class Stretches(NamedTuple):
    """Texts that follow one another from the beginning of `data`, and where each ends."""

    data: bytes
    ends: list[int]

    def text(self, at: int) -> bytes:
        """One of them."""
        return self.data[self.ends[at - 1] if at else 0 : self.ends[at]]


class Cutter:
    """Cuts blocks of UTF-8 into pieces. `namespaces` are the prefixes that the surroundings declare."""

    def __init__(self, dialect: Dialect, bounds: Bounds) -> None:
        whole = "|".join(map(re.escape, dialect.entries + dialect.skipped)).encode()
        every = "|".join(map(re.escape, dialect.entries + dialect.skipped + dialect.openings)).encode()
        prefix = rb"(?:[\w.\-]++:)?+"  # possessive: without, every tag is looked at once per letter
        end = rb"/" + prefix + rb"(" + whole + rb")\s*"
        start = prefix + rb"(" + every + rb")(?=[\s/>])" + _ATTRIBUTES
        self._end_tag = re.compile(rb"<" + end + rb">")
        self._token = re.compile(rb"<(?:" + end + rb"|" + start + rb")>")
        self._openings = {name.encode() for name in dialect.openings}
        self._skipped = {name.encode() for name in dialect.skipped}
        self._surroundings = _Surroundings(dialect)
        self._bounds = bounds
        self._rest, self._rest_line = b"", 1
        self.line = 1  # on which the next stretch begins

    @property
    def namespaces(self) -> Mapping[bytes, bytes]:
        """Prefix -> quoted URI."""
        return self._surroundings.namespaces

    def pieces(self, blocks: Iterable[bytes]) -> Iterator[Piece]:
        """Everything in `blocks` that is an entry, an opening or damage, in file order."""
        for stretches in self.stretches(blocks):
            for at in range(len(stretches.ends)):
                yield from self.pieces_of(stretches.text(at))
        yield from self.pieces_at_end()

    def stretches(self, blocks: Iterable[bytes]) -> Iterator[Stretches]:
        """`blocks`, cut behind every end of an entry: what a stretch holds, it holds whatever stands around it."""
        for block in blocks:
            data = self._rest + block
            ends = [tag.end() for tag in self._end_tag.finditer(_visible(data))]
            done = ends[-1] if ends else 0
            self._rest = data[done:]
            self._rest_line += data.count(b"\n", 0, done)
            yield Stretches(data, ends)
            if len(self._rest) > self._bounds.line_bytes:
                blank = len(self._rest) - len(self._rest.lstrip())
                line = self._rest_line + self._rest.count(b"\n", 0, blank)
                raise LimitExceeded(
                    "",
                    f"line {line:,}: an element is longer than {self._bounds.line_bytes:,} bytes.",
                    next_step="Check that it is a dump of papers, or raise max_line_bytes.",
                )

    def pieces_of(self, stretch: bytes) -> Generator[Piece, None, int]:
        """Pieces of a stretch that begins at `line`; returns (as a generator) up to where it is done with."""
        done, entry = 0, None
        for token in self._token.finditer(_visible(stretch)):
            start, end = token.span()
            if token[1] is None and entry is None:
                yield from self._gap(stretch[done:start])
                if token[2] in self._openings:
                    yield from self._opening(stretch[start:end])
                    done = end
                elif stretch[end - 2 : end - 1] == b"/":
                    yield from self._piece(stretch[start:end], is_skipped=token[2] in self._skipped)
                    done = end
                else:
                    done, entry = start, token[2]
            elif token[1] is None and token[2] not in self._openings:  # an entry begins before the last one has ended
                yield from self._piece(stretch[done:start], problem="xml:invalid")
                done, entry = start, token[2]
            elif token[1] is not None and entry is None:  # an end without a beginning
                yield from self._gap(stretch[done:start], stretch[start:end])
                done = end
            elif token[1] is not None:
                first, self.line = self.line, self.line + stretch.count(b"\n", done, end)
                if entry not in self._skipped:
                    yield Piece(stretch[done:end], first, self.line)
                done, entry = end, None
        return done

    def pieces_at_end(self) -> Iterator[Piece]:
        """Pieces of what stands behind the last entry, when all blocks are read."""
        done = yield from self.pieces_of(self._rest)
        rest = self._rest[done:]
        if self._token.match(_visible(rest)) or b"<!--" in rest:
            yield from self._piece(rest, problem="xml:truncated")
            return
        yield from self._gap(rest)
        if self._surroundings.is_open:
            yield Piece(rest, self.line, self.line, problem="xml:truncated")

    def _piece(self, data: bytes, *, is_skipped: bool = False, problem: str | None = None) -> Iterator[Piece]:
        first, self.line = self.line, self.line + data.count(b"\n")
        if problem or not is_skipped:
            yield Piece(data, first, self.line, problem=problem)

    def _opening(self, tag: bytes) -> Iterator[Piece]:
        self._surroundings.problem_of(tag)
        closed = tag if tag.endswith(b"/>") else tag[:-1] + b"/>"
        yield Piece(closed, self.line, self.line, is_opening=True)
        self.line += tag.count(b"\n")

    def _gap(self, data: bytes, stray_end: bytes = b"") -> Iterable[Piece]:
        if data in (b"", b"\n") and not stray_end:  # what stands between most entries
            self.line += len(data)
            return ()
        return self._damage(data, stray_end)

    def _damage(self, data: bytes, stray_end: bytes) -> Iterator[Piece]:
        problem = self._surroundings.problem_of(data) if data and not data.isspace() else None
        data += stray_end
        if stray_end or problem:
            text = data.strip()
            before, _, behind = data.partition(text)
            self.line += before.count(b"\n")
            yield from self._piece(text, problem="xml:invalid" if stray_end else problem)
            self.line += behind.count(b"\n")
        else:
            self.line += data.count(b"\n")


class _Surroundings:
    """What stands around the entries: is it well-formed, and known?"""

    def __init__(self, dialect: Dialect) -> None:
        self.namespaces: dict[bytes, bytes] = {}
        self._known = {name.encode() for name in (*dialect.furniture, *dialect.openings)}
        self._open: list[bytes] = []

    @property
    def is_open(self) -> bool:
        return bool(self._open)

    def problem_of(self, gap: bytes) -> str | None:
        """What is wrong with what stands between two entries; None where nothing is."""
        gap = _OPAQUE.sub(b"", gap)
        _refuse_entities(gap)
        gap = _DOCTYPE.sub(b"", gap)
        self.namespaces.update(_NAMESPACE.findall(gap))
        problems: list[str | None] = []
        done, was_start = 0, False
        for tag in _TAG.finditer(gap):
            text, is_end = gap[done : tag.start()].strip(), bool(tag[1])
            if text and not (was_start and is_end):
                problems.append("xml:invalid" if b"<" in text else "xml:stray_text")
            problems.append(self._step(tag))
            done, was_start = tag.end(), not is_end
        if gap[done:].strip():
            problems.append("xml:stray_text")
        return next(filter(None, problems), None)

    def _step(self, tag: re.Match[bytes]) -> str | None:
        is_end, name, attributes = tag.groups()
        if name not in self._known and (self._open if not is_end else name not in self._open):
            return "xml:unknown_element"  # it may be half an entry: it does not have to be closed
        if not is_end:
            self._open += [] if attributes.endswith(b"/") else [name]
            return None
        if name not in self._open:
            return "xml:invalid"
        is_balanced = self._open[-1] == name
        while self._open.pop() != name:
            pass
        return None if is_balanced else "xml:invalid"


def _visible(data: bytes) -> bytes:
    """`data` with blanks for what may hold tags that are none; every byte keeps its place."""
    if not _has_behind(data, b"<", b"!") and not _has_behind(data, b"<", b"?"):
        return data
    return _OPAQUE.sub(lambda opaque: b" " * len(opaque[0]), data)


def _has_behind(data: bytes, first: bytes, second: bytes) -> bool:
    """Is one byte followed by another? Looks for the second, the rarer one: four times as fast as for both."""
    at = data.find(second)
    while at > 0 and data[at - 1 : at] != first:
        at = data.find(second, at + 1)
    return at > 0


def _refuse_entities(gap: bytes) -> None:
    doctype = _DOCTYPE.search(gap)
    if b"<!ENTITY" in gap or (doctype and doctype[1]):
        raise UnreadableDump(
            "",
            "its document type definition stands in the file and declares what its text means (xml:forbidden_dtd).",
            next_step="Such files can be made to explode or to fetch others; ask for one without it.",
        )
