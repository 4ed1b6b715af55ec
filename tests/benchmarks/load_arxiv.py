"""`ingest --load-only` of an arXiv-shaped snapshot against a plain DuckDB script over the same file.

`python tests/benchmarks/load_arxiv.py [RECORDS] [RUNS]` prints the seconds and peak memory of both, whole processes in
turn, and the ratio of their medians. It asserts nothing: what is good enough stands in README.md beside this file.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from arxiv_corpus import write

# What a script without papertide would do: read with explicit columns, fold white space, keep one row a title, write.
REFERENCE = """
import sys, duckdb
source, target = sys.argv[1:]
text = dict.fromkeys(['id', 'submitter', 'authors', 'title', 'comments', 'journal-ref', 'doi', 'report-no',
                      'categories', 'license', 'abstract', 'update_date'], 'VARCHAR')
columns = {**text, 'versions': 'STRUCT(version VARCHAR, created VARCHAR)[]', 'authors_parsed': 'VARCHAR[][]'}
connection = duckdb.connect(target)
connection.execute('SET threads = 2')
connection.execute(f'''
    CREATE TABLE papers AS
    SELECT * EXCLUDE (title, abstract, key), title, abstract FROM (
        SELECT * EXCLUDE (title, abstract),
               trim(regexp_replace(title, '\\\\s+', ' ', 'g')) AS title,
               trim(regexp_replace(abstract, '\\\\s+', ' ', 'g')) AS abstract,
               regexp_replace(lower(title), '[^a-z0-9]', '', 'g') AS key
        FROM read_json('{source}', format = 'newline_delimited', columns = {columns}, ignore_errors = true)
    ) QUALIFY row_number() OVER (PARTITION BY key ORDER BY id) = 1
''')
connection.execute('CHECKPOINT')
"""


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory (MiB) of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return seconds, max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def main(records: int = 100_000, runs: int = 5) -> None:
    """Measure both in turn."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "arxiv.json"
        write(source, records)
        print(f"{records:,} records, {source.stat().st_size / 1e6:,.0f} MB, {runs} runs")
        ours, reference = [], []
        for run in range(runs):
            plain = [sys.executable, "-c", REFERENCE, str(source), f"{folder}/plain-{run}.duckdb"]
            reference.append(measured(plain))
            home = f"{folder}/home-{run}"
            load = [sys.executable, "-m", "orchestration.cli", "--home", home, "ingest", "--load-only", str(source)]
            ours.append(measured(load))
        for name, figures in {"plain DuckDB": reference, "papertide": ours}.items():
            print(f"{name:14} median {statistics.median(s for s, _ in figures):6.1f} s")
        print(f"peak memory of the larger {max(m for _, m in ours):,.0f} MiB")
        ratio = statistics.median(s for s, _ in ours) / statistics.median(s for s, _ in reference)
        print(f"ratio {ratio:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
