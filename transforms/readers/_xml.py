"""How bytes become XML elements: entry by entry, strict, with flat memory. Nothing here knows a source.

`_markup` cuts the bytes into entries; each is parsed by lxml in a wrapper of ours, so that the parser never sees a
document type definition, expands no entity, fetches nothing, and one broken entry is one reject. Parsing some 64 KB of
entries at once is faster than `iterparse` over the whole, because small trees stay in the processor's cache.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any, NamedTuple

import polars as pl
from lxml import etree

from transforms.readers._contract import Bounds, Head
from transforms.readers._encodings import as_utf8, head_as_utf8
from transforms.readers._markup import Cutter, Dialect, Piece
from transforms.readers._records import Record, frame

_GROUP_BYTES = 64 * 1024
_BATCH_ENTRIES = 2_000
_BLOCK_BYTES = 1024 * 1024
_MONTH = re.compile(r"([A-Za-z]{3,9})\.?(?:\s+\d.*)?", re.DOTALL)
_ENTITY = re.compile(rb"&([A-Za-z][\w.\-]*);")
_XML_ENTITIES = (b"amp", b"lt", b"gt", b"quot", b"apos")
_RESERVED = {b"xml", b"xmlns"}
_PREFIX = re.compile(rb"[<\s/]([A-Za-z_][\w.\-]*):[A-Za-z_]")
_ROOT = re.compile(
    rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*<(?:[\w.\-]+:)?([\w.\-]+)", re.DOTALL
)

Element = etree._Element


class Entry(NamedTuple):
    """An entry, an opening, or a piece that could not be parsed (`element` None, with its `problem`)."""

    element: Element | None
    is_opening: bool
    raw: str
    line_start: int
    line_end: int
    problem: str | None


def root_of(head: Head) -> tuple[str, bytes] | None:
    """Local name of the root element, and the first bytes in UTF-8; None where it is no XML."""
    data = head_as_utf8(head)
    found = _ROOT.match(data)
    return (found[1].decode(), data) if found else None


def read_frames(
    stream: IO[bytes],
    dialect: Dialect,
    bounds: Bounds,
    schema: pl.Schema,
    record_of: Callable[[Element], Record | list[Record] | None],
) -> Iterator[pl.DataFrame]:
    """Entries -> frames of `schema`, by what `record_of` makes of each element; None: it is no entry.

    Openings are shown to `record_of` too. A key `problems` of its record holds what it found wrong. An element that is
    a list of entries gives as many records, each with its own `raw`. Raises UnreadableDump for a document type
    definition with declarations, LimitExceeded for an overlong element.
    """
    position, records = 0, []
    for entry in read_entries(stream, dialect, bounds):
        broken: Record = {"problems": [entry.problem]}
        made = broken if entry.element is None else record_of(entry.element)
        for record in made if isinstance(made, list) else (made,):
            if record is None:
                continue
            record["position"], record["line_start"], record["line_end"] = position, *entry[3:5]
            record.setdefault("raw", entry.raw)
            records.append(record)
            position += 1
            if len(records) == _BATCH_ENTRIES:
                yield frame(records, schema)
                records = []
    if records:
        yield frame(records, schema)


def read_entries(stream: IO[bytes], dialect: Dialect, bounds: Bounds) -> Iterator[Entry]:
    """Every entry, opening and damaged piece of the dump, in file order."""
    cutter = Cutter(dialect, bounds)
    blocks = as_utf8(stream, Bounds(block_bytes=min(bounds.block_bytes, _BLOCK_BYTES)))
    group: list[Piece] = []
    size = 0
    for piece in cutter.pieces(blocks):
        group.append(piece)
        size += len(piece.data)
        if size >= _GROUP_BYTES:
            yield from _parsed(group, cutter.namespaces, dialect.entities)
            group, size = [], 0
    yield from _parsed(group, cutter.namespaces, dialect.entities)


def local_name(element: Element) -> str:
    """Its name without the namespace; empty for comments and instructions."""
    tag = element.tag
    return tag[tag.find("}") + 1 :] if isinstance(tag, str) else ""


def text_in(element: Element | None) -> str | None:
    """All text in it, mark-up left out (`CO<sub>2</sub>` -> `CO2`, `<br/>` a line end); None where there is none."""
    if element is None:
        return None
    if len(element) == 0:
        return element.text
    for line_break in element.iter("{*}br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    return "".join(map(str, element.itertext())) or None


def children(element: Element) -> dict[str, list[Element]]:
    """Child elements by local name, in order."""
    found: dict[str, list[Element]] = {}
    for child in element:
        tag = child.tag
        name = tag[tag.find("}") + 1 :]
        if name in found:
            found[name].append(child)
        else:
            found[name] = [child]
    return found


def first_text(fields: Mapping[str, Sequence[Element]], name: str) -> str | None:
    """Text of the first child of that name."""
    found = fields.get(name)
    return text_in(found[0]) if found else None


def texts(fields: Mapping[str, Sequence[Element]], name: str) -> list[str]:
    """Text of every child of that name that has any."""
    return [text for element in fields.get(name, ()) if (text := text_in(element))]


def at(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names; None where there is none."""
    for name in path:
        element = next((child for child in element if local_name(child) == name), None) if element is not None else None
    return element


