"""Crossref's XML: the real records, and which of several dates is the paper's."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from transforms.readers._contract import Bounds, ByteAccount, Head
from transforms.readers.crossref_xml import READER


def read(data: bytes) -> pl.DataFrame:
    claim = READER.sniff(Head(data=data, is_whole=True))
    assert claim is not None
    return pl.concat(list(READER.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount())))


def test_the_real_records(shared_dumps: Path) -> None:
    paths = sorted((shared_dumps / "crossref").rglob("*.xml"))
    records = pl.concat([read(path.read_bytes()) for path in paths])
    assert len(paths) == records.height == 10
    assert records["problems"].list.len().sum() == 0
    assert records["title"].null_count() == 0
    assert records["doi"].str.starts_with("10.").all()
    assert sorted(records["published"]) == [
        *("1972", "1999-03", "2000-11", "2001-11-08", "2003-03", "2009", "2012", "2021-01-13", "2022-10-31"),
        "2022-11-09",
    ]
    assert records["abstract"].count() == 4
    assert records["authors"].list.len().to_list() == [1, 2, 2, 4, 4, 0, 1, 3, 4, 3]


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ([("print", "2021", "01", "01"), ("online", "2021", "01", "13")], "2021-01-13"),
        ([("print", "1999", "03", None), ("online", "2005", "06", "01")], "1999-03"),
        ([("print", "2021", "1", None), ("online", "2020", "12", "20")], "2020-12-20"),
        ([("online", "2020", "12", None), ("online", "2020", "12", "20")], "2020-12-20"),
        ([("print", "2020", "21", None)], "2020"),
        ([("print", None, "01", None)], None),
        ([], None),
    ],
)
def test_the_earliest_year_and_then_online(
    dates: list[tuple[str, str | None, str | None, str | None]], published: str | None
) -> None:
    printed = "".join(
        f'<publication_date media_type="{medium}">'
        + "".join(
            f"<{name}>{value}</{name}>" for name, value in zip(("year", "month", "day"), day, strict=True) if value
        )
        + "</publication_date>"
        for medium, *day in dates
    )
    titles = "<titles><title>Invented</title></titles>"
    article = f"<crossref><journal><journal_article>{titles}{printed}</journal_article></journal></crossref>"
    assert (
        read(f"<doi_records><doi_record>{article}</doi_record></doi_records>".encode())["published"].item() == published
    )
