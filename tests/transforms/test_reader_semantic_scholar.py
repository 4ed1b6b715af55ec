"""Semantic Scholar: the real answer, two megabytes on one line."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from transforms.errors import UnknownLayout
from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

PAPER = "semanticscholar/danielnsilva__semanticscholar/tests/data/Paper.json"
HEAD_BYTES = 256 * 1024


def test_a_real_paper_with_a_thousand_citations_is_one_entry(shared_dumps: Path) -> None:
    data = (shared_dumps / PAPER).read_bytes()
    found, claim = recognise(Head(data=data[:HEAD_BYTES], is_whole=False))
    papers = pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))
    assert (found.name, claim.layout) == ("semantic_scholar", "graph")
    assert papers["problems"].to_list() == [[]]
    paper = papers.row(0, named=True)
    assert paper["s2_id"] == "2d5673caa9e6af3a7b82a43f19ee920992db07ad"
    assert (paper["doi"], paper["published"], paper["citations"]) == ("10.1093/MIND/LIX.236.433", "1950-10-01", 10059)
    assert len(paper["raw"]) > 2_000_000
    assert len(paper["extra"]) < 5_000


def test_abstracts_without_titles_are_refused_at_once() -> None:
    line = b'{"corpusid": 9101, "openaccessinfo": {"externalids": {"DOI": "10.5555/s2"}}, "abstract": "Words."}\n'
    with pytest.raises(UnknownLayout, match=r"bulk data set `abstracts`.*no titles.*Load the data set `papers`"):
        recognise(Head(data=3 * line, is_whole=True))
