"""Questions about identity, on the small warehouse, and the lines that decide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import duckdb
import pytest
import small_warehouse

from warehouse.connection import open_snapshot
from warehouse.queries import matches

PAPERS = small_warehouse.listings()["paper_id"]


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    snapshot = small_warehouse.publish(tmp_path_factory.mktemp("matches") / "home")
    with closing(open_snapshot(snapshot.path)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("ids", "lines"),
    [
        (["arxiv:2405.00001", "doi:10.1/x"], ["merge,arxiv:2405.00001,doi:10.1/x,reason"]),
        (["a:1", "b:2", "c:3"], ["merge,a:1,b:2,reason", "merge,a:1,c:3,reason"]),
        (['doi:10.1/a,"b"', "b:2"], ['merge,"doi:10.1/a,""b""",b:2,reason']),
        (["a:1"], []),
        ([], []),
    ],
)
def test_merge_lines(ids: list[str], lines: list[str]) -> None:
    assert matches.merge_lines(ids) == lines


def test_split_line() -> None:
    assert matches.split_line("0123456789abcdef:7") == "split,0123456789abcdef:7,reason"


def test_why_a_paper_is_one(con: duckdb.DuckDBPyConnection) -> None:
    found = matches.of_paper(con, paper_id=PAPERS[50], limit=10)
    assert found["listing_id"].to_list() == sorted(found["listing_id"])
    assert found["rule"].to_list() == ["doi", "title"] * 2  # of each listing the strongest first
    assert set(found.select("rule", "score", "position").rows()) == {
        (rule, 1.0, position) for rule in ("doi", "title") for position in (50, 0)
    }
    surest = matches.of_paper(con, paper_id=PAPERS[50], limit=1)
    assert surest.equals(found.head(2))
    (alone,) = matches.of_paper(con, paper_id=PAPERS[0], limit=10)["rule"]
    assert alone is None


def test_a_listing_leads_to_its_paper(con: duckdb.DuckDBPyConnection) -> None:
    dump = small_warehouse.dump_id(0)
    for asked in (f"{dump[:16]}:7", f"{dump[:5]}:7"):
        assert matches.paper_of(con, listing_id=asked)["paper_id"].to_list() == ["arxiv:2405.15319"]
    assert matches.paper_of(con, listing_id=f"{dump[:16]}:777").is_empty()


def test_the_most_alike_stand_first(con: duckdb.DuckDBPyConnection) -> None:
    kinds = ["override_without_effect", "same_title", "near_title"]
    assert matches.page(con)["kind"].to_list() == kinds
    assert matches.page(con, offset=1, limit=1)["kind"].to_list() == kinds[1:2]
    assert matches.page(con, kind="near_title")["score"].to_list() == [0.874]
    assert matches.kinds(con).rows() == [(kind, 1) for kind in sorted(kinds)]


def test_conflicts_of_a_paper(con: duckdb.DuckDBPyConnection) -> None:
    assert matches.conflicts_of(con, paper_id=PAPERS[14])["kind"].to_list() == ["near_title"]
    assert matches.conflicts_of(con, paper_id=PAPERS[20]).is_empty()


def test_sides_keep_the_order_asked_for(con: duckdb.DuckDBPyConnection) -> None:
    asked = [PAPERS[14], PAPERS[7]]
    assert matches.sides(con, paper_ids=asked)["paper_id"].to_list() == asked
