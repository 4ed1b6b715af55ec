"""What matching remembers of titles: what a load adds, what a day reaches, and what a signature of too many undoes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from transforms.near_titles import blocking
from warehouse import matching, title_blocks
from warehouse.connection import open_database
from warehouse.migrations import migrate, steps
from warehouse.settings import Settings
from warehouse.writer import PENDING_DUMP, clear_dump, leave_pending

ABSTRACT = (
    "Ferries run late when tides, winds and markets conspire. We train a network on ten years of logs of forty ferries "
    "and warn the harbour an hour ahead of every delay."
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_database(Settings(home=tmp_path, threads=1), path=Path(":memory:")) as connection:
        migrate(connection)
        yield connection


def load(database: duckdb.DuckDBPyConnection, number: int, *titles: str, **columns: str) -> None:
    """A dump of these titles, each with the abstract, left for matching."""
    dump_id = f"{number:064x}"[::-1]
    database.execute(
        "INSERT INTO core.dumps BY NAME SELECT $1 AS dump_id, 'f' AS file_name, 's' AS source, 'l' AS layout, "
        "1 AS reader_version, 0 AS bytes_read, 0 AS entries_read, 0 AS listings, 0 AS rejects, 'loaded' AS status, "
        "now() AS landed_at, now() AS ingested_at, 0 AS duration_seconds",
        [dump_id],
    )
    empty = "[] AS authors, [] AS categories, [] AS keywords, [] AS links, false AS is_withdrawn"
    for position, title in enumerate(titles):
        row = {
            "title": title,
            "title_key": "".join(filter(str.isalnum, title.lower())),
            "abstract": ABSTRACT,
            **columns,
        }
        named = ", ".join(f"${name} AS {name}" for name in row)
        database.execute(
            "INSERT INTO core.listings BY NAME SELECT $id AS listing_id, $dump_id AS dump_id, $position AS position, "
            f"'s' AS source, 'title:' || $id AS paper_id, {named}, {empty}",
            {"id": f"{dump_id[:16]}:{position}", "dump_id": dump_id, "position": position, **row},
        )
    leave_pending(database, PENDING_DUMP, dump_id)


def papers(database: duckdb.DuckDBPyConnection) -> list[list[str]]:
    """The titles of each paper, after matching."""
    matching.match_pending(database, ())
    query = "SELECT list(title ORDER BY title) AS titles FROM core.listings GROUP BY paper_id ORDER BY titles"
    return [titles for (titles,) in database.execute(query).fetchall()]


def conflicts(database: duckdb.DuckDBPyConnection) -> list[tuple[str, str, float]]:
    query = "SELECT kind, evidence, round(score, 2) FROM core.conflicts ORDER BY ALL"
    return database.execute(query).fetchall()


FERRIES, OTHER_FERRIES = "Warning Harbours of Late Ferries", "Warning All Harbours of Late Ferries"
THE_FERRIES, RENAMED = "Warning Harbours of the Late Ferries", "Punctuality by Sea"


def test_a_later_dump_finds_the_stored_title(database: duckdb.DuckDBPyConnection) -> None:
    load(database, 1, FERRIES, "Ten Thousand Kites over the Bay")
    assert len(papers(database)) == 2
    load(database, 2, OTHER_FERRIES)
    assert papers(database) == [["Ten Thousand Kites over the Bay"], [OTHER_FERRIES, FERRIES]]
    told = database.execute("SELECT listing_id, rule, evidence FROM core.matches ORDER BY listing_id").fetchall()
    one, two = "1000000000000000:0", "2000000000000000:0"
    assert told == [
        (one, "near_title", f"changed word, titles 0.94, abstracts 1.0 with {two}"),
        (two, "near_title", f"changed word, titles 0.94, abstracts 1.0 with {one}"),
    ]


def test_what_is_forgotten_is_remembered_no_more(database: duckdb.DuckDBPyConnection) -> None:
    load(database, 1, FERRIES)
    load(database, 2, OTHER_FERRIES)
    assert len(papers(database)) == 1
    clear_dump(database, f"{2:064x}"[::-1])
    database.execute("DELETE FROM core.dumps WHERE dump_id LIKE '2%'")
    assert papers(database) == [[FERRIES]]
    assert database.execute("SELECT count(*) FROM core.matches").fetchall() == [(0,)]
    assert database.execute("SELECT count(*) FROM meta.near_titles").fetchall() == [(0,)]
    kept = "SELECT count(DISTINCT title) FROM meta.title_profiles UNION ALL SELECT count(DISTINCT title) FROM {}"
    assert database.execute(kept.format("meta.title_signatures")).fetchall() == [(1,), (1,)]


def test_a_listing_of_every_day_is_judged_once(database: duckdb.DuckDBPyConnection) -> None:
    load(database, 1, FERRIES, OTHER_FERRIES)
    for day in (2, 3):
        load(database, day, FERRIES)
        assert len(papers(database)) == 1
        assert database.execute("SELECT count(*) FROM meta.near_titles").fetchall() == [(1,)]


def test_parts_are_kept_apart_and_shown(database: duckdb.DuckDBPyConnection) -> None:
    load(database, 1, f"{FERRIES}, Part I", f"{FERRIES}, Part II")
    assert len(papers(database)) == 2
    assert conflicts(database) == [("near_title", "other number, titles 0.97, abstracts 1.0", 0.97)]


def test_two_dois_are_kept_apart_and_shown(database: duckdb.DuckDBPyConnection) -> None:
    load(database, 1, FERRIES, doi="10.1000/x")
    load(database, 2, OTHER_FERRIES, doi="10.1000/y")
    assert len(papers(database)) == 2
    assert conflicts(database) == [("near_title", "changed word, titles 0.94, abstracts 1.0", 0.94)]


def test_nothing_is_kept_while_every_listing_has_an_arxiv_id(database: duckdb.DuckDBPyConnection) -> None:
    kept = "SELECT count(*) FROM meta.title_profiles UNION ALL SELECT count(*) FROM meta.near_titles"
    load(database, 1, FERRIES, arxiv_id="2401.00001")
    load(database, 2, f"{FERRIES}, Part II", arxiv_id="2401.00002")
    assert len(papers(database)) == 2
    assert database.execute(kept).fetchall() == [(0,), (0,)]
    load(database, 3, OTHER_FERRIES)
    assert papers(database) == [[OTHER_FERRIES, FERRIES], [f"{FERRIES}, Part II"]]
    assert database.execute(kept).fetchall() == [(3,), (2,)]  # with either arXiv id, and not of both
    clear_dump(database, f"{3:064x}"[::-1])
    database.execute("DELETE FROM core.dumps WHERE dump_id LIKE '3%'")
    assert len(papers(database)) == 2
    assert database.execute(kept).fetchall() == [(0,), (0,)]


def test_a_signature_of_too_many_titles_undoes_what_it_joined(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (blocking, title_blocks):
        monkeypatch.setattr(module, "MOST_TITLES", 2)
    load(database, 1, FERRIES, THE_FERRIES, abstract="")
    assert papers(database) == [[FERRIES, THE_FERRIES]]
    load(database, 2, "Harbours Warning Late Ferries", abstract="")
    assert papers(database) == [["Harbours Warning Late Ferries"], [FERRIES], [THE_FERRIES]]
    clear_dump(database, f"{2:064x}"[::-1])
    database.execute("DELETE FROM core.dumps WHERE dump_id LIKE '2%'")
    assert papers(database) == [[FERRIES, THE_FERRIES]]


def test_a_renamed_paper_is_found_by_its_abstract(database: duckdb.DuckDBPyConnection) -> None:
    load(database, 1, FERRIES, published_on="2024-05-01")
    load(database, 2, RENAMED, published_on="2025-01-01", abstract=ABSTRACT.replace("ten years", "10 years"))
    assert papers(database) == [[RENAMED, FERRIES]]
    (evidence,) = {
        said for (said,) in database.execute("SELECT split_part(evidence, ' with ', 1) FROM core.matches").fetchall()
    }
    assert evidence == "renamed, titles 0.3, abstracts 0.98, 1 years apart"


def test_chapters_that_have_the_abstract_of_their_book_are_not_it(database: duckdb.DuckDBPyConnection) -> None:
    load(database, 1, FERRIES, RENAMED, published_on="2024-05-01", venue="The Timely Sea")
    load(database, 2, "The Timely Sea", published_on="2024-05-01")
    assert papers(database) == [[RENAMED], ["The Timely Sea"], [FERRIES]]
    assert conflicts(database) == []


def test_an_abstract_of_too_many_titles_joins_none(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (blocking, title_blocks):
        monkeypatch.setattr(module, "MOST_TITLES", 2)
    load(database, 1, FERRIES, published_on="2024-05-01")
    load(database, 2, RENAMED, published_on="2024-05-01")
    assert papers(database) == [[RENAMED, FERRIES]]
    load(database, 3, "A Third of Its Kind")
    assert papers(database) == [["A Third of Its Kind"], [RENAMED], [FERRIES]]
    clear_dump(database, f"{3:064x}"[::-1])
    database.execute("DELETE FROM core.dumps WHERE dump_id LIKE '3%'")
    assert papers(database) == [[RENAMED, FERRIES]]


def test_a_short_title_of_the_same_people_is_one_paper(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(title_blocks, "MOST_PROFILES", 2)
    people = "[{{'name': '{}', 'orcid': NULL, 'affiliation': NULL}}]"
    for number, name in enumerate(("Oona Tresk", "Tresk, O."), start=1):
        load(database, number, "Late Ferries", abstract="", published_on="2024-05-01")
        database.execute(f"UPDATE core.listings SET authors = {people.format(name)} WHERE len(authors) = 0")
    assert papers(database) == [["Late Ferries"] * 2]
    load(database, 3, "Late Ferries", abstract=ABSTRACT, published_on="2024-05-01")
    assert papers(database) == [["Late Ferries"]] * 3
    clear_dump(database, f"{3:064x}"[::-1])
    database.execute("DELETE FROM core.dumps WHERE dump_id LIKE '3%'")
    assert papers(database) == [["Late Ferries"] * 2]


@pytest.mark.parametrize("name", ["abstract_signatures", "bare_titles"])
def test_what_an_older_papertide_matched_is_judged_anew(database: duckdb.DuckDBPyConnection, name: str) -> None:
    load(database, 1, FERRIES, "Ten Thousand Kites over the Bay", published_on="2024-05-01")
    load(database, 2, "Ten Kites", abstract="", published_on="2024-05-01")
    matching.match_pending(database, ())
    (step,) = (sql for step, sql in steps().values() if step.endswith(name))
    found = papers(database)
    assert found == [["Ten Kites"], ["Ten Thousand Kites over the Bay", FERRIES]]
    kept = database.execute("FROM meta.title_signatures ORDER BY ALL").fetchall()
    database.execute("UPDATE core.listings SET paper_id = 'title:' || listing_id WHERE title <> 'Ten Kites'")
    database.execute("UPDATE core.matches SET paper_id = 'title:' || listing_id")
    database.execute(step)
    assert database.execute("SELECT count(*) FROM meta.title_signatures").fetchall() == [(0,)]
    assert papers(database) == found
    assert database.execute("FROM meta.title_signatures ORDER BY ALL").fetchall() == kept
    database.execute("UPDATE core.listings SET paper_id = 'title:one'")
    database.execute("UPDATE core.matches SET paper_id = 'title:one'")
    database.execute(step)
    assert papers(database) == found
