"""The committed samples: written by their script to the byte, and read as they were meant."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from transforms import capture, normalise, rules
from transforms.clean.text import title_key
from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head, Survey
from transforms.schema.core import LISTINGS
from transforms.trends.terms import Support, count

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
# File, layout, entries, and the day of capture with its basis.
EXPECTED = [
    ("papertide-sample-hf-daily-2021-03-12.txt", "detailed", 34, date(2021, 3, 12), "file"),
    ("papertide-sample-hf-daily-2021-10-30.txt", "detailed", 25, date(2021, 10, 30), "file"),
    ("papertide-sample-hf-daily-2022-07-09.txt", "detailed", 34, date(2022, 7, 9), "file"),
    ("papertide-sample-hf-daily-2023-03-12.txt", "detailed", 28, date(2023, 3, 12), "file"),
    ("papertide-sample-hf-daily-2023-10-30.txt", "detailed", 24, date(2023, 10, 30), "file"),
    ("papertide-sample-hf-daily-2024-07-09.txt", "detailed", 25, date(2024, 7, 9), "file"),
    ("papertide-sample-hf-daily-2025-03-12.txt", "detailed", 32, date(2025, 3, 12), "file"),
    ("papertide-sample-hf-daily-2025-06-02.txt", "plain", 25, date(2025, 6, 2), "file"),
    ("papertide-sample-hf-daily-2025-10-30.txt", "detailed", 25, date(2025, 10, 30), "file"),
    ("papertide-sample-hf-daily-2026-07-09.txt", "detailed", 29, date(2026, 7, 9), "file"),
    ("papertide-sample-search_adaptation.txt", "plain", 25, None, None),
    ("papertide-sample-search_efficiency_compact.txt", "compact", 35, None, None),
    ("papertide-sample-search_generation.txt", "plain", 25, None, None),
    ("papertide-sample-search_page_02.txt", "detailed", 31, date(2021, 7, 9), "year_inferred"),
    ("papertide-sample-search_page_04.txt", "detailed", 25, date(2022, 3, 12), "year_inferred"),
    ("papertide-sample-search_page_06.txt", "detailed", 24, date(2022, 10, 30), "year_inferred"),
    ("papertide-sample-search_page_08.txt", "detailed", 30, date(2023, 7, 9), "year_inferred"),
    ("papertide-sample-search_page_10.txt", "detailed", 33, date(2024, 3, 12), "year_inferred"),
    ("papertide-sample-search_page_12.txt", "detailed", 26, date(2024, 10, 30), "year_inferred"),
    ("papertide-sample-search_page_14.txt", "detailed", 28, date(2025, 7, 9), "year_inferred"),
    ("papertide-sample-search_page_16.txt", "detailed", 29, date(2026, 3, 12), "year_inferred"),
    ("papertide-sample-search_page_18.txt", "detailed", 30, date(2026, 10, 30), "year_inferred"),
    ("papertide-sample-search_scaling_compact.txt", "compact", 35, None, None),
    ("papertide-sample-venue_list.txt", "list", 15, None, None),
]


def judged(name: str) -> tuple[str, ByteAccount, date | None, str | None, rules.Split]:
    data, account, bounds = (SAMPLES / "dumps" / name).read_bytes(), ByteAccount(), Bounds()
    reader, claim = recognise(Head(data=data, is_whole=True))
    raw = pl.concat(reader.read(io.BytesIO(data), claim.layout, bounds, account))
    survey = reader.survey(io.BytesIO(data), claim.layout, bounds) if reader.survey else Survey()
    captured_on, basis = capture.decide(operator=None, survey=survey, file_name=name)
    dump = normalise.DumpFacts(
        dump_id="0" * 64, source=reader.name, captured_on=captured_on, labels_abstracts=not reader.counts_bytes
    )
    split = rules.split(normalise.listings(raw, dump=dump), LISTINGS)
    assert account.entry_bytes + account.furniture_bytes == len(data)
    return claim.layout, account, captured_on, basis, split


@pytest.fixture(scope="module")
def listings() -> pl.DataFrame:
    return pl.concat([judged(name)[-1].valid for name, *_ in EXPECTED])


def test_the_script_writes_the_committed_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLES / "make_samples.py", tmp_path], check=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in (SAMPLES / "dumps").iterdir()}
    assert sorted(written) == sorted(name for name, *_ in EXPECTED)
    assert sum(len(content) for content in written.values()) < 800_000


@pytest.mark.parametrize(("name", "layout", "entries", "captured_on", "basis"), EXPECTED)
def test_every_sample_is_read_as_intended(
    name: str, layout: str, entries: int, captured_on: date | None, basis: str | None
) -> None:
    seen_layout, account, seen_day, seen_basis, split = judged(name)
    assert (seen_layout, seen_day, seen_basis) == (layout, captured_on, basis)
    assert split.valid.height + split.rejected.height == entries
    assert account.unparsed_bytes == 0


def test_two_entries_are_rejected() -> None:
    rejected = {
        name: split.rejected["reasons"].to_list()
        for name, *_ in EXPECTED
        if (split := judged(name)[-1]).rejected.height
    }
    assert rejected == {
        "papertide-sample-search_page_08.txt": [["abstract:missing"]],
        "papertide-sample-venue_list.txt": [["not_a_paper"]],
    }


def test_papers_recur_and_are_told_apart_by_their_titles(listings: pl.DataFrame) -> None:
    # 440 papers were invented; the one whose abstract is missing stands nowhere else.
    keys = listings.select(key=title_key(pl.col("title")), title="title")
    assert (listings.height, keys["key"].n_unique(), keys["title"].n_unique()) == (670, 439, 439)
    assert keys["key"].str.len_chars().min() >= 20


def test_abstracts_are_long_distinct_and_whole(listings: pl.DataFrame) -> None:
    pages = listings.filter(pl.col("source") == "huggingface_text").unique("title")["abstract"]
    assert pages.is_unique().all()
    assert pages.str.len_bytes().min() >= 500
    assert pages.str.ends_with(".").all()
    assert not pages.str.contains(r"[{}]").any()


def test_dates_links_and_counts_are_there(listings: pl.DataFrame) -> None:
    assert listings["published_on"].min() == date(2020, 9, 1)
    assert listings["published_on"].max() == date(2026, 10, 28)
    assert set(listings["published_basis"].drop_nulls()) == {"stated", "year_inferred"}
    kinds = set(listings["links"].explode().struct.field("kind").drop_nulls())
    assert kinds >= {"code", "model", "dataset", "demo", "video"}
    assert listings["comments"].count() > 50
    assert listings["author_count"].count() > 400


@pytest.mark.parametrize(
    ("term", "earlier_share_is_larger"),
    [
        ("language agents", False),
        ("verifiable rewards", False),
        ("vision-language models", False),
        ("generative adversarial networks", True),
        ("recurrent neural networks", True),
        ("word embeddings", True),
    ],
)
def test_terms_rise_and_fall(listings: pl.DataFrame, term: str, earlier_share_is_larger: bool) -> None:
    dated = listings.filter(pl.col("published_on").is_not_null()).unique("title").with_row_index("paper_number")
    counted = count([dated], support=Support())
    (number,) = counted.terms.filter(pl.col("term").str.to_lowercase() == term)["term_number"]
    uses = pl.concat(counted.postings).filter(pl.col("term_number") == number)["paper_number"]
    years = dated.filter(pl.col("paper_number").is_in(uses.implode()))["published_on"].dt.year()
    early, late = (years.is_in(span).sum() for span in ((2021, 2022), (2025, 2026)))
    assert (early > 2 * late) if earlier_share_is_larger else (late > 2 * early)
