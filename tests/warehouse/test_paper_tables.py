"""Papers of one listing, written in SQL, are what `transforms.papers` would build."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from small_warehouse import DUMPS

from transforms import papers
from transforms.schema import TABLES
from transforms.schema.core import LISTINGS
from warehouse import paper_tables
from warehouse.writer import append

ADA = {"name": "Ada Sample", "orcid": "0000-0001-2345-678X", "affiliation": "Somewhere"}
BO = {"name": "van der Bo, Bert", "orcid": None, "affiliation": None}
CODE = {"url": "https://github.com/sample/boats", "kind": "code"}
DEMO = {"url": "https://www.Example.org/boats", "kind": "demo"}

PLAIN: dict[str, Any] = {"title": "Counting Boats", "title_key": "countingboats"}
FULL: dict[str, Any] = {
    **PLAIN,
    "abstract": "An abstract of some length about bøats 🚤.",
    "language": "de",
    "authors": [ADA, BO, ADA],
    "author_count": 5,
    "venue": "NeurIPS 2024 poster",
    "venue_key": "neurips",
    "published_on": date(2024, 5, 1),
    "published_precision": "month",
    "published_basis": "identifier",
    "categories": ["cs.LG", "cs.AI"],
    "arxiv_id": "2405.00001",
    "doi": "10.1234/boats",
    "links": [DEMO, CODE],
    "upvotes": 3,
    "github_stars": 0,
    "is_withdrawn": True,
}
DATED, UNDATED = DUMPS[0]["dump_id"], DUMPS[1]["dump_id"]


def listings(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows with a `paper_id` and a dump, what is not given empty; numbered in order."""
    defaults: dict[str, Any] = {
        "dump_id": DATED,
        "source": "huggingface_text",
        "is_withdrawn": False,
        **{name: [] for name in ("authors", "categories", "keywords", "links")},
    }
    filled = [{**defaults, "listing_id": f"{'a' * 16}:{n}", "position": n, **row} for n, row in enumerate(rows)]
    return LISTINGS.conform(pl.DataFrame(filled, schema_overrides=LISTINGS.polars_schema))


def stored(connection: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    names = TABLES[table].column_names
    frame = connection.sql(f"SELECT * FROM {table}").pl().select(names)
    return TABLES[table].conform(frame).sort(list(TABLES[table].key))


def fill(connection: duckdb.DuckDBPyConnection, rows: pl.DataFrame) -> pl.DataFrame:
    """Store the listings with their dumps, all of them touched; the captures."""
    append(connection, "core.dumps", TABLES["core.dumps"].conform(pl.DataFrame(DUMPS[:2])))
    append(connection, "core.listings", rows)
    connection.execute("CREATE TEMP TABLE touched AS SELECT rowid AS row FROM core.listings")
    connection.execute("CREATE TEMP TABLE touched_papers AS SELECT DISTINCT paper_id FROM core.listings")
    return pl.DataFrame(DUMPS[:2]).select("dump_id", "captured_on")


ALONE = [
    pytest.param([{**PLAIN, "paper_id": "title:plain"}], id="only a title"),
    pytest.param([{**FULL, "paper_id": "arxiv:2405.00001"}], id="every field"),
    pytest.param([{**FULL, "paper_id": "arxiv:2405.00001", "dump_id": UNDATED}], id="capture day unknown"),
    pytest.param([{**PLAIN, "paper_id": "title:links", "links": [DEMO, DEMO]}], id="a link given twice, no code"),
    pytest.param(
        [
            {**FULL, "paper_id": "arxiv:2405.00001"},
            {**PLAIN, "paper_id": "arxiv:2405.00001", "dump_id": UNDATED},
            {**PLAIN, "paper_id": "title:other", "upvotes": 1, "dump_id": UNDATED},
        ],
        id="beside a paper of two listings",
    ),
]


@pytest.mark.parametrize("rows", ALONE)
def test_a_paper_of_one_listing_is_what_would_be_built(
    database: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]
) -> None:
    frame = listings(*rows)
    captures = fill(database, frame)

    count = paper_tables.rewrite(database)

    assert count == frame["paper_id"].n_unique()
    for table, expected in papers.build(frame, captures=captures).items():
        assert_frame_equal(stored(database, table), expected.sort(list(TABLES[table].key)), check_row_order=True)


def test_writing_twice_is_writing_once(database: duckdb.DuckDBPyConnection) -> None:
    fill(database, listings({**FULL, "paper_id": "arxiv:2405.00001"}, {**PLAIN, "paper_id": "title:plain"}))
    paper_tables.rewrite(database)
    once = {table: stored(database, table) for table in ("core.papers", "core.authorships", "core.links")}

    paper_tables.rewrite(database)

    assert all(stored(database, table).equals(frame) for table, frame in once.items())


def test_batches_of_several_listings_hold_whole_papers(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_tables, "_LISTINGS_AT_ONCE", 3)
    pairs = [{**PLAIN, "paper_id": f"title:{number // 2}"} for number in range(20)]
    fill(database, listings(*pairs))

    assert paper_tables.rewrite(database) == 10
    assert stored(database, "core.papers")["listings"].to_list() == [2] * 10
