"""Searching the index: which papers are found, in which order, and what is said of words that no paper has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.errors import UsageError
from transforms.schema import TABLES
from warehouse import counting, writer
from warehouse.connection import open_database
from warehouse.migrations import migrate
from warehouse.queries import papers, search
from warehouse.queries.filters import PaperFilter
from warehouse.queries.papers import RELEVANCE, Counted
from warehouse.settings import Settings, load_settings


def fill(database: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    writer.append(database, table, TABLES[table].conform(pl.DataFrame(rows, infer_schema_length=None)))


def one_paper(number: int, title: str, abstract: str | None = None, **facts: Any) -> dict[str, Any]:
    usual = {
        "paper_id": f"arxiv:2501.0000{number}",
        "title": title,
        "abstract": abstract,
        "authors": [],
        "categories": [],
        "listings": 1,
        "dumps": 1,
        "sources": ["hf"],
        "is_withdrawn": False,
        "published_on": date(2019 + number, 9, 3),
        "published_precision": "day",
        "published_basis": "stated",
    }
    return usual | facts


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Papers of 2020 to 2024, one undated, one withdrawn."""
    settings = load_settings(home=tmp_path_factory.mktemp("home"))
    with open_database(settings) as database:
        migrate(database)
        fill_papers(database)
        counting.recount(database, settings)
        yield database


def fill_papers(database: duckdb.DuckDBPyConnection) -> None:
    undated = {"published_on": None, "published_precision": None, "published_basis": None}
    rows = [
        one_paper(1, "Graphs 100%_sure", "Lanterns and harbours, mostly of the state of the art."),
        one_paper(2, "LANTERNS again", "A lantern is a lantern.", sources=["arxiv_oai", "hf"]),
        one_paper(
            3, "Self-Supervised Kettles", "The state space of a Lantern.", venue="NIPS 2022", venue_key="neurips"
        ),
        one_paper(4, "Kettles", "Kettles of Erdős, k-NN and the transfer of transformers.", venue="Oracle Days"),
        one_paper(5, "Kettles again", "State. Space is not what kettles need.", is_withdrawn=True),
        one_paper(6, "Anvils", None, **undated),
    ]
    fill(database, "core.papers", rows)
    names = [(3, "bengio y", "Yoshua Bengio"), (4, "bengio s", "Samy Bengio"), (4, "de freitas n", "Nando de Freitas")]
    fill(
        database,
        "core.authorships",
        [{"paper_id": f"arxiv:2501.0000{n}", "position": 0, "author_key": key, "name": name} for n, key, name in names],
    )
    fill(database, "core.identifiers", [{"scheme": "doi", "value": "10.1000/ex.7", "paper_id": "arxiv:2501.00004"}])


def ids(found: pl.DataFrame) -> list[int]:
    return [int(value[-1]) for value in found["paper_id"]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ('  "" - ', [1, 2, 3, 4, 5, 6]),
        ("lanterns", [1, 2, 3]),
        ("LANTERNS mostly", [1]),
        ("lantern kettle", [3]),
        ('"lanterns and harbours"', [1]),
        ('"lanterns of harbours"', [1]),
        ('"harbours and lanterns"', []),
        ('"state space"', [3, 5]),
        ('"state of the art"', [1]),
        ('"kettles again"', [5]),
        ('"again a lantern"', []),
        ("self-supervised", [3]),
        ("supervised", [3]),
        ('"supervised kettle"', [3]),
        ("erdos k-nn", [4]),
        ("100", []),  # in what may be a formula
        ("anvil graph", []),
        ("anvil", [6]),
        ("erdos harbour -zzz", []),
        ("statuses", []),
        ("spaces", [3, 5]),
        ("' OR true; --", []),
        ("lantern -kettle", [1, 2]),
        ('-lantern -"state space"', [4, 6]),
        ("transf*", [4]),
        ("kettl* -transformer", [3, 5]),
        ('"self superv*"', [3]),
        ("title:lantern", [2]),
        ("abstract:kettles", [4, 5]),
        ("-title:kettles", [1, 2, 6]),
        ('title:"again a"', [2, 5]),
        ("author:bengio", [3, 4]),
        ('author:"Y. Bengio"', [3]),
        ("author:Freitas", [4]),
        ("author:beng", []),
        ("-author:bengio kettles", [5]),
        ("venue:neurips", [3]),
        ("venue:nips", [3]),
        ('venue:"oracle days"', [4]),
        ("venue:acl", []),
        ("-venue:neurips lantern", [1, 2]),
        ("source:arxiv", [2]),
        ("-source:hf", []),
        ("id:10.1000/ex.7", [4]),
        ("arxiv:2501.00004", []),
        ('id:"arxiv:2501.00004"', [4]),
        ("2021..2022", [2, 3]),
        ("..2020", [1]),
        ("year:2024", [5]),
        ("-2021..2023", [1, 5, 6]),
        ("lantern 2022..", [3]),
    ],
)
def test_papers_fulfil_every_clause(con: duckdb.DuckDBPyConnection, typed: str, expected: list[int]) -> None:
    where = PaperFilter(search=typed)
    for order in (RELEVANCE, "title"):
        assert sorted(ids(papers.page(con, where=where, order=order))) == expected
    assert papers.counted(con, where=where).papers == len(expected)
    assert sorted(ids(papers.export(con, where=where, order=RELEVANCE, limit=100))) == expected


