from __future__ import annotations

import io

import polars as pl
import pytest

from transforms.readers import reader
from transforms.readers._contract import Bounds, ByteAccount, Head

READER = reader("aitopics_text")
NEURIPS = "Neural Information Processing Systems"
ABSTRACT = (
    "We count lanterns in harbours by night, which nobody did before us and nobody will do after us. " * 3 + "Done."
)

Row = tuple[str | None, str | None, str | None]


def read(page: str) -> list[Row]:
    account = ByteAccount()
    records = pl.concat([READER.raw.to_frame(), *READER.read(io.BytesIO(page.encode()), "list", Bounds(), account)])
    assert account.entry_bytes + account.furniture_bytes + account.unparsed_bytes == len(page.encode())
    return list(records.select("title", "venue", "abstract").iter_rows())


def entry(title: str, venue: str = NEURIPS, abstract: str = ABSTRACT) -> str:
    return f"{title}\n\n{venue}\n\n{abstract}\n\n\n"


FIRST, LAST = entry("Lanterns in Harbours"), entry("More Lanterns")
FIRST_ROW, LAST_ROW = ("Lanterns in Harbours", NEURIPS, ABSTRACT), ("More Lanterns", NEURIPS, ABSTRACT)


@pytest.mark.parametrize(
    ("between", "rows"),
    [
        ("", []),
        (entry("Short", "NeurIPS 2024", "A short abstract"), [("Short", "NeurIPS 2024", "A short abstract")]),
        (entry("Unheard", "Annals of Lanterns"), [("Unheard", "Annals of Lanterns", ABSTRACT)]),
        (entry("NeurIPS: A Study"), [("NeurIPS: A Study", NEURIPS, ABSTRACT)]),
        ("Nothing Said\n\n" + NEURIPS + "\n\n\n", [("Nothing Said", NEURIPS, None)]),
        (NEURIPS + "\n\n" + ABSTRACT + "\n\n\n", [(None, NEURIPS, ABSTRACT)]),
        ("No Venue Here\n\n" + ABSTRACT + "\n\n\n", [("No Venue Here", None, ABSTRACT)]),
        (
            entry(
                "In Paragraphs",
                NEURIPS,
                "It begins.\n\nAnd it goes on for quite a long and weary while, until the end of it.",
            ),
            [
                (
                    "In Paragraphs",
                    NEURIPS,
                    "It begins. And it goes on for quite a long and weary while, until the end of it.",
                )
            ],
        ),
        (
            entry("A Sentence as a Title, Which Ends as Sentences Do, With a Stop."),
            [("A Sentence as a Title, Which Ends as Sentences Do, With a Stop.", NEURIPS, ABSTRACT)],
        ),
    ],
)
def test_an_entry_between_two_others(between: str, rows: list[Row]) -> None:
    assert read(FIRST + between + LAST) == [FIRST_ROW, *rows, LAST_ROW]


def test_a_list_needs_known_venues() -> None:
    known, unknown = FIRST + LAST, entry("Lanterns", "Annals of Lanterns") * 3
    claim = READER.sniff(Head(data=known.encode(), is_whole=True))
    assert claim is not None
    assert claim.evidence == f"2 venue lines such as {NEURIPS!r}"
    assert READER.sniff(Head(data=unknown.encode(), is_whole=True)) is None
    assert READER.sniff(Head(data=f"Title Alone\n\n{ABSTRACT}\n\n{NEURIPS}\n".encode(), is_whole=True)) is None
