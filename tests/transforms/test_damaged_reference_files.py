"""Whatever happens to the bytes of a reference file: entries are rejected or the file is refused; nothing crashes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.errors import DumpError
from transforms.readers import reader
from transforms.readers._contract import Bounds, ByteAccount, Head

NAMES = (
    *("acl_anthology", "arxiv_oai", "bibtex", "crossref_xml", "csl_json", "datacite", "dblp", "pmlr", "pubmed_xml"),
    *("ris", "table"),
)
FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = sorted(case for name in NAMES for case in (FIXTURES / name).glob("*/input.*"))

splices = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 60), st.text("<>&\"'{}@,=\n\r\t -/#%a\x00ü", max_size=4)),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.parent.name}/{case.parent.name}")
@given(splices=splices)
@settings(max_examples=40)
def test_damage_is_data_or_a_refusal(case: Path, splices: list[tuple[float, int, str]]) -> None:
    found, data = reader(case.parent.parent.name), case.read_bytes()
    for place, lost, inserted in splices:
        at = int(place * len(data))
        data = data[:at] + inserted.encode() + data[at + lost :]
    try:
        claim = found.sniff(Head(data=data, is_whole=True))
        frames = list(found.read(io.BytesIO(data), claim.layout, Bounds(), ByteAccount())) if claim else []
    except DumpError:
        return
    positions = [position for frame in frames for position in frame["position"]]
    assert positions == list(range(len(positions)))
    assert all(frame.schema == found.raw for frame in frames)
