"""One Great Expectations suite per table, generated from the columns that also give the row rules.

No expectation is written by hand here: what a table promises is declared in `transforms.schema`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from expectations import engine
from transforms.rules import Rule, rules_of
from transforms.schema import Column, Table

KEY = "key"


def suite_of(table: Table) -> list[Any]:
    """GX expectations of `table`, one per column rule of `transforms.rules` and one for its key.

    The `meta` of each names the `rule` it stands for (`title:too_short`, `key`), its `column` and the `expectation`
    in words. All are critical: rows that break them were refused when they were loaded.
    """
    expectations = engine.load().expectations
    by_rule = {rule.name: rule for rule in rules_of(table)}
    found = [
        kind(**arguments, **_labels(by_rule[name], column))
        for column in table.columns
        for name, kind, arguments in _of_column(column, expectations)
    ]
    return [*found, _key(table, expectations)]


def _labels(rule: Rule, column: Column) -> dict[str, Any]:
    words = f"no {rule.message}"
    return {"severity": "critical", "meta": {"rule": rule.name, "column": column.name, "expectation": words}}


def _of_column(column: Column, expectations: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """(rule name, kind of expectation, its arguments), in the order of the rules."""
    name = column.name
    if not column.nullable:
        yield f"{name}:missing", expectations.ExpectColumnValuesToNotBeNull, {"column": name}
    if column.pattern is not None:
        matches = expectations.ExpectColumnValuesToMatchRegex
        yield f"{name}:malformed", matches, {"column": name, "regex": python_pattern(column.pattern)}
    lengths = expectations.ExpectColumnValueLengthsToBeBetween
    if column.min_length is not None:
        yield f"{name}:too_short", lengths, {"column": name, "min_value": column.min_length}
    if column.max_length is not None:
        yield f"{name}:too_long", lengths, {"column": name, "max_value": column.max_length}
    if column.allowed:
        in_set = expectations.ExpectColumnValuesToBeInSet
        yield f"{name}:not_allowed", in_set, {"column": name, "value_set": list(column.allowed)}
    yield from _of_range(column, expectations.ExpectColumnValuesToBeBetween)


def _of_range(column: Column, between: Any) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    name, low, high = column.name, column.minimum, column.maximum
    if isinstance(low, date) or isinstance(high, date):
        yield f"{name}:out_of_range", between, {"column": name, "min_value": low, "max_value": high}
        return
    if low is not None:
        yield f"{name}:too_small", between, {"column": name, "min_value": low}
    if high is not None:
        yield f"{name}:too_large", between, {"column": name, "max_value": high}


def _key(table: Table, expectations: Any) -> Any:
    words = f"no two rows with the same {', '.join(table.key)}"
    labels = {"severity": "critical", "meta": {"rule": KEY, "column": ", ".join(table.key), "expectation": words}}
    if len(table.key) == 1:
        return expectations.ExpectColumnValuesToBeUnique(column=table.key[0], **labels)
    return expectations.ExpectCompoundColumnsToBeUnique(column_list=list(table.key), ignore_row_if="never", **labels)


def python_pattern(pattern: str) -> str:
    r"""The pattern as Python reads what Polars means: `$` is the very end, `\S` includes the separators U+001C-1F."""
    return pattern.replace("$", r"$(?!\n)").replace(r"\S", r"[\S\x1c-\x1f]")
