"""What is asked of terms that rise and fall, of a warehouse in which they were planted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import planted_warehouse
import polars as pl
import pytest
from planted_warehouse import ARTEFACT, END, NEW_TERM

from transforms.trends.growth import MOST_FALSE
from warehouse.queries import papers, rising, served
from warehouse.queries.filters import PaperFilter
from warehouse.queries.served import Served


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    home = tmp_path_factory.mktemp("planted") / "home"
    planted_warehouse.publish(home)
    found = served.find(home)
    assert isinstance(found, Served)
    with served.open_served(found) as connection:
        yield connection


def ranked(con: duckdb.DuckDBPyConnection, **question: object) -> pl.DataFrame:
    usual = {"months": 12, "direction": "rising", "compared": "sources", "most_false": MOST_FALSE, "limit": 9}
    return rising.ranked(con, **(usual | question))


def test_the_surest_come_first_and_what_a_new_source_brings_is_not_there(con: duckdb.DuckDBPyConnection) -> None:
    assert ranked(con)["term"].to_list() == ["lantern networks", NEW_TERM]
    assert ranked(con, limit=1, offset=1)["term"].to_list() == [NEW_TERM]
    assert ranked(con, direction="falling")["term"][0] == "kettle priors"
    assert ARTEFACT in ranked(con, compared="all")["term"].to_list()


def test_a_row_says_how_much_how_surely_and_since_when(con: duckdb.DuckDBPyConnection) -> None:
    lanterns, new = ranked(con).to_dicts()
    assert lanterns["papers_recent"] / lanterns["total_recent"] == lanterns["share_recent"]
    # The new source has a quarter of the recent papers, and none of them is about lanterns.
    assert lanterns["total_recent"] == 640
    assert lanterns["ratio"] == pytest.approx(lanterns["papers_recent"] / lanterns["papers_before"])
    assert lanterns["z"] > 5
    assert lanterns["q"] < 0.001
    assert not lanterns["is_new"]
    assert lanterns["kendall_tau"] > 0
    assert (new["papers_before"], new["ratio"], new["is_new"]) == (0, None, True)
    assert new["burst_start"] == date(2025, 3, 1)


def test_what_is_not_sure_is_found_when_asked_for(con: duckdb.DuckDBPyConnection) -> None:
    assert "violin maps" not in ranked(con)["term"].to_list() + ranked(con, direction="falling")["term"].to_list()
    unsure = [ranked(con, direction=way, most_false=1.0)["term"].to_list() for way in rising.DIRECTIONS]
    assert "violin maps" in unsure[0] + unsure[1]


@pytest.mark.parametrize("compared", rising.COMPARED)
@pytest.mark.parametrize("direction", rising.DIRECTIONS)
def test_the_summary_counts_what_is_listed(con: duckdb.DuckDBPyConnection, direction: str, compared: str) -> None:
    (summary,) = rising.summary(con, months=12, compared=compared).to_dicts()
    listed = ranked(con, direction=direction, compared=compared)
    assert summary[direction] == listed.height
    assert (summary["before"], summary["last_before"]) == (date(2023, 7, 1), date(2024, 6, 1))
    assert (summary["recent"], summary["window_end"]) == (date(2024, 7, 1), END)
    assert (summary["total_before"], summary["total_recent"]) == (480, 640)


def test_a_window_that_was_not_compared_has_no_summary(con: duckdb.DuckDBPyConnection) -> None:
    assert rising.summary(con, months=7, compared="sources").is_empty()


def test_a_term_is_judged_in_whatever_case_and_number(con: duckdb.DuckDBPyConnection) -> None:
    (judged,) = rising.judged(con, months=12, term="LANTERN Networks").to_dicts()
    assert (judged["term"], judged["window_months"], judged["months"]) == ("lantern networks", 12, 30)
    assert judged["kendall_tau"] > 0
    assert rising.judged(con, months=12, term="lantern network")["term"].to_list() == ["lantern networks"]
    assert rising.judged(con, months=12, term="no such term").is_empty()


def test_months_before_the_first_paper_are_gaps_and_months_without_the_term_are_not(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = rising.month_shares(con, terms=[NEW_TERM])
    assert found.height == rising.SPARK_MONTHS
    assert found["month"][-1] == END
    assert found["share"][-1] > 0.1
    assert found.filter(month=date(2024, 1, 1))["share"].to_list() == [0.0]
    assert found.filter(month=date(2022, 1, 1)).select("share", "total_papers").row(0) == (None, None)


def test_sources_with_their_papers_in_both_windows(con: duckdb.DuckDBPyConnection) -> None:
    assert rising.sources(con, months=12).rows() == [("huggingface_text", 480, 480), ("aitopics_text", 160, 0)]


def test_what_carries_a_term(con: duckdb.DuckDBPyConnection) -> None:
    (judged,) = rising.judged(con, months=12, term="lantern networks").to_dicts()
    of_both = judged["papers_recent"], judged["papers_before"]
    carriers = rising.carriers(con, term="lantern networks", months=12, limit=5)
    assert carriers["kind"].unique(maintain_order=True).to_list() == ["author", "category", "dump", "source", "venue"]
    assert carriers.filter(kind="source").rows() == [("source", "huggingface_text", "huggingface_text", *of_both)]
    assert carriers.filter(kind="dump").rows() == [("dump", planted_warehouse.DUMP_ID, "a.txt", *of_both)]
    assert set(carriers.filter(kind="author")["label"]) == set(planted_warehouse.PEOPLE)
    for kind in ("author", "category"):
        figures = carriers.filter(kind=kind)
        assert (figures["recent"].sum(), figures["before"].sum()) == of_both
    most = rising.carriers(con, term="lantern networks", months=12, limit=1)
    assert most.rows() == carriers.unique("kind", keep="first", maintain_order=True).rows()


@pytest.mark.parametrize("kind", ["author", "category", "dump", "source", "venue"])
def test_the_papers_behind_each_figure_are_as_many(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    (window,) = rising.summary(con, months=12, compared="sources").to_dicts()
    for row in rising.carriers(con, term="lantern networks", months=12, limit=5).filter(kind=kind).to_dicts():
        named = {"source": {"listed_by": (row["name"],)}, "dump": {"dump_id": row["name"]}}.get(
            kind, {kind: row["name"]}
        )
        where = PaperFilter(term="lantern networks", since=window["recent"], until=window["window_end"], **named)
        assert papers.counted(con, where=where).papers == row["recent"]


def test_terms_that_are_used_together(con: duckdb.DuckDBPyConnection) -> None:
    together = rising.co_terms(con, term="lantern networks", months=12, limit=5)
    assert NEW_TERM in together["term"].to_list()
    assert "lantern networks" not in together["term"].to_list()
    assert (together["lift"] > 1).all()
