"""Tables through the command: columns that the operator names, and Parquet, which is read to and fro."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from commands import Papertide

from transforms.errors import UsageError
from warehouse.settings import load_settings

MAPPED = """
[tables.digest]
title = "headline"
doi = "where"
links = ["where", "also"]
"""
TITLES = [f"An Invented Headline, Number {n}" for n in range(3)]
ROWS = pl.DataFrame(
    {
        "headline": TITLES,
        "where": [f"https://doi.org/10.5555/{n}" for n in range(3)],
        "also": "https://also.example.org",
        "abstract": "What an unmapped column means is guessed from its name.",
    }
)


def jsonl(rows: pl.DataFrame, target: Path) -> None:
    rows.write_ndjson(target)


def parquet(rows: pl.DataFrame, target: Path) -> None:
    rows.write_parquet(target, row_group_size=2)


def csv(rows: pl.DataFrame, target: Path) -> None:
    rows.write_csv(target)


def listed(home: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        query = "SELECT source, title, doi, list_sort(list_transform(links, x -> x.url)), abstract FROM core.listings"
        return connection.sql(f"{query} ORDER BY position").fetchall()


@pytest.mark.parametrize("write", [jsonl, parquet, csv])
def test_columns_mean_what_the_operator_says(
    papertide: Papertide, tmp_path: Path, write: Callable[[pl.DataFrame, Path], None]
) -> None:
    dump, home = tmp_path / "digest.bin", tmp_path / "home"
    write(ROWS, dump)
    refused = papertide("--home", home, "ingest", "--load-only", dump)
    assert refused.code != 0
    assert "reader" in refused.err
    (home / "papertide.toml").write_text(MAPPED)
    assert papertide("--home", home, "ingest", "--load-only", dump).code == 0
    expected = [
        (
            "table",
            title,
            f"10.5555/{n}",
            ["https://also.example.org", f"https://doi.org/10.5555/{n}"],
            ROWS["abstract"][0],
        )
        for n, title in enumerate(TITLES)
    ]
    assert listed(home) == expected
    assert papertide("--home", home, "rebuild").code == 0
    assert listed(home) == expected


@pytest.mark.parametrize(
    ("table", "fact"),
    [
        ('headline = "title"', "digest: there is no field headline"),
        ('doi = "where"', "digest: which column holds the `title` is not said"),
        ("title = []", "tables.digest.title"),
        ("title = 1", "tables.digest.title"),
    ],
)
def test_a_table_that_is_told_wrongly_is_a_usage_error(tmp_path: Path, table: str, fact: str) -> None:
    (tmp_path / "papertide.toml").write_text(f"[tables.digest]\n{table}\n")
    with pytest.raises(UsageError) as caught:
        load_settings(home=tmp_path)
    assert fact in str(caught.value)


def test_damaged_parquet_is_a_failed_dump(papertide: Papertide, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    ROWS.rename({"headline": "title"}).write_parquet(buffer)
    whole = buffer.getvalue()
    for name, content in {"cut": whole[:-50], "bent": whole[:40] + b"\xff" * 200 + whole[240:]}.items():
        (tmp_path / f"{name}.parquet").write_bytes(content)
    done = papertide("--home", tmp_path / "home", "ingest", "--load-only", "--json", *tmp_path.glob("*.parquet"))
    errors = {dump["file_name"]: (dump["status"], dump["error"]) for dump in done.json["dumps"]}
    assert {status for status, _ in errors.values()} == {"failed"}
    assert "its index is lost. Fetch the file again." in errors["cut.parquet"][1]
    assert "damaged Parquet file" in errors["bent.parquet"][1]
