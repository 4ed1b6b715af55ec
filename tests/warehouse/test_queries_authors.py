"""Questions about names and who stands behind them: literal rows in, literal answers out."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.authors import MOST_COAUTHORS
from transforms.clean.names import author_key
from transforms.schema import TABLES
from warehouse import aggregates, writer
from warehouse.queries import authors, papers
from warehouse.queries.authors import Named
from warehouse.queries.filters import PaperFilter

# Who wrote what; of paper 4 two more authors are not named, and of paper 5 nobody is.
_WRITTEN = {
    1: ["Ida Lantern", "Bo Kettle"],
    2: ["Lantern, I.", "Bo Kettle"],
    3: ["Ilse Lantern"],
    4: ["Jürgen Härbour", "J. Härbour"],
    5: [],
}
_AUTHOR_COUNTS = {4: 4}
_YEARS = {1: 2021, 2: 2023, 3: 2023}


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def write(database: duckdb.DuckDBPyConnection, number: int, names: list[str], **facts: Any) -> None:
    """A paper and who wrote it."""
    paper_id = f"arxiv:2501.{number:05}"
    people = [{"name": name, "orcid": None, "affiliation": None} for name in names]
    paper = {"paper_id": paper_id, "title": f"Study {number}", "sources": ["hf"], "authors": people, "categories": []}
    paper |= {"listings": 1, "dumps": 1, "is_withdrawn": False, "author_count": len(names)} | facts
    fill(database, "core.papers", [paper])
    keys = pl.DataFrame({"name": names}, schema={"name": pl.String}).with_columns(author_key=author_key(pl.col("name")))
    written = [
        {"paper_id": paper_id, "position": position, "orcid": None, **row}
        for position, row in enumerate(keys.iter_rows(named=True))
    ]
    if written:
        fill(database, "core.authorships", written)


@pytest.fixture
def con(database: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    for number, names in _WRITTEN.items():
        facts: dict[str, Any] = {"author_count": _AUTHOR_COUNTS.get(number, len(names))}
        if year := _YEARS.get(number):
            on = date(year, 1, 1)
            facts |= {"published_on": on, "published_precision": "year", "published_basis": "stated"}
        write(database, number, names, **facts)
    aggregates.write(database)
    return database


def test_names_by_their_papers(con: duckdb.DuckDBPyConnection) -> None:
    assert authors.named(con, where=PaperFilter()) == Named(papers=5, named=4)
    assert authors.ranked(con, where=PaperFilter(), limit=9).rows() == [
        ("lantern i", 3, None, 3),
        ("kettle b", 2, None, 3),
        ("harbour j", 1, None, 3),
    ]
    assert authors.ranked(con, where=PaperFilter(year=2023), limit=1).rows() == [("lantern i", 2, None, 2)]


def test_of_a_paper_of_n_authors_each_has_the_nth_part(con: duckdb.DuckDBPyConnection) -> None:
    found = authors.ranked(con, where=PaperFilter(), is_fractional=True, limit=9)
    assert found["author_key", "papers", "fraction"].rows() == [
        ("lantern i", 3, 2.0),
        ("kettle b", 2, 1.0),
        ("harbour j", 1, 0.5),
    ]
    write(con, 6, ["Uma Orchard", "Bo Kettle"], author_count=1)
    aggregates.write(con)
    of_it = authors.ranked(con, where=PaperFilter(author="orchard u"), is_fractional=True, limit=9)
    assert of_it["author_key", "fraction"].rows() == [("kettle b", 0.5), ("orchard u", 0.5)], "as many as are named"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lant", ["lantern i"]),
        ("Lantern, Ida", ["lantern i"]),
        ("ida LAN", ["lantern i"]),
        ("antern", []),
        ("harbour", ["harbour j"]),
        ("Härbour", ["harbour j"]),
        ("Bernd Kettle", ["kettle b"]),
        ("' OR true --", []),
        ("!", []),
    ],
)
def test_names_by_their_letters(con: duckdb.DuckDBPyConnection, name: str, expected: list[str]) -> None:
    found = authors.ranked(con, where=PaperFilter(), name=name, limit=9)
    assert found["author_key"].to_list() == expected
    assert found["papers"].to_list() == [{"lantern i": 3, "kettle b": 2, "harbour j": 1}[key] for key in expected]


def test_forms_and_years(con: duckdb.DuckDBPyConnection) -> None:
    assert authors.forms(con, keys=["harbour j", "kettle b"]).rows() == [
        ("harbour j", ["J. Härbour", "Jürgen Härbour"], 0),
        ("kettle b", ["Bo Kettle"], 0),
    ]
    assert authors.per_year(con, where=PaperFilter(), keys=["lantern i"]).rows() == [
        ("lantern i", 2021, 1),
        ("lantern i", 2023, 2),
    ]
    assert papers.counted(con, where=PaperFilter(author="lantern i", year=2023)).papers == 2


def test_persons_are_told_apart_by_all_papers_and_counted_by_those_that_fit(con: duckdb.DuckDBPyConnection) -> None:
    everything = authors.persons_of(con, author_key="lantern i", where=PaperFilter())
    assert everything["names", "papers", "coauthors", "years"].rows() == [
        (["Ida Lantern", "Lantern, I."], 2, ["Bo Kettle", "Bo Kettle"], [2021, 2023]),
        (["Ilse Lantern"], 1, [], [2023]),
    ]
    fitting = authors.persons_of(con, author_key="lantern i", where=PaperFilter(year=2021))
    assert fitting["names", "papers", "evidence"].rows() == [(["Ida Lantern"], 1, ["co-authors"])]
    assert fitting["author_id"][0] == everything["author_id"][0]
    assert authors.persons(con, name="Lantern, Ida").height == 2
    assert authors.persons_of(con, author_key="nemo n", where=PaperFilter()).is_empty()


def test_a_collaboration_tells_nobody_apart(con: duckdb.DuckDBPyConnection) -> None:
    crowd = [f"Person Crowd{chr(97 + n)}" for n in range(MOST_COAUTHORS + 1)]
    write(con, 6, ["Uma Orchard", *crowd])
    write(con, 7, ["Uma Orchard", *crowd[1:]])
    write(con, 8, ["Uma Orchard", *crowd[1:]])
    found = authors.persons_of(con, author_key="orchard u", where=PaperFilter())
    assert found["papers"].to_list() == [2, 1]
    assert [len(names) for names in found["coauthors"]] == [2 * MOST_COAUTHORS, 0]
