"""Row rules: what makes a row unfit, as named Polars expressions derived from the declared columns.

Nothing here reads, loads or counts. The suites of `expectations` derive from the same columns, and a test holds
that both find the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from transforms.clean.text import is_not_a_paper
from transforms.schema import Column, Table


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """One reason to refuse a row. `broken` is a Boolean expression, never NULL; `message` says it in words."""

    name: str
    column: str
    broken: pl.Expr
    message: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Rows that keep every rule, and the others with `reasons` List[String] and `message` String beside them."""

    valid: pl.DataFrame
    rejected: pl.DataFrame


_MISSING = ":missing"

# What makes a whole row unfit although each of its values is well-formed.
_TABLE_RULES: dict[str, tuple[Rule, ...]] = {
    "core.listings": (
        Rule(
            name="not_a_paper",
            column="title_key",
            broken=is_not_a_paper(pl.col("title_key")).fill_null(False),
            message="the title is that of a notice, not of a paper",
        ),
    ),
}


def rules_of(table: Table) -> tuple[Rule, ...]:
    """Every rule of `table`: column by column in declared order, then those that look at a row as a whole."""
    return (
        *(rule for column in table.columns for rule in _column_rules(column)),
        *_TABLE_RULES.get(table.full_name, ()),
    )


def split(frame: pl.DataFrame, table: Table, *, skip: Collection[str] = ()) -> Split:
    """Part `frame` into valid and rejected rows, in their order; together they are the frame.

    `frame` has the columns of `table`, except those in `skip` (not yet known, so not judged). It may also have
    `problems` List[String], what the reader already knows to be wrong: each is a reason, ahead of the rules. Of such a
    row no field is said to be missing: its reader did not read them. `reasons` stand in declared order, `message`
    gives them in words. A missing column raises ColumnNotFoundError.
    """
    rules = [rule for rule in rules_of(table) if rule.column not in skip]
    problems = pl.col("problems").fill_null([]) if "problems" in frame.columns else pl.lit([], pl.List(pl.String))
    unfit = pl.any_horizontal(problems.list.len() > 0, *(rule.broken for rule in rules))
    judged = frame.select(unfit.alias("unfit")).to_series() if frame.height else pl.Series([], dtype=pl.Boolean)
    # Reasons cost a column per rule; they are worked out for the refused rows only.
    rejected = frame.filter(judged).with_columns(_reasons(problems, rules).alias("reasons"))
    return Split(valid=frame.filter(~judged), rejected=rejected.with_columns(_message(rules).alias("message")))


def _reasons(problems: pl.Expr, rules: list[Rule]) -> pl.Expr:
    is_read = problems.list.len() == 0
    named = [
        pl.when(rule.broken & is_read if rule.name.endswith(_MISSING) else rule.broken).then(pl.lit(rule.name))
        for rule in rules
    ]
    return pl.concat_list(problems, *named).list.drop_nulls().list.unique(maintain_order=True)


def _message(rules: list[Rule]) -> pl.Expr:
    words = {rule.name: rule.message for rule in rules}
    reason = pl.element()
    spelled = reason.str.replace(":", ": ", literal=True).str.replace_all("_", " ", literal=True)
    return pl.col("reasons").list.eval(reason.replace_strict(words, default=spelled)).list.join("; ")


def _column_rules(column: Column) -> Iterator[Rule]:
    for fault, broken, words in _faults(column):
        yield Rule(
            name=f"{column.name}:{fault}",
            column=column.name,
            broken=broken.fill_null(False),
            message=f"{column.name} {words}",
        )


def _faults(column: Column) -> Iterator[tuple[str, pl.Expr, str]]:
    """(fault, expression, words) for each property that `column` declares; NULL breaks none but `missing`."""
    value = pl.col(column.name)
    if not column.nullable:
        yield "missing", value.is_null(), "is missing"
    if column.pattern is not None:
        yield "malformed", ~value.str.contains(column.pattern), f"does not have the form {column.pattern}"
    if column.min_length is not None:
        shortest = column.min_length
        yield "too_short", value.str.len_chars() < shortest, f"is shorter than {shortest:,} characters"
    if column.max_length is not None:
        longest = column.max_length
        yield "too_long", value.str.len_chars() > longest, f"is longer than {longest:,} characters"
    if column.allowed:
        yield "not_allowed", ~value.is_in(column.allowed), f"is none of {', '.join(column.allowed)}"
    yield from _range_faults(column)


def _range_faults(column: Column) -> Iterator[tuple[str, pl.Expr, str]]:
    value, low, high = pl.col(column.name), column.minimum, column.maximum
    below = pl.lit(False) if low is None else value < low
    if column.dtype == pl.Float64:
        below |= value.is_nan()  # Polars sorts NaN above every number; it is in no range
    above = pl.lit(False) if high is None else value > high
    if isinstance(low, date) or isinstance(high, date):
        words = f"lies outside {low or 'the past'} to {high or 'the future'}"
        yield "out_of_range", below.fill_null(False) | above.fill_null(False), words
        return
    if low is not None:
        yield "too_small", below, f"is below {low:,}"
    if high is not None:
        yield "too_large", above, f"is above {high:,}"
