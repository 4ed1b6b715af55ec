"""Seeded arXiv-shaped records for benchmarks: 2 KB each, varied vocabulary, one in a hundred malformed.

`python tests/benchmarks/arxiv_corpus.py RECORDS FILE` writes JSON lines as the arXiv metadata snapshot has them.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_SYLLABLES = (
    "ba",
    "cor",
    "den",
    "el",
    "fim",
    "gra",
    "hol",
    "in",
    "jur",
    "kel",
    "lor",
    "mag",
    "nim",
    "or",
    "pel",
    "qua",
)
_ENDINGS = ("tion", "ing", "ity", "al", "er", "ics", "ive", "ous", "s", "")
# Half of the words of an abstract are these, in about this order of frequency.
_PLAIN_WORDS = (
    "the", "of", "and", "a", "in", "to", "we", "that", "is", "for", "with", "on", "by", "are", "this", "from", "as",
    "which", "an", "our", "can", "be", "it", "these", "at", "model", "or", "using", "show", "results", "has", "based",
    "between", "have", "also", "such", "two", "paper", "method", "new", "propose", "data", "not", "than", "its",
    "both", "approach", "one", "their", "problem", "been", "time", "different", "system", "analysis", "only", "but",
    "more", "study", "non", "present", "find", "where", "functions", "used", "high", "most",
)  # fmt: skip
_CATEGORIES = ("cs.LG", "cs.CL", "cs.CV", "hep-th", "math.GT", "stat.ML", "astro-ph", "cond-mat.str-el", "quant-ph")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_VOCABULARY_WORDS = 60_000
_PHRASES = 20_000
_WIDTH_CHARACTERS = 75  # arXiv wraps abstracts with hard line ends


class Writer:
    """Invents records, always the same for one seed."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        words = {self._word() for _ in range(_VOCABULARY_WORDS)}
        self.words = sorted(words)
        # Zipf: few words are common, most are rare. Words that do not make a fixed phrase follow each other by chance.
        content = self._drawn(self.words, 280_000)
        phrases = [" ".join(self.random.choices(content, k=self.random.choice((2, 2, 3)))) for _ in range(_PHRASES)]
        self.pool = [*content[:140_000], *self._drawn(phrases, 40_000), *self._drawn(_PLAIN_WORDS, 180_000)]

    def _drawn(self, words: Sequence[str], count: int) -> list[str]:
        return self.random.choices(words, [1 / (rank + 10) for rank in range(len(words))], k=count)

    def _word(self) -> str:
        stem = "".join(self.random.choices(_SYLLABLES, k=self.random.randint(1, 4)))
        return stem + self.random.choice(_ENDINGS)

    def text(self, words: int) -> list[str]:
        return self.random.choices(self.pool, k=words)

    def abstract(self) -> str:
        lines, line = [], " "  # the first line begins with two spaces, the others with none
        for number, word in enumerate(self.text(self.random.randint(110, 210))):
            shown = word.capitalize() + "." if number % 17 == 16 else word
            if len(line) + len(shown) > _WIDTH_CHARACTERS:
                lines.append(line)
                line = shown
            else:
                line += " " + shown
        return "\n".join([*lines, line]) + ".\n"

    def record(self, number: int) -> str:
        year, month = 8 + number % 18, 1 + number // 18 % 12
        place = number // 216
        if place > 9_999 and year < 15:  # a month has room for no more in ids of four digits, which ended with 2014
            year, place = year + 9, place + 50_000
        paper = f"{year:02d}{month:02d}.{place:0{4 if year < 15 else 5}d}"
        authors = [
            (self.random.choice(self.words).capitalize(), self.random.choice("ABCDEFGH") + ".")
            for _ in range(1 + number % 6)
        ]
        title = " ".join(self.text(self.random.randint(6, 14))).capitalize()
        created = f"Mon, {1 + number % 28} {_MONTHS[month - 1]} 20{year:02d} 18:00:00 GMT"
        fields = {
            "id": paper,
            "submitter": f"{authors[0][1]} {authors[0][0]}",
            "authors": ", ".join(f"{initial} {family}" for family, initial in authors),
            "title": title,
            "comments": f"{8 + number % 40} pages, {number % 9} figures",
            "journal-ref": None if number % 3 else f"J. {title.split()[0]} {number % 90} (20{year:02d}) {number % 900}",
            "doi": None if number % 2 else f"10.1234/inv.{number}",
            "report-no": None,
            "categories": " ".join(self.random.sample(_CATEGORIES, 1 + number % 3)),
            "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            "abstract": self.abstract(),
            "versions": [{"version": f"v{version}", "created": created} for version in range(1, 2 + number % 3)],
            "update_date": f"20{year:02d}-{month:02d}-{1 + number % 28:02d}",
            "authors_parsed": [[family, initial, ""] for family, initial in authors],
        }
        return json.dumps(fields)

    def lines(self, records: int) -> Iterator[bytes]:
        """JSON lines; every hundredth is cut off in the middle."""
        for number in range(records):
            line = self.record(number)
            yield (line[: len(line) // 2] if number % 100 == 99 else line).encode() + b"\n"


def write(path: Path, records: int) -> None:
    """Write `records` lines to `path`."""
    with path.open("wb") as file:
        for line in Writer().lines(records):
            file.write(line)


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
