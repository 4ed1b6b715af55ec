from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from transforms.errors import LimitExceeded
from transforms.readers import reader, recognise
from transforms.readers._contract import Bounds, ByteAccount, Head, Survey

READER = reader("huggingface_digest")
HEADER = "## Papers for 2024-10-10\n\n| Title | Authors | Summary |\n|-------|---------|---------|\n"
SELECTION = "Here is the selection of papers for today (6 Oct):\n"
ABSTRACT = "We count lanterns in harbours by night, which nobody did before us. " * 3


def row(title: str, authors: str = "Ada Lampwick", summary: str = "It counts.") -> str:
    links = "[arXiv](https://arxiv.org/abs/2410.00001) or [HuggingFace](https://huggingface.co/papers/2410.00001)"
    return f"| {title} (Read more on {links})| {authors} | {summary} |\n"


def scraped(**fields: Any) -> dict[str, Any]:
    return {
        "title": "Lanterns",
        "paper_url": "https://huggingface.co/papers/2512.00001",
        "scraped_date": "2025-12-04",
        **fields,
    }


def read(page: str, layout: str, **bounds: int) -> tuple[pl.DataFrame, ByteAccount]:
    account = ByteAccount()
    frames = list(READER.read(io.BytesIO(page.encode()), layout, Bounds(**bounds), account))
    assert account.entry_bytes + account.furniture_bytes + account.unparsed_bytes == len(page.encode())
    return pl.concat([READER.raw.to_frame(), *frames]), account


def survey(page: str, layout: str) -> Survey:
    assert READER.survey is not None
    return READER.survey(io.BytesIO(page.encode()), layout, Bounds())


@pytest.mark.parametrize("title", ["Lanterns", "Selective\n  Lanterns", "Lanterns | Lamps (v2)", "$|x|$ of (Lamps)"])
def test_rows_are_found_whatever_their_titles_hold(title: str) -> None:
    records, account = read(HEADER + row("One") + row(title) + row("Three"), "table")
    assert records["title"].to_list() == ["One", title, "Three"]
    assert account.furniture_bytes == len(HEADER)


@pytest.mark.parametrize(
    ("authors", "people", "usernames"),
    [
        ("Ada Lampwick, Ben van Quay", ["Ada Lampwick", "Ben van Quay"], None),
        ("Ada Lampwick, yanlamp", ["Ada Lampwick"], ["yanlamp"]),
        ("nm-w, yanlamp", [], ["nm-w", "yanlamp"]),
        ("", [], None),
    ],
)
def test_accounts_are_no_authors(authors: str, people: list[str], usernames: list[str] | None) -> None:
    records, _ = read(HEADER + row("Lanterns", authors), "table")
    assert [author["name"] for author in records.item(0, "authors")] == people
    assert json.loads(records.item(0, "extra")) == {
        **({"usernames": usernames} if usernames else {}),
        "summary": "It counts.",
    }


@pytest.mark.parametrize(
    "damaged",
    ["| Two | Ben Quay | Without links. |\n", row("Two").replace("| Two", "  Two"), "| Two (Read more\n"],
)
def test_a_damaged_row_costs_itself(damaged: str) -> None:
    records, _ = read(HEADER + row("One") + damaged + row("Three"), "table")
    assert records["title"].to_list() == ["One", None, "Three"]
    assert records["problems"].to_list() == [[], ["title:missing"], []]


def test_a_title_without_upvotes_is_refused_and_shifts_no_other() -> None:
    page = f"{SELECTION}Lanterns (of Quays) (113 ▲)\nTwo\n• Three (5 ▲)\n\nGoodbye\nAnd see you soon\n"
    records, account = read(page, "letter")
    assert records.select("title", "upvotes", "problems").rows() == [
        ("Lanterns (of Quays)", 113, []),
        (None, None, ["title:missing"]),
        ("Three", 5, []),
        (None, None, ["title:missing"]),
    ]
    assert account.unparsed_samples == ["line 7: And see you soon"]


@pytest.mark.parametrize(
    "comment",
    [
        "Check this out!",
        "code link: https://github.com/lamplab/lamps " + "and much more to read there " * 5,
        "Hi everyone, " + ABSTRACT,
        "🚀 Excited to share our lanterns. " + ABSTRACT,
        "This is an automated message from a bot. " + ABSTRACT,
        "Project Page: https://lamplab.example.org " + ABSTRACT,
        "Lanterns of the harbour",
    ],
)
def test_comments_are_no_abstracts(comment: str) -> None:
    records, _ = read(json.dumps([scraped(details={"abstract": comment})]), "scraped")
    assert records["abstract"].to_list() == [None]
    assert json.loads(records.item(0, "extra"))["comment"] == comment.strip()


