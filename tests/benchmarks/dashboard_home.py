"""A home of very many papers for benchmarks of the dashboard: one that was loaded, and what its records do not say.

`python tests/benchmarks/dashboard_home.py LOADED HOME` copies the warehouse of a home, for instance one into which
`arxiv_corpus.py` was ingested, gives its papers venues, sources, links to code and engagement, counts and publishes it.
With `--change HOME TIMES` it publishes further versions, as an ingest would while the dashboard is read.
"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from transforms.clean.venue_names import known_venues
from warehouse import aggregates, counting, snapshots
from warehouse.connection import open_database
from warehouse.migrations import migrate
from warehouse.settings import load_settings
from warehouse.transaction import transaction

_VENUES = 400
# Each paper by the hash of its id: three in five have a venue, few venues most of the papers; one in ten has code.
_SAID = f"""
    CREATE OR REPLACE TEMP TABLE said AS
    SELECT paper_id, names[place + 1] AS venue, keys[place + 1] AS venue_key,
        CASE WHEN h % 10 < 6 THEN ['arxiv_snapshot'] WHEN h % 10 < 8 THEN ['arxiv_snapshot', 'dblp']
            WHEN h % 10 < 9 THEN ['dblp'] ELSE ['openalex', 'semantic_scholar'] END AS sources,
        CASE WHEN h // 10 % 10 = 0 THEN 'https://github.com/a/b' END AS code_url
    FROM (
        SELECT paper_id, hash(paper_id) AS h, $names::VARCHAR[] AS names, $keys::VARCHAR[] AS keys,
            CASE WHEN h // 100 % 10 < 6 THEN floor({_VENUES} ** (h // 1000 % 100000 / 1e5))::INTEGER - 1 END AS place
        FROM core.papers
    )
"""
_TOLD = [
    f"UPDATE core.{table} SET {', '.join(f'{name} = s.{name}' for name in names)} FROM said AS s "
    f"WHERE s.paper_id = {table}.paper_id"
    for table, names in (
        ("papers", ("venue", "venue_key", "sources", "code_url")),
        ("listings", ("venue", "venue_key")),
    )
]
# Two captures tell how often each paper is cited, four what readers thought of one in twenty.
_OBSERVED = """
    INSERT INTO core.engagement BY NAME
    SELECT paper_id, DATE '2026-01-01' + 30 * capture AS observed_on, 'semantic_scholar' AS source,
        (h % 300 + capture * (h // 300 % 20))::INTEGER AS citations
    FROM (SELECT paper_id, hash(paper_id) AS h FROM core.papers), (SELECT unnest([0, 1]) AS capture);
    INSERT INTO core.engagement BY NAME
    SELECT paper_id, DATE '2026-02-01' + 7 * capture AS observed_on, 'hf_daily_papers' AS source,
        (h // 20 % 40 + capture * (h // 800 % 5))::INTEGER AS upvotes, (h // 4000 % 9 + capture)::INTEGER AS comments,
        (h // 36000 % 500 + capture * (h // 18000000 % 7))::INTEGER AS github_stars
    FROM (SELECT paper_id, hash(paper_id) AS h FROM core.papers), (SELECT unnest([0, 1, 2, 3]) AS capture)
    WHERE h % 20 = 0
"""


def make(loaded: Path, home: Path) -> None:
    """Copy, say, count, publish."""
    home.mkdir(parents=True)
    settings = load_settings(home=home)
    shutil.copyfile(load_settings(home=loaded).database, settings.database)
    known = [venue.key for venue in known_venues()][: _VENUES // 2]
    printed = [f"Journal of Invented Studies {number}" for number in range(_VENUES - len(known))]
    with open_database(settings) as connection:
        migrate(connection)
        keys = {"names": [key.upper() for key in known] + printed, "keys": known + [None] * len(printed)}
        connection.execute(_SAID, keys)
        for statement in _TOLD:
            connection.execute(statement)
        connection.execute(_OBSERVED)
        counting.recount(connection, settings)
        _publish(connection, home)


def change(home: Path, times: int) -> None:
    """Publish so many versions, each without a thousand papers, and listings, of the one before."""
    with open_database(load_settings(home=home)) as connection:
        migrate(connection)
        for _ in range(times):
            with transaction(connection):
                connection.execute("DELETE FROM core.papers WHERE rowid < (SELECT min(rowid) + 1000 FROM core.papers)")
                connection.execute("UPDATE core.dumps SET listings = listings - 1000")
                aggregates.write(connection)
            _publish(connection, home)


def _publish(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    settings = load_settings(home=home)
    number, now = snapshots.next_number(settings), datetime.now(UTC)
    snapshots.publish(connection, settings, number=number, run_id="benchmark", verdict="PUBLISH", now=now)


if __name__ == "__main__":
    if sys.argv[1] == "--change":
        change(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        make(Path(sys.argv[1]), Path(sys.argv[2]))
