"""Every real dump is read, or refused for a stated reason; of what is read no entry is lost and none invented.

What becomes of each file stands in `every_dump.tsv`; `dump_table.py` says how to write it anew.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dump_table import Fact, Reading, expected, files_of, open_empty, read, shown
from lxml import etree

from transforms.readers import readers

TABLE = expected()
every_file = pytest.mark.parametrize("file", TABLE, ids=lambda file: file.rpartition("/")[2])

ACL, PAPERLISTS = "acl_anthology_xml/", "paperlists_json/"
ARXIV, DBLP = "arxiv_kaggle_json/", "dblp_xml/shenka123__dblp-data-pipeline/dblp.xml"
_DBLP_RECORDS = (
    rb"<(article|inproceedings|proceedings|book|incollection|phdthesis|mastersthesis|www|person|data) [^>]*key="
)


@pytest.fixture(scope="module")
def reading(shared_dumps: Path) -> Iterator[Callable[[str], Reading]]:
    """Reads a file of the table, each once."""
    known: dict[str, Reading] = {}
    with open_empty() as warehouse:
        yield lambda file: known[file] if file in known else known.setdefault(file, read(warehouse, shared_dumps, file))


def test_the_table_names_every_file(shared_dumps: Path) -> None:
    assert sorted(TABLE) == files_of(shared_dumps)


@every_file
def test_it_is_read_or_refused_as_the_table_says(file: str, reading: Callable[[str], Reading]) -> None:
    found = reading(file).fact
    assert found == TABLE[file], f"expected and found:\n{shown([TABLE[file], found])}"


def test_a_refusal_states_its_reason_and_a_reject_its_rule() -> None:
    for fact in TABLE.values():
        assert bool(fact.refusal) == (fact.status == "refused"), fact
        assert bool(fact.reasons) == bool(fact.rejects), fact


@every_file
def test_no_entry_is_lost_and_none_invented(file: str, reading: Callable[[str], Reading]) -> None:
    found = reading(file)
    if found.record is None or found.raw is None:
        assert found.fact == Fact(file=file, status="refused", refusal=found.fact.refusal)
        return
    assert found.record.entries_read == found.record.listings + found.record.rejects == found.raw.height
    assert found.raw["position"].to_list() == list(range(found.raw.height))


@every_file
def test_every_byte_of_a_page_is_an_entry_furniture_or_reported(file: str, reading: Callable[[str], Reading]) -> None:
    found, counting = reading(file), {each.name for each in readers() if each.counts_bytes}
    if found.record is None or found.account is None or found.fact.reader not in counting:
        return
    account = found.account
    assert account.entry_bytes + account.furniture_bytes + account.unparsed_bytes == found.record.bytes_read
    assert (found.record.furniture_bytes, found.record.unparsed_bytes) == (
        account.furniture_bytes,
        account.unparsed_bytes,
    )


def test_the_whole_table(reading: Callable[[str], Reading]) -> None:
    """Read it with `-s`, or when it fails: file, reader, entries, listings, rejects."""
    found = [reading(file).fact for file in TABLE]
    total = replace(
        Fact(file=f"{len(found):,} files", status=""),
        entries=sum(fact.entries for fact in found),
        listings=sum(fact.listings for fact in found),
        rejects=sum(fact.rejects for fact in found),
    )
    print(f"\n{shown([*found, total])}")
    assert found == list(TABLE.values())


def _papers_of_acl(path: Path) -> int:
    return sum(1 for _ in etree.parse(path).iter("paper"))


def _objects(path: Path) -> int:
    return len(json.loads(path.read_text(encoding="utf-8")))


def _lines(path: Path) -> int:
    return sum(1 for line in path.read_bytes().split(b"\n") if line.strip() and json.loads(line)["id"])


def _records_of_dblp(path: Path) -> int:
    return len(re.findall(_DBLP_RECORDS, path.read_bytes()))


COUNTERS = [
    *((file, _papers_of_acl) for file in TABLE if file.startswith(ACL)),
    *((file, _objects) for file in TABLE if file.startswith(PAPERLISTS)),
    *((file, _lines) for file in TABLE if file.startswith(ARXIV)),
    (DBLP, _records_of_dblp),
]


@pytest.mark.parametrize(("file", "count"), COUNTERS, ids=[file.rpartition("/")[2] for file, _ in COUNTERS])
def test_as_many_entries_as_another_program_counts(file: str, count: Callable[[Path], int], shared_dumps: Path) -> None:
    assert TABLE[file].entries == count(shared_dumps / file)


def test_the_known_counts() -> None:
    counted = {Path(file).name: fact.listings for file, fact in TABLE.items() if file.startswith((ACL, PAPERLISTS))}
    assert counted == {
        "L06.xml": 513,
        "P18.xml": 435,
        "P19.xml": 763,
        "iclr2013.json": 67,
        "iclr2014.json": 69,
        "nips2000.json": 152,
        "nips2001.json": 197,
        "nips2002.json": 207,
        "nips2003.json": 198,
        "nips2004.json": 207,
        "nips2005.json": 207,
    }
    assert [fact.listings for file, fact in TABLE.items() if file.startswith(ARXIV)] == [200]


# RIS: a reference that ends twice; the rest behind the first end is an entry of its own.
COUNTED_OTHERWISE = {"ris/asreview__asreview/tests/demo_data/baseline_tag_and_field_definitions.ris": 2}


def _counted_by_hand(shared_dumps: Path) -> dict[str, int]:
    with (shared_dumps / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["staged_as"]: int(row["records"]) for row in rows if row["records"]}


def test_as_many_entries_as_the_manifest_of_the_dumps_counts(shared_dumps: Path) -> None:
    manifest = _counted_by_hand(shared_dumps)
    read_files = {file: fact.entries for file, fact in TABLE.items() if fact.status != "refused" and file in manifest}
    assert read_files == {file: manifest[file] for file in read_files} | COUNTED_OTHERWISE
    assert len(read_files) > 150
