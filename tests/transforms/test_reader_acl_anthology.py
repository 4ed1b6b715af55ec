"""ACL Anthology: the real volumes hold as many papers as they say, with ids as the Anthology builds them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers.acl_anthology import READER, _anthology_id


def read(path: Path) -> pl.DataFrame:
    claim = READER.sniff(Head(data=path.read_bytes()[:65_536], is_whole=False))
    assert claim is not None
    with path.open("rb") as stream:
        return pl.concat(list(READER.read(stream, claim.layout, Bounds(), ByteAccount())))


@pytest.mark.parametrize(
    ("name", "counts", "ends", "published"),
    [
        ("L06.xml", (513, 1_670), ("L06-1001", "L06-1516"), "May 2006"),
        ("P18.xml", (435, 1_639), ("P18-1001", "P18-5008"), "July 2018"),
        ("P19.xml", (763, 3_085), ("P19-1001", "P19-4009"), "July 2019"),
    ],
)
def test_a_real_volume(
    shared_dumps: Path, name: str, counts: tuple[int, int], ends: tuple[str, str], published: str
) -> None:
    path = next((shared_dumps / "acl_anthology_xml").rglob(name))
    records = read(path)
    assert records.height == records["acl_id"].n_unique()
    assert records["problems"].list.len().sum() == 0
    assert (records.height, records["authors"].list.len().sum()) == counts  # no editor among the authors
    assert (records["acl_id"].item(0), records["acl_id"].item(-1)) == ends
    assert records["published"].unique().to_list() == [published]
    assert records.select(pl.col("title", "abstract").null_count()).row(0) == (0, 0)
    assert not records["title"].str.contains("<|&[a-z]+;").any()
    if name.startswith("P"):
        assert records["doi"].str.to_lowercase().str.ends_with(pl.Series(records["acl_id"].str.to_lowercase())).all()


@pytest.mark.parametrize(
    ("collection", "volume", "number", "expected"),
    [
        ("P18", "1", "1", "P18-1001"),
        ("W19", "1", "23", "W19-0123"),
        ("C69", "1", "5", "C69-0105"),
        ("D19", "1", "5", "D19-1005"),
        ("D19", "50", "5", "D19-5005"),
        ("2020.acl", "main", "12", "2020.acl-main.12"),
        (None, "P98", "1001", "P98-1001"),
        (None, "W93", "101", "W93-0101"),
    ],
)
def test_ids_are_built_as_the_anthology_does(collection: str | None, volume: str, number: str, expected: str) -> None:
    assert _anthology_id(collection, volume, number) == expected