@pytest.mark.parametrize(
    "opening", ["Hi-C maps show lamps. ", "Thanks to recent advances, ", "Excited states of ", "Code generation: ", ""]
)
def test_abstracts_are_no_comments(opening: str) -> None:
    records, _ = read(json.dumps([scraped(details={"abstract": opening + ABSTRACT})]), "scraped")
    assert records["abstract"].to_list() == [opening + ABSTRACT]
    assert "comment" not in json.loads(records.item(0, "extra"))


@pytest.mark.parametrize(
    ("stars", "code", "count"),
    [("749", True, 749), ("11.8k", True, 11_800), ("0", True, 0), ("0", False, None), ("many", True, None)],
)
def test_stars_are_words(stars: str, code: bool, count: int | None) -> None:
    links = ["https://github.com/lamplab/lamps"] if code else []
    records, _ = read(json.dumps([scraped(stars=stars, details={"github_links": links})]), "scraped")
    assert records["github_stars"].to_list() == [count]


@pytest.mark.parametrize("page", ["[]", " [\n]\n"])
def test_an_empty_day_is_a_day(page: str) -> None:
    found, claim = recognise(Head(data=page.encode(), is_whole=True))
    assert (found.name, claim.layout) == ("huggingface_digest", "day")
    records, _ = read(page, claim.layout)
    assert records.is_empty()


def test_what_only_begins_like_an_empty_list_is_not_claimed() -> None:
    assert READER.sniff(Head(data=b"[ ]", is_whole=False)) is None


@pytest.mark.parametrize(
    ("layout", "page", "captured_on", "is_empty_answer"),
    [
        ("table", HEADER, date(2024, 10, 10), True),
        ("table", HEADER + row("Lanterns"), date(2024, 10, 10), False),
        ("table", HEADER + "Nothing is left of the rows.\n", date(2024, 10, 10), False),
        ("table", HEADER + HEADER.replace("10-10", "10-11"), date(2024, 10, 11), True),
        ("scraped", json.dumps([scraped(), scraped(scraped_date="2025-12-05")]), date(2025, 12, 5), False),
        ("scraped", json.dumps([scraped(scraped_date="soon")]), None, False),
        ("letter", SELECTION, None, False),
        ("day", "[]", None, True),
        ("day", "[{}]", None, False),
    ],
)
def test_survey(layout: str, page: str, captured_on: date | None, is_empty_answer: bool) -> None:
    basis = "stated" if captured_on else None
    expected = Survey(captured_on=captured_on, captured_on_basis=basis, is_empty_answer=is_empty_answer)
    assert survey(page, layout) == expected


def test_a_row_without_end_is_refused() -> None:
    with pytest.raises(LimitExceeded, match=r"longer than 10,000 bytes.*max_line_bytes"):
        read(HEADER + "| Lanterns\n" + "  and so they go on counting.\n" * 2_000, "table", line_bytes=10_000)


def counts(shared_dumps: Path, pattern: str) -> list[tuple[str, int, int, int]]:
    """Layout, entries, those with an id and rejects of every file."""
    found = []
    for path in sorted(shared_dumps.glob(pattern)):
        page = path.read_text()
        known, claim = recognise(Head(data=page.encode(), is_whole=True))
        assert known.name == "huggingface_digest", path
        records, account = read(page, claim.layout)
        assert account.unparsed_bytes == 0
        rejects = records.filter(pl.col("problems").list.len() > 0).height
        found.append((claim.layout, records.height, records["arxiv_id"].count(), rejects))
    return found


@pytest.mark.parametrize(
    ("pattern", "layout", "entries"),
    [
        ("hf_daily_json/AtharvaDomale*/**/*.json", "scraped", [24, 38, 38, 38, 38, 24, 29, 25, 21, 24, 25, 25]),
        ("hf_daily_json/lianghsun*/**/*.json", "day", [32, 9, 0]),
        ("hf_daily_md/gabrielchua*/**/*.md", "table", [10, 12, 14, 17, 10, 15]),
    ],
)
def test_real_archives(shared_dumps: Path, pattern: str, layout: str, entries: list[int]) -> None:
    assert counts(shared_dumps, pattern) == [(layout, count, count, 0) for count in entries]


def test_the_real_letter(shared_dumps: Path) -> None:
    assert counts(shared_dumps, "hf_text_variants/V9_*") == [("letter", 2, 0, 0)]
