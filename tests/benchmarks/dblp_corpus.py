"""Seeded dblp-shaped XML for benchmarks: publications, then person pages, one publication in a hundred malformed.

`python tests/benchmarks/dblp_corpus.py MEGABYTES FILE` writes a document as dblp.xml is laid out: named characters,
mark-up in some titles, ORCID iDs, homonym numbers, CoRR articles, and the person pages that fill its last fifth.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from arxiv_corpus import Writer

_HEAD = b'<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE dblp SYSTEM "dblp.dtd">\n<dblp>\n'
_NAMED = ("M&uuml;ller", "Garc&iacute;a", "S&oslash;rensen", "Fran&ccedil;ois")
_MARKED = ("<i>{}</i>", "{}<sub>2</sub>", "{} &amp; More", "<tt>{}</tt>")
# Each costs one element, and an lxml that recovers carries on behind it: it is read to the end by both sides.
_DAMAGE = ("<note>Closed as Another</isbn>", "<note>R & D</note>", "<note>&nosuchname;</note>", "<note>\x01</note>")
_PAGES_SHARE = 0.2


class Publications(Writer):
    """Invents publications and person pages, always the same for one seed."""

    def name(self, number: int) -> str:
        family = _NAMED[number // 7 % 4] if number % 7 == 0 else self.random.choice(self.words).capitalize()
        homonym = f" {number % 90:04d}" if number % 9 == 0 else ""
        return f"{self.random.choice(self.words).capitalize()} {family}{homonym}"

    def publication(self, number: int) -> str:
        is_corr, is_article, year = number % 6 == 0, number % 2 == 0, 1990 + number % 35
        kind, attributes = "article" if is_article else "inproceedings", ' publtype="informal"' if is_corr else ""
        series = "journals/corr" if is_corr else "journals/inv" if is_article else "conf/inv"
        link = f"arxiv.org/abs/{_arxiv_id(number, year)}" if is_corr else f"doi.org/10.5555/INV.{number}"
        lines = [
            f'<{kind}{attributes} mdate="2024-{1 + number % 12:02d}-17" key="{series}/X{number}">',
            *(self.author(number, place) for place in range(1 + number % 5)),
            f"<title>{self.title(number)}.</title>",
            *self.where(number, year, is_corr=is_corr, is_article=is_article),
            f"<year>{year}</year>",
            *(["<month>March</month>"] if number % 8 == 0 else []),
            f"<ee>https://{link}</ee>",
            f"<url>db/{series}/inv{number % 60}.html#X{number}</url>",
            *([_DAMAGE[number // 100 % 4]] if number % 100 == 99 else []),
        ]
        # The next element begins on the line on which the last one ends, as in the original.
        return "\n".join(lines) + f"\n</{kind}>"

    def author(self, number: int, place: int) -> str:
        orcid = f' orcid="0000-0002-{number % 10_000:04d}-1097"' if place == 1 else ""
        return f"<author{orcid}>{self.name(number + place)}</author>"

    def title(self, number: int) -> str:
        words = self.text(self.random.randint(5, 13))
        if number % 20 == 0:
            words[1] = _MARKED[number // 20 % 4].format(words[1])
        return " ".join(words).capitalize()

    def where(self, number: int, year: int, *, is_corr: bool, is_article: bool) -> list[str]:
        if is_corr:
            return [f"<volume>abs/{_arxiv_id(number, year)}</volume>", "<journal>CoRR</journal>"]
        pages, venue = f"<pages>{number % 900}-{number % 900 + 9}</pages>", self.words[number % 900].capitalize()
        if is_article:
            return [pages, f"<volume>{number % 60}</volume>", f"<journal>{venue}</journal>"]
        return [pages, f"<crossref>conf/inv/{year}</crossref>", f"<booktitle>{venue}</booktitle>"]

    def page(self, number: int) -> str:
        key = f"homepages/{number % 400}/{number}"
        links = f"<url>https://orcid.org/0000-0003-{number % 10_000:04d}-1097</url>\n" if number % 3 else ""
        person = f"<author>{self.name(number)}</author>\n<title>Home Page</title>\n"
        return f'<www mdate="2023-02-11" key="{key}">\n{person}{links}</www>'

    def document(self, size_bytes: int) -> Iterator[bytes]:
        """The document in parts, about `size_bytes` in all."""
        yield _HEAD
        written, number = len(_HEAD), 0
        while written < size_bytes:
            is_page = written > (1 - _PAGES_SHARE) * size_bytes
            part = (self.page(number) if is_page else self.publication(number)).encode("latin-1")
            yield part
            written, number = written + len(part), number + 1
        yield b"\n</dblp>\n"


def _arxiv_id(number: int, year: int) -> str:
    return f"{year % 100:02d}01.{number % 100_000:05d}"


def write(path: Path, size_bytes: int) -> None:
    """Write a document of about `size_bytes` to `path`."""
    with path.open("wb") as file:
        file.writelines(Publications().document(size_bytes))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]) * 1_000_000)
