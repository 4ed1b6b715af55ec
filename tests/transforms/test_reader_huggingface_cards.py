from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from transforms.errors import LimitExceeded
from transforms.readers import reader, recognise
from transforms.readers._contract import Bounds, ByteAccount, Head, Survey

READER = reader("huggingface_text")
HOST = "https://huggingface.co"
DOT = "·"
ABSTRACT = "We count lanterns in harbours by night, which nobody did before us."
TRENDING = "Get trending papers in your email inbox!\n\n## Trending Papers\n\n"


def card(number: int, *, title: str = "Lanterns", votes: str = "7", details: str = "Aug 20, 2024") -> str:
    page = f"{HOST}/papers/2401.{number:05}"
    return (
        f"[{votes}]({HOST}/login?next=%2Fpapers%2F2401.{number:05})\n\n"
        f"### [{title}]({page})\n\n[{ABSTRACT}]({page})\n\n"
        f"[- 4 authors]({page})\n\n{DOT}\n\n{details}\n\n"
    )


def trending(title: str, *, stars: str = "476", copies: int = 2) -> str:
    return (
        f"### {title}\n\n{ABSTRACT}\n- 4 authors\n[LINK: GitHub {stars}](https://github.com/lamps/{stars})\n\n" * copies
    )


FIXTURES = Path(__file__).parents[1] / "fixtures" / "huggingface_text"


def read(page: str, *, layout: str = "markdown", **bounds: int) -> tuple[pl.DataFrame, ByteAccount]:
    account = ByteAccount()
    frames = list(READER.read(io.BytesIO(page.encode()), layout, Bounds(**bounds), account))
    assert account.entry_bytes + account.furniture_bytes + account.unparsed_bytes == len(page.encode())
    return pl.concat([READER.raw.to_frame(), *frames]), account


@pytest.mark.parametrize(
    ("details", "published", "comments"),
    [
        ("May 29[6](https://huggingface.co/papers/2401.00001#community)", "May 29", 6),
        ("Feb 27, 2025[12](https://huggingface.co/papers/2401.00001#community)", "Feb 27, 2025", 12),
        ("Feb 27, 2025", "Feb 27, 2025", None),
        ("Jun 1", "Jun 1", None),
    ],
)
def test_comments_are_glued_to_the_date(details: str, published: str, comments: int | None) -> None:
    records, _ = read(card(1, details=details))
    assert records.select("published", "comments").rows() == [(published, comments)]


@pytest.mark.parametrize(
    ("votes", "people", "day", "expected"),
    [
        ("[\n65\n][35]", "[\n* 3 authors\n][34]", "May 30", (65, 3, "May 30", None, None)),
        ("[\n-\n][35]", "[\n* 1 author\n][34]", "Mar 8, 2024 [ 6][39]", (0, 1, "Mar 8, 2024", 6, None)),
        ("[\n7\n][35]", "[[lamps] Lamp Lab][67]", "May 30", (7, None, "May 30", None, '{"organisation":"Lamp Lab"}')),
        ("", "", "May 30", (None, None, "May 30", None, None)),
    ],
)
@pytest.mark.parametrize("abstract", [ABSTRACT, f"[{ABSTRACT}][33]", f"[{ABSTRACT}\nSee [3] and [4].][33]"])
def test_references(votes: str, people: str, day: str, expected: tuple[object, ...], abstract: str) -> None:
    def printed(title: str) -> str:
        return f"{votes}\n\n### [{title}][32]\n\n{abstract}\n\n{people}\n\n{DOT}\n\n{day}\n\n"

    records, account = read(printed("Lanterns\nin Harbours") + printed("Lamps"), layout="references")
    assert records["title"].to_list() == ["Lanterns\nin Harbours", "Lamps"]
    fields = records.select("upvotes", "author_count", "published", "comments", "extra")
    assert fields.rows() == [expected, expected]
    assert set(records["abstract"]) == {abstract.removeprefix("[").removesuffix("][33]")}
    assert account.unparsed_bytes == 0


@pytest.mark.parametrize(
    ("listed", "arxiv_id"),
    [
        ("[32]: https://huggingface.co/papers/2401.00001", "2401.00001"),
        ("32. <https://huggingface.co/papers/2401.00001>", "2401.00001"),
        ("[32]: https://huggingface.co/papers/2401.00001#community", None),
        ("[33]: https://huggingface.co/papers/2401.00001", None),
        # Two pages in one file count from the beginning each.
        ("[32]: https://huggingface.co/papers/2401.00001\n[32]: https://huggingface.co/papers/2401.00002", None),
    ],
)
@pytest.mark.parametrize("block_bytes", [20, 1_000_000])
def test_a_number_leads_to_the_address_behind_the_cards(listed: str, arxiv_id: str | None, block_bytes: int) -> None:
    page = f"### [Lanterns][32]\n\n{ABSTRACT}\n\n{DOT}\n\nMay 30\n\n{listed}\n"
    records, account = read(page, layout="references", block_bytes=block_bytes)
    assert records["arxiv_id"].to_list() == [arxiv_id]
    assert account.unparsed_bytes == 0


