"""Ingesting an arXiv-shaped snapshot, with and without what follows loading, against a plain DuckDB script.

`python tests/benchmarks/load_arxiv.py [RECORDS] [RUNS]` prints the medians of whole processes run in turn, and their
ratio to the script's. It asserts nothing: what is good enough stands in README.md beside this file.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from arxiv_corpus import write
from processes import compare

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


def main(records: int = 100_000, runs: int = 5) -> None:
    """Measure the script, loading alone, and a whole ingest with trends, audit and publication."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "arxiv.json"
        write(source, records)
        print(f"{records:,} records, {source.stat().st_size / 1e6:,.0f} MB, {runs} runs", flush=True)
        python = sys.executable

        def plain(number: int) -> list[str]:
            return [python, "-c", REFERENCE, str(source), f"{folder}/plain-{number}.duckdb"]

        def load(number: int) -> list[str]:
            home = f"{folder}/load-{number}"
            return [python, "-m", "orchestration.cli", "--home", home, "ingest", "--load-only", str(source)]

        def ingest(number: int) -> list[str]:
            home = f"{folder}/ingest-{number}"
            return [python, "-m", "orchestration.cli", "--home", home, "ingest", str(source)]

        compare({"plain DuckDB": plain, "ingest --load-only": load, "ingest": ingest}, runs=runs)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
