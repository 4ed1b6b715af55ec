"""Tables: which headers are claimed, what a row costs when it is broken, and the real exports row by row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest

from transforms.errors import LimitExceeded
from transforms.readers._columns import people
from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers.table import READER


def claimed(data: bytes) -> str | None:
    claim = READER.sniff(Head(data=data, is_whole=True))
    return claim.layout if claim else None


def read(text: str | bytes, **bounds: int) -> pl.DataFrame:
    data = text if isinstance(text, bytes) else text.encode()
    frames = READER.read(io.BytesIO(data), claimed(data) or "", Bounds(**bounds), ByteAccount())
    return pl.concat([READER.raw.to_frame(), *frames])


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("title,abstract\n", "comma"),
        ("Title;Authors;Year\n", "semicolon"),
        ("Article Title\tDOI\n", "tab"),
        ('"Title","Publication Year"\r', "comma"),
        ("\ufeffTitle,DOI\n", "comma"),
        ("title\n", None),
        ("name,abstract\n", None),
        ("title,colour,weight\n", None),
        ("The title, abstract and authors of a paper\n", None),
        ('{"title": "x", "abstract": "y"}\n', "json"),
        ('[{"Paper Title": "x", "arXiv ID": "y"}]\n', "json"),
        ('{"title": "x", "url": "y", "tags": []}\n', None),
        ('{"title": "' + 200_000 * "x" + '"}', None),
        ("", None),
    ],
)
def test_a_table_has_titles_and_one_more_field(text: str, layout: str | None) -> None:
    assert claimed(text.encode()) == layout


@pytest.mark.parametrize(
    ("rows", "titles", "problems"),
    [
        ("a,b\nc,d\n", ["a", "c"], [[], []]),
        ('"a\nb",c\nd,e', ["a\nb", "d"], [[], []]),
        ('a 5" disk,b\nc,d\n', ['a 5" disk', "c"], [[], []]),
        ("\n,\na,b\n\n", ["a"], [[]]),
        ("a\nc,d\n", [None, "c"], [["csv:ragged"], []]),
        ("a,b,c\nc,d,,\n", [None, "c"], [["csv:ragged"], []]),
        ('"a"b,c\nd,e\n', [None, "d"], [["csv:invalid"], []]),
        ('"a,b\nc,d\n', [None, "c"], [["csv:unclosed_quote"], []]),
        ('"a,b\n' + "c,d\n" * 300, [None, *["c"] * 300], [["csv:unclosed_quote"], *[[]] * 300]),
        ('"a,b\nc","d\ne,f\n', [None, None, "e"], [["csv:unclosed_quote"], ["csv:unclosed_quote"], []]),
    ],
)
@pytest.mark.parametrize("block_bytes", [7, 1_000_000])
def test_a_broken_row_costs_one_row(
    rows: str, titles: list[str | None], problems: list[list[str]], block_bytes: int
) -> None:
    records = read(f"title,abstract\n{rows}", block_bytes=block_bytes)
    assert records["title"].to_list() == titles
    assert records["problems"].to_list() == problems


def test_an_overlong_cell_costs_one_row_and_an_overlong_line_the_file() -> None:
    text = f"title,abstract\n{'a' * 200_000},b\nc,d\n"
    assert read(text)["problems"].to_list() == [["csv:field_too_long"], []]
    with pytest.raises(LimitExceeded, match="a line is longer than 1,000 bytes"):
        read(text, line_bytes=1_000, block_bytes=10_000)


def test_rows_know_their_lines() -> None:
    records = read('title,abstract\r\n\r\n"a\r\nb",c\r\nd,e\r\n')
    assert records.select("line_start", "line_end").rows() == [(3, 4), (5, 5)]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Liu R., Adler D.G.", ["Liu R.", "Adler D.G."]),
        ("Marx, Karl", ["Marx, Karl"]),
        ("Marx, Karl; Lindgren, Astrid", ["Marx, Karl", "Lindgren, Astrid"]),
        ("['Marx, Karl', \"O'Neil, Ann\"]", ["Marx, Karl", "O'Neil, Ann"]),
        ("Ana Lima and Bo Baker", ["Ana Lima", "Bo Baker"]),
        ("Plato", ["Plato"]),
    ],
)
def test_names_of_one_cell(cell: str, names: list[str]) -> None:
    assert people(cell) == names


def test_the_real_exports(shared_dumps: Path) -> None:
    with (shared_dumps / "MANIFEST.tsv").open(newline="", encoding="utf-8") as lines:
        known = {row["staged_as"].rpartition("/")[2]: row["records"] for row in csv.DictReader(lines, delimiter="\t")}
    paths = [path for path in sorted((shared_dumps / "csv_tsv_exports").rglob("*")) if path.is_file()]
    unclaimed = [path.name for path in paths if claimed(path.read_bytes()) is None]
    assert unclaimed == ["generic_labels_no_title.csv"]
    records = {path.name: read(path.read_bytes()) for path in paths if path.name not in unclaimed}
    assert {name: found.height for name, found in records.items()} == {name: int(known[name]) for name in records}
    assert sum(found["problems"].list.len().sum() for found in records.values()) == 0
    untitled = {name: found["title"].null_count() for name, found in records.items() if found["title"].null_count()}
    assert untitled == {"duplicate_records.csv": 4, "missing_values.csv": 2}
    assert records["embase.csv"]["authors"].list.len().to_list()[0] == 2
    alike = [
        records[f"generic_{name}"].drop("raw", "extra") for name in ("semicolon.csv", "tab.csv", "tab.tab", "tab.tsv")
    ]
    assert all(found.equals(alike[0]) for found in alike)


def test_the_manifest_itself_is_no_table_of_papers(shared_dumps: Path) -> None:
    assert claimed((shared_dumps / "MANIFEST.tsv").read_bytes()) is None
