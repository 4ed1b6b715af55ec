"""How entries of flat XML elements become rows, batch by batch. Knows no source.

`_xml_plain` reads thousands at once of those that stand as nearly all do; any other (with a comment or CDATA in it,
damaged, laid out in another way) is cut by `_markup` and parsed by `_xml` alone. Both ways give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import polars as pl

from transforms.ahead import each_ahead
from transforms.readers._contract import PLACE, Bounds
from transforms.readers._encodings import as_utf8
from transforms.readers._markup import Cutter, Dialect, Piece, Stretches
from transforms.readers._xml import Parser, local_name, text_in
from transforms.readers._xml_plain import Form, Plain, PlainReader

_BLOCK_BYTES = 4 * 1024 * 1024
_ENTRIES = pl.Schema(
    {
        "stretch": pl.UInt32,
        "kind": pl.String,
        "raw": pl.String,
        "line_start": pl.Int64,
        "line_end": pl.Int64,
        "problem": pl.String,
    }
)
_ATTRIBUTES = pl.Schema({"entry": pl.UInt32, "name": pl.String, "text": pl.String})
_CHILDREN = pl.Schema([*_ATTRIBUTES.items(), ("attribute", pl.String())])


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Entries that follow one another, and what they say.

    `entries`: PLACE, and `kind`, the element's name (NULL where the entry has a problem). `attributes`: `entry` (a
    place in `entries`), `name`, `text`. `children`: the same, and `attribute`, the wanted one of the child; only those
    with text. The rows of one entry stand together and in order; entries may not.
    """

    entries: pl.DataFrame
    attributes: pl.DataFrame
    children: pl.DataFrame


def read_rows(stream: IO[bytes], dialect: Dialect, form: Form, bounds: Bounds) -> Iterator[Rows]:
    """All entries of a dump in file order, in batches. The dialect has no openings.

    Raises UnreadableDump for a document type definition with declarations, LimitExceeded for an overlong element.
    """
    cutter, position = Cutter(dialect, bounds), 0
    parser = Parser(cutter.namespaces, dialect.entities)
    reader = PlainReader(dialect, form, parser)
    blocks = as_utf8(stream, Bounds(block_bytes=min(bounds.block_bytes, _BLOCK_BYTES)))
    whole = (stretches for stretches in cutter.stretches(blocks) if stretches.ends)
    for stretches, plain in each_ahead(lambda found: (found, reader.read(found)), whole):
        others = _OneByOne(parser, form.attribute)
        ends = plain.lines.cum_sum() + cutter.line
        starts = ends - plain.lines
        for at in plain.others:
            cutter.line = starts[at]
            others.read(at, cutter.pieces_of(stretches.text(at)))
        cutter.line = ends[-1]
        rows = _merged(plain, starts, others, position)
        position += rows.entries.height
        if rows.entries.height:
            yield rows
    others = _OneByOne(parser, form.attribute)
    others.read(0, cutter.pieces_at_end())
    nothing = reader.read(Stretches(b"", []))
    rest = _merged(nothing, nothing.lines, others, position)
    if rest.entries.height:
        yield rest


class _OneByOne:
    """Entries parsed one by one, and their rows, by number of the entry among them."""

    def __init__(self, parser: Parser, attribute: str) -> None:
        self._parser, self._attribute = parser, attribute
        self._entries: list[tuple[Any, ...]] = []
        self._attributes: list[tuple[int, Any, Any]] = []
        self._children: list[tuple[int, str, str, str | None]] = []

    def read(self, stretch: int, pieces: Iterable[Piece]) -> None:
        """Add what a stretch is cut into."""
        for piece in pieces:
            number = len(self._entries)
            element, problem = (None, piece.problem) if piece.problem else self._parser.only(piece.data)
            raw, kind = piece.data.decode("utf-8", "replace"), None if element is None else local_name(element)
            self._entries.append((stretch, kind, raw, piece.line_start, piece.line_end, problem))
            if element is not None:
                self._attributes += [(number, name, text) for name, text in element.items()]
                self._children += [
                    (number, local_name(child), text, child.get(self._attribute))
                    for child in element
                    if (text := text_in(child))
                ]

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """Entries, attributes and children."""
        return (
            pl.DataFrame(self._entries, schema=_ENTRIES, orient="row"),
            pl.DataFrame(self._attributes, schema=_ATTRIBUTES, orient="row"),
            pl.DataFrame(self._children, schema=_CHILDREN, orient="row"),
        )


def _merged(plain: Plain, starts: pl.Series, others: _OneByOne, position: int) -> Rows:
    """All entries in file order; rows by their places in it."""
    start = starts.gather(plain.entries["stretch"])
    of_plain = plain.entries.select(
        "stretch",
        "kind",
        "raw",
        line_start=start + pl.col("first_line"),
        line_end=start + pl.col("last_line"),
        problem=pl.lit(None, dtype=pl.String),
    )
    entries, attributes, children = others.frames()
    every = pl.concat([of_plain, entries]).with_row_index("read").sort("stretch", maintain_order=True)
    every = every.with_row_index("entry")
    place = every.sort("read")["entry"]
    of_stretch = pl.repeat(None, len(starts), dtype=pl.UInt32, eager=True)
    of_stretch = of_stretch.scatter(of_plain["stretch"], place.head(of_plain.height))
    of_other = place.tail(entries.height)
    problem = pl.col("problem")
    return Rows(
        entries=every.select(
            position=pl.int_range(position, position + pl.len(), dtype=pl.Int64),
            line_start="line_start",
            line_end="line_end",
            raw="raw",
            problems=pl.when(problem.is_null())
            .then(pl.lit([], dtype=PLACE["problems"]))
            .otherwise(pl.concat_list(problem)),
            kind="kind",
        ),
        attributes=pl.concat([_placed(plain.attributes, of_stretch), _by_number(attributes, of_other)]),
        children=pl.concat([_placed(plain.children, of_stretch), _by_number(children, of_other)]),
    )


def _placed(rows: pl.DataFrame, of_stretch: pl.Series) -> pl.DataFrame:
    return rows.select(of_stretch.gather(rows["stretch"]).alias("entry"), pl.exclude("stretch"))


def _by_number(rows: pl.DataFrame, of_number: pl.Series) -> pl.DataFrame:
    return rows.with_columns(entry=of_number.gather(rows["entry"]))
