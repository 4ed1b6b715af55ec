"""The real dumps, read in place: exact counts, and every title and abstract as its line stands."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head, Survey


@dataclass(frozen=True, kw_only=True)
class Reading:
    lines: list[str]
    records: pl.DataFrame
    account: ByteAccount
    survey: Survey


def read(path: Path, *, block_bytes: int = Bounds().block_bytes) -> Reading:
    data, bounds, account = path.read_bytes(), Bounds(block_bytes=block_bytes), ByteAccount()
    found, claim = recognise(Head(data=data, is_whole=True))
    return Reading(
        lines=data.decode().split("\n"),
        records=pl.concat(found.read(io.BytesIO(data), claim.layout, bounds, account)),
        account=account,
        survey=found.survey(io.BytesIO(data), claim.layout, bounds) if found.survey else Survey(),
    )


@pytest.fixture(scope="module")
def readings(seeds: list[Path]) -> list[Reading]:
    return [read(seed) for seed in seeds]


def test_entries(readings: list[Reading]) -> None:
    assert [reading.records.height for reading in readings] == [9, 81, 85, 44, 186]
    assert sum(reading.records.height for reading in readings) == 405
    assert all(reading.records["problems"].list.len().sum() == 0 for reading in readings)


def test_bytes(readings: list[Reading], seeds: list[Path]) -> None:
    for reading, seed in zip(readings, seeds, strict=True):
        account = reading.account
        assert account.entry_bytes + account.furniture_bytes == seed.stat().st_size
        assert (account.unparsed_bytes, account.unparsed_samples) == (0, [])
    assert [reading.account.furniture_bytes for reading in readings] == [0, 99, 99, 113, 102]


def test_details(readings: list[Reading]) -> None:
    detailed = readings[3].records
    assert (detailed["author_count"].count(), detailed["author_count"].sum()) == (43, 222)
    assert (detailed["comments"].count(), detailed["comments"].sum()) == (5, 9)
    years = detailed["published"].drop_nulls().str.extract(r", (\d{4})$").fill_null("yearless").value_counts()
    assert dict(years.iter_rows()) == {"2024": 15, "2023": 13, "2022": 6, "2021": 1, "yearless": 8}
    for reading in (readings[1], readings[2], readings[4]):
        assert reading.records.select("author_count", "published", "comments").null_count().row(0) == (
            *[reading.records.height] * 3,
        )


def test_venues(readings: list[Reading]) -> None:
    assert set(readings[0].records["venue"]) == {"Neural Information Processing Systems"}


def test_capture_days(readings: list[Reading]) -> None:
    assert readings[3].survey == Survey(captured_on=date(2025, 12, 10), captured_on_basis="year_inferred")
    for reading in (*readings[:3], readings[4]):
        assert reading.survey == Survey()


def test_titles_and_abstracts_are_the_lines_of_the_file(readings: list[Reading]) -> None:
    for reading in readings:
        for record in reading.records.iter_rows(named=True):
            own = [
                line.removeprefix("Subscribe") for line in reading.lines[record["line_start"] - 1 : record["line_end"]]
            ]
            assert record["raw"] == "\n".join(own)
            assert own[0] == record["title"]
            assert record["abstract"] in own
            # No other line of the entry is long: nothing but a venue or details stands beside the two.
            assert all(len(line) < 60 for line in own if line not in (record["title"], record["abstract"]))


def test_every_long_line_is_an_abstract(readings: list[Reading]) -> None:
    for reading in readings:
        assert [line for line in reading.lines if len(line) >= 200] == reading.records["abstract"].to_list()


@pytest.mark.parametrize("block_bytes", [2_048, 10_000, 65_536])
def test_blocks_change_nothing(readings: list[Reading], seeds: list[Path], block_bytes: int) -> None:
    for reading, seed in zip(readings, seeds, strict=True):
        in_blocks = read(seed, block_bytes=block_bytes)
        assert in_blocks.records.equals(reading.records)
        assert in_blocks.account == reading.account
        assert in_blocks.survey == reading.survey
