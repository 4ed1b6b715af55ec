"""Seeded text pages for benchmarks: every text layout that papertide reads, in one page as long as is wanted.

`python tests/benchmarks/text_corpus.py LAYOUT ENTRIES FILE` writes a page as its source prints it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from arxiv_corpus import Writer

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PAPERS = "https://huggingface.co/papers/"
_LOGIN = "https://huggingface.co/login?next=%2Fpapers%2F"
_HEADER = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nMar 11\n\n"
)
_CARD_HEADER = "# Daily Papers\n\nGet trending papers in your email inbox once a day!\n\nOct 2\n\n"
_INVENTED = 10_000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an entry says, in whatever layout."""

    number: int
    title: str
    abstract: str

    @property
    def paper(self) -> str:
        return f"{self.number // 90_000 % 90 + 10:02d}{self.number // 30_000 % 3 + 10}.{self.number % 30_000 + 10_000}"

    @property
    def day(self) -> str:
        return f"{_MONTHS[self.number % 12]} {1 + self.number % 28}, {2018 + self.number % 7}"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One layout of one reader: what stands above its entries, and how one is printed."""

    reader: str
    header: str
    printed: Callable[[Entry], str]


def _plain(entry: Entry) -> str:
    return f"{entry.title}\n\n{entry.abstract}\n\n"


def _detailed(entry: Entry) -> str:
    comments = f" {entry.number % 9}" if entry.number % 3 else ""
    return f"{entry.title}\n\n{entry.abstract}\n\n  • {1 + entry.number % 12} authors\n·\n{entry.day}{comments}\n\n"


def _compact(entry: Entry) -> str:
    return f"{entry.title}\n{entry.abstract}\n"


def _list(entry: Entry) -> str:
    return f"{entry.title}\n\nNeural Information Processing Systems\n\n{entry.abstract}\n\n\n"


def _markdown(entry: Entry) -> str:
    return (
        f"[{entry.number % 200}]({_LOGIN}{entry.paper})\n\n### [{entry.title}]({_PAPERS}{entry.paper})\n\n"
        f"[{entry.abstract}]({_PAPERS}{entry.paper})\n\n[- ![](https://cdn.example.org/one.jpeg)\\\\\n"
        f"- {1 + entry.number % 12} authors]({_PAPERS}{entry.paper})\n\n·\n\n{entry.day}\n\n"
    )


def _references(entry: Entry) -> str:
    first = 4 * entry.number + 31
    return (
        f"[\n{entry.number % 200}\n][{first}]\n\n### [{entry.title}][{first + 1}]\n\n"
        f"[{entry.abstract}][{first + 2}]\n\n[\n* {1 + entry.number % 12} authors\n][{first + 3}]\n\n"
        f"·\n\n{entry.day}\n\n"
    )


def _trending(entry: Entry) -> str:
    card = (
        f"### {entry.title}\n\n{entry.abstract}\n- {1 + entry.number % 12} authors\n"
        f"[LINK: GitHub {entry.number % 90}.{entry.number % 10}k](https://github.com/invented/code-{entry.number})\n\n"
    )
    return card * 2


def _letter(entry: Entry) -> str:
    return f"- {entry.title} ({entry.number % 200} ▲)\n"


def _table(entry: Entry) -> str:
    return (
        f"| {entry.title} (Read more on [arXiv](https://arxiv.org/abs/{entry.paper}) or [HuggingFace]({_PAPERS}"
        f"{entry.paper}))| Ada Lampwick, Ben Quay, tallykeeper | {entry.abstract} |\n"
    )


LAYOUTS = {
    "plain": Layout(reader="huggingface_text", header=_HEADER, printed=_plain),
    "detailed": Layout(reader="huggingface_text", header=_HEADER, printed=_detailed),
    "compact": Layout(
        reader="huggingface_text",
        header="Get trending papers in your email inbox once a day!\nSubscribe",
        printed=_compact,
    ),
    "list": Layout(reader="aitopics_text", header="", printed=_list),
    "markdown": Layout(reader="huggingface_text", header=_CARD_HEADER, printed=_markdown),
    "references": Layout(reader="huggingface_text", header=_CARD_HEADER, printed=_references),
    "trending": Layout(reader="huggingface_text", header="# Trending Papers\n\n", printed=_trending),
    "letter": Layout(
        reader="huggingface_digest", header="Here is the selection of papers for today (6 Oct):\n", printed=_letter
    ),
    "table": Layout(
        reader="huggingface_digest",
        header="## Papers for 2024-10-10\n\n| Title | Authors | Summary |\n|---|---|---|\n",
        printed=_table,
    ),
}


def entries_of(writer: Writer, count: int) -> list[Entry]:
    """Invented entries, numbered from 0."""
    return [Entry(number=number, title=_title(writer), abstract=_sentences(writer)) for number in range(count)]


def _title(writer: Writer) -> str:
    words = [*writer.text(writer.random.randint(5, 13)), writer.random.choice(writer.words)]
    return " ".join(words).capitalize()  # no title ends in `of the`


def _sentences(writer: Writer) -> str:
    text = " ".join(writer.abstract().split())
    return text[0].upper() + text[1:]


def write(path: Path, layout: str, entries: int) -> None:
    """Write a page of so many entries: some thousand invented ones in turn, each with a number of its own."""
    chosen = LAYOUTS[layout]
    invented = entries_of(Writer(), min(_INVENTED, entries))
    with path.open("w", encoding="utf-8") as file:
        file.write(chosen.header)
        for number in range(entries):
            file.write(chosen.printed(replace(invented[number % len(invented)], number=number)))


if __name__ == "__main__":
    write(Path(sys.argv[3]), sys.argv[1], int(sys.argv[2]))
