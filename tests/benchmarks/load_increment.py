"""A daily file of 1,000 records into a large warehouse against the load that filled it; then audit and publication.

`python tests/benchmarks/load_increment.py [RECORDS] [DAYS]` fills a warehouse with RECORDS records, loads DAYS daily
files (two in a hundred of their records are in the warehouse already), then audits and publishes it, and writes every
table into a new file as the reference of publishing. It prints what whole processes cost, and asserts nothing.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from arxiv_corpus import Writer, write
from processes import Run, run

DAILY_RECORDS = 1_000
KNOWN_RECORDS = 20

STEP = """
import sys
from pathlib import Path
from orchestration import auditing, steps
from warehouse.settings import load_settings
with steps.open_warehouse(load_settings(home=Path(sys.argv[1]))) as warehouse:
    {}
"""
# What publishing would cost if it wrote the rows anew instead of copying the file: no digest, no verification.
WRITTEN_ANEW = """
import sys, duckdb
from transforms.schema import TABLES
connection = duckdb.connect(sys.argv[1] + '/warehouse.duckdb')
connection.execute("SET threads = 2")
connection.execute("SET memory_limit = '2048MiB'")
connection.execute(f"ATTACH '{sys.argv[1]}/anew.duckdb' AS anew (STORAGE_VERSION 'latest')")
for name in TABLES:
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS anew.{name.split('.')[0]}")
    connection.execute(f"CREATE TABLE anew.{name} AS FROM {name}")
connection.execute("CHECKPOINT anew")
"""
STEPS = {
    "trends": "steps.refresh_trends(warehouse)",
    "audit": "auditing.audit(warehouse)",
    "publish": "auditing.publish(warehouse, auditing.AuditOutcome("
    "run_id='benchmark', verdict='PUBLISH', report_path='', failed=()))",
}


def write_day(path: Path, *, day: int, records: int) -> None:
    """A daily file behind a snapshot of `records` records."""
    writer = Writer(seed=1_000 + day)
    known = range(day, records, max(records // KNOWN_RECORDS, 1))[:KNOWN_RECORDS]
    first = records + day * DAILY_RECORDS
    new = range(first, first + DAILY_RECORDS - len(known))
    path.write_text("".join(writer.record(number) + "\n" for number in (*known, *new)), encoding="utf-8")


def ingest(home: Path, source: Path) -> Run:
    """Load one file without audit and publication."""
    return run([sys.executable, "-m", "orchestration.cli", "--home", str(home), "ingest", "--load-only", str(source)])


def show(name: str, measured: Run) -> None:
    """Print what a process cost."""
    print(
        f"{name:28} wall {measured.wall_seconds:7.1f} s, processor {measured.processor_seconds:7.1f} s, "
        f"peak {measured.peak_mebibytes:6,.0f} MiB",
        flush=True,
    )


def main(records: int = 1_000_000, days: int = 5) -> None:
    """Fill, load the days, audit, publish."""
    with tempfile.TemporaryDirectory() as folder:
        home, source = Path(folder) / "home", Path(folder) / "arxiv.json"
        write(source, records)
        full = ingest(home, source)
        show(f"load of {records:,}", full)
        source.unlink()
        costs = []
        for day in range(days):
            file = Path(folder) / f"day-{day}.json"
            write_day(file, day=day, records=records)
            costs.append(ingest(home, file))
            show(f"load of {DAILY_RECORDS:,}", costs[-1])
        daily = statistics.median(cost.wall_seconds for cost in costs)
        print(f"median day {daily:.2f} s wall: {daily / full.wall_seconds:.1%} of the full load", flush=True)
        for name, code in STEPS.items():
            show(name, run([sys.executable, "-c", STEP.format(code), str(home)]))
        show("every row written anew", run([sys.executable, "-c", WRITTEN_ANEW, str(home)]))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
