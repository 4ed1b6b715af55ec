from __future__ import annotations

import io
from datetime import date

import polars as pl
import pytest

from transforms.errors import LimitExceeded
from transforms.readers import reader
from transforms.readers._contract import Bounds, ByteAccount, Head, Survey

READER = reader("huggingface_text")
SURE_BANNER = "Get trending papers in your email inbox!"
BANNER = f"new\n\n{SURE_BANNER}\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"
ABSTRACT = (
    "We count lanterns in harbours by night, which nobody did before us and nobody will do after us. " * 3 + "Done."
)


def entry(title: str, printed: str | None = None) -> str:
    details = f"  • 4 authors\n·\n{printed}\n\n" if printed else ""
    return f"{title}\n\n{ABSTRACT}\n\n{details}"


def read(page: str | bytes, *, layout: str = "detailed", **bounds: int) -> tuple[pl.DataFrame, ByteAccount]:
    data, account = page.encode() if isinstance(page, str) else page, ByteAccount()
    frames = list(READER.read(io.BytesIO(data), layout, Bounds(**bounds), account))
    assert account.entry_bytes + account.furniture_bytes + account.unparsed_bytes == len(data)
    return pl.concat([READER.raw.to_frame(), *frames]), account


def survey(page: str, **bounds: int) -> Survey:
    assert READER.survey is not None
    return READER.survey(io.BytesIO(page.encode()), "detailed", Bounds(**bounds))


@pytest.mark.parametrize(
    ("printed", "author_count", "published", "comments"),
    [
        ("  • 4 authors\n·\nAug 20, 2024", 4, "Aug 20, 2024", None),
        ("  • 1 authors\n·\nMay 24, 2024 1", 1, "May 24, 2024", 1),
        ("  • 12 authors\n·\nJun 17 4", 12, "Jun 17", 4),
        ("  • 1 author\n·\nJun 17", 1, "Jun 17", None),
        ("  • 4 authors", 4, None, None),
        ("·\nAug 2, 2024", None, "Aug 2, 2024", None),
        ("", None, None, None),
    ],
)
def test_details(printed: str, author_count: int | None, published: str | None, comments: int | None) -> None:
    records, account = read(f"{BANNER}Mar 11\n\n{entry('Lanterns in Harbours')}{printed}\n\n{entry('More Lanterns')}")
    assert records["title"].to_list() == ["Lanterns in Harbours", "More Lanterns"]
    assert records.select("author_count", "published", "comments").row(0) == (author_count, published, comments)
    assert account.unparsed_bytes == 0


@pytest.mark.parametrize("line", ["·", "Weekly", "Sep 31st"])
def test_unknown_header_lines_are_unparsed(line: str) -> None:
    records, account = read(f"{BANNER}{line}\n\n{entry('Lanterns in Harbours')}")
    assert account.unparsed_samples == [f"line 11: {line}"]
    assert account.unparsed_bytes == len(f"{line}\n\n".encode())
    assert records["title"].to_list() == ["Lanterns in Harbours"]


def test_a_header_line_with_the_look_of_a_title_is_refused_as_one() -> None:
    records, account = read(f"{BANNER}Some Other Banner\n\n{entry('Lanterns in Harbours')}")
    assert list(records.select("title", "problems").iter_rows()) == [
        ("Some Other Banner", ["abstract:missing"]),
        ("Lanterns in Harbours", []),
    ]
    assert account.unparsed_bytes == 0


def test_pages_saved_one_behind_another_are_read_as_one() -> None:
    page = f"{BANNER}Mar 11\n\n{entry('Lanterns in Harbours', 'Jun 17')}{entry('More Lanterns')}"
    records, account = read(page * 2)
    assert records["title"].to_list() == ["Lanterns in Harbours", "More Lanterns"] * 2
    assert records["position"].to_list() == [0, 1, 2, 3]
    assert account.furniture_bytes == 2 * len(f"{BANNER}Mar 11\n\n".encode())


def test_a_glued_button_is_furniture_and_the_rest_a_title() -> None:
    page = f"{SURE_BANNER}\nSubscribeLanterns\n{ABSTRACT}\nSubscribers in Harbours\n{ABSTRACT}\n"
    records, account = read(page, layout="compact")
    assert records["title"].to_list() == ["Lanterns", "Subscribers in Harbours"]
    assert records["raw"].to_list() == [f"Lanterns\n{ABSTRACT}", f"Subscribers in Harbours\n{ABSTRACT}"]
    assert account.furniture_bytes == len(f"{SURE_BANNER}\nSubscribe")


