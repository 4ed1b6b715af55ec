"""Questions about where papers appear: literal rows in, literal answers out."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.schema import TABLES
from warehouse import aggregates, writer
from warehouse.queries import papers, venue_terms, venues
from warehouse.queries.filters import PaperFilter
from warehouse.queries.venues import Placed


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def paper(number: int, venue: str | None, key: str | None, year: int | None) -> dict[str, Any]:
    usual = {"paper_id": f"arxiv:2501.0000{number}", "title": f"Study {number}", "sources": ["hf"], "authors": []}
    usual |= {"categories": [], "listings": 1, "dumps": 1, "is_withdrawn": False, "venue": venue, "venue_key": key}
    if year is None:
        return usual
    return usual | {"published_on": date(year, 1, 1), "published_precision": "year", "published_basis": "stated"}


def listing(position: int, number: int, venue: str, key: str | None, track: str | None) -> dict[str, Any]:
    usual = {"listing_id": f"{'a' * 16}:{position}", "dump_id": "a" * 64, "position": position, "source": "hf"}
    usual |= {"paper_id": f"arxiv:2501.0000{number}", "title": f"Study {number}", "is_withdrawn": False}
    lists: dict[str, Any] = {"authors": [], "categories": [], "keywords": [], "links": []}
    return usual | lists | {"venue": venue, "venue_key": key, "venue_track": track}


@pytest.fixture
def con(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Four papers of a known venue, one of an unknown one, one of none."""
    rows = [
        paper(1, "NeurIPS 2024 oral", "neurips", 2024),
        paper(2, "NIPS", "neurips", 2024),
        paper(3, "NIPS", "neurips", 2015),
        paper(4, "NIPS", "neurips", None),
        paper(5, "Days of Harbours", None, 2024),
        paper(6, None, None, 2024),
    ]
    fill(database, "core.papers", rows)
    listings = [
        listing(0, 1, "NeurIPS 2024 oral", "neurips", "oral"),
        listing(1, 1, "NeurIPS 2024 oral", "neurips", "oral"),
        listing(2, 1, "NeurIPS datasets", "neurips", "datasets"),
        listing(3, 2, "NIPS", "neurips", None),
        listing(4, 2, "Submitted to ICLR", None, "submission"),
        listing(5, 2, "ICLR oral", "iclr", "oral"),
        listing(6, 3, "NIPS", "neurips", None),
        listing(7, 4, "NIPS", "neurips", "oral"),
        listing(8, 5, "Days of Harbours", None, None),
    ]
    fill(database, "core.listings", listings)
    aggregates.write(database)
    return database


def test_venues_by_their_papers(con: duckdb.DuckDBPyConnection) -> None:
    assert venues.placed(con, where=PaperFilter()) == Placed(papers=6, placed=5, in_known=4, venues=2, known_venues=1)
    assert venues.ranked(con, where=PaperFilter(), limit=9).rows() == [
        ("neurips", True, 4, 2),
        ("Days of Harbours", False, 1, 2),
    ]
    assert venues.ranked(con, where=PaperFilter(year=2015), limit=9).rows() == [("neurips", True, 1, 1)]
    assert venues.ranked(con, where=PaperFilter(), offset=1, limit=1)["venue"].to_list() == ["Days of Harbours"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HARB", [("Days of Harbours", 1)]),
        ("eurip", [("neurips", 4)]),
        ("nip", [("neurips", 3)]),
        ("%", []),
        ("' OR true --", []),
    ],
)
def test_venues_by_letters_of_their_names(con: duckdb.DuckDBPyConnection, name: str, expected: list[Any]) -> None:
    found = venues.ranked(con, where=PaperFilter(), name=name, limit=9)
    assert found["venue", "papers"].rows() == expected


