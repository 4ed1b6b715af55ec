"""DBLP: the real excerpt, and its named characters against the real definition."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import polars as pl

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers.dblp import _DIALECT, READER


def read(data: bytes) -> pl.DataFrame:
    frames = READER.read(io.BytesIO(data), "dblp", Bounds(), ByteAccount())
    return pl.concat([READER.raw.to_frame(), *frames])


def test_the_real_excerpt(shared_dumps: Path) -> None:
    data = next((shared_dumps / "dblp_xml").rglob("dblp.xml")).read_bytes()
    found, _ = recognise(Head(data=data, is_whole=True))
    records = read(data)
    assert found is READER
    assert records.height == 131
    assert records["problems"].list.len().sum() == 0
    assert records["dblp_key"].n_unique() == 131
    assert records["published"].null_count() == 0
    assert records["authors"].list.len().sum() == 73
    assert records["doi"].str.starts_with("10.1007/").sum() == 131
    assert not records["title"].str.ends_with(".").any()
    names = records["authors"].explode().struct.field("name").drop_nulls()
    assert not names.str.contains(r"\d|&").any()


def test_every_named_character_of_the_definition_is_known(shared_dumps: Path) -> None:
    definition = next((shared_dumps / "dblp_xml").rglob("dblp.dtd")).read_text()
    declared = dict(re.findall(r'<!ENTITY\s+(\w+)\s+"(&#\d+;)"', definition))
    assert len(declared) > 60
    assert {name: _DIALECT.entities[name] for name in declared} == {
        name: html.unescape(value) for name, value in declared.items()
    }
