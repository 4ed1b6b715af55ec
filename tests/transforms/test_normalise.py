"""Raw records of any source become the same canonical listings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from transforms import normalise
from transforms.readers._contract import FIELDS, PLACE
from transforms.schema.core import LISTINGS

DUMP = normalise.DumpFacts(dump_id="0123456789abcdef" * 4, source="invented", captured_on=date(2025, 12, 10))
ABSTRACT = "We count boats in a harbour from photographs that show half of it."


def listing(**fields: Any) -> dict[str, Any]:
    """The listing that one record with these fields becomes."""
    record = {"position": 0, "line_start": 1, "line_end": 3, "raw": "as it stood", "problems": None} | fields
    types = {**PLACE, **FIELDS}
    raw = pl.DataFrame([{"title": "Counting Boats", "abstract": ABSTRACT} | record], schema_overrides=types)
    return normalise.listings(raw.select(name for name in types if name in raw.columns), dump=DUMP).to_dicts()[0]


def test_columns_are_those_of_the_table_and_what_judging_needs() -> None:
    assert list(listing()) == [*LISTINGS.column_names, "raw", "problems"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"listing_id": "0123456789abcdef:0", "source": "invented", "title_key": "countingboats"}),
        ({}, {"title_raw": None, "abstract_raw": None, "authors": [], "links": [], "is_withdrawn": False}),
        (
            {"title": "Counting <i>Boats</i> &amp; Ships"},
            {"title": "Counting Boats & Ships", "title_raw": "Counting <i>Boats</i> &amp; Ships"},
        ),
        ({"title": "Counting\n   Boats"}, {"title": "Counting Boats", "title_raw": None}),
        ({"published": "Jun 17"}, {"published_on": date(2025, 6, 17), "published_basis": "year_inferred"}),
        ({"published": "Aug 20, 2024"}, {"published_on": date(2024, 8, 20), "published_basis": "stated"}),
        (
            {"arxiv_id": "https://arxiv.org/abs/2405.15319v2"},
            {
                "arxiv_id": "2405.15319",
                "paper_id": "arxiv:2405.15319",
                "published_on": date(2024, 5, 1),
                "published_precision": "month",
                "published_basis": "identifier",
            },
        ),
        (
            {"arxiv_id": "2405.15319", "published": "2024-05-30"},
            {"published_on": date(2024, 5, 30), "published_precision": "day", "published_basis": "stated"},
        ),
        (
            {"submitted": "2023-11"},
            {"submitted_on": date(2023, 11, 1), "submitted_precision": "month", "submitted_basis": "stated"},
        ),
        (
            {"updated": "Jun 17"},
            {"updated_on": date(2025, 6, 17), "updated_precision": "day", "updated_basis": "year_inferred"},
        ),
        ({"doi": "10.48550/arXiv.2405.15319"}, {"arxiv_id": "2405.15319", "doi": "10.48550/arxiv.2405.15319"}),
        ({"author_count": 4}, {"author_count": 4, "authors": []}),
        (
            {"authors": [{"name": "Ada  Byron"}, {"name": "Mary Boole"}], "author_count": None},
            {
                "author_count": 2,
                "authors": [{"name": name, "orcid": None, "affiliation": None} for name in ("Ada Byron", "Mary Boole")],
            },
        ),
        (
            {"authors": [{"name": "Ada  Byron"}, {"name": "et al."}], "author_count": None},
            {"author_count": None, "authors": [{"name": "Ada Byron", "orcid": None, "affiliation": None}]},
        ),
        ({"authors": [{"name": "Ada Byron et al."}], "author_count": 7}, {"author_count": 7}),
        (
            {"venue": "NeurIPS 2024 poster"},
            {"venue": "NeurIPS 2024 poster", "venue_key": "neurips", "venue_year": 2024, "venue_track": "poster"},
        ),
        ({"upvotes": -3, "comments": 0}, {"upvotes": None, "comments": 0}),
        (
            {"abstract": ABSTRACT + " Code: https://github.com/example-lab/boats."},
            {"links": [{"url": "https://github.com/example-lab/boats", "kind": "code"}]},
        ),
        (
            {"links": ["https://github.com/example-lab/boats", "javascript:alert(1)"]},
            {"links": [{"url": "https://github.com/example-lab/boats", "kind": "code"}]},
        ),
        ({"problems": ["json:invalid"]}, {"problems": ["json:invalid"], "raw": "as it stood"}),
        ({"abstract": " Folder\n"}, {"title": "Counting Boats", "abstract": None, "abstract_raw": "Folder"}),
        ({"abstract": "<p>" + "x" * 19 + "</p>"}, {"abstract": None, "abstract_raw": "<p>" + "x" * 19 + "</p>"}),
        ({"abstract": "x" * 20}, {"abstract": "x" * 20, "abstract_raw": None}),
    ],
)
def test_normalising(fields: dict[str, Any], expected: dict[str, Any]) -> None:
    found = listing(**fields)
    assert {name: found[name] for name in expected} == expected


def test_a_short_abstract_stays_where_only_its_place_says_that_it_is_one() -> None:
    raw = pl.DataFrame([{"title": "Counting Boats", "abstract": "Next Title"}], schema_overrides={**PLACE, **FIELDS})
    by_place = replace(DUMP, labels_abstracts=False)
    assert normalise.listings(raw, dump=by_place)["abstract"].to_list() == ["Next Title"]
    assert normalise.listings(raw, dump=DUMP)["abstract"].to_list() == [None]


def test_a_cited_arxiv_link_is_no_identifier() -> None:
    assert listing(abstract=ABSTRACT + " As in https://arxiv.org/abs/1706.03762.")["arxiv_id"] is None


def test_a_source_may_have_titles_alone() -> None:
    raw = pl.DataFrame([{"position": 0, "title": "Counting Boats"}], schema={**PLACE, "title": pl.String})
    assert normalise.listings(raw, dump=DUMP).select("title", "abstract", "links").rows() == [
        ("Counting Boats", None, [])
    ]


def test_no_entries_are_no_listings() -> None:
    empty = pl.DataFrame(schema={**PLACE, "title": pl.String, "abstract": pl.String})
    assert normalise.listings(empty, dump=DUMP).height == 0
