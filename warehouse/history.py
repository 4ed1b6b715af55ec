"""What the archive cannot give back: when files landed, what became of rejects, what the audits said.

A rebuild takes it from the old database, or, where that is damaged, from the served snapshot; the ledger of the latter
is amended by what the archive keeps of it (`provenance`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import polars as pl

from transforms.errors import WarehouseDamaged
from transforms.schema import TABLES
from transforms.schema.core import ARCHIVED_STATUSES, DUMPS
from warehouse import archive, snapshots
from warehouse.connection import open_snapshot
from warehouse.ledger import DumpRecord
from warehouse.settings import Settings
from warehouse.writer import PENDING_PUBLICATION, append, leave_pending

KEPT_TABLES = ("core.dumps", "core.landings", "core.rejects", "quality.runs", "quality.checks", "quality.dump_profile")


@dataclass(frozen=True, kw_only=True)
class History:
    """Rows of KEPT_TABLES by table name."""

    tables: dict[str, pl.DataFrame]

    @property
    def dumps(self) -> pl.DataFrame:
        """Rows of the ledger."""
        return self.tables["core.dumps"]


def read(connection: duckdb.DuckDBPyConnection) -> History:
    """History as an open database or snapshot tells it. Raises WarehouseDamaged."""
    try:
        return History(tables={name: _rows(connection, name) for name in KEPT_TABLES})
    except duckdb.Error as error:
        raise WarehouseDamaged(
            f"its history cannot be read ({str(error).splitlines()[0]}).", next_step="Run `papertide rebuild`."
        ) from error


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    # All columns that are there: a snapshot may be older than the last migrations.
    return TABLES[name].conform(connection.sql(f"FROM {name}").pl())


def read_served(settings: Settings) -> History:
    """History as the served snapshot tells it; empty where none is served."""
    served = snapshots.current(settings)
    if served is None:
        return History(tables={name: TABLES[name].empty() for name in KEPT_TABLES})
    connection = open_snapshot(served.path)
    try:
        return read(connection)
    finally:
        connection.close()


def amended(history: History, records: Sequence[DumpRecord]) -> History:
    """The same with these ledger rows in place of its own; of a forgotten dump what a forgetting leaves."""
    if not records:
        return history
    rows = DUMPS.conform(pl.DataFrame([asdict(record) for record in records], infer_schema_length=None))
    forgotten = rows.filter(pl.col("status") == "forgotten").select("dump_id")
    tables = history.tables | {"core.dumps": history.dumps.join(rows, on="dump_id", how="anti").vstack(rows)}
    for name in ("core.rejects", "quality.dump_profile"):
        tables[name] = tables[name].join(forgotten, on="dump_id", how="anti")
    is_forgotten = pl.col("dump_id").is_in(forgotten["dump_id"].implode()).fill_null(value=False)
    tables["core.landings"] = tables["core.landings"].with_columns(
        outcome=pl.when(is_forgotten).then(pl.lit("forgotten")).otherwise("outcome"),
        error=pl.when(~is_forgotten).then("error"),
    )
    return History(tables=tables)


def write(connection: duckdb.DuckDBPyConnection, history: History) -> None:
    """Put history into an empty database. The ledger's loaded and held dumps are left to be read again."""
    for name, rows in history.tables.items():
        is_archived = pl.col("status").is_in(ARCHIVED_STATUSES)
        kept = rows.filter(~is_archived) if name == "core.dumps" else rows
        append(connection, name, kept)
    for dump_id in history.dumps.filter(pl.col("status") == "forgotten")["dump_id"]:
        leave_pending(connection, PENDING_PUBLICATION, dump_id)  # the served snapshot may still show it


def archived_without_ledger(settings: Settings, history: History) -> list[Path]:
    """Contents in the archive that the history does not know: ingested after the snapshot it was read from."""
    known = set(history.dumps["dump_id"])
    return [path for path in archive.contents(settings) if path.stem not in known]
