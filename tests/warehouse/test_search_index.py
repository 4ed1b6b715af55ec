"""The index in the database: every paper is in it, also the withdrawn ones, however the papers are stored."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.schema.core import PAPERS
from warehouse import counting, search_index, writer
from warehouse.settings import load_settings

ROWS = [
    ("title:a", "Harbours", "A harbour of lanterns.", False),
    ("title:b", "Lantern-lit Kettles", None, False),
    ("title:c", "Withdrawn Lanterns", "An anvil.", True),
    ("title:d", "Anvils", "Kettles and anvils", False),
]


def index(database: duckdb.DuckDBPyConnection, home: Path, rows: list[tuple[object, ...]]) -> None:
    names = ("paper_id", "title", "abstract", "is_withdrawn")
    same = {"authors": [], "categories": [], "listings": 1, "dumps": 1, "sources": ["hf"]}
    papers = pl.DataFrame([dict(zip(names, row, strict=True)) | same for row in rows], infer_schema_length=None)
    writer.replace_table(database, "core.papers", PAPERS.conform(papers))
    counting.recount(database, load_settings(home=home))


def uses(database: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    query = """
        SELECT DISTINCT word, paper_id, in_title, position FROM search.word_uses JOIN search.indexed_papers
            USING (paper_number) JOIN (SELECT min(form) AS word, word_number FROM search.words GROUP BY ALL)
            USING (word_number) ORDER BY ALL
    """
    return database.execute(query).fetchall()


EXPECTED = [
    ("anvil", "title:c", False, 1),
    ("anvil", "title:d", True, 0),
    ("anvil", "title:d", False, 2),
    ("harbour", "title:a", True, 0),
    ("harbour", "title:a", False, 1),
    ("kettles", "title:b", True, 2),
    ("kettles", "title:d", False, 0),
    ("lantern", "title:a", False, 3),
    ("lantern", "title:b", True, 0),
    ("lantern", "title:c", True, 1),
    ("lit", "title:b", True, 1),
    ("withdrawn", "title:c", True, 0),
]


@pytest.mark.parametrize("keys_of_a_part", [1, 8_000_000])
@pytest.mark.parametrize("papers_at_once", [1, 10_000])
def test_neither_order_nor_parts_change_what_the_index_says(
    database: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    keys_of_a_part: int,
    papers_at_once: int,
) -> None:
    monkeypatch.setattr(search_index, "_KEYS_OF_A_PART", keys_of_a_part)
    monkeypatch.setattr(counting, "_PAPERS_AT_ONCE", papers_at_once)
    for rows in (ROWS, ROWS[::-1]):
        index(database, tmp_path, rows)
        assert sorted(uses(database)) == sorted(EXPECTED)


def test_every_paper_is_indexed_with_its_length(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    index(database, tmp_path, ROWS)
    assert database.execute("FROM search.indexed_papers").fetchall() == [
        (0, "title:a", 1, 4),
        (1, "title:b", 3, 0),
        (2, "title:d", 1, 3),
        (3, "title:c", 2, 2),
    ]


def test_an_empty_warehouse_has_an_empty_index(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    index(database, tmp_path, [])
    assert uses(database) == []
