"""How bytes become JSON records: texts as `_json_texts` cuts them, decoded to what a reader declares. Knows no source.

Policy for what JSON leaves open (https://www.rfc-editor.org/rfc/rfc8259):

- of a key that stands twice the last value counts;
- NaN, Infinity, raw control characters and anything behind a value are `json:invalid`;
- half a surrogate pair (`\\ud800`) stands as U+FFFD and is `encoding:invalid`, and so are bytes that are not UTF-8;
- `\\u0000` is text (normalising drops it), and so is U+2028;
- a number where text is declared is taken as printed: `1207.7210` stays `1207.7210`;
- what does not fit its declaration otherwise is `json:unexpected_type`, nesting beyond the stack `json:too_deep`.

msgspec decodes to Python objects seven times as fast as Polars' `str.json_decode` to columns, and that one takes the
first of two equal keys, reads half a surrogate pair as NUL, and `{},{}` in one row as two rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Generic, TypeVar

import msgspec
import polars as pl

from transforms.readers._contract import PLACE, Bounds
from transforms.readers._json_extra import Unread, declared_names, joined, opened, undeclared
from transforms.readers._json_texts import cut
from transforms.readers._json_values import ENCODING, Texts
from transforms.readers._records import Columns
from transforms.readers._records import Record as Fields

INVALID = "json:invalid"
NOT_AN_OBJECT = "json:not_an_object"
TOO_DEEP = "json:too_deep"
UNEXPECTED_TYPE = "json:unexpected_type"

_UNDECODED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")


class Record(msgspec.Struct, gc=False):
    """What a reader declares of its source's objects. Every field has a default: a damaged record is empty.

    Subclasses repeat `gc=False`: what is decoded holds no cycles. One with `forbid_unknown_fields=True` declares all
    that its source prints, which saves a second pass for `extra`.
    """


R = TypeVar("R", bound=Record)
M = TypeVar("M")  # what is made of a record: itself, or its fields


@dataclass(frozen=True, kw_only=True)
class Batch(Generic[M]):
    """Records that follow one another. One with a problem is empty, or as far as it could be read."""

    records: Sequence[M]
    texts: Texts
    first_position: int
    problems: Mapping[int, str]  # by place in `records`
    carefully: Sequence[int]  # places of those that did not decode as declared at once

    def frame(self, raw: pl.Schema, **columns: Iterable[Any]) -> pl.DataFrame:
        """PLACE and `columns`, a value for every record: a series as it is, values typed as in `raw`, or else text."""
        values = {
            name: column if isinstance(column, pl.Series) else pl.Series(list(column), dtype=raw.get(name, pl.String()))
            for name, column in columns.items()
        }
        return pl.DataFrame({**self.place(), **values})

    def with_undeclared(self, extra: Sequence[bytes], known: frozenset[str]) -> pl.Series:
        """`extra`, the JSON texts of declared members, with what a closed record type does not declare."""
        news = {at: text for at in self.carefully if (text := undeclared(self.texts.texts[at], known))}
        texts = [None if text == b"{}" else text.decode() for text in extra]
        for at, text in news.items():
            texts[at] = joined(texts[at], text)
        return pl.Series(texts, dtype=pl.String)

    def place(self, noticed: Mapping[int, str] | None = None) -> dict[str, pl.Series]:
        """The columns of PLACE; `noticed` are problems that only the reader can see."""
        count = len(self.records)
        text, damaged = _as_text(self.texts.texts)
        return {
            "position": pl.int_range(self.first_position, self.first_position + count, dtype=pl.Int64, eager=True),
            "line_start": pl.Series(self.texts.line_start, dtype=pl.Int64),
            "line_end": pl.Series(self.texts.line_end, dtype=pl.Int64),
            "raw": text,
            "problems": _lists({**(noticed or {}), **dict.fromkeys(damaged, ENCODING), **self.problems}, count),
        }


def read_records(stream: IO[bytes], bounds: Bounds, declared: type[R]) -> Iterator[Batch[R]]:
    """Every record of `stream` in batches of about `bounds.block_bytes`; numbers and types as `declared`."""
    return records_of(cut(stream, bounds), declared)


def records_of(cut_texts: Iterable[Texts], declared: type[R]) -> Iterator[Batch[R]]:
    """Every record of these texts, batch by batch; numbers and types as `declared`."""
    return _read(cut_texts, declared, _itself)


def read_entries(
    stream: IO[bytes],
    bounds: Bounds,
    declared: type[R],
    fields: Callable[[R], Fields],
    raw: pl.Schema,
    *,
    kept: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> Iterator[pl.DataFrame]:
    """Every record of `stream` in the columns of `raw`, as `entries_of` gives them."""
    return entries_of(cut(stream, bounds), declared, fields, raw, kept=kept, left_out=left_out)


def entries_of(
    cut_texts: Iterable[Texts],
    declared: type[R],
    fields: Callable[[R], Fields],
    raw: pl.Schema,
    *,
    kept: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> Iterator[pl.DataFrame]:
    """Every record of these texts in the columns of `raw`: PLACE, its `fields`, and `extra`.

    `extra` holds what the fields say under that name, the members that `declared` does not read and those of `kept`,
    but none of `left_out` (`_json_extra` says what naming them all saves). A field `problem` makes the record a reject.
    Records are let go one by one: kept for a whole block, their many small objects cost more than decoding them.
    """
    columns = Columns(pl.Schema({name: dtype for name, dtype in raw.items() if name not in PLACE}))
    unread = Unread(declared, kept, left_out)

    def told(record: R, text: bytes) -> str | None:
        found = fields(record)
        columns.add({**found, "extra": joined(found.get("extra"), unread.of(record, text))})
        return found.get("problem")

    for batch in _read(cut_texts, unread.decoded, told):
        noticed = {at: problem for at, problem in enumerate(batch.records) if problem}
        yield pl.DataFrame({**batch.place(noticed), **columns.take().to_dict()}).select(raw.names())


def _read(cut_texts: Iterable[Texts], declared: type[R], made: Callable[[R, bytes], M]) -> Iterator[Batch[M]]:
    position, decoder = 0, _Decoder(declared)
    for texts in cut_texts:
        if texts.texts:
            yield decoder.decode(texts, position, made)
            position += len(texts.texts)


def _itself(record: R, text: bytes) -> R:
    del text
    return record


class _Decoder(Generic[R]):
    def __init__(self, declared: type[R]) -> None:
        self.open, self.names = opened(declared), declared_names(declared)
        self.empty = self.open()
        self.decode_one = msgspec.json.Decoder(declared).decode
        self.decode_open = msgspec.json.Decoder(self.open).decode

    def decode(self, texts: Texts, first_position: int, made: Callable[[R, bytes], M]) -> Batch[M]:
        records, problems, carefully, decode_one = [], dict(texts.problems), [], self.decode_one
        for at, text in enumerate(texts.texts):
            try:
                record = decode_one(text)
            except _UNDECODED:
                record, problem = self.decode_carefully(text)
                carefully.append(at)
                if problem:
                    problems.setdefault(at, problem)
            records.append(made(record, text))
        return Batch(
            records=records, texts=texts, first_position=first_position, problems=problems, carefully=carefully
        )

    def decode_carefully(self, text: bytes) -> tuple[R, str | None]:
        """What can be said of a record that does not decode as declared.

        With members that are not declared, all, at half the speed; with others of another type, at a tenth.
        """
        try:
            return self.decode_open(text), None
        except _UNDECODED as error:
            if type(error) is msgspec.DecodeError and not _SURROGATE_ESCAPE.search(text):
                return self.empty, INVALID
        value, problem = _parsed(text)
        fields = {name: value[name] for name in value.keys() & self.names}
        try:
            return msgspec.convert(fields, self.open, strict=False), problem
        except msgspec.ValidationError:
            return self.empty, problem or UNEXPECTED_TYPE


def _parsed(text: bytes) -> tuple[dict[str, Any], str | None]:
    """An object with its numbers as text, and what is wrong with it; no object where nothing can be read."""
    try:
        value = json.loads(text.decode(), parse_float=str, parse_int=str, parse_constant=_refuse)
    except UnicodeDecodeError:
        return {}, ENCODING
    except ValueError:
        return {}, INVALID
    except RecursionError:
        return {}, TOO_DEEP
    if not isinstance(value, dict):
        return {}, NOT_AN_OBJECT
    printed = json.dumps(value, ensure_ascii=False)
    whole = printed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return (value, None) if whole == printed else (json.loads(whole), ENCODING)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _lists(problems: Mapping[int, str], count: int) -> pl.Series:
    """A list for each of `count` records: empty, or the one problem that it has. Gathered, for most are empty."""
    distinct = pl.Series([[], *([problem] for problem in problems.values())], dtype=PLACE["problems"])
    if not problems:
        return distinct.new_from_index(0, count)
    numbers = [0] * count
    for number, at in enumerate(problems, 1):
        numbers[at] = number
    return distinct.gather(pl.Series(numbers, dtype=pl.UInt32))


def _as_text(texts: list[bytes]) -> tuple[pl.Series, list[int]]:
    """The texts, and the places of those that are not UTF-8."""
    try:
        return pl.Series(texts, dtype=pl.Binary).cast(pl.String), []
    except pl.exceptions.ComputeError:  # not UTF-8 somewhere: only then does each text have to be looked at
        repaired = [text.decode("utf-8", "replace") for text in texts]
        damaged = [at for at, text in enumerate(repaired) if "\ufffd" in text and text.encode() != texts[at]]
        return pl.Series(repaired, dtype=pl.String), damaged
