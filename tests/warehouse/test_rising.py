"""What rises and falls in papers in the database: windows, complete months, sources, and trends that were planted."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.schema.core import DUMPS, PAPERS
from transforms.trends.growth import MOST_FALSE, months_before
from warehouse import counting, rising, writer
from warehouse.settings import load_settings

END = date(2025, 6, 1)
# Papers of a month of the old source, and of a source that lists nothing before the last twelve months.
OLD, NEW = 150, 60
FLAT, RISING, FALLING = 500, 30, 30


def paper(number: int, month: date, words: list[str], *sources: str) -> dict[str, Any]:
    # Full stops keep words from becoming phrases.
    said = {"paper_id": f"title:{number}", "title": "Notes", "abstract": ". ".join(words), "published_on": month}
    same = {"authors": [], "categories": [], "listings": 1, "dumps": 1, "is_withdrawn": False}
    return said | same | {"published_precision": "month", "sources": list(sources or ("hf",))}


def put(database: duckdb.DuckDBPyConnection, papers: list[dict[str, Any]]) -> None:
    writer.append(database, "core.papers", PAPERS.conform(pl.DataFrame(papers, infer_schema_length=None)))


def put_dump(database: duckdb.DuckDBPyConnection, captured_on: date | None, landed_on: date) -> None:
    landed_at = datetime(landed_on.year, landed_on.month, landed_on.day, tzinfo=UTC)
    dump = {"dump_id": "0" * 64, "file_name": "a.txt", "source": "hf", "layout": "plain", "reader_version": 1}
    dump |= {"captured_on": captured_on, "landed_at": landed_at, "ingested_at": landed_at, "status": "loaded"}
    dump |= dict.fromkeys(("bytes_read", "entries_read", "listings", "rejects", "duration_seconds"), 0)
    writer.append(database, "core.dumps", DUMPS.conform(pl.DataFrame([dump])))


def recounted(database: duckdb.DuckDBPyConnection, home: Path) -> pl.DataFrame:
    counting.recount(database, load_settings(home=home))
    return database.sql("FROM trends.rising_terms").pl()


@pytest.mark.parametrize(
    ("captured_on", "landed_on", "last_complete"),
    [
        (date(2025, 8, 2), date(2025, 9, 1), date(2025, 7, 1)),
        (date(2025, 7, 31), date(2025, 9, 1), date(2025, 6, 1)),
        (date(2025, 6, 1), date(2025, 9, 1), date(2025, 5, 1)),
        (None, date(2025, 9, 1), date(2025, 6, 1)),
        (None, date(2025, 6, 20), date(2025, 5, 1)),
        (date(2025, 1, 1), date(2025, 9, 1), None),
    ],
)
def test_the_last_complete_month_is_before_the_last_capture(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, captured_on: date, landed_on: date, last_complete: date
) -> None:
    put(database, [paper(n, date(2025, month, 1), ["lantern"]) for n, month in enumerate((5, 6, 7))])
    put_dump(database, captured_on, landed_on)
    recounted(database, tmp_path)
    assert rising.last_complete_month(database) == last_complete


def test_windows_end_with_the_last_complete_month(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """A paper a month uses the word from 2023-01 to 2025-06, and all of 2025-07, which is not over, do."""
    months = [months_before(END, back) for back in range(30)]
    put(database, [paper(n, month, ["lantern"]) for n, month in enumerate(months)])
    put(database, [paper(100 + n, month, ["kettle"]) for n, month in enumerate(months)])
    put(database, [paper(200 + n, date(2025, 7, 1), ["lantern"]) for n in range(9)])
    put_dump(database, date(2025, 7, 9), date(2025, 9, 1))
    found = recounted(database, tmp_path).filter(term="lantern").drop("log_odds_z", "adjusted_z")
    columns = ("window_end", "window_months", "papers_recent", "papers_before", "total_recent", "total_before")
    assert found.sort("window_months").select(columns).rows() == [
        (END, 3, 3, 3, 6, 6),
        (END, 6, 6, 6, 12, 12),
        (END, 12, 12, 12, 24, 24),
        (END, 24, 24, 6, 48, 12),
    ]
    assert found["share_recent"].to_list() == found["share_before"].to_list() == [0.5] * 4
    assert found["is_new"].to_list() == [False] * 4


def test_new_is_what_no_month_before_has(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    since = {"new": 2, "again": 2}
    put(database, [paper(n, months_before(END, n % 6), ["harbour"]) for n in range(60)])
    for place, (word, months) in enumerate(since.items()):
        put(database, [paper(100 * place + 100 + n, months_before(END, n % months), [word + "word"]) for n in range(9)])
    put(database, [paper(900, date(2020, 1, 1), ["againword"])])
    put_dump(database, date(2025, 7, 9), date(2025, 9, 1))
    found = recounted(database, tmp_path).filter(pl.col("window_months") == 3, pl.col("term").str.ends_with("word"))
    answer = found.select("term", "papers_before", "is_new", "adjusted_ratio").sort("term").rows()
    assert answer == [("againword", 0, False, None), ("newword", 0, True, None)]


def test_a_paper_of_two_sources_counts_for_the_one_that_was_there_before(
    database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A new source lists again half of the papers of the old one: all about kettles. Lanterns do not fall by that."""
    months = [months_before(END, back) for back in range(6)] * 10
    for n, (month, word) in enumerate(itertools.product(months, ("lantern", "kettle"))):
        is_listed_again = word == "kettle" and month > date(2025, 3, 1)
        put(database, [paper(n, month, [word], *(("aaa", "hf") if is_listed_again else ("hf",)))])
    put_dump(database, date(2025, 7, 9), date(2025, 9, 1))
    found = recounted(database, tmp_path).filter(window_months=3)
    assert found.select("term", "adjusted_ratio", "adjusted_q").sort("term").rows() == [
        ("kettle", 1.0, 1.0),
        ("lantern", 1.0, 1.0),
    ]


