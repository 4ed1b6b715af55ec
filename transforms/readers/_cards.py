"""Pages whose entries carry marks of their own (headings, links) -> entries. Nothing here knows a source.

Where an entry begins, its source's marks say line by line; what it holds is then looked for in its whole text, so
the order of its parts does not matter. Pages without marks are read by `_pages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

import polars as pl

from transforms.ahead import each_ahead
from transforms.readers._contract import Bounds, ByteAccount
from transforms.readers._pages import cut_page, numbered, whole_entries

LOOKAHEAD_LINES = 6


@dataclass(frozen=True, kw_only=True)
class Cards:
    """One layout of one source.

    `mark` takes printed lines (LINES) and adds `role` (see `_roles.ROLE`): `title` is the first line of an entry,
    `detail` belongs to what it stands in, `furniture` and `stray` end an entry. It may look at as many lines as
    `_roles.CONTEXT_LINES` before a line and LOOKAHEAD_LINES behind it.
    `fields`: what the text of an entry, the column `raw`, says. `required` ones make a reject where they are missing.
    """

    mark: Callable[[pl.DataFrame], pl.DataFrame]
    fields: Mapping[str, pl.Expr]
    required: tuple[str, ...]


def read_cards(
    stream: IO[bytes], cards: Cards, bounds: Bounds, account: ByteAccount, raw: pl.Schema
) -> Iterator[pl.DataFrame]:
    """Entries in the columns of `raw`; fields that the layout does not print are NULL. Some blocks are held in memory.

    Raises LimitExceeded for a line, or an entry, over `bounds.line_bytes`.
    """

    def labelled(printed: pl.DataFrame) -> pl.DataFrame:
        return cards.mark(printed).select("line", "text", "role", pl.lit(0, dtype=pl.Int32).alias("glued_bytes"))

    cut = cut_page(stream, labelled, bounds, account, lookahead_lines=LOOKAHEAD_LINES)
    for entries in numbered(each_ahead(lambda lines: _record(whole_entries(lines), cards, raw), cut)):
        yield entries.select(raw.names())


def _record(entries: pl.DataFrame, cards: Cards, raw: pl.Schema) -> pl.DataFrame:
    broken = {
        **{f"{name}:missing": pl.col(name).is_null() for name in cards.required},
        "encoding:invalid": pl.col("is_damaged"),
    }
    problems = [pl.when(is_broken).then(pl.lit(name)) for name, is_broken in broken.items()]
    filled = entries.with_columns(**cards.fields).with_columns(problems=pl.concat_list(problems).list.drop_nulls())
    return filled.select(
        (pl.col(name) if name in filled.columns else pl.lit(None).alias(name)).cast(dtype)
        for name, dtype in raw.items()
        if name != "position"
    )
