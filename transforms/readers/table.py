"""Tables of papers, of any owner: a row a paper, known by the names of its columns.

Layouts: `comma`, `semicolon` and `tab` (a header row and delimited cells), `json` (lines or an array of flat objects)
and `parquet`. Columns that no field is known for stay in `extra`; `[tables.<name>]` in papertide.toml says what the
columns of a table mean whose names say nothing. Names of columns are no marks of a source: a table is claimed where
nobody else is surer. A row that does not have the header's columns is a reject.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO

import msgspec
import polars as pl

from transforms.readers._columns import NAMES, OF_PAPERS, fields_of, map_of, row_type, told
from transforms.readers._contract import FIELDS, GUESSED, PLACE, TOLD, Bounds, ByteAccount, Head, Reader, Recognised
from transforms.readers._csv import Row, read_rows
from transforms.readers._encodings import head_as_utf8, text_of
from transforms.readers._json import Record as JsonRecord
from transforms.readers._json import entries_of
from transforms.readers._json_sample import sample
from transforms.readers._json_texts import cut
from transforms.readers._json_values import Texts
from transforms.readers._parquet import column_names, columns_of, read_parquet
from transforms.readers._records import Record, extra, frame

RAW = pl.Schema({**PLACE, **{name: FIELDS[name] for name in NAMES}, "extra": FIELDS["extra"]})

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_COLUMN = re.compile(r"[\w .()/#%&:+\-]{0,80}")
_LONGEST_HEADER_CHARACTERS = 10_000
_BATCH_ENTRIES = 5_000
# Rows of JSON lines that say what columns there are: not every row prints every one.
_LOOKED_AT_ROWS = 1_000


def sniff(head: Head) -> Recognised | None:
    """Column names that have a title and something else of papers, or that the operator has named."""
    for layout, columns in _columns(head):
        if told_of := map_of(columns, head.column_maps):
            evidence = f"the columns of [tables.{told_of.name}]"
            return Recognised(layout=layout, evidence=evidence, certainty=TOLD)
        fields = {field for field, _ in fields_of(columns, ())}
        proof = fields & OF_PAPERS if layout in ("json", "parquet") else fields - {"title"}
        if "title" in fields and proof:
            evidence = f"the columns {', '.join(sorted(fields))}"
            return Recognised(layout=layout, evidence=evidence, certainty=GUESSED)
    return None


def read(stream: IO[bytes], layout: str, bounds: Bounds, account: ByteAccount) -> Iterator[pl.DataFrame]:
    """Rows in file order, with the columns of RAW."""
    del account
    if layout in _DELIMITERS:
        yield from _read_delimited(stream, _DELIMITERS[layout], bounds)
        return
    if layout == "parquet":
        yield from _read_objects(columns_of(stream), read_parquet(stream, bounds), bounds)
    else:
        yield from _read_objects(*_with_columns(cut(stream, bounds)), bounds)


def _columns(head: Head) -> Iterator[tuple[str, Sequence[str]]]:
    """(layout, names of its columns) for each layout that these bytes could be."""
    if names := column_names(head):
        yield "parquet", names
    elif objects := sample(head).objects:
        counts = [(name, [each[name] for each in objects if name in each]) for name in dict.fromkeys(chain(*objects))]
        yield "json", [name for name, found in counts if 2 * len(found) >= len(objects)]
    else:
        first = next(iter(re.split(r"\r\n|\r|\n", text_of(head_as_utf8(head)), maxsplit=1)), "")
        for layout, delimiter in _DELIMITERS.items() if len(first) <= _LONGEST_HEADER_CHARACTERS else ():
            cells = next(csv.reader([first], delimiter=delimiter), [])
            if all(_COLUMN.fullmatch(name) for name in cells):
                yield layout, cells


def _read_objects(columns: Sequence[str], texts: Iterator[Texts], bounds: Bounds) -> Iterator[pl.DataFrame]:
    fields = fields_of(columns, bounds.column_maps)
    declared = row_type(fields)
    attributes = {each.encode_name: each.name for each in msgspec.structs.fields(declared)}
    places = [(field, attributes[name]) for field, name in fields]

    def row(record: JsonRecord) -> Record:
        return told((field, getattr(record, attribute)) for field, attribute in places)

    return entries_of(texts, declared, row, RAW)


def _with_columns(texts: Iterator[Texts]) -> tuple[list[str], Iterator[Texts]]:
    """The members of the first rows, and all texts again."""
    first: list[Texts] = []
    names: dict[str, None] = {}
    rows = 0
    for batch in texts:
        first.append(batch)
        for text in batch.texts[: _LOOKED_AT_ROWS - rows]:
            names.update(dict.fromkeys(_members(text)))
        rows += len(batch.texts)
        if rows >= _LOOKED_AT_ROWS:
            break
    return list(names), chain(first, texts)


def _members(text: bytes) -> Iterable[str]:
    try:
        return msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()


def _read_delimited(stream: IO[bytes], delimiter: str, bounds: Bounds) -> Iterator[pl.DataFrame]:
    rows = read_rows(stream, delimiter, bounds)
    columns = next(rows).cells
    places = [(field, columns.index(name)) for field, name in fields_of(columns, bounds.column_maps)]
    records = (_of_row(position, row, columns, places) for position, row in enumerate(rows))
    while batch := list(islice(records, _BATCH_ENTRIES)):
        yield frame(batch, RAW)


def _of_row(position: int, row: Row, columns: Sequence[str], places: Sequence[tuple[str, int]]) -> Record:
    place: Record = {"position": position, "line_start": row.line_start, "line_end": row.line_end, "raw": row.raw}
    width = len(columns)
    is_ragged = len(row.cells) < width or any(cell.strip() for cell in row.cells[width:])
    if row.problem or is_ragged:
        return {**place, "problems": [row.problem or "csv:ragged"]}
    known = {column for _, column in places}
    return {
        **place,
        **told((field, row.cells[column].strip()) for field, column in places),
        "extra": extra({name: row.cells[n].strip() for n, name in enumerate(columns) if n not in known}),
    }


READER = Reader(
    name="table",
    version=2,
    describes="Tables of papers with named columns (CSV, TSV, JSON lines, Parquet)",
    layouts=(*_DELIMITERS, "json", "parquet"),
    raw=RAW,
    sniff=sniff,
    read=read,
)
