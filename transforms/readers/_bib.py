"""How bytes become BibTeX entries: https://www.bibtex.org/Format/ and btparse's description of the language.

Nothing here knows what a field means. Entries are cut by balanced braces; one that does not balance ends where the
next begins, and is one reject. bibtexparser was tried and loses what stands in parentheses or has no key.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import IO

from transforms.errors import LimitExceeded
from transforms.readers._contract import Bounds
from transforms.readers._encodings import as_utf8, text_of

_START = re.compile(rb"@\s*([A-Za-z][\w\-]*)\s*([{(])")
# Where an entry of whatever kind begins a line: an entry that is still open there has lost a brace.
_NEXT = re.compile(rb"[\r\n][ \t]*@\s*[A-Za-z][\w\-]*\s*[{(]\s*(?:[^\s{}()\",=]*\s*,|[^\s{}()\",=]+\s*=)")
_BRACES = re.compile(rb"[{}]")
_PARENTHESES = re.compile(rb"[{}()]")
_LINE_END = re.compile(rb"\r\n?|\n")
_COMMENT = re.compile(rb"^[ \t]*%.*$", re.MULTILINE)
_LOST = re.compile(rb"^[ \t]*(?:@.*|[A-Za-z][\w\-]*[ \t]*=[ \t]*[{\"].*)$", re.MULTILINE)
_KEY = re.compile(r"\s*([^,={}\"#%]*?)\s*(,|\Z)")
_NAME = re.compile(r"[\s,]*([^\s,={}\"#%()]+)\s*=\s*")
_BARE = re.compile(r"[^\s,#{}\"=]+")
_MARKS = re.compile(r'[{}"]')
_JOINT = re.compile(r"\s*#\s*")
_REST = re.compile(r"[\s,]*\Z")
# What stands in a value: maths, a command with what follows it at once, a brace, other text.
_TEX = re.compile(r"\$[^$]*\$|\\(?:[A-Za-z]+|.)|[{}]|[^\\${}]+|.", re.DOTALL)
_TAKES_ARGUMENT = re.compile(r"""\\(?:[A-Za-z]+|[`'^"~=.])""")
_UNREAD_TYPES = ("string", "preamble", "comment")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, kw_only=True)
class BibEntry:
    """One entry: type, key and fields in lower case, values with their LaTeX but without delimiters."""

    kind: str
    key: str
    fields: dict[str, str]
    raw: str
    line_start: int
    line_end: int
    problem: str | None = None


@dataclass(kw_only=True)
class _Bibliography:
    strings: dict[str, str] = field(default_factory=lambda: {month[:3].lower(): month for month in _MONTHS})
    line: int = 1


def read_bibliography(stream: IO[bytes], bounds: Bounds) -> Iterator[BibEntry]:
    """Every entry in file order; `@string`s are put in, comments and preambles are furniture."""
    bibliography = _Bibliography()
    rest = b""
    for block in as_utf8(stream, bounds):
        rest += block
        done = yield from _entries(rest, bibliography, is_last=False)
        rest = rest[done:]
        if len(rest) > bounds.line_bytes:
            raise LimitExceeded(
                "",
                f"line {bibliography.line:,}: an entry is longer than {bounds.line_bytes:,} bytes.",
                next_step="Check that it is a bibliography, or raise max_line_bytes.",
            )
    yield from _entries(rest, bibliography, is_last=True)


def _entries(data: bytes, known: _Bibliography, *, is_last: bool) -> Generator[BibEntry, None, int]:
    """Entries of `data`; returns (as a generator) up to where it is done with."""
    done = 0
    while start := _next_start(data, done):
        end, is_balanced = _end(data, start)
        if not is_last and end + 1 >= len(data):
            return done  # the entry, or the marker of the one behind it, may go on in the next block
        yield from _between(data[done : start.start()], known)
        entry = _entry(data[start.start() : end], start, known, is_balanced=is_balanced)
        if entry:
            yield entry
        done = end
    if is_last:
        yield from _between(data[done:], known)
    return done


def _next_start(data: bytes, position: int) -> re.Match[bytes] | None:
    """The next entry that does not stand in a comment line."""
    while start := _START.search(data, position):
        line = data[max(data.rfind(b"\n", 0, start.start()), data.rfind(b"\r", 0, start.start())) + 1 : start.start()]
        if b"%" not in line:
            return start
        position = start.end()
    return None


def _end(data: bytes, start: re.Match[bytes]) -> tuple[int, bool]:
    """Where the entry ends, and whether its delimiters balance there."""
    is_braced, depth = start[2] == b"{", 1
    end = len(data)
    for mark in (_BRACES if is_braced else _PARENTHESES).finditer(data, start.end()):
        if mark[0] == b")" or mark[0] == b"(":
            depth = 0 if mark[0] == b")" and depth == 1 else depth
        else:
            depth += 1 if mark[0] == b"{" else -1
        if depth <= 0:
            end = mark.end()
            break
    lost = _NEXT.search(data, start.end(), end) if start[1].lower() != b"comment" or depth > 0 else None
    return (lost.start() + 1, False) if lost else (end, depth == 0)


def _between(data: bytes, known: _Bibliography) -> Iterator[BibEntry]:
    """What stands between entries is comment, unless it looks like a piece of an entry."""
    text = _COMMENT.sub(b"", data)
    first, known.line = known.line, known.line + len(_LINE_END.findall(data))
    if _LOST.search(text):
        yield BibEntry(
            kind="",
            key="",
            fields={},
            raw=text_of(data).strip(),
            line_start=first,
            line_end=known.line,
            problem="bib:stray_text",
        )


def _entry(data: bytes, start: re.Match[bytes], known: _Bibliography, *, is_balanced: bool) -> BibEntry | None:
    kind, raw = start[1].decode().lower(), text_of(data)
    first, known.line = known.line, known.line + len(_LINE_END.findall(data))
    last = known.line - (1 if data.endswith((b"\n", b"\r")) else 0)
    if kind in ("comment", "preamble") and is_balanced:
        return None
    body = raw[raw.index(start[2].decode()) + 1 : -1]
    fields = _fields(body, known, has_key=kind not in _UNREAD_TYPES) if is_balanced else None
    if fields is not None and kind == "string":
        known.strings.update(fields[1])
        return None
    problem = None if fields else ("bib:invalid" if is_balanced else "bib:unbalanced")
    key, values = fields or ("", {})
    return BibEntry(
        kind=kind, key=key, fields=values, raw=raw.strip(), line_start=first, line_end=last, problem=problem
    )


def _fields(body: str, known: _Bibliography, *, has_key: bool) -> tuple[str, dict[str, str]] | None:
    """(key, fields) of an entry's text; None where it is not of this language. The first of two equal names wins."""
    key = _KEY.match(body) if has_key else None
    position = key.end() if key else 0
    fields: dict[str, str] = {}
    while name := _NAME.match(body, position):
        value, position = _value(body, name.end(), known)
        if value is None:
            return None
        fields.setdefault(name[1].lower(), value)
    return (key[1] if key else "", fields) if _REST.match(body, position) else None


def _value(body: str, position: int, known: _Bibliography) -> tuple[str | None, int]:
    """A value, its parts joined by `#` put together, and where it ends."""
    parts: list[str] = []
    while True:
        if body[position : position + 1] in ("{", '"'):
            end = _closing(body, position)
            if end is None:
                return None, position
            parts.append(body[position + 1 : end])
            position = end + 1
        elif bare := _BARE.match(body, position):
            parts.append(known.strings.get(bare[0].lower(), bare[0]))
            position = bare.end()
        elif body[position : position + 1] in (",", ""):  # `title = ,`
            return "".join(parts), position
        else:
            return None, position
        joint = _JOINT.match(body, position)
        if not joint:
            return "".join(parts), position
        position = joint.end()


def _closing(body: str, position: int) -> int | None:
    """Where the value that opens at `position` closes: at its own brace, or at a quote outside all braces."""
    is_quoted, depth = body[position] == '"', 0
    for mark in _MARKS.finditer(body, position + 1):
        if mark[0] == '"':
            if is_quoted and depth == 0:
                return mark.start()
        elif mark[0] == "{":
            depth += 1
        elif depth == 0:
            return None if is_quoted else mark.start()
        else:
            depth -= 1
    return None


def without_protection(value: str) -> str:
    """A value without the braces that only keep capitals, or words, as they are: `The {CALMA} {P}roject`.

    Braces of maths, of a command (`\\emph{...}`, `{\\"o}`) and of numbers (`{100} faces`) stay.
    """
    if "{" not in value:
        return value
    tokens = _TEX.findall(value)
    partners, opened = {}, []
    for place, token in enumerate(tokens):
        if token == "{":
            opened.append(place)
        elif token == "}" and opened:
            partners[opened.pop()] = place
    dropped = {
        brace for first, last in partners.items() if _only_protects(tokens, first, last) for brace in (first, last)
    }
    return "".join(token for place, token in enumerate(tokens) if place not in dropped)


def _only_protects(tokens: list[str], first: int, last: int) -> bool:
    before = tokens[first - 1] if first else ""
    is_argument = _TAKES_ARGUMENT.fullmatch(before) or before.endswith(("}", "^", "_"))
    begins_with_command = tokens[first + 1].startswith("\\")
    inner = "".join(tokens[first + 1 : last])
    is_meant = inner == '"' or any(map(str.isalpha, inner))
    return is_meant and not is_argument and not begins_with_command
