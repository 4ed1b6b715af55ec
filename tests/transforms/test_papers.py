"""Which listing wins each field of a paper, whatever the order in which listings come."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms import papers
from transforms.readers import readers
from transforms.schema import TABLES
from transforms.schema.core import LISTINGS
from transforms.survivorship import FIELD_GROUPS, SOURCE_RANKS

PAPER = "title:0123456789abcdef"
CAPTURES = pl.DataFrame(
    {"dump_id": ["first", "second", "third"], "captured_on": [date(2025, 1, 1), date(2025, 6, 1), None]}
)
WHOLE = "All that is to be said."
SHORT, LONG = "An abstract that was cut.", "An abstract that was cut short elsewhere and is whole here."


def listings(*rows: dict[str, Any]) -> pl.DataFrame:
    """Listings of one paper; what is not given is empty."""
    defaults: dict[str, Any] = {
        "dump_id": "first",
        "source": "huggingface_text",
        "paper_id": PAPER,
        "title": "Counting Boats",
        "title_key": "countingboats",
        "is_withdrawn": False,
        **{name: [] for name in ("authors", "categories", "keywords", "links")},
    }
    filled = [{**defaults, "listing_id": f"a:{number}", **row} for number, row in enumerate(rows)]
    return LISTINGS.conform(pl.DataFrame(filled, schema_overrides=LISTINGS.polars_schema))


def paper(*rows: dict[str, Any]) -> dict[str, Any]:
    built = papers.build(listings(*rows), captures=CAPTURES)
    assert built.papers.height == 1
    return built.papers.to_dicts()[0]


def author(name: str) -> dict[str, Any]:
    return {"name": name, "orcid": None, "affiliation": None}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [{"abstract": SHORT}, {"abstract": LONG}], {"abstract": LONG, "listings": 2}, id="longest abstract"
        ),
        pytest.param([{"abstract": WHOLE}, {"abstract": f"{SHORT * 3}…"}], {"abstract": WHOLE}, id="whole before cut"),
        pytest.param(
            [{"abstract": WHOLE}, {"abstract": f"{SHORT * 3} [...] Show more"}],
            {"abstract": WHOLE},
            id="whole before more",
        ),
        pytest.param(
            [{"abstract": "We count boats. And"}, {"abstract": "WE COUNT BOATS, and harbours..."}],
            {"abstract": "WE COUNT BOATS, and harbours..."},
            id="of two cut abstracts the longer",
        ),
        pytest.param(
            [
                {"source": "arxiv_oai", "abstract": LONG[:-1]},
                {"source": "aitopics_text", "abstract": LONG},
                {"source": "aitopics_text", "abstract": SHORT},
            ],
            {"abstract": LONG},
            id="the longest whole abstract",
        ),
        pytest.param(
            [
                {"published_on": date(2024, 1, 1), "published_precision": "year", "published_basis": "stated"},
                {"published_on": date(2024, 5, 1), "published_precision": "month", "published_basis": "identifier"},
            ],
            {"published_on": date(2024, 5, 1), "published_precision": "month", "published_basis": "identifier"},
            id="a bare year comes last",
        ),
        pytest.param(
            [
                {"published_on": date(2025, 3, 4), "published_precision": "day", "published_basis": "stated"},
                {"published_on": date(2024, 5, 7), "published_precision": "day", "published_basis": "stated"},
            ],
            {"published_on": date(2024, 5, 7)},
            id="the earliest of equal dates",
        ),
        pytest.param(
            [
                {"published_on": date(2025, 3, 1), "published_precision": "day", "published_basis": "year_inferred"},
                {"published_on": date(2024, 5, 1), "published_precision": "month", "published_basis": "stated"},
                {"published_on": date(2024, 5, 30), "published_precision": "day", "published_basis": "stated"},
            ],
            {"published_on": date(2024, 5, 30), "published_precision": "day", "published_basis": "stated"},
            id="stated before inferred, day before month",
        ),
        pytest.param(
            [{"author_count": 9}, {"author_count": 2, "authors": [author("Ada Byron"), author("Mary Boole")]}],
            {"author_count": 2, "authors": [author("Ada Byron"), author("Mary Boole")]},
            id="names before counts",
        ),
        pytest.param(
            [
                {"source": "dblp", "authors": [author("Ada Byron"), author("Mary Boole")], "author_count": 2},
                {"source": "arxiv_oai", "authors": [author("Ada Byron")], "author_count": 1},
            ],
            {"author_count": 2, "authors": [author("Ada Byron"), author("Mary Boole")]},
            id="as many authors as names",
        ),
        pytest.param(
            [
                {"authors": [author("Ada Byron"), author("Mary Boole")], "author_count": None},
                {"authors": [author("Ada Byron")], "author_count": 1},
            ],
            {"author_count": None, "authors": [author("Ada Byron"), author("Mary Boole")]},
            id="of more names than a count says the number is unknown",
        ),
        pytest.param(
            [{"language": None, "abstract": LONG}, {"language": "de", "abstract": None}],
            {"language": "de", "abstract_length": len(LONG)},
            id="language and length of the abstract",
        ),
        pytest.param(
            [
                {"venue": "CoRR", "venue_key": "arxiv"},
                {"venue": "A submission to Harbour Days", "venue_track": "submission"},
                {"venue": "Harbour Days"},
            ],
            {"venue": "Harbour Days", "venue_key": None},
            id="published before preprint",
        ),
        pytest.param(
            [{"venue": "Harbour Days"}, {"venue": "NIPS", "venue_key": "neurips"}],
            {"venue": "NIPS", "venue_key": "neurips"},
            id="known venue before unknown",
        ),
        pytest.param(
            [{"source": "aitopics_text", "title": "Counting B oats"}, {"title": "Counting Boats"}],
            {"title": "Counting Boats", "sources": ["aitopics_text", "huggingface_text"]},
            id="source precedence",
        ),
        pytest.param(
            [
                {"source": "aitopics_text", "title": "Acounting Boats"},
                {"source": "unheard_of", "title": "Bcounting Boats"},
                {"source": "bibtex", "title": "Counting boats"},
                {"source": "openreview", "title": "Counting Boats"},
            ],
            {"title": "Counting Boats"},
            id="title of the better source",
        ),
        pytest.param(
            [
                {"dump_id": "first", "title": "A Draft on Boats"},
                {"dump_id": "second", "title": "Counting Boats"},
                {"dump_id": "third", "title": "A Note on Boats"},
            ],
            {"title": "Counting Boats"},
            id="of one source the newest capture",
        ),
        pytest.param(
            [{"dump_id": "second"}, {"dump_id": "first"}, {"dump_id": "third"}],
            {"first_listed_on": date(2025, 1, 1), "last_listed_on": date(2025, 6, 1), "dumps": 3},
            id="captures without a day are no listing days",
        ),
        pytest.param([{"is_withdrawn": True}, {}], {"is_withdrawn": True}, id="a mark of withdrawal stays"),
        pytest.param(
            [{"categories": ["cs.LG", "cs.CL"]}, {"categories": ["cs.AI"]}],
            {"primary_category": "cs.AI", "categories": ["cs.AI", "cs.CL", "cs.LG"]},
            id="categories of all listings",
        ),
        pytest.param(
            [
                {
                    "links": [
                        {"url": "https://example.org", "kind": "project"},
                        {"url": "https://github.com/a/b", "kind": "code"},
                    ]
                }
            ],
            {"code_url": "https://github.com/a/b"},
            id="code link",
        ),
        pytest.param(
            [{}],
            {"listings": 1, "dumps": 1, "abstract": None, "published_on": None, "authors": [], "code_url": None},
            id="a bare title",
        ),
    ],
)
def test_which_listing_wins(rows: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    found = paper(*rows)
    assert {name: found[name] for name in expected} == expected
    reversed_rows = [row | {"listing_id": f"a:{number}"} for number, row in enumerate(rows)][::-1]
    found = paper(*reversed_rows)
    assert {name: found[name] for name in expected} == expected


def test_field_sources_name_the_winning_listing() -> None:
    built = papers.build(listings({"abstract": SHORT}, {"abstract": LONG}), captures=CAPTURES)
    assert built.field_sources.rows() == [(PAPER, "abstract", "a:1"), (PAPER, "title", "a:0")]


def test_field_sources_name_who_marked_the_paper_withdrawn() -> None:
    built = papers.build(listings({}, {"is_withdrawn": True}), captures=CAPTURES)
    assert (PAPER, "is_withdrawn", "a:1") in built.field_sources.rows()


def test_every_field_of_a_paper_of_several_listings_has_its_listing() -> None:
    filled = {
        "abstract": LONG,
        "authors": [author("Ada Byron")],
        "author_count": 1,
        "venue": "NIPS",
        "published_on": date(2024, 5, 1),
        "published_precision": "day",
        "published_basis": "stated",
        "categories": ["cs.LG"],
        "arxiv_id": "2405.00001",
        "doi": "10.1000/a",
        "language": "de",
        "is_withdrawn": True,
        "links": [{"url": "https://github.com/a/b", "kind": "code"}],
    }
    built = papers.build(listings({}, filled), captures=CAPTURES)
    assert sorted(built.field_sources["field"]) == sorted(group.name for group in FIELD_GROUPS)


def test_sources_of_precedence_are_readers() -> None:
    assert set(SOURCE_RANKS) <= {reader.name for reader in readers()}


def test_what_follows_from_a_paper() -> None:
    row = {
        "arxiv_id": "2405.15319",
        "authors": [author("Ada Byron"), author("Mary Boole")],
        "links": [{"url": "https://www.example.org/boats", "kind": "project"}],
        "upvotes": 7,
    }
    built = papers.build(listings(row), captures=CAPTURES)
    assert built.identifiers.rows() == [("arxiv", "2405.15319", PAPER), ("title", "countingboats", PAPER)]
    assert built.authorships["author_key"].to_list() == ["byron a", "boole m"]
    assert built.links.rows() == [(PAPER, "https://www.example.org/boats", "project", "example.org")]
    assert built.engagement.rows() == [(PAPER, date(2025, 1, 1), "huggingface_text", 7, None, None, None)]
    assert built.field_sources.is_empty()


def test_every_frame_conforms_to_its_table() -> None:
    for name, rows in papers.build(listings(), captures=CAPTURES).items():
        assert rows.schema == TABLES[name].polars_schema, name


rows_of_a_paper = st.lists(
    st.fixed_dictionaries(
        {
            "dump_id": st.sampled_from(["first", "second", "third"]),
            "source": st.sampled_from(["huggingface_text", "aitopics_text", "other"]),
            "title": st.sampled_from(["Counting Boats", "Counting B oats"]),
            "abstract": st.sampled_from([None, SHORT, SHORT + "..", SHORT + "…", LONG, LONG[:-1] + "!"]),
            "authors": st.sampled_from([[], [author("A. Byron")], [author("Ada Byron")]]),
            "published_on": st.sampled_from([None, date(2024, 1, 1), date(2024, 5, 1)]),
            "published_precision": st.sampled_from(["day", "month", "year"]),
            "published_basis": st.sampled_from(["stated", "identifier"]),
            "is_withdrawn": st.booleans(),
            "venue": st.sampled_from([None, "NIPS", "Harbour Days"]),
            "paper_id": st.sampled_from([PAPER, PAPER[:-1] + "0"]),
        }
    ),
    min_size=1,
    max_size=8,
)


@given(rows_of_a_paper, st.randoms(use_true_random=False))
def test_order_is_nothing(rows: list[dict[str, Any]], random: Any) -> None:
    frame = listings(*rows)
    shuffled = frame[random.sample(range(frame.height), frame.height)]
    for (name, left), (_, right) in zip(
        papers.build(frame, captures=CAPTURES).items(), papers.build(shuffled, captures=CAPTURES).items(), strict=True
    ):
        assert left.equals(right), name