@pytest.mark.parametrize(("votes", "upvotes"), [("101", 101), ("-", 0), ("1", 1)])
def test_upvotes_stand_above_the_title(votes: str, upvotes: int) -> None:
    records, _ = read(card(1) + card(2, votes=votes))
    assert records.select("upvotes", "arxiv_id").rows() == [(7, "2401.00001"), (upvotes, "2401.00002")]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        (r"Lanterns\  in Harbours", "Lanterns in Harbours"),
        (r"Lanterns \-\- a \[short\] Census", "Lanterns -- a [short] Census"),
        (r"Lanterns\_of \*\*", "Lanterns_of **"),
        (r"On $\alpha$ Lanterns", r"On $\alpha$ Lanterns"),
    ],
)
def test_markdown_escapes_are_undone(printed: str, title: str) -> None:
    records, _ = read(card(1, title=printed))
    assert records["title"].to_list() == [title]


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("### [Two]", "### Two", ["title:missing"]),
        (f"[{ABSTRACT}]", "", ["abstract:missing"]),
        ("Aug 20, 2024\n\n", "", []),
        (f"[7]({HOST}/login?next=%2Fpapers%2F2401.00002)", "", []),
    ],
)
def test_a_damaged_card_costs_at_most_itself(old: str, new: str, problems: list[str]) -> None:
    damaged = card(2, title="Two").replace(old, new)
    assert damaged != card(2, title="Two")
    records, _ = read(card(1, title="One") + damaged + card(3, title="Three"))
    assert records["problems"].to_list() == [[], problems, []]
    assert records["title"].to_list() == ["One", None if "title:missing" in problems else "Two", "Three"]


@pytest.mark.parametrize(
    "layout",
    ["markdown", "references", "references_fenced", "addresses", "trending", "trending_submitted", "trending_exported"],
)
def test_any_lost_line_costs_at_most_one_card(layout: str) -> None:
    def cards(kept: list[str]) -> set[tuple[object, ...]]:
        records, _ = read("\n".join(kept), layout=layout.partition("_")[0])
        sound = records.filter(pl.col("problems").list.len() == 0)
        return set(sound.select("title", "upvotes", "published", "github_stars").rows())

    lines = (FIXTURES / layout / "input.md").read_text().split("\n")
    whole = cards(lines)
    for number in range(len(lines)):
        damaged = cards(lines[:number] + lines[number + 1 :])
        assert len(whole - damaged) <= 1, f"line {number + 1} took more than its card along"
        assert len(damaged - whole) <= 1, f"without line {number + 1} cards were invented"


@pytest.mark.parametrize(
    ("stars", "count"), [("476", 476), ("1.32k", 1_320), ("11.3k", 11_300), ("50.8k", 50_800), ("1,024", 1_024)]
)
def test_stars(stars: str, count: int) -> None:
    records, _ = read(TRENDING + trending("Lanterns", stars=stars), layout="trending")
    assert records.select("github_stars", "links").rows() == [(count, [f"https://github.com/lamps/{stars}"])]


@pytest.mark.parametrize("block_bytes", [64, 1_000_000])
def test_a_card_is_one_listing_however_often_it_is_printed(block_bytes: int) -> None:
    titles = ["Lanterns", "A Census of Lamps Along\n  the Eastern Quay", "A Census of Lamps Along\n  the Western Quay"]
    page = TRENDING + "".join(trending(title, copies=copies) for copies, title in enumerate(titles, start=1))
    records, account = read(page, layout="trending", block_bytes=block_bytes)
    assert records["title"].to_list() == titles
    assert account.furniture_bytes == len(TRENDING)


def test_the_same_card_on_two_pages_is_two_listings() -> None:
    records, _ = read((TRENDING + trending("Lanterns")) * 2, layout="trending")
    assert records["title"].to_list() == ["Lanterns", "Lanterns"]


@pytest.mark.parametrize(("layout", "page"), [("markdown", card(1)), ("trending", trending("Lanterns"))])
def test_a_card_without_end_is_refused(layout: str, page: str) -> None:
    endless = page + "### Lamps\n" + "and so they go on counting lamps.\n" * 2_000
    with pytest.raises(LimitExceeded, match=r"longer than 10,000 bytes.*max_line_bytes"):
        read(endless, layout=layout, line_bytes=10_000)


@pytest.mark.parametrize(
    ("page", "captured_on", "basis"),
    [
        (f"---\nretrieved: 2026-10-02\n---\n# Daily Papers\n\nOct 2\n\n{card(1)}", date(2026, 10, 2), "stated"),
        (f"url: {HOST}/papers/date/2026-10-02\n\n# Daily Papers\n\n{card(1)}", date(2026, 10, 2), "stated"),
        (f"# Daily Papers\n\nOct 2\n\n{card(1) * 3}", date(2025, 10, 2), "year_inferred"),
        # The link to the day before says when the page was not captured.
        (f"# Daily Papers\n\n{card(1)}[Previous]({HOST}/papers/date/2026-10-01)\n", None, None),
    ],
)
def test_survey(page: str, captured_on: date | None, basis: str | None) -> None:
    assert READER.survey is not None
    for block_bytes in (50, 1_000_000):
        found = READER.survey(io.BytesIO(page.encode()), "markdown", Bounds(block_bytes=block_bytes))
        assert found == Survey(captured_on=captured_on, captured_on_basis=basis)


@pytest.mark.parametrize(
    ("name", "layout", "ids", "stars"),
    [
        ("V4_firecrawl_markdown_search_2026-10.md", "markdown", ["2606.00683", "2502.20581", "2412.06272"], [None] * 3),
        ("V7_trending_github_links_2026-01.md", "trending", [None] * 4, [11_300, 476, 50_800, 2_140]),
    ],
)
def test_real_pages(shared_dumps: Path, name: str, layout: str, ids: list[str | None], stars: list[int | None]) -> None:
    page = (shared_dumps / "hf_text_variants" / name).read_text()
    found, claim = recognise(Head(data=page.encode(), is_whole=True))
    assert (found.name, claim.layout) == ("huggingface_text", layout)
    records, account = read(page, layout=layout)
    assert records["arxiv_id"].to_list() == ids
    assert records["github_stars"].to_list() == stars
    assert records["problems"].list.len().sum() == 0
    assert account.unparsed_bytes == 0
