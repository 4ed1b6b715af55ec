"""A spreadsheet shows our cells and executes none."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import spreadsheet


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_becomes_text(begin: str) -> None:
    assert spreadsheet.safe(pl.DataFrame({"cell": [f"{begin}1", f"1{begin}"]}))["cell"].to_list() == [
        f"'{begin}1",
        f"1{begin}",
    ]


def test_lists_become_text() -> None:
    people = [[{"name": "Ada", "orcid": None}, {"name": "=Bob", "orcid": "x"}], [], None]
    frame = pl.DataFrame({"n": [-1, 0, 1], "tags": [["-a", "b"], [], None], "people": people})
    assert spreadsheet.safe(frame).to_dict(as_series=False) == {
        "n": [-1, 0, 1],
        "tags": ["'-a; b", "", None],
        "people": ["Ada; =Bob", "", None],
    }


@given(st.lists(st.none() | st.text()))
def test_only_an_apostrophe_is_added(cells: list[str | None]) -> None:
    shown = spreadsheet.safe(pl.DataFrame({"cell": cells}, schema={"cell": pl.String}))["cell"].to_list()
    for cell, safe in zip(cells, shown, strict=True):
        assert safe in {cell, f"'{cell}"}
        assert safe is None or safe[:1] not in {"=", "+", "-", "@", "\t", "\r"}
