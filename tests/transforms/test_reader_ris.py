"""RIS: the format in literal examples, line ends, and the real lists reference by reference."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers.ris import READER

# Counted by their TY tags; two files hold text between references that is neither.
REFERENCES = {
    "_baseline.ris": 100,
    "baseline_empty_values.ris": 4,
    "baseline_reference_types.ris": 61,
    "baseline_tag-notes.ris": 12,
    "baseline_tag-notes_labels.ris": 32,
    "baseline_tag-notes_zotero.ris": 4,
    "baseline_tag_and_field_definitions.ris": 1,
    "baseline_tag_and_field_definitions_lists.ris": 1,
    "baseline_zotero.ris": 100,
    "embase.ris": 6,
    "faulty_year.ris": 1,
    "ovid_psycinfo.ris": 6,
    "ovid_zotero.ris": 6,
    "proquest.ris": 6,
    "pubmed_endnote.txt": 6,
    "pubmed_zotero.ris": 6,
    "ris_issue_1099.txt": 7,
    "ris_issue_992.txt": 19,
    "ris_many_authors.ris": 1,
    "scopus.ris": 6,
    "web_of_science.txt": 10,
}


def read(data: bytes, **bounds: int) -> pl.DataFrame:
    frames = READER.read(io.BytesIO(data), "ris", Bounds(**bounds), ByteAccount())
    return pl.concat([READER.raw.to_frame(), *frames])


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (["TI  - A title"], "title", "A title"),
        (["T1  - A title"], "title", "A title"),
        (["TI  - A title", "goes on"], "title", "A title\ngoes on"),
        (["TI  -", "T1  - A title"], "title", "A title"),
        (["KW  - one", "two", "KW  - three"], "keywords", ["one", "two", "three"]),
        (["PY  - 2020///"], "published", "2020"),
        (["PY  - 2020/5/7/Spring"], "published", "2020-05-07"),
        (["PY  - 2019", "DA  - 2019///nan"], "published", "2019"),
        (["PY  - 2019", "DA  - Mar 1"], "published", "Mar 1, 2019"),
        (["PY  - 2019", "DA  - FEB"], "published", "FEB 2019"),
        (["PY  - 2019", "DA  - Spring Issue"], "published", "2019"),
        (["PY  - 10 15"], "published", "10 15"),
        (["UR  - https://a.org/1 https://b.org/2", "L2  - file.pdf"], "links", ["https://a.org/1", "https://b.org/2"]),
        (["UR  - http://arxiv.org/abs/1706.00001"], "arxiv_id", "1706.00001"),
        (["LA  - English"], "language", "English"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_format(lines: list[str], field: str, value: object, line_end: str) -> None:
    text = line_end.join(["TY  - JOUR", *lines, "ER  - ", ""])
    record = read(text.encode()).row(0, named=True)
    assert record[field] == value
    assert (record["line_start"], record["line_end"]) == (1, len(lines) + 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "windows-1252"])
def test_encodings(encoding: str) -> None:
    data = "TY  - JOUR\nTI  - Müller’s tide\nER  - \n".encode(encoding)
    assert READER.sniff(Head(data=data, is_whole=True)) is not None
    assert read(data)["title"].to_list() == ["Müller’s tide"]


def test_lists_without_any_end_are_read_and_a_cut_one_is_not() -> None:
    assert read(b"TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two")["problems"].to_list() == [[], []]
    cut = b"TY  - JOUR\nTI  - One\nER  -\nTY  - JOUR\nTI  - Tw"
    assert read(cut)["problems"].to_list() == [[], ["ris:truncated"]]


def test_the_real_lists(shared_dumps: Path) -> None:
    paths = [path for path in sorted((shared_dumps / "ris").rglob("*")) if path.is_file()]
    records = {path.name: read(path.read_bytes()) for path in paths}
    references = {
        name: found.filter(pl.col("raw").str.contains("(?m)^TY  -")).height for name, found in records.items()
    }
    assert references == REFERENCES
    rejects = {name: found["problems"].explode().drop_nulls().to_list() for name, found in records.items()}
    assert {name: found for name, found in rejects.items() if found} == {
        "baseline_tag_and_field_definitions.ris": ["ris:stray_text"]  # a tag behind the end of the only reference
    }
    assert records["ris_many_authors.ris"]["authors"].list.len().to_list() == [7_456]
    assert records["_baseline.ris"]["doi"].null_count() == 0
    assert records["scopus.ris"]["keywords"].list.len().sum() == 185
    for path in paths:
        assert READER.sniff(Head(data=path.read_bytes()[:65_536], is_whole=False)) is not None, path
