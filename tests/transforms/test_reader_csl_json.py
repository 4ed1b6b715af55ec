"""Reference managers' JSON: real exports of both kinds."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers._yaml import mapping_of
from transforms.readers._yaml_items import read_items

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


def test_a_real_list_in_yaml(shared_dumps: Path) -> None:
    (path,) = (shared_dumps / FOLDER).parent.glob("*/*.csl.yml")
    data = path.read_bytes()
    found, claim = recognise(Head(data=data, is_whole=True))
    assert (found.name, claim.layout) == ("csl_json", "yaml")
    items = pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))
    assert items.select("published", "language", "problems").rows() == [("2016", "fre", [])]
    assert items["abstract"].str.len_chars().item() > 1_000


def test_items_are_cut_where_the_next_one_begins() -> None:
    text = (
        "other: 1\nreferences:\n  - id: a\n    title: One\n    author:\n    - literal: X\n  # a comment\n\n  - id: b\n"
    )
    items = list(read_items(io.BytesIO(f"{text}after:\n  - id: c\n".encode()), "references", Bounds(block_bytes=3)))
    assert [(item.line_start, item.line_end) for item in items] == [(3, 7), (9, 9)]
    assert [mapping_of(item.text) for item in items] == [
        {"id": "a", "title": "One", "author": [{"literal": "X"}]},
        {"id": "b"},
    ]