def paragraphs_in(element: Element | None) -> str | None:
    """Text of its paragraphs, one a line; all its text where it has none. JATS abstracts are written so."""
    if element is None:
        return None
    found = [text.strip() for part in element.iter() if local_name(part) == "p" and (text := text_in(part))]
    return "\n".join(found) or text_in(element)


def month_and_year(month: str | None, year: str | None) -> str | None:
    """`July` or `July 5-10` and `2018` -> `July 2018`; only the year where the month is not one (`July/August`)."""
    if not month or not year:
        return year
    found = _MONTH.fullmatch(month.strip())
    return f"{found[1]} {year}" if found else year


def _parsed(group: Sequence[Piece], namespaces: Mapping[bytes, bytes], entities: Mapping[str, str]) -> Iterator[Entry]:
    whole = [piece for piece in group if piece.problem is None]
    joined = b"".join(piece.data for piece in whole)
    parse = Parser(namespaces, entities)
    elements = iter(_children(parse, joined, len(whole)) or [parse.only(piece.data) for piece in whole])
    for piece in group:
        element, problem = (None, piece.problem) if piece.problem else next(elements)
        raw = piece.data.decode("utf-8", "replace")
        yield Entry(element, piece.is_opening, raw, piece.line_start, piece.line_end, problem)


def _children(parse: Parser, data: bytes, expected: int) -> list[tuple[Element | None, str | None]] | None:
    """One element for each piece; None where any is damaged, or does not stay one element."""
    try:
        found = list(parse(data))
    except etree.XMLSyntaxError:
        return None
    return [(element, None) for element in found] if len(found) == expected else None


def _code(error: etree.XMLSyntaxError) -> int:
    """libxml2's number of the first thing that was wrong."""
    code: int = getattr(error, "code", 0)  # lxml's stubs do not know it
    return code


def _problem_of(error: etree.XMLSyntaxError, data: bytes) -> str:
    try:
        data.decode()
    except UnicodeDecodeError:
        return "encoding:invalid"
    kind = _code(error)
    if kind in (etree.ErrorTypes.ERR_UNDECLARED_ENTITY, etree.ErrorTypes.WAR_UNDECLARED_ENTITY):
        return "xml:undefined_entity"
    return "xml:invalid_character" if kind == etree.ErrorTypes.ERR_INVALID_CHAR else "xml:invalid"


def _strict_parser(target: Any) -> etree.XMLParser:
    return etree.XMLParser(
        target=target,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )


class _Nothing:
    """What a parser builds that is only asked whether text is well-formed: three times as fast as one with a tree."""

    def close(self) -> None: ...


class Parser:
    """Parses entries in a wrapper of ours, with the prefixes that the document binds around them."""

    def __init__(self, namespaces: Mapping[bytes, bytes], entities: Mapping[str, str]) -> None:
        self._namespaces = namespaces
        self._entities = {name.encode(): value.encode() for name, value in entities.items()}
        self._parser = _strict_parser(None)
        self._judge = _strict_parser(_Nothing())

    def __call__(self, data: bytes) -> Element:
        """The wrapper around `data`. Raises XMLSyntaxError."""
        data = self._with_characters(data)
        try:
            return self._wrapped(data, self._namespaces)
        except etree.XMLSyntaxError as error:
            if _code(error) != etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE:
                raise
        # Some exports cut records out of their document, and the prefixes' declarations stay behind.
        unbound = {prefix: b'"urn:unbound:' + prefix + b'"' for prefix in set(_PREFIX.findall(data)) - _RESERVED}
        return self._wrapped(data, {**unbound, **self._namespaces})

    def only(self, data: bytes) -> tuple[Element | None, str | None]:
        """The one element that `data` is, or the problem why it is none."""
        try:
            found = list(self(data))
        except etree.XMLSyntaxError as error:
            return None, _problem_of(error, data)
        return (found[0], None) if len(found) == 1 else (None, "xml:invalid")

    def wrong_line(self, data: bytes) -> int | None:
        """The line of `data` up to which it is well-formed; None where all of it is. Knows no prefixes."""
        try:
            etree.fromstring(b"<entries>" + self._with_characters(data) + b"</entries>", self._judge)
        except etree.XMLSyntaxError as error:
            return error.position[0]
        return None

    def _with_characters(self, data: bytes) -> bytes:
        return _ENTITY.sub(self._character, data) if self._entities and b"&" in data else data

    def _wrapped(self, data: bytes, namespaces: Mapping[bytes, bytes]) -> Element:
        bound = b"".join(b" xmlns:" + prefix + b"=" + uri for prefix, uri in namespaces.items())
        return etree.fromstring(b"<entries" + bound + b">" + data + b"</entries>", self._parser)

    def _character(self, entity: re.Match[bytes]) -> bytes:
        return entity[0] if entity[1] in _XML_ENTITIES else self._entities.get(entity[1], entity[0])
