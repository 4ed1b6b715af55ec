"""Which fields of a source changed from one dump to the next: new, missing, or of another type. Frames in, frames out.

A dump is compared with earlier dumps of its series (same source, layout and reader), in the order of their capture.
Optional fields come and go by chance, and a change is told once, by the dump that brings it. So:

- `new`: no earlier dump (of the last COMPARED_DUMPS) had the field;
- `missing`: each earlier dump (of the last RECENT_DUMPS) had the field, and this one has it in no listing;
- `retyped`: no earlier dump had values of this type in the field, and it had the field;

and in each case the share that appeared or vanished is at least LEAST_SHARE, and the chance that it stands on that
side alone by luck is at most LUCK. Were all listings of both sides alike, the k that have the field would all be among
the n of one side and none among the m of the other with a probability of at most (n / (n + m)) ^ k (the bound of the
hypergeometric tail in Fisher's exact test). So a dump of one entry neither makes nor proves drift.
"""

from __future__ import annotations

import polars as pl

COMPARED_DUMPS = 20
RECENT_DUMPS = 4
LEAST_SHARE = 0.01
LUCK = 0.001

EVENTS = pl.Schema(
    {
        "dump_id": pl.String,
        "change": pl.String,
        "field": pl.String,
        "before": pl.String,  # what earlier dumps had, such as `string, 98.0 %`
        "now": pl.String,
        "share": pl.Float64,  # of the listings (`missing`: of those before; `retyped`: of the field's values)
    }
)

_OF_FIELD = ("series", "field")
_ABSENT = pl.lit("absent")


def events(dumps: pl.DataFrame, fields: pl.DataFrame) -> pl.DataFrame:
    """Columns of EVENTS, by dump, change and field.

    `dumps`: `dump_id | series | number | listings`, numbered in time order from 1 without gaps within a series.
    `fields`: `dump_id | field | type | share`, what is filled: `share` of the dump's listings, over 0, that have the
    field with a value of this type.
    """
    of_series = dumps.sort("series", "number").with_columns(
        pl.col("dump_id", "listings").shift(-1).over("series").name.suffix("_next"),
        listings_before=pl.col("listings").shift(1).rolling_sum(COMPARED_DUMPS, min_samples=1).over("series"),
    )
    typed = fields.join(of_series, on="dump_id").sort("series", "field", "type", "number")
    filled = _with_history(
        typed.group_by(*of_series.columns, "field")
        .agg(pl.col("share").sum().clip(upper_bound=1.0), types=pl.col("type").str.join(" or "))
        .sort("series", "field", "number")
    )
    found = [frame.select(EVENTS.names()) for frame in (_new(filled), _missing(filled), _retyped(typed, filled))]
    return pl.concat(found).sort("dump_id", "change", "field")


def _with_history(filled: pl.DataFrame) -> pl.DataFrame:
    """What earlier and later dumps of the series had of each field; `run` counts the dumps on end that had it."""
    gap = pl.col("number") - pl.int_range(pl.len()).over(_OF_FIELD)
    return (
        filled.with_columns(gap=gap)
        .with_columns(
            run=pl.int_range(1, pl.len() + 1).over(*_OF_FIELD, "gap"),
            least_share=pl.col("share").rolling_min(RECENT_DUMPS, min_samples=1).over(*_OF_FIELD, "gap"),
            listings_recent=pl.col("listings").rolling_sum(RECENT_DUMPS, min_samples=1).over(*_OF_FIELD, "gap"),
            number_seen_next=pl.col("number").shift(-1).over(_OF_FIELD),
            types_before=pl.col("types").shift(1).over(_OF_FIELD),
            values=pl.col("share") * pl.col("listings"),
            values_before=(pl.col("share") * pl.col("listings")).shift(1).over(_OF_FIELD),
            is_known=_is_known(*_OF_FIELD),
        )
        .drop("gap")
    )


def _is_known(*group: str) -> pl.Expr:
    """Whether one of the compared dumps had it."""
    return (pl.col("number") - pl.col("number").shift(1).over(group) <= COMPARED_DUMPS).fill_null(value=False)


def _is_no_accident(share: pl.Expr, *, of: pl.Expr, against: pl.Expr) -> pl.Expr:
    """A `share` of so many listings (or values) here, and none of so many on the other side."""
    return (share >= LEAST_SHARE) & ((of / (of + against)).pow(share * of) <= LUCK)


def _percent(share: pl.Expr) -> pl.Expr:
    """`62.0 %`; what is nearly all is not called all."""
    nearly_all = (share < 1) & (share > 0.999)
    return pl.when(nearly_all).then(pl.lit("> 99.9 %")).otherwise(pl.format("{} %", (share * 100).round(1)))


def _new(filled: pl.DataFrame) -> pl.DataFrame:
    is_new = ~pl.col("is_known") & _is_no_accident(
        pl.col("share"), of=pl.col("listings"), against=pl.col("listings_before")
    )
    now = pl.format("{}, {}", "types", _percent(pl.col("share")))
    return filled.filter(is_new).with_columns(change=pl.lit("new"), before=_ABSENT, now=now)


def _missing(filled: pl.DataFrame) -> pl.DataFrame:
    """Told by the dump after the last that had the field."""
    is_last = pl.col("number_seen_next").is_null() | (pl.col("number_seen_next") > pl.col("number") + 1)
    was_usual = pl.col("run") >= pl.min_horizontal("number", pl.lit(RECENT_DUMPS))
    is_missing = _is_no_accident(pl.col("least_share"), of=pl.col("listings_recent"), against=pl.col("listings_next"))
    before = pl.format("{}, at least {}", "types", _percent(pl.col("least_share")))
    return filled.filter(is_last, was_usual, is_missing, pl.col("dump_id_next").is_not_null()).with_columns(
        dump_id="dump_id_next", change=pl.lit("missing"), before=before, now=_ABSENT, share="least_share"
    )


def _retyped(typed: pl.DataFrame, filled: pl.DataFrame) -> pl.DataFrame:
    history = filled.select(
        "dump_id", "field", "types_before", "values", "values_before", is_known_field="is_known", share_filled="share"
    )
    of_values = pl.col("share") / pl.col("share_filled")
    return (
        typed.with_columns(is_known=_is_known(*_OF_FIELD, "type"))
        .join(history, on=["dump_id", "field"])
        .filter("is_known_field", ~pl.col("is_known"), pl.col("share_filled") >= LEAST_SHARE)
        .filter(_is_no_accident(of_values, of=pl.col("values"), against=pl.col("values_before")))
        .with_columns(change=pl.lit("retyped"), before="types_before", share=of_values)
        .with_columns(now=pl.format("{}, {} of its values", "type", _percent(pl.col("share"))))
    )