def invented_words() -> Iterator[str]:
    """Words that no list of stop words has and no plural folds."""
    for syllables in itertools.product(("ba", "ko", "li", "mu", "ne", "do", "ra", "ti", "vu", "zo"), repeat=3):
        yield "".join(syllables) + "n"


def planted(words: dict[str, list[str]], artefact: str) -> Iterator[dict[str, Any]]:
    """24 months of papers: flat words in 3 % of them, rising ones from 2 % to 5 %, falling ones the other way.

    In the last twelve months a source of another field comes, where every other paper uses the artefact's word.
    """
    chance = random.Random(20250601)
    numbers = itertools.count()
    shares = {"flat": (0.03, 0.03), "rising": (0.02, 0.05), "falling": (0.05, 0.02)}
    share_of = {word: shares[kind] for kind, of_kind in words.items() for word in of_kind} | {artefact: (0.02, 0.02)}
    for back in range(24):
        month, is_recent = months_before(END, back), back < 12
        for _ in range(OLD):
            used = [word for word, share in share_of.items() if chance.random() < share[is_recent]]
            yield paper(next(numbers), month, used, "old")
        for _ in range(NEW if is_recent else 0):
            yield paper(next(numbers), month, [artefact] if chance.random() < 0.5 else ["harbour"], "new")


def test_planted_trends_are_found_and_a_new_source_is_none(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    words = invented_words()
    kinds = {"flat": FLAT, "rising": RISING, "falling": FALLING}
    of_kind = {kind: list(itertools.islice(words, count)) for kind, count in kinds.items()}
    artefact = next(words)
    put(database, list(planted(of_kind, artefact)))
    put_dump(database, date(2025, 7, 9), date(2025, 9, 1))
    found = recounted(database, tmp_path).filter(window_months=12)
    corrected, uncorrected = called(found, "adjusted_z", "adjusted_q"), called(found, "log_odds_z", "q_value")
    for kind in ("rising", "falling"):
        right = len(corrected[kind] & set(of_kind[kind]))
        precision, recall = right / len(corrected[kind]), right / len(of_kind[kind])
        print(f"{kind}: precision {precision:.2f}, recall {recall:.2f}")
        assert precision >= 0.9
        assert recall >= 0.9
    assert artefact in uncorrected["rising"]
    assert artefact not in corrected["rising"]
    # What the new source does not say looks as if it fell, too.
    assert len(uncorrected["falling"] - corrected["falling"]) > len(corrected["falling"])


def called(found: pl.DataFrame, z: str, q: str) -> dict[str, set[str]]:
    sure = found.filter(pl.col(q) <= MOST_FALSE)
    return {
        "rising": set(sure.filter(pl.col(z) > 0)["term"]),
        "falling": set(sure.filter(pl.col(z) < 0)["term"]),
    }
