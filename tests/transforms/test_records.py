"""Records become rows: what one does not hold is NULL or empty, and what was taken is gone."""

from __future__ import annotations

import polars as pl

from transforms.readers._records import Author, Columns, grouped
from transforms.schema.core import AUTHORS, STRINGS

SCHEMA = pl.Schema({"title": pl.String, "authors": AUTHORS, "links": STRINGS, "citations": pl.Int32})


def test_records_become_rows_of_the_schema() -> None:
    columns = Columns(SCHEMA)
    columns.add({"title": "Boats", "authors": [Author("Ada Bell", "1", "Harbour"), Author("Bo")], "unknown": 1})
    columns.add({"links": ["https://example.org/1"], "citations": 3, "authors": None})
    first, second = columns.take().to_dicts()
    assert first == {
        "title": "Boats",
        "authors": [
            {"name": "Ada Bell", "orcid": "1", "affiliation": "Harbour"},
            {"name": "Bo", "orcid": None, "affiliation": None},
        ],
        "links": [],
        "citations": None,
    }
    assert second == {"title": None, "authors": [], "links": ["https://example.org/1"], "citations": 3}


def test_rows_are_taken_once() -> None:
    columns = Columns(SCHEMA)
    columns.add({"title": "Boats"})
    assert [columns.take().height, columns.take().height] == [1, 0]
    assert columns.take().schema == SCHEMA


def test_values_are_grouped_by_counts() -> None:
    assert grouped(pl.Series(["a", "b", "c"]), pl.Series([0, 2, 0, 1])).to_list() == [[], ["a", "b"], [], ["c"]]