def test_filters_hold_beside_a_search(con: duckdb.DuckDBPyConnection) -> None:
    where = PaperFilter(search="lantern", since=date(2021, 1, 1), sources=("hf",))
    assert sorted(ids(papers.page(con, where=where, order=RELEVANCE))) == [2, 3]
    assert papers.counted(con, where=where).papers == 2


@pytest.mark.parametrize("search", ["kettles", "anvils", "kettles -lantern", "kett*", '"state space"'])
def test_words_alone_are_counted_in_the_index_as_papers_are(con: duckdb.DuckDBPyConnection, search: str) -> None:
    where = PaperFilter(search=search)
    every_id = tuple(f"arxiv:2501.0000{number}" for number in range(1, 7))
    assert where.is_search_alone
    assert papers.counted(con, where=where) == papers.counted(con, where=replace(where, paper_ids=every_id))


def test_of_what_a_search_finds_the_withdrawn_are_told(con: duckdb.DuckDBPyConnection) -> None:
    assert papers.counted(con, where=PaperFilter(search="kettles")) == Counted(papers=3, dated=3, dated_and_withdrawn=1)
    assert papers.counted(con, where=PaperFilter(search="anvils")) == Counted(papers=1, dated=0, dated_and_withdrawn=0)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lantern", [2, 1, 3]),  # in the title and most often; then the shorter paper
        ("kettles", [4, 5, 3]),
        ("lantern kettles", [3]),
        ("title:kettles", [4, 5, 3]),
        ("2020..2022", [3, 2, 1]),  # no word: the newest first
    ],
)
def test_the_best_answer_comes_first(con: duckdb.DuckDBPyConnection, typed: str, expected: list[int]) -> None:
    assert ids(papers.page(con, where=PaperFilter(search=typed), order=RELEVANCE)) == expected


def test_pages_of_a_search_do_not_overlap(con: duckdb.DuckDBPyConnection) -> None:
    where = PaperFilter(search="kettles")
    pages = [papers.page(con, where=where, order=RELEVANCE, offset=n, limit=2) for n in (0, 2, 4)]
    assert [ids(page) for page in pages] == [[4, 5], [3], []]


def test_of_equal_answers_the_newer_comes_first(database: duckdb.DuckDBPyConnection, home: Settings) -> None:
    undated = {"published_on": None, "published_precision": None, "published_basis": None}
    fill(database, "core.papers", [one_paper(n, "Kettles", **(undated if n == 1 else {})) for n in (1, 2, 3)])
    counting.recount(database, home)
    assert ids(papers.page(database, where=PaperFilter(search="kettle"), order=RELEVANCE)) == [3, 2, 1]


def test_a_faulty_search_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UsageError, match="not closed"):
        papers.counted(con, where=PaperFilter(search='"lantern'))


def test_words_are_known_in_all_their_forms(con: duckdb.DuckDBPyConnection) -> None:
    assert search.known(con, search='lanterns "kettle zzz" transf* -lanturn')["word", "forms"].rows() == [
        ("lanterns", ["lantern", "lanterns"]),
        ("kettle", ["kettles"]),
        ("zzz", []),
        ("transf*", ["transfer", "transformers"]),
        ("lanturn", []),
    ]


def test_a_word_that_no_paper_has_is_told_with_one_like_it(con: duckdb.DuckDBPyConnection) -> None:
    found = search.known(con, search="lanturns zzz lantern")
    assert found["word", "nearest"].rows() == [("lanturns", "lanterns"), ("zzz", None), ("lantern", None)]
    assert search.known(con, search="author:bengio").is_empty()


def test_papers_alike_share_telling_words(con: duckdb.DuckDBPyConnection) -> None:
    found = search.similar(con, paper_id="arxiv:2501.00003", limit=2)
    assert ids(found) == [5, 2]
    assert found["shared"].to_list() == [["space", "kettles", "state"], ["lantern"]]
    assert search.similar(con, paper_id="arxiv:2501.00006", limit=5).is_empty()
