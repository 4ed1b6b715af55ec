"""`<home>/overrides.csv`: the operator's decisions on which listings are one paper. Read, checked and looked up here.

A line is `merge,ID,ID,reason` or `split,LISTING_ID,reason`. An ID is a `paper_id`, any other `scheme:value` of
`core.identifiers`, or a `listing_id`; empty lines and lines that begin with `#` say nothing. What a decision does to
papers is decided in `transforms.identity`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from transforms.errors import UsageError
from transforms.identity.overrides import MERGE, SCHEMA, SPLIT
from transforms.schema.core import IDENTIFIER_SCHEMES, LISTING_ID
from transforms.schema.matches import CONFLICTS
from warehouse.writer import PENDING_PAPER, PENDING_PUBLICATION, append

_FIELDS = {MERGE: ("merge", "ID", "ID", "reason"), SPLIT: ("split", "LISTING_ID", "reason")}
_SCHEMES = (*IDENTIFIER_SCHEMES, "title")
_NAMELESS = " AND ".join(f"{column} IS NULL" for column in IDENTIFIER_SCHEMES.values())
# Kind of key -> what of a listing is compared with it, and of which listings.
_KEYS = {
    "listing": ("listing_id", "true"),
    **{scheme: (column, "true") for scheme, column in IDENTIFIER_SCHEMES.items()},
    "title": ("title_key", _NAMELESS),
    "title_digest": ("left(sha256(title_key), 16)", _NAMELESS),
}
WITHOUT_EFFECT = "override_without_effect"
_TITLE_DIGEST = r"^[0-9a-f]{16}$"


@dataclass(frozen=True, kw_only=True)
class Override:
    """One decision: two ids to merge, or one listing to split off."""

    action: str
    ids: tuple[str, ...]
    reason: str

    @property
    def evidence(self) -> str:
        """The decision in one line."""
        return f"{self.action} {' '.join(self.ids)}: {self.reason}"


def read(path: Path) -> tuple[Override, ...]:
    """The decisions of the file, sorted, each once; none where there is no file. Raises UsageError."""
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not UTF-8 ({error}).", next_step="Save it as UTF-8.") from error
    said = {
        number: _parsed(line.rstrip("\r"), place=f"{path.name}, line {number}")
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and not line.startswith("#")
    }
    _check_agreement(said, path.name)
    return tuple(sorted(set(said.values()), key=lambda override: override.evidence))


def _parsed(line: str, *, place: str) -> Override:
    try:
        action, *values = (value.strip() for value in next(csv.reader([line], strict=True)))
    except csv.Error as error:
        raise UsageError(f"{place}: {error}.", next_step="Put quotes around a reason with commas.") from error
    if action not in _FIELDS:
        raise UsageError(f"{place}: there is no action {action!r}.", next_step="Write `merge` or `split`.")
    form = ",".join(_FIELDS[action])
    if len(values) != len(_FIELDS[action]) - 1:
        raise UsageError(
            f"{place}: {len(values) + 1} fields, {len(_FIELDS[action])} belong to {action}.",
            next_step=f"Write `{form}`, with quotes around a reason with commas.",
        )
    *ids, reason = values
    if not reason:
        raise UsageError(f"{place}: the reason is missing.", next_step=f"Write `{form}`.")
    ids = sorted(_checked(value, action, place) for value in ids)
    if len(set(ids)) < len(ids):
        raise UsageError(f"{place}: both ids are {ids[0]}.", next_step="Name two papers or listings.")
    return Override(action=action, ids=tuple(ids), reason=reason)


def _checked(value: str, action: str, place: str) -> str:
    if re.match(LISTING_ID, value):
        return value
    scheme, _, name = value.partition(":")
    if action == SPLIT:
        raise UsageError(f"{place}: {value!r} is no listing.", next_step="Name a `listing_id` of `core.listings`.")
    if scheme not in _SCHEMES or not name:
        raise UsageError(
            f"{place}: {value!r} is no id.",
            next_step=f"Write a listing_id or scheme:value; there are {', '.join(_SCHEMES)}.",
        )
    return f"{scheme}:{name.lower()}" if scheme == "doi" else value


def _check_agreement(said: dict[int, Override], file_name: str) -> None:
    split = {override.ids[0]: number for number, override in said.items() if override.action == SPLIT}
    for number, override in said.items():
        both = split.keys() & set(override.ids) if override.action == MERGE else ()
        for value in both:
            raise UsageError(
                f"{file_name}, line {number}: merges {value}, which line {split[value]} splits off.",
                next_step="Keep one of the two lines.",
            )


def applied(connection: duckdb.DuckDBPyConnection) -> tuple[Override, ...]:
    """The decisions that the last matching applied, sorted as `read` sorts them."""
    rows = connection.execute("SELECT action, ids, reason FROM meta.overrides").fetchall()
    found = (Override(action=action, ids=tuple(ids), reason=reason) for action, ids, reason in rows)
    return tuple(sorted(found, key=lambda override: override.evidence))


def prepare(connection: duckdb.DuckDBPyConnection, overrides: tuple[Override, ...]) -> None:
    """Fill the temporary table `override_listings`, and leave what new and dropped decisions touch for matching.

    `override_listings`: `row | listing_id | paper_id | dump_id | id | action | evidence`, of the decisions that hold.
    """
    before = applied(connection)
    changed = [override.evidence for override in set(before) ^ set(overrides)]
    _look_up(connection, tuple(set(before) | set(overrides)))
    for kind, column in {PENDING_PAPER: "paper_id", PENDING_PUBLICATION: "dump_id"}.items():
        connection.execute(
            f"INSERT INTO meta.pending SELECT DISTINCT $1, {column} FROM override_listings "
            "WHERE list_contains($2::VARCHAR[], evidence) "
            f"AND {column} NOT IN (SELECT value FROM meta.pending WHERE kind = $1)",
            [kind, changed],
        )
    held = [override.evidence for override in overrides]
    connection.execute("DELETE FROM override_listings WHERE NOT list_contains($1::VARCHAR[], evidence)", [held])


def touched(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What the decisions say of the listings in the temporary table `touched`, as `transforms.identity` takes it."""
    found = "SELECT listing_id, action, evidence FROM override_listings SEMI JOIN touched USING (row)"
    return connection.sql(found).pl().cast(SCHEMA)


