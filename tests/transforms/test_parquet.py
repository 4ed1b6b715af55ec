"""Parquet: any piece of it is read or refused, memory is bounded, text is UTF-8, and its index alone recognises it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from transforms.errors import DumpError, LimitExceeded, UnreadableDump
from transforms.readers import recognise
from transforms.readers._contract import TOLD, Bounds, ByteAccount, ColumnMap, Head
from transforms.readers._parquet import column_names, footer_of, read_parquet

ROWS = {"title": ["A Tide of Columns", "Another One"], "abstract": ["Words.", None], "doi": ["10.5555/1", None]}


def written(columns: dict[str, Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


def texts(data: bytes, **bounds: int) -> list[str]:
    return [text.decode() for batch in read_parquet(io.BytesIO(data), Bounds(**bounds)) for text in batch.texts]


@pytest.mark.parametrize("bounds", [{}, {"block_bytes": 1}])
def test_rows_are_json_texts(bounds: dict[str, int]) -> None:
    data = written(
        {
            "day": [date(2024, 5, 24), None],
            "time": [datetime(2024, 5, 24, 8, tzinfo=UTC), None],
            "share": [0.5, float("nan")],
            "names": [["Ana", None], []],
            "nested.name": [{"x": "é\n"}, None],
            "picture": pa.array([b"\x89PNG", None]),
        },
        row_group_size=1,
    )
    day, rest = '"2024-05-24","time":"2024-05-24T08:00:00+00:00"', '"names":["Ana",null],"nested.name":{"x":"é\\n"}'
    assert texts(data, **bounds) == [
        f'{{"day":{day},"share":0.5,{rest}}}',
        '{"day":null,"time":null,"share":null,"names":[],"nested.name":null}',
    ]


def test_the_index_is_enough_to_recognise_it() -> None:
    data = written(ROWS)
    head = Head(data=data[:20], is_whole=False, footer=footer_of(io.BytesIO(data)))
    assert column_names(head) == ("title", "abstract", "doi")
    found, claim = recognise(head)
    assert (found.name, claim.layout) == ("table", "parquet")
    assert column_names(Head(data=data[:20], is_whole=False)) == ()
    assert column_names(Head(data=b"title,doi\n", is_whole=True)) == ()


def test_the_operators_word_is_surer_than_the_marks_of_a_source() -> None:
    data = written({"paper_id": ["2405.00001"], "paper_upvotes": [3], "title": ["A Tide"]})
    head = Head(data=data, is_whole=True)
    assert recognise(head)[0].name == "huggingface_api"
    mapped = ColumnMap(name="mine", columns={"title": ("title",), "arxiv_id": ("paper_id",)})
    found, claim = recognise(Head(data=data, is_whole=True, column_maps=(mapped,)))
    assert (found.name, claim.certainty, claim.evidence) == ("table", TOLD, "the columns of [tables.mine]")
    bounds = Bounds(column_maps=(mapped,))
    rows = pl.concat(found.read(io.BytesIO(data), claim.layout, bounds, ByteAccount()))
    assert rows.select("title", "arxiv_id", "extra").rows() == [("A Tide", "2405.00001", '{"paper_upvotes":3}')]


@pytest.mark.parametrize("kept", [4, 8, 12, 100, -1, -4, -8, -100])
def test_a_cut_file_is_refused(kept: int) -> None:
    data = written(ROWS)[:kept]
    with pytest.raises(UnreadableDump, match="index is lost"):
        footer_of(io.BytesIO(data))


def test_any_bent_byte_is_read_or_refused() -> None:
    data = written(ROWS, compression="zstd")
    refusals = set()
    for at in range(4, len(data), 7):
        try:
            texts(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        except DumpError as error:
            refusals.add(type(error))
    assert refusals == {UnreadableDump}


def test_text_that_is_not_utf8_is_repaired_and_noticed() -> None:
    buffers = pa.array([b"Good", b"B\xe4d", None]).cast(pa.binary()).buffers()
    data = written({"title": pa.Array.from_buffers(pa.string(), 3, buffers), "doi": ["1", "2", "3"]})
    found, claim = recognise(Head(data=data, is_whole=True))
    rows = pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))
    assert rows["title"].to_list() == ["Good", "B\ufffdd", None]
    assert rows["problems"].to_list() == [[], ["encoding:invalid"], []]


def test_a_value_that_is_repeated_for_ever_is_refused() -> None:
    # A dictionary keeps one text once, however many rows hold it.
    data = written({"title": pa.array(["x" * 10_000]).take(pa.array([0] * 20_000)), "doi": ["1"] * 20_000})
    assert len(data) < 100_000
    with pytest.raises(LimitExceeded, match=r"expand more than 200 times.*max_expansion_ratio"):
        texts(data)
    assert len(texts(data, expansion_ratio=1_000_000)) == 20_000
