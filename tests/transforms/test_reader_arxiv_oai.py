"""arXiv by OAI-PMH: the real responses, the capture day, and what the server says instead of records."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from transforms.readers._contract import Bounds, ByteAccount, Head, Survey
from transforms.readers.arxiv_oai import READER, _people

FIXTURES = Path(__file__).parents[1] / "fixtures" / "arxiv_oai"


def read(path: Path) -> pl.DataFrame:
    claim = READER.sniff(Head(data=path.read_bytes(), is_whole=True))
    assert claim is not None, path
    with path.open("rb") as stream:
        frames = READER.read(stream, claim.layout, Bounds(), ByteAccount())
        return pl.concat([READER.raw.to_frame(), *frames])


def test_the_real_responses(shared_dumps: Path) -> None:
    paths = sorted((shared_dumps / "arxiv_oai_xml").rglob("*.xml"))
    records = {path.stem: read(path) for path in paths}
    whole = pl.concat(records.values())
    several = {name: found.height for name, found in records.items() if found.height != 1}
    assert several == {
        "arxiv_multi_20230125": 3,
        "arxiv-physics-hep-ex": 3,
        "arxiv-physics-hep-th": 3,
        "sample_arxiv_record": 12,
    }
    assert len(paths) == 20
    assert whole.height == 37
    assert whole["problems"].list.len().sum() == 0
    assert whole.select(pl.col("title", "abstract", "published", "arxiv_id").null_count()).row(0) == (0, 0, 0, 0)
    assert whole["authors"].list.len().min() == 1
    assert whole["arxiv_id"].str.contains(r"^(\d{4}\.\d{4,5}|[a-z\-]+/\d{7})$").all()
    assert whole["published"].str.contains(r"^\d{4}-\d{2}-\d{2}$").all()
    assert records["arxiv_math_0306266"]["arxiv_id"].item() == "math/0306266"
    assert records["arxiv-single"].select("published", "updated", "doi").row(0) == (
        *("2014-01-09", "2017-10-23", "10.1007/s11005-017-1013-4"),
    )


@pytest.mark.parametrize(
    ("case", "day"),
    [("responses", date(2031, 5, 2)), ("feed", date(2031, 5, 2)), ("no_match", date(2031, 5, 3)), ("fragment", None)],
)
def test_the_response_says_when_it_was_captured(case: str, day: date | None) -> None:
    assert READER.survey is not None
    survey = READER.survey(io.BytesIO((FIXTURES / case / "input.xml").read_bytes()), "oai", Bounds())
    basis = "stated" if day else None
    assert survey == Survey(captured_on=day, captured_on_basis=basis, is_empty_answer=case == "no_match")


def test_an_empty_feed_says_so() -> None:
    feed = b"<feed><updated>2031-05-02T00:00:00Z</updated><o:totalResults>0</o:totalResults></feed>"
    assert READER.survey is not None
    assert READER.survey(io.BytesIO(feed), "atom", Bounds()).is_empty_answer


def test_no_records_is_an_answer_and_an_error_is_a_reject() -> None:
    assert read(FIXTURES / "no_match" / "input.xml").height == 0
    assert read(FIXTURES / "responses" / "input.xml")["problems"].explode().drop_nulls().to_list() == [
        "record:deleted",
        "xml:invalid",
        "oai:badResumptionToken",
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("A. Lima", ["A. Lima"]),
        ("A. Lima and B. Baker", ["A. Lima", "B. Baker"]),
        ("A. Lima, B. Baker, and C. Cole", ["A. Lima", "B. Baker", "C. Cole"]),
        ("A. Lima (1), B. Baker (1 and 2) ((1) Here, (2) There)", ["A. Lima", "B. Baker"]),
        ("Andrea Brandt & Co. Anders", ["Andrea Brandt", "Co. Anders"]),
        ("", []),
    ],
)
def test_authors_in_one_line(line: str, names: list[str]) -> None:
    assert [author.name for author in _people(line)] == names
