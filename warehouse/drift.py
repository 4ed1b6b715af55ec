"""Which fields each dump had, and what changed from dump to dump, kept in `quality.dump_profile`.

Here are the SQL that profiles and the order of the dumps; what counts as a change is said by `transforms.drift`.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from transforms import drift
from transforms.schema.quality import DUMP_PROFILE
from warehouse import writer

# Dumps of a kind are compared in the order of their capture, so that a late arrival is judged where it belongs.
TIME_ORDER = "coalesce(captured_on, landed_at::DATE), landed_at, dump_id"
# JSON is read of so many listings of a dump, evenly spread: a field of one listing in a hundred cannot be overlooked.
SAMPLED_LISTINGS = 20_000
# A source that writes data into its keys must not fill the profile with them.
_MOST_FIELDS = 200
_NAME_CHARACTERS = 100
_LEAST_SHARE = drift.LEAST_SHARE / 10

_EVENT = "field:"
_CHOSEN = "dump_id IN (SELECT unnest($dump_ids::VARCHAR[]))"
# How `json_structure` calls what is neither array nor object; `JSON` is an empty object, other names are numbers.
_TYPES = {"VARCHAR": "string", "BOOLEAN": "boolean", "JSON": None, "NULL": None}


def extra_fields(connection: duckdb.DuckDBPyConnection, dump_ids: Sequence[str]) -> pl.DataFrame:
    """The fields of `extra` with their JSON types: `extra` rows of `quality.dump_profile`.

    `value` is the share of the dump's listings (of a sample, where there are more than SAMPLED_LISTINGS) that have
    the field with a value of that type; null, `{}` and `[]` are none. Rare fields are left out, and the less usual of
    more than _MOST_FIELDS.
    """
    # Multiples of a number near 2^32 / golden ratio spread evenly over 2^32 whatever pattern the positions follow.
    query = f"""
        WITH sampled AS (
            SELECT dump_id, json_structure(extra) AS structure, count(*) AS listings
            FROM core.listings JOIN core.dumps USING (dump_id)
            WHERE {_CHOSEN} AND position * 2654435761 % 4294967296 < 4294967296.0 / entries_read * {SAMPLED_LISTINGS}
            GROUP BY ALL
        ),
        counted AS (SELECT dump_id, sum(listings) AS total FROM sampled GROUP BY dump_id)
        SELECT dump_id, left(key, {_NAME_CHARACTERS}) AS field, left(value::VARCHAR, 20) AS structure,
            (sum(listings) / any_value(total))::DOUBLE AS value
        FROM sampled JOIN counted USING (dump_id), json_each(structure) GROUP BY ALL
    """
    found = connection.sql(query, params={"dump_ids": list(dump_ids)}).pl()
    typed = found.with_columns(now=_json_type(pl.col("structure"))).drop_nulls("now")
    shares = typed.group_by("dump_id", "field", "now").agg(pl.col("value").sum())
    filled = shares.group_by("dump_id", "field").agg(pl.col("value").sum()).filter(pl.col("value") >= _LEAST_SHARE)
    most = filled.sort("value", "field", descending=[True, False]).group_by("dump_id").head(_MOST_FIELDS)
    kept = shares.join(most, on=["dump_id", "field"], how="semi")
    named = kept.with_columns(metric=pl.lit("extra"), field="extra." + pl.col("field"))
    return DUMP_PROFILE.conform(named.sort("dump_id", "field", "now"))


def _json_type(structure: pl.Expr) -> pl.Expr:
    """`string`, `number`, `boolean`, `object`, `array of string` ...; NULL for null, `{}` and arrays without values."""
    element = structure.str.strip_prefix("[").str.strip_chars_end("]")
    scalar = element.str.strip_chars('"').replace_strict(_TYPES, default="number")
    one = (
        pl.when(element.str.starts_with("{"))
        .then(pl.lit("object"))
        .when(element.str.starts_with("["))
        .then(pl.lit("array"))
        .otherwise(scalar)
    )
    is_mixed = structure == '["JSON"]'
    return (
        pl.when(is_mixed)
        .then(pl.lit("array of mixed values"))
        .when(structure.str.starts_with("["))
        .then(pl.lit("array of ") + one)
        .otherwise(one)
    )


def record_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Find the drift events of all dumps anew from their profiles. Call inside a transaction.

    All of them, because a dump that arrives late, or is read again, changes what later ones are compared with.
    """
    dumps = connection.sql(f"""
        SELECT dump_id, concat_ws('/', source, layout, reader_version) AS series,
            row_number() OVER (PARTITION BY source, layout, reader_version ORDER BY {TIME_ORDER}) AS number,
            least(listings, {SAMPLED_LISTINGS}) AS listings
        FROM core.dumps WHERE status = 'loaded' AND listings > 0
    """).pl()
    fields = connection.sql("""
        SELECT dump_id, coalesce(field, replace(metric, 'filled:', '')) AS field, coalesce(now, 'filled') AS type,
            value AS share
        FROM quality.dump_profile WHERE value > 0 AND (metric = 'extra' OR starts_with(metric, 'filled:'))
    """).pl()
    found = drift.events(dumps, fields).rename({"share": "value"})
    connection.execute(f"DELETE FROM quality.dump_profile WHERE starts_with(metric, '{_EVENT}')")
    events = found.with_columns(metric=_EVENT + pl.col("change"))
    writer.append(connection, "quality.dump_profile", DUMP_PROFILE.conform(events))


def events_of(connection: duckdb.DuckDBPyConnection, dump_ids: Sequence[str]) -> pl.DataFrame:
    """Drift events of these dumps: columns of `quality.dump_profile`, by dump, kind and field."""
    query = f"""
        SELECT {", ".join(DUMP_PROFILE.column_names)} FROM quality.dump_profile
        WHERE starts_with(metric, '{_EVENT}') AND {_CHOSEN} ORDER BY dump_id, metric, field, now
    """
    return DUMP_PROFILE.conform(connection.sql(query, params={"dump_ids": list(dump_ids)}).pl())
