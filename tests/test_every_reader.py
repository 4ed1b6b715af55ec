"""What holds for every reader, found by listing: a new one needs a module and a fixture folder, and no edit here.

A fixture is `fixtures/<reader>/<case>/` with `input.*` (see `fixture_content`), `expected.ndjson` (raw records without
problems) and `rejects.ndjson` (those with problems).
"""

from __future__ import annotations

import inspect
import io
import sys
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl
import pytest
from fixture_content import FIXTURES, content_of

from transforms.readers import reader, readers, recognise
from transforms.readers._contract import FIELDS, GUESSED, PLACE, Bounds, ByteAccount, Head, Reader

READERS = readers()
CASES = sorted(path for found in READERS for path in (FIXTURES / found.name).glob("*") if path.is_dir())
NAMES = ("RAW", "sniff", "read", "READER")

every_reader = pytest.mark.parametrize("found", READERS, ids=lambda found: found.name)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
# Formats with furniture between their entries account for every byte; JSON, XML and the like have none.
COUNTED = [case for case in CASES if reader(case.parent.name).counts_bytes]


@dataclass(frozen=True, kw_only=True)
class Reading:
    records: pl.DataFrame
    account: ByteAccount
    layout: str


def read_case(case: Path, **bounds: int) -> Reading:
    data = content_of(case)
    found, claim = recognise(Head(data=data, is_whole=True))
    assert found.name == case.parent.name, f"{case} is claimed by {found.name}: it saw {claim.evidence}."
    account = ByteAccount()
    frames = list(found.read(io.BytesIO(data), claim.layout, Bounds(**bounds), account))
    return Reading(records=pl.concat([found.raw.to_frame(), *frames]), account=account, layout=claim.layout)


def golden(case: Path, name: str, schema: pl.Schema) -> pl.DataFrame:
    path = case / name
    assert path.is_file(), f"{case} has no {name}; write it, empty if there is nothing to expect."
    return pl.read_ndjson(path, schema=schema) if path.stat().st_size else schema.to_frame()


def test_there_are_readers() -> None:
    assert READERS, "transforms/readers holds no reader: readers() found nothing."


@every_reader
def test_the_module_declares_its_four_names_in_order(found: Reader) -> None:
    module = sys.modules[f"transforms.readers.{found.name}"]
    source = inspect.getsource(module).splitlines()
    starts = {"RAW": "RAW", "sniff": "def sniff(", "read": "def read(", "READER": "READER"}
    places = [next((n for n, line in enumerate(source) if line.startswith(starts[name])), None) for name in NAMES]
    assert None not in places, f"{found.name} lacks {NAMES[places.index(None)]} at the top level of its module."
    assert places == sorted(places), f"{found.name} must declare RAW, sniff, read and READER in this order."
    assert module.READER is found is reader(found.name), f"{found.name} is not named after its module."


@every_reader
def test_raw_is_place_and_known_fields(found: Reader) -> None:
    names = found.raw.names()
    assert names[: len(PLACE)] == PLACE.names(), f"{found.name}.RAW must begin with the columns of PLACE."
    assert not set(names) - set(PLACE) - set(FIELDS), f"{found.name}.RAW has columns that normalise does not know."
    assert "title" in names, f"{found.name}.RAW has no title, so nothing it reads can be a paper."
    for name in names:
        declared = PLACE.get(name) or FIELDS.get(name)
        assert found.raw[name] == declared, f"{found.name}.RAW declares {name} as {found.raw[name]}, not {declared}."


@every_reader
def test_it_says_what_it_is(found: Reader) -> None:
    assert found.describes, f"{found.name} does not say what it reads."
    assert found.layouts, f"{found.name} names no layout."
    assert found.version >= 1, f"{found.name} has version {found.version}; versions begin with 1."


@every_reader
def test_it_has_fixtures_with_rejects_for_every_layout(found: Reader) -> None:
    cases = [case for case in CASES if case.parent.name == found.name]
    assert cases, f"{found.name} has no fixture: add tests/fixtures/{found.name}/<case>/input.*."
    rejects = sum(golden(case, "rejects.ndjson", found.raw).height for case in cases)
    assert rejects, f"no fixture of {found.name} holds an entry that is rejected: show one in rejects.ndjson."
    unseen = set(found.layouts) - {read_case(case).layout for case in cases}
    assert not unseen, f"{found.name} has no fixture for {sorted(unseen)}."


@every_case
def test_the_fixture_reads_as_its_golden_files_say(case: Path) -> None:
    found, records = reader(case.parent.name), read_case(case).records
    has_problems = pl.col("problems").list.len() > 0
    assert records.filter(~has_problems).rows() == golden(case, "expected.ndjson", found.raw).rows()
    assert records.filter(has_problems).rows() == golden(case, "rejects.ndjson", found.raw).rows()


@every_case
def test_nobody_else_claims_the_fixture(case: Path) -> None:
    head = Head(data=content_of(case), is_whole=True)
    for found in READERS:
        claim = found.sniff(head)
        if found.name != case.parent.name:
            is_claimed = claim is not None and claim.certainty > GUESSED
            assert not is_claimed, f"{found.name} claims {case}, a fixture of {case.parent.name}: {claim}."
        else:
            assert claim, f"{found.name} does not recognise its own fixture {case}."
            assert claim.layout in found.layouts, f"{found.name} recognised a layout it does not declare: {claim}."


@every_case
def test_batches_have_the_columns_of_raw_and_unbroken_positions(case: Path) -> None:
    found, data = reader(case.parent.name), content_of(case)
    claim = found.sniff(Head(data=data, is_whole=True))
    assert claim is not None
    frames = list(found.read(io.BytesIO(data), claim.layout, Bounds(block_bytes=100), ByteAccount()))
    for frame in frames:
        assert frame.schema == found.raw, f"{found.name} yields other columns than its RAW."
    positions = list(chain.from_iterable(frame["position"] for frame in frames))
    assert positions == list(range(len(positions))), f"{found.name} leaves gaps in position, or does not begin at 0."


@every_case
@pytest.mark.parametrize("block_bytes", [64, 1_000, 4_096])
def test_the_size_of_blocks_changes_nothing(case: Path, block_bytes: int) -> None:
    whole, in_blocks = read_case(case), read_case(case, block_bytes=block_bytes)
    assert in_blocks.records.equals(whole.records)
    assert in_blocks.account == whole.account


@pytest.mark.parametrize("case", COUNTED, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_every_byte_is_accounted_for(case: Path) -> None:
    account = read_case(case).account
    accounted = account.entry_bytes + account.furniture_bytes + account.unparsed_bytes
    assert accounted == len(content_of(case)), f"{case.parent.name} lost or invented bytes of {case}."
