"""Questions about terms of which there are several forms, and about what the vocabulary names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.schema.core import PAPERS
from transforms.trends.expressions import parse
from warehouse import counting, writer
from warehouse.queries import papers, series, terms
from warehouse.queries.filters import PaperFilter
from warehouse.settings import load_settings

VOCABULARY = """
[synonyms]
"mixture of experts" = ["MoE", "gated experts"]
[groups]
"what shines" = "lantern + glow *"
[ratios]
"lanterns per kettle" = "lantern / kettle"
"""
TEXTS = ["Mixture of experts", "MoE", "MoE and a mixture of experts", "Lantern"]


@pytest.fixture
def counted(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """Four papers of one month, counted by VOCABULARY."""
    rows = [
        {"paper_id": f"title:{number}", "title": text, "published_on": date(2024, 3, 1), "published_precision": "day"}
        for number, text in enumerate(TEXTS)
    ]
    same = {"authors": [], "categories": [], "listings": 1, "dumps": 1, "sources": ["hf"], "is_withdrawn": False}
    writer.append(database, "core.papers", PAPERS.conform(pl.DataFrame([row | same for row in rows])))
    (tmp_path / "vocabulary.toml").write_text(VOCABULARY, encoding="utf-8")
    counting.recount(database, load_settings(home=tmp_path, min_term_papers=1))
    return database


@pytest.mark.parametrize("asked", ["mixture of experts", "moe", "Gated Experts", "moe + mixture of experts", "mo*"])
def test_each_form_finds_the_one_term_and_its_papers(counted: duckdb.DuckDBPyConnection, asked: str) -> None:
    meant = series.meant(counted, series=[parse(asked)])
    assert set(meant["term"]) == {"mixture of experts"}
    assert set(meant["terms"]) == {1}
    found = series.over_time(
        counted, series=[parse(asked)], where=PaperFilter(), smooth_months=1, today=date(2024, 6, 1)
    )
    assert found["papers"].to_list() == [3]
    assert papers.counted(counted, where=PaperFilter(term=asked)).papers == 3


def test_the_other_forms_of_terms(counted: duckdb.DuckDBPyConnection) -> None:
    assert terms.other_forms(counted, terms=["Lantern", "mixture of experts"]).rows() == [
        ("mixture of experts", "MoE", "synonym", 2),
        ("mixture of experts", "gated experts", "synonym", 0),
    ]
    assert terms.other_forms(counted, terms=[]).is_empty()


def test_groups_stand_before_ratios(counted: duckdb.DuckDBPyConnection) -> None:
    assert terms.named_series(counted).rows() == [
        ("what shines", "group", "lantern + glow *"),
        ("lanterns per kettle", "ratio", "lantern / kettle"),
    ]