def record(connection: duckdb.DuckDBPyConnection, overrides: tuple[Override, ...]) -> None:
    """Remember what was applied, and report in `core.conflicts` what found no listing. Call after papers are known."""
    connection.execute("DELETE FROM meta.overrides")
    connection.execute("DELETE FROM core.conflicts WHERE kind = $1", [WITHOUT_EFFECT])
    if not overrides:
        return
    rows = [(override.action, list(override.ids), override.reason) for override in overrides]
    connection.executemany("INSERT INTO meta.overrides VALUES ($1, $2, $3)", rows)
    found = connection.sql(
        "SELECT DISTINCT evidence, id, listings.paper_id FROM override_listings JOIN core.listings USING (listing_id)"
    ).pl()
    ineffective = [row for override in overrides if (row := _without_effect(override, found))]
    append(connection, "core.conflicts", CONFLICTS.conform(pl.DataFrame(ineffective)))


def _without_effect(override: Override, found: pl.DataFrame) -> dict[str, Any] | None:
    mine = found.filter(pl.col("evidence") == override.evidence)
    missing = sorted(set(override.ids) - set(mine["id"]))
    if not missing:
        return None
    return {
        "kind": WITHOUT_EFFECT,
        "paper_ids": mine["paper_id"].unique().sort().to_list(),
        "evidence": f"{override.evidence} (no listing has {', '.join(missing)})",
        "decision": "not_applied",
    }


def _look_up(connection: duckdb.DuckDBPyConnection, overrides: tuple[Override, ...]) -> None:
    """An id stands for every listing that carries it; a title for the listings of that title without identifier."""
    ids = [
        (value, *_place(value), override.action, override.evidence) for override in overrides for value in override.ids
    ]
    names = ("id", "scheme", "value", "action", "evidence")
    said_ids = pl.DataFrame(ids, schema=dict.fromkeys(names, pl.String), orient="row")  # noqa: F841 - DuckDB finds it
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE override_listings (row BIGINT, listing_id VARCHAR, paper_id VARCHAR, "
        "dump_id VARCHAR, id VARCHAR, action VARCHAR, evidence VARCHAR)"
    )
    for scheme in sorted({scheme for _, scheme, *_ in ids}):
        key, condition = _KEYS[scheme]
        connection.execute(
            "INSERT INTO override_listings SELECT listings.rowid, listing_id, paper_id, dump_id, id, action, evidence "
            f"FROM core.listings JOIN (FROM said_ids WHERE scheme = $1) AS said ON said.value = {key} "
            f"WHERE {condition}",
            [scheme],
        )


def _place(value: str) -> tuple[str, str]:
    """The kind of key and the key itself that an id stands for."""
    if re.match(LISTING_ID, value):
        return "listing", value
    scheme, _, name = value.partition(":")
    return ("title_digest", name) if scheme == "title" and re.match(_TITLE_DIGEST, name) else (scheme, name)
