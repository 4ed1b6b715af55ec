"""Reference managers' JSON: real exports of both kinds."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

FOLDER = "zotero_csl_json/retorquere__zotero-better-bibtex/test/fixtures/export"
HEAD_BYTES = 256 * 1024


@pytest.mark.parametrize(
    ("name", "layout", "entries", "dated"),
    [
        ("BBT CSL JSON; Do not use shortTitle and journalAbbreviation #372.csl", "csl", 1, 1),
        ("Better CSL JSON does not include authority field #2019.csl", "csl", 1, 1),
        ("Better CSL does not extract extra variables #2963.csl", "csl", 1, 1),
        ("CSL exporters; ignore [Fields to omit from export] setting #1179.csl", "csl", 26, 26),
        ("CSL exporters; ignore [Fields to omit from export] setting #1179", "zotero", 26, 26),
        ("Better BibTeX does not export collections #901", "zotero", 36, 35),
        ("Bulk performance test", "zotero", 1241, 1182),
    ],
)
def test_real_exports(shared_dumps: Path, name: str, layout: str, entries: int, dated: int) -> None:
    data = (shared_dumps / FOLDER / f"{name}.json").read_bytes()
    found, claim = recognise(Head(data=data[:HEAD_BYTES], is_whole=len(data) <= HEAD_BYTES))
    items = pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))
    assert (found.name, claim.layout) == ("csl_json", layout)
    assert items.height == entries
    assert items["published"].count() == dated
    assert items["problems"].list.len().sum() == 0
    assert items["title"].null_count() == 0