def test_a_paper_of_several_venues_has_a_share_of_each(con: duckdb.DuckDBPyConnection) -> None:
    """Paper 5 is listed in Harbour Days, of unknown name, and in CoRR; 2 in NeurIPS, in ICLR, and was submitted there.

    So NeurIPS has papers 1, 3, 4 and half of 2, and CoRR, the only venue that nothing else outdoes, only paper 6.
    """
    more = [listing(9, 5, "CoRR", "arxiv", None), listing(10, 6, "CoRR", "arxiv", None)]
    fill(con, "core.listings", [*more, listing(11, 6, "CoRR", "arxiv", None)])
    con.execute("UPDATE core.papers SET listings = 3 WHERE paper_id IN ('arxiv:2501.00001', 'arxiv:2501.00002')")
    con.execute("UPDATE core.papers SET listings = 2 WHERE paper_id IN ('arxiv:2501.00005', 'arxiv:2501.00006')")
    found = venues.ranked_by_shares(con, where=PaperFilter(), limit=9)
    assert found.rows() == [
        ("neurips", True, 3.5, 4, 4),
        ("Days of Harbours", False, 1.0, 1, 4),
        ("arxiv", True, 1.0, 0, 4),
        ("iclr", True, 0.5, 0, 4),
    ]
    assert found["fraction"].sum() == 6, "papers that state a venue"
    assert venues.ranked_by_shares(con, where=PaperFilter(), name="iclr", limit=9).rows() == [("iclr", True, 0.5, 0, 1)]
    of_2015 = venues.ranked_by_shares(con, where=PaperFilter(year=2015), limit=9)
    assert of_2015.rows() == [("neurips", True, 1.0, 1, 1)]


def test_years_and_tracks(con: duckdb.DuckDBPyConnection) -> None:
    assert venues.per_year(con, where=PaperFilter(), venues=["neurips"]).rows() == [
        ("neurips", 2015, 1),
        ("neurips", 2024, 2),
    ]
    assert venues.track_names(con, venues=["neurips", "Days of Harbours"]).rows() == [
        ("neurips", ["datasets", "oral"]),
    ]
    assert venues.per_year_and_track(con, where=PaperFilter(), venue="neurips").rows() == [
        (2024, "datasets", 1, 2),
        (2024, "oral", 1, 2),
        (2024, None, 1, 2),
        (2015, None, 1, 1),
        (None, "oral", 1, 1),
    ]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (PaperFilter(venue="neurips", track="oral"), 2),
        (PaperFilter(venue="neurips", track="oral", year=2024), 1),
        (PaperFilter(venue="neurips", track="submission"), 0),
        (PaperFilter(track="oral"), 2),
    ],
)
def test_a_track_is_that_of_the_papers_venue(con: duckdb.DuckDBPyConnection, where: PaperFilter, expected: int) -> None:
    assert papers.counted(con, where=where).papers == expected


def test_names_as_printed(con: duckdb.DuckDBPyConnection) -> None:
    assert venues.names(con, venue="neurips", limit=2).rows() == [("NIPS", 3, 3), ("NeurIPS 2024 oral", 2, 3)]
    assert venues.names(con, venue="Days of Harbours", limit=2).rows() == [("Days of Harbours", 1, 1)]


def test_terms_that_set_a_venue_apart(con: duckdb.DuckDBPyConnection) -> None:
    terms = {"kernels": (3, [1, 2, 3]), "studies": (6, [1, 2, 3, 4, 5, 6]), "harbours": (3, [4, 5, 6])}
    known = [
        {"term": term, "n_words": 1, "papers": papers, "term_number": number}
        for number, (term, (papers, _)) in enumerate(terms.items())
    ]
    fill(con, "trends.terms", known)
    fill(con, "trends.counted_papers", [{"paper_number": n, "paper_id": f"arxiv:2501.0000{n}"} for n in range(1, 7)])
    uses = [
        {"term_number": number, "paper_number": n, "in_title": n != 3}
        for number, (_, numbers) in enumerate(terms.values())
        for n in numbers
    ]
    fill(con, "trends.postings", uses)
    found = venue_terms.ranked(con, where=PaperFilter(venue="neurips"), limit=5)
    (kernels, *_) = found.rows(named=True)
    assert (kernels["term"], kernels["papers"], kernels["total_papers"]) == ("kernels", 2, 4), "of two titles"
    assert (kernels["other_papers"], kernels["other_total"], kernels["ratio"]) == (0, 2, None)
    assert "harbours" not in found["term"].to_list(), "one title uses it, and others use it more"
    assert venue_terms.ranked(con, where=PaperFilter(venue="nowhere"), limit=5).is_empty()
