"""One damaged entry costs one entry: on invented pages of every layout, and on the real dumps, damaged in memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from transforms.readers import recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

Entry = tuple[str | None, str | None]
Lines = list[str]

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
PAGES = [
    FIXTURES / "aitopics_text" / "list" / "input.txt",
    *(FIXTURES / "huggingface_text" / layout / "input.txt" for layout in ("plain", "detailed", "compact")),
]
LONG = " and Its Many Further Consequences for Learning, Seen From Every Side at Once"


def entries_of(text: str) -> list[Entry]:
    data = text.encode()
    found, claim = recognise(Head(data=data, is_whole=True))
    account = ByteAccount()
    records = pl.concat(found.read(io.BytesIO(data), claim.layout, Bounds(), account))
    assert account.entry_bytes + account.furniture_bytes + account.unparsed_bytes == len(data)
    return list(records.select("title", "abstract").iter_rows())


def split_at(lines: Lines, at: int, places: list[int], *, between: Lines) -> Lines:
    whole, pieces, start = lines[at], [], 0
    for place in places:
        pieces += [whole[start:place], *between]
        start = place + 1
    return [*lines[:at], *pieces, whole[start:], *lines[at + 1 :]]


def spaces(text: str, after: str = "") -> list[int]:
    return [place for place, letter in enumerate(text) if letter == " " and text[:place].endswith(after)]


# Each takes the page's lines, the places of a title and its abstract, and what stands between lines.
Damage = Callable[[Lines, int, int, Lines], Lines]


def broken(share: float, after: str = "", *, blank: bool = True) -> Damage:
    def damage(lines: Lines, title: int, abstract: int, gap: Lines) -> Lines:
        places = spaces(lines[abstract], after) or spaces(lines[abstract])
        return split_at(lines, abstract, [places[int(len(places) * share)]], between=gap if blank else [])

    return damage


def inserted(stray: str, where: str) -> Damage:
    def damage(lines: Lines, title: int, abstract: int, gap: Lines) -> Lines:
        at = {"before": title, "inside": abstract, "behind": abstract + 1}[where]
        added = [*gap, stray] if where == "behind" else [stray, *gap]
        return [*lines[:at], *added, *lines[at:]]

    return damage


def without_abstract(lines: Lines, title: int, abstract: int, gap: Lines) -> Lines:
    return [*lines[:abstract], *lines[abstract + 1 + len(gap) :]]


def with_empty_abstract(lines: Lines, title: int, abstract: int, gap: Lines) -> Lines:
    return [*lines[:abstract], *lines[abstract + 1 - len(gap) :]]


def broken_twice(lines: Lines, title: int, abstract: int, gap: Lines) -> Lines:
    places = spaces(lines[abstract])
    return split_at(lines, abstract, [places[len(places) // 3], places[2 * len(places) // 3]], between=gap)


def with_long_title(lines: Lines, title: int, abstract: int, gap: Lines) -> Lines:
    return [*lines[:title], (lines[title] + LONG * 3)[:230], *lines[title + 1 :]]


DAMAGES: dict[str, Damage] = {
    "broken in the middle": broken(0.5),
    "broken in the middle, no blank line": broken(0.5, blank=False),
    "broken between sentences": broken(0.5, "."),
    "broken between sentences, no blank line": broken(0.5, ".", blank=False),
    "broken early": broken(0.03),
    "broken late": broken(0.97),
    "broken twice": broken_twice,
    "abstract removed": without_abstract,
    "abstract emptied": with_empty_abstract,
    "title of 230 characters": with_long_title,
    **{
        f"{stray!r} {where}": inserted(stray, where)
        for stray in ("Advertisement", "Some stray line that nobody asked for", "Please sign in to continue.")
        for where in ("before", "inside", "behind")
    },
}


def damaged_pages(text: str, chosen: list[int], damage: Damage) -> list[tuple[int, str]]:
    entries, lines = entries_of(text), text.split("\n")
    gap = [""] if "\n\n" in text.strip() else []
    pages = []
    for number in chosen:
        title, abstract = entries[number]
        at = next(place for place, line in enumerate(lines) if line.removeprefix("Subscribe") == title)
        abstract_at = lines.index(str(abstract), at)
        pages.append((number, "\n".join(damage(lines, at, abstract_at, gap))))
    return pages


def assert_others_are_whole(text: str, chosen: list[int], damage: Damage) -> None:
    before = entries_of(text)
    for number, page in damaged_pages(text, chosen, damage):
        after = entries_of(page)
        lost = [entry for place, entry in enumerate(before) if place != number and entry not in after]
        assert lost == [], f"damaging entry {number} cost {len(lost)} others"


every_damage = pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parts[-3]}/{page.parts[-2]}")


@every_damage
@every_page
def test_invented_pages(page: Path, damage: Damage) -> None:
    # The first entry of the compact page shares its line with furniture; what stands before it is the page's.
    assert_others_are_whole(page.read_text(), [1, 2], damage)


@every_damage
@pytest.mark.parametrize("prefix", ["000", "001", "003", "004"])
def test_real_pages(seeds: list[Path], prefix: str, damage: Damage) -> None:
    (seed,) = [path for path in seeds if path.name.startswith(prefix)]
    assert_others_are_whole(seed.read_text(), [1, 6], damage)


@pytest.mark.parametrize("name", ["broken in the middle", "broken in the middle, no blank line", "broken late"])
@every_page
def test_a_broken_abstract_is_put_together(page: Path, name: str) -> None:
    text = page.read_text()
    for _, damaged in damaged_pages(text, [1, 2], DAMAGES[name]):
        assert entries_of(damaged) == entries_of(text)


@every_page
def test_a_missing_abstract_is_a_problem_and_a_long_title_is_none(page: Path) -> None:
    text = page.read_text()
    before = entries_of(text)
    ((_, damaged),) = damaged_pages(text, [1], without_abstract)
    assert entries_of(damaged) == [before[0], (before[1][0], None), *before[2:]]
    ((_, damaged),) = damaged_pages(text, [1], with_long_title)
    assert entries_of(damaged) == [before[0], ((before[1][0] + LONG * 3)[:230], before[1][1]), *before[2:]]


def carriage_returns(text: str) -> str:
    return text.replace("\n", "\r\n")


def no_final_newline(text: str) -> str:
    return text.rstrip("\n")


def byte_order_mark(text: str) -> str:
    return f"\ufeff{text}"


def many_final_newlines(text: str) -> str:
    return f"{text}\n\n\n\n"


@pytest.mark.parametrize("change", [carriage_returns, no_final_newline, byte_order_mark, many_final_newlines])
@every_page
def test_line_ends_and_marks_cost_nothing(page: Path, change: Callable[[str], str]) -> None:
    text = page.read_text()
    assert entries_of(change(text)) == entries_of(text)


@pytest.mark.parametrize("change", [carriage_returns, no_final_newline, byte_order_mark, many_final_newlines])
def test_line_ends_and_marks_cost_nothing_in_real_pages(seeds: list[Path], change: Callable[[str], str]) -> None:
    for seed in seeds:
        text = seed.read_text()
        assert entries_of(change(text)) == entries_of(text)
