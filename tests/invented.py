"""Pages of invented papers in the layouts that the readers know, for tests that need a dump and not its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

NOUNS = (
    "harbours",
    "lanterns",
    "glaciers",
    "orchards",
    "bridges",
    "violins",
    "kettles",
    "meadows",
    "compasses",
    "looms",
)
METHODS = ("Tidal Networks", "Sparse Experts", "State Space Models", "Graph Kernels", "Diffusion Priors")


def title(number: int) -> str:
    """The title of invented paper `number`; distinct for every number."""
    return f"{METHODS[number % 5]} for Counting {NOUNS[number % 10].capitalize()}, Study {number}"


def abstract(number: int) -> str:
    """Its abstract, longer than 200 bytes and ending with a full stop."""
    method, noun = METHODS[number % 5].lower(), NOUNS[number % 10]
    return (
        f"We study how {method} count {noun} when most of them are hidden from view. Earlier work counted {noun} by "
        f"hand, which takes long and errs often. Our approach number {number} learns from {100 + number} photographs, "
        f"needs no labels, and halves the error on every benchmark of {noun} that we know. Code is available at "
        f"https://github.com/example-lab/count-{number}."
    )


def plain_page(numbers: Sequence[int], *, day: str = "Mar 11") -> str:
    """A Hugging Face page that prints titles and abstracts alone."""
    header = ["new", "Get trending papers in your email inbox!", "Subscribe", "byAK and the research community", day]
    entries = [line for number in numbers for line in (title(number), abstract(number))]
    return "\n\n".join([*header, *entries])


def detailed_page(dates: dict[int, str], *, day: str = "Dec 10") -> str:
    """A Hugging Face page that prints, for each paper number, three authors and the given date."""
    header = ["new", "Get trending papers in your email inbox!", "Subscribe", "Daily Papers"]
    entries = [
        f"{title(number)}\n\n{abstract(number)}\n\n  • 3 authors\n·\n{printed}" for number, printed in dates.items()
    ]
    return "\n\n".join([*header, "byAK and the research community", day, *entries])


def write_dumps(folder: Path) -> list[Path]:
    """Three dumps that overlap: papers 0-5 and 4-9 without dates, papers 8-13 with dates."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "first.txt": plain_page(range(6)),
        "second.txt": plain_page(range(4, 10)),
        "third.txt": detailed_page(
            {8 + n: f"{month} 3, 202{n % 4}" for n, month in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun"))}
        ),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]
