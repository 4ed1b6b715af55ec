"""Crossref: real answers, and dates of no, one, two and three parts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

FOLDER = "crossref/inspirehep__hepcrawl/tests/unit/responses/crossref"


def read(data: bytes) -> dict[str, object]:
    found, claim = recognise(Head(data=data, is_whole=True))
    assert found.name == "crossref"
    works = pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount()))
    assert works.height == 1
    return works.row(0, named=True)


def work(**fields: object) -> dict[str, object]:
    return read(json.dumps({"DOI": "10.1234/a", "title": ["T"], "indexed": {}, **fields}).encode())


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ({"issued": {"date-parts": [[2016, 1, 11]]}}, "2016-01-11"),
        ({"issued": {"date-parts": [["2016", "01"]]}}, "2016-01"),
        ({"issued": {"date-parts": [[2016]]}}, "2016"),
        ({"issued": {"date-parts": [[None]]}}, None),
        ({"issued": {"date-parts": [[]]}}, None),
        ({"issued": {"date-parts": []}}, None),
        ({"issued": None}, None),
        ({"issued": {"date-parts": [[2016, 0, 0]]}}, "2016"),
        ({"issued": {"date-parts": [[2016, 22]]}}, "2016"),
        ({"issued": {"date-parts": [[2016]]}, "published-online": {"date-parts": [[2016, 5]]}}, "2016-05"),
        ({"issued": {"date-parts": [[2016]]}, "published-online": {"date-parts": [[2017, 5]]}}, "2016"),
        ({"issued": {"date-parts": [[None]]}, "published-print": {"date-parts": [[1999]]}}, "1999"),
    ],
)
def test_dates(dates: dict[str, object], published: str | None) -> None:
    assert work(**dates)["published"] == published


@pytest.mark.parametrize(
    ("printed", "abstract"),
    [
        ("<jats:title>Abstract</jats:title><jats:p>Tides.</jats:p>", "<jats:p>Tides.</jats:p>"),
        ("<jats:p>Abstract tides.</jats:p>", "<jats:p>Abstract tides.</jats:p>"),
        ("<jats:title>Methods</jats:title>", "<jats:title>Methods</jats:title>"),
        (None, None),
    ],
)
def test_the_heading_of_an_abstract_is_no_part_of_it(printed: str | None, abstract: str | None) -> None:
    assert work(abstract=printed)["abstract"] == abstract


@pytest.mark.parametrize(
    ("name", "doi", "published", "authors"),
    [
        ("2018.3804742", "10.1155/2018/3804742", "2018", 3),
        ("9781316535783.011", "10.1017/9781316535783.011", None, 1),
        ("PhysRevB.33.3547.2", "10.1103/physrevb.33.3547.2", "1986-03-01", 2),
        ("s1463-4988(99)00060-3", "10.1016/s1463-4988(99)00060-3", "2000-01", 1),
        ("sample_crossref_record", "10.1103/physrevd.93.016005", "2016-01-11", 2),
        ("sample_crossref_record_with_unknown_type", "10.1103/physrevd.93.016005", "2016-01-11", 2),
        ("tasc.2017.2776938", "10.1109/tasc.2017.2776938", "2018-04", 15),
    ],
)
def test_real_answers(shared_dumps: Path, name: str, doi: str, published: str | None, authors: int) -> None:
    found = read((shared_dumps / FOLDER / f"{name}.json").read_bytes())
    assert (found["doi"], found["published"], len(found["authors"])) == (doi, published, authors)
    assert found["problems"] == []
    assert json.loads(found["extra"])["member"].isdecimal()