def test_a_byte_that_is_not_utf8_costs_its_entry() -> None:
    page = f"{BANNER}Mar 11\n\n{entry('Lanterns in Harbours')}{entry('Naive Lanterns')}".encode()
    records, _ = read(page.replace(b"Naive", b"Na\xefve"))
    assert records["problems"].to_list() == [[], ["encoding:invalid"]]
    assert records["title"].to_list() == ["Lanterns in Harbours", "Na\ufffdve Lanterns"]


@pytest.mark.parametrize("block_bytes", [500, 1_000_000])
def test_an_entry_without_end_is_refused(block_bytes: int) -> None:
    page = (
        f"{BANNER}Mar 11\n\n{entry('Lanterns in Harbours')}"
        + "and so they go on counting lanterns in every harbour of the world.\n" * 2_000
    )
    with pytest.raises(LimitExceeded, match=r"the entry at line 13 is longer than 10,000 bytes.*max_line_bytes"):
        read(page, line_bytes=10_000, block_bytes=block_bytes)


DATED = "".join(
    entry(f"Lanterns in Harbour {n}", printed)
    for n, printed in enumerate(("Aug 2, 2023", "Jul 1, 2024", "May 9, 2021"))
)


@pytest.mark.parametrize(
    ("page", "captured_on", "basis"),
    [
        (f"{BANNER}Dec 10\n\n{DATED}", date(2025, 12, 10), "year_inferred"),
        (f"{BANNER}Dec 10\n\n{DATED}{entry('Late', 'Dec 10 3')}", date(2025, 12, 10), "year_inferred"),
        (f"{BANNER}Dec 10\n\n{DATED}{entry('Later', 'Dec 11')}", None, None),
        (f"{BANNER}Feb 29\n\n{DATED}", None, None),  # 2025 had none
        (f"{BANNER}{DATED}", None, None),
        (f"{BANNER}Dec 10\n\n{entry('One', 'Aug 2, 2023')}{entry('Two', 'Jul 1, 2024')}", None, None),
        (f"{BANNER}Dec 10\n\n{DATED}{BANNER}Dec 11\n\n{DATED}", None, None),
        (f"---\nretrieved: 2025-12-12\n---\n{BANNER}Dec 10\n\n{DATED}", date(2025, 12, 12), "stated"),
        (f"captured_on: 2025-12-12\n{BANNER}Dec 10\n\n{DATED}", date(2025, 12, 12), "stated"),
        (f"https://huggingface.co/papers/date/2025-03-11\n\n{BANNER}Mar 11\n\n", date(2025, 3, 11), "stated"),
        (f"url: https://huggingface.co/papers?date=2025-03-11&q=x\n\n{BANNER}", date(2025, 3, 11), "stated"),
        (f"retrieved: 2025-12-12\nretrieved_on: 2025-12-13\n{BANNER}Dec 10\n\n{DATED}", None, None),
        (f"retrieved: 2025-02-30\n{BANNER}Dec 10\n\n{DATED}", None, None),
        ("", None, None),
    ],
)
@pytest.mark.parametrize("block_bytes", [50, 1_000_000])
def test_survey(page: str, captured_on: date | None, basis: str | None, block_bytes: int) -> None:
    assert survey(page, block_bytes=block_bytes) == Survey(captured_on=captured_on, captured_on_basis=basis)


def test_front_matter_and_the_address_of_the_page_are_furniture() -> None:
    notes = "---\nurl: https://huggingface.co/papers?q=lanterns\nretrieved: 2025-12-12T10:00:00Z\n---\n"
    _, account = read(f"{notes}{BANNER}{entry('Lanterns in Harbours')}")
    assert account.furniture_bytes == len(f"{notes}{BANNER}")


@pytest.mark.parametrize(
    "page",
    [
        f"## [Lanterns][32]\n\n{ABSTRACT}\n",
        f"### Lanterns\n\n{ABSTRACT}\n",
        f"# Daily Papers\n\nLanterns\n\n{ABSTRACT}\n",
        f"```\nLanterns\n\n{ABSTRACT}\n```\n",
    ],
)
def test_markup_without_known_cards_is_not_claimed(page: str) -> None:
    assert READER.sniff(Head(data=f"{BANNER}{page}".encode(), is_whole=True)) is None


def test_titles_and_abstracts_alone_are_not_claimed() -> None:
    page = "".join(entry(f"Lanterns in Harbour {n}") for n in range(5))
    assert READER.sniff(Head(data=page.encode(), is_whole=True)) is None
    dated = f"{page}{DATED}"
    claim = READER.sniff(Head(data=dated.encode(), is_whole=True))
    assert claim is not None
    assert claim.layout == "detailed"
