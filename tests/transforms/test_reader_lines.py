from __future__ import annotations

import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import LimitExceeded
from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers._lines import LINES, head_lines, read_lines


def lines_of(data: bytes, **bounds: int) -> tuple[pl.DataFrame, ByteAccount]:
    account = ByteAccount()
    frames = list(read_lines(io.BytesIO(data), Bounds(**bounds), account))
    return pl.concat([LINES.to_frame(), *frames]), account


@pytest.mark.parametrize("block_bytes", [1, 2, 3, 1_000])
@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"", []),
        (b"a", [(1, "a", 1, False)]),
        (b"a\n", [(1, "a", 2, False)]),
        (b"\n\n", [(1, "", 1, False), (2, "", 1, False)]),
        (b"a\r\n\r\nb\r", [(1, "a", 3, False), (2, "", 2, False), (3, "b", 2, False)]),
        (b"x^2\n", [(1, "x^2", 4, False)]),
        (b"x\x9c\n", [(1, "x\ufffd", 3, True)]),
        (b"\x1f\x8b\x08\n", [(1, "\x1f\ufffd\x08", 4, True)]),
        (b"a\rb\n", [(1, "a\rb", 4, False)]),
        ("a\u2028b\x0bc\x85d\n".encode(), [(1, "a\u2028b\x0bc\x85d", 11, False)]),
        ("\ufeffa\nb\n".encode(), [(1, "a", 2, False), (2, "b", 2, False)]),
        ("a\n\ufeffb\n".encode(), [(1, "a", 2, False), (2, "\ufeffb", 5, False)]),
        (b"caf\xe9\r\ncafe\n", [(1, "caf\ufffd", 6, True), (2, "cafe", 5, False)]),
        (b"\xe2\x82", [(1, "\ufffd", 2, True)]),
        ("\ufffd, as printed".encode(), [(1, "\ufffd, as printed", 15, False)]),
    ],
)
def test_lines_end_at_line_feeds_alone(data: bytes, rows: list[tuple[object, ...]], block_bytes: int) -> None:
    assert lines_of(data, block_bytes=block_bytes)[0].rows() == rows


@pytest.mark.parametrize("block_bytes", [1, 2, 1_000])
def test_a_byte_order_mark_is_furniture(block_bytes: int) -> None:
    assert lines_of("\ufeffa\n".encode(), block_bytes=block_bytes)[1].furniture_bytes == 3
    assert lines_of("\ufeff".encode(), block_bytes=block_bytes)[1].furniture_bytes == 3


@given(st.binary(max_size=300), st.integers(1, 50))
def test_no_byte_is_lost_and_blocks_do_not_matter(data: bytes, block_bytes: int) -> None:
    lines, account = lines_of(data, block_bytes=block_bytes)
    assert account.furniture_bytes + lines["bytes"].sum() == len(data)
    assert lines.equals(lines_of(data)[0])
    assert lines["line"].to_list() == list(range(1, lines.height + 1))


@given(st.text(max_size=300))
def test_text_comes_back_as_it_stands(text: str) -> None:
    lines, _ = lines_of(b"first\n" + text.encode() + b"\n")
    expected = [line.removesuffix("\r") for line in text.split("\n")]
    assert lines["text"].to_list()[1:] == expected
    assert not lines["is_damaged"].any()


@pytest.mark.parametrize("block_bytes", [4, 1_000])
@pytest.mark.parametrize("data", [b"short\n" + b"x" * 21 + b"\nshort\n", b"short\n" + b"x" * 21])
def test_a_line_over_the_limit_is_named(data: bytes, block_bytes: int) -> None:
    with pytest.raises(LimitExceeded, match=r"line 2 is longer than 20 bytes.*max_line_bytes"):
        lines_of(data, line_bytes=20, block_bytes=block_bytes)


def test_a_head_gives_its_complete_lines() -> None:
    assert head_lines(Head(data=b"one\ntw", is_whole=False))["text"].to_list() == ["one"]
    assert head_lines(Head(data=b"one\ntw", is_whole=True))["text"].to_list() == ["one", "tw"]
    assert head_lines(Head(data=b"", is_whole=True)).is_empty()
