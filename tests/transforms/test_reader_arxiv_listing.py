"""Daily arXiv listings: the real days."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

FOLDER = "arxiv_daily_jsonl/dw-dengwei__daily-arXiv-ai-enhanced/data"


def read(path: Path) -> pl.DataFrame:
    data = path.read_bytes()
    found, claim = recognise(Head(data=data[: 256 * 1024], is_whole=False))
    assert found.name == "arxiv_listing"
    return pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))


@pytest.mark.parametrize(
    ("name", "entries", "papers"),
    [("2025-03-18", 465, 328), ("2025-03-19", 172, 172), ("2025-03-19_AI_enhanced_Chinese", 206, 172)],
)
def test_real_days(shared_dumps: Path, name: str, entries: int, papers: int) -> None:
    listed = read(shared_dumps / FOLDER / f"{name}.jsonl")
    assert listed.height == entries
    assert listed["arxiv_id"].n_unique() == papers
    assert listed["problems"].list.len().sum() == 0
    assert listed["authors"].list.len().min() >= 1
    assert listed["categories"].list.first().str.contains(r"^[a-z\-]+(\.[A-Za-z\-]+)?$").all()
    assert listed["extra"].str.contains('"AI":').fill_null(False).all() == ("AI" in name)
