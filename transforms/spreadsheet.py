"""Frames that a spreadsheet shows and does not execute: flat columns, no cell that begins a formula."""

from __future__ import annotations

import polars as pl

# https://owasp.org/www-community/attacks/CSV_Injection
_BEGINS_A_FORMULA = r"^[=+\-@\t\r]"


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows; lists become text joined by `; `, of a list of structs the first field (name, URL) is kept.

    A struct becomes JSON.
    """
    nested = {name: dtype for name, dtype in frame.schema.items() if isinstance(dtype, pl.List | pl.Struct)}
    return frame.with_columns(_flat(name, dtype) for name, dtype in nested.items())


def _flat(name: str, dtype: pl.List | pl.Struct) -> pl.Expr:
    items = pl.col(name)
    if isinstance(dtype, pl.Struct):
        return items.struct.json_encode()
    if isinstance(dtype.inner, pl.Struct):
        items = items.list.eval(pl.element().struct.field(dtype.inner.fields[0].name))
    return items.cast(pl.List(pl.String)).list.join("; ", ignore_nulls=True)


def safe(frame: pl.DataFrame) -> pl.DataFrame:
    """Flat rows in which text that a spreadsheet would take for a formula begins with an apostrophe."""
    rows = flat(frame)
    return rows.with_columns(_safe(name) for name, dtype in rows.schema.items() if dtype == pl.String)


def _safe(name: str) -> pl.Expr:
    cell = pl.col(name)
    is_formula = cell.str.contains(_BEGINS_A_FORMULA)
    return pl.when(is_formula).then(pl.concat_str(pl.lit("'"), cell)).otherwise(cell).alias(name)
