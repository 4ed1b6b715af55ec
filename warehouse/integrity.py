"""Whether what is stored agrees with what the ledger says: counts by SQL, archived content by presence and hash."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import polars as pl

from transforms.schema.core import ARCHIVED_STATUSES
from warehouse import archive
from warehouse.settings import Settings


def miscounted(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Dumps whose stored listings contradict the ledger, or whose ledger row contradicts itself, or that have none.

    Columns: `file_name` (NULL without a row) `| dump_id | expected | stored | entries_read | listings | rejects`.
    """
    query = """
        SELECT d.file_name, dump_id, CASE d.status WHEN 'loaded' THEN d.listings ELSE 0 END AS expected,
            coalesce(l.stored, 0) AS stored, d.entries_read, d.listings, d.rejects
        FROM core.dumps AS d
        FULL JOIN (SELECT dump_id, count(*) AS stored FROM core.listings GROUP BY dump_id) AS l USING (dump_id)
        WHERE expected <> coalesce(l.stored, 0) OR d.entries_read <> d.listings + d.rejects
        ORDER BY d.file_name, dump_id
    """
    return connection.sql(query).pl()


def unarchived(connection: duckdb.DuckDBPyConnection, settings: Settings) -> list[Path]:
    """Where the content of a loaded or held dump should lie and does not."""
    query = "SELECT dump_id FROM core.dumps WHERE list_contains($1, status) ORDER BY dump_id"
    kept = connection.execute(query, [list(ARCHIVED_STATUSES)]).fetchall()
    expected = [archive.path_of(settings, dump_id) for (dump_id,) in kept]
    return [path for path in expected if not path.exists()]


def free_bytes(folder: Path) -> int:
    """Free disk space where `folder` lies."""
    return shutil.disk_usage(folder).free
