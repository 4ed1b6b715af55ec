"""PMLR: the real posts, and front matter that is cut or too long."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from transforms.errors import LimitExceeded
from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers.pmlr import READER

VOLUME = "pmlr/mlresearch__v22"
POST = "---\ntitle: {title}\npublisher: PMLR\n---\n"


def read(data: bytes, **bounds: int) -> pl.DataFrame:
    return pl.concat(READER.read(io.BytesIO(data), "posts", Bounds(**bounds), ByteAccount()))


def test_the_real_posts_are_one_paper_each(shared_dumps: Path) -> None:
    paths = sorted((shared_dumps / VOLUME / "_posts").glob("*.md"))
    assert {recognise(Head(data=path.read_bytes(), is_whole=True))[0].name for path in paths} == {"pmlr"}
    posts = pl.concat(read(path.read_bytes()) for path in paths)
    assert posts.height == len(paths) == 10
    assert posts["problems"].list.len().sum() == 0
    for name in ("title", "abstract", "venue"):
        assert posts[name].str.len_chars().min() > 20
    assert posts["published"].unique().to_list() == ["2012-03-21"]
    assert posts["authors"].list.len().min() >= 1


@pytest.mark.parametrize("name", ["_config.yml", "README.md"])
def test_a_volumes_own_pages_list_no_paper(shared_dumps: Path, name: str) -> None:
    assert READER.sniff(Head(data=(shared_dumps / VOLUME / name).read_bytes(), is_whole=True)) is None


def test_posts_behind_one_another_are_entries() -> None:
    posts = read("".join(POST.format(title=f"Number {n}") for n in range(3)).encode(), block_bytes=7)
    assert posts["title"].to_list() == ["Number 0", "Number 1", "Number 2"]
    assert posts["line_start"].to_list() == [1, 5, 9]


def test_front_matter_is_bounded() -> None:
    with pytest.raises(LimitExceeded, match="the entry at line 1 is longer than 1,000 bytes"):
        read(b"---\n" + 200 * b"title: x\n", line_bytes=1_000)
