"""Terms that meet in papers of the database."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from test_rising import END, paper, put

from warehouse import counting
from warehouse.settings import load_settings


def test_terms_that_meet_more_often_than_by_chance(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Of 100 papers ten use two words, six of them both; ten use a third, and never meet these."""
    used = [["lantern", "kettle"]] * 6 + [["lantern"]] * 4 + [["kettle"]] * 4 + [["violin"]] * 10 + [["clock"]] * 76
    put(database, [paper(number, END, words) for number, words in enumerate(used)])
    counting.recount(database, load_settings(home=tmp_path))
    (pair,) = database.execute("FROM trends.term_pairs").fetchall()
    # ln(0.06 / 0.01) / -ln 0.06
    assert pair == ("kettle", "lantern", 6, pytest.approx(0.6369, abs=0.0001))


def test_words_of_most_papers_are_no_partners(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    used = [["lantern", "kettle"]] * 50 + [["clock"]] * 50
    put(database, [paper(number, END, words) for number, words in enumerate(used)])
    counting.recount(database, load_settings(home=tmp_path))
    assert database.execute("FROM trends.term_pairs").fetchall() == []
