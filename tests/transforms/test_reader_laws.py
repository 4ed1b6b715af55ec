"""What holds for any page: well-formed ones are read back exactly, damaged ones lose no byte and raise nothing."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.readers import reader, recognise
from transforms.readers._contract import Bounds, ByteAccount, Head

WORDS = (
    "robust",
    "learning",
    "of",
    "graphs",
    "and",
    "GPT-4",
    "naïve",
    "the",
    "kernel",
    "3D",
    "under",
    "Bayesian",
    "x^2",
)
HEADER = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nMar 11\n\n"
BANNER = "Get trending papers in your email inbox once a day!\nGet trending papers in your email inbox!\nSubscribe"
VENUE = "Neural Information Processing Systems"

Entry = tuple[str, str]


def words(seed: int, characters: int) -> str:
    """Invented prose of exactly so many characters, beginning with a capital."""
    chooser = random.Random(seed)
    text = "We"
    while len(text) < characters:
        text += f" {chooser.choice(WORDS)}"
    # A cut word must not leave a space at the end.
    return f"{text[: characters - 1].rstrip().ljust(characters - 1, 'x')}s"


seeds_ = st.integers(0, 10_000)
titles = st.builds(
    lambda seed, size, mark: words(seed, size) + mark, seeds_, st.integers(10, 260), st.sampled_from(["", "", "?", "!"])
)
abstracts = st.builds(
    lambda seed, size, end: words(seed, size) + end,
    seeds_,
    st.integers(210, 2_500),
    st.sampled_from([".", ".", '."', " (Code: https://github.com/example/x.)", " at https://example.org/x"]),
)
pages = st.lists(st.tuples(titles, abstracts), min_size=1, max_size=12)


def plain(entries: list[Entry]) -> str:
    return HEADER + "\n\n".join(f"{title}\n\n{abstract}" for title, abstract in entries)


def detailed(entries: list[Entry]) -> str:
    details = ("\n\n  • 4 authors\n·\nAug 20, 2024", "", "\n\n  • 1 authors\n·\nJun 17 4")
    return HEADER + "\n\n".join(
        f"{title}\n\n{abstract}{details[number % 3]}" for number, (title, abstract) in enumerate(entries)
    )


def compact(entries: list[Entry]) -> str:
    return BANNER + "\n".join(f"{title}\n{abstract}" for title, abstract in entries)


def listed(entries: list[Entry]) -> str:
    return "\n\n\n".join(f"{title}\n\n{VENUE}\n\n{abstract}" for title, abstract in entries)


LAYOUTS: dict[str, tuple[str, Callable[[list[Entry]], str]]] = {
    "plain": ("huggingface_text", plain),
    "detailed": ("huggingface_text", detailed),
    "compact": ("huggingface_text", compact),
    "list": ("aitopics_text", listed),
}
layouts = st.sampled_from(sorted(LAYOUTS))


def read(name: str, layout: str, data: bytes, block_bytes: int) -> tuple[pl.DataFrame, ByteAccount]:
    account, found = ByteAccount(), reader(name)
    frames = list(found.read(io.BytesIO(data), layout, Bounds(block_bytes=block_bytes), account))
    assert account.entry_bytes + account.furniture_bytes + account.unparsed_bytes == len(data)
    return pl.concat([found.raw.to_frame(), *frames]), account


@settings(max_examples=60, deadline=None)
@given(pages, layouts, st.sampled_from([2_048, 7_000, 1_000_000]))
def test_well_formed_pages_are_read_back_exactly(entries: list[Entry], layout: str, block_bytes: int) -> None:
    name, printed = LAYOUTS[layout]
    data = printed(entries).encode()
    found, claim = recognise(Head(data=data, is_whole=True))
    assert found.name == name
    assert claim.layout == layout or (claim.layout, layout) == ("plain", "detailed")
    records, account = read(name, layout, data, block_bytes)
    assert list(records.select("title", "abstract").iter_rows()) == entries
    assert records["problems"].list.len().sum() == 0
    assert account.unparsed_bytes == 0


@settings(max_examples=60, deadline=None)
@given(pages, layouts, st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=12), st.integers(100, 5_000))
def test_lost_and_doubled_lines_lose_no_byte(
    entries: list[Entry], layout: str, changes: list[tuple[int, bool]], block_bytes: int
) -> None:
    name, printed = LAYOUTS[layout]
    lines = printed(entries).split("\n")
    for place, is_lost in changes:
        at = place % len(lines)
        lines[at : at + 1] = [] if is_lost and len(lines) > 1 else [lines[at]] * 2
    data = "\n".join(lines).encode()
    records, account = read(name, layout, data, block_bytes)
    whole, whole_account = read(name, layout, data, 1_000_000)
    assert records.equals(whole)
    assert account == whole_account


PIECES = (
    "A Short Title\n",
    "\n",
    "new\n",
    "Mar 11\n",
    "·\n",
    "  • 4 authors\n",
    f"{VENUE}\n",
    "Subscribe",
    "---\n",
    "of it.\n",
    "\r\n",
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30), abstracts.map("{}\n".format)), max_size=30),
    layouts,
    st.integers(1, 3_000),
)
@example(["new\n", "Subscribe", "A Short Title\n"], "compact", 1)
def test_any_text_conserves_bytes_in_blocks_of_any_size(pieces: list[str], layout: str, block_bytes: int) -> None:
    name, _ = LAYOUTS[layout]
    data = "".join(pieces).encode()
    records, account = read(name, layout, data, block_bytes)
    whole, whole_account = read(name, layout, data, 1_000_000)
    assert records.equals(whole)
    assert account == whole_account
    assert records["position"].to_list() == list(range(records.height))
