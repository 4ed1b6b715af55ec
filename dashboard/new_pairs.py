"""New pairs: known terms that titles have brought together only in the last months."""

from __future__ import annotations

from typing import Any

from dashboard import words
from dashboard.frame import Page
from dashboard.markup import draw, tag
from dashboard.receipt import receipt
from dashboard.tables import Head, note, table
from warehouse.queries import topics

_SHOWN = 20
_COUNTS = (
    "Papers of the last twelve complete months whose titles use both terms, where no earlier title does. Both are "
    "among the 2,000 commonest, used by ten papers at least, and in use for more than a year before these months; the "
    "titles name them together more often than by chance (NPMI of at least 0.1). Withdrawn papers are not counted."
)


def show(page: Page) -> None:
    """Draw the pairs with most papers, or say that there are none."""
    question = {"limit": _SHOWN}
    found = page.answers.to(topics.new_pairs, **question)
    if found.is_empty():
        return
    first = found.row(0, named=True)
    span = f"{words.month(first['recent'])} to {words.month(first['window_end'])}"
    draw(
        tag("h2", "New pairs"),
        note(
            f"Known terms that titles of {span} name together, and none did before. In brackets: papers with each. "
            "Papers: those with both in their title."
        ),
    )
    heads = [
        Head(label="term"),
        Head(label="and"),
        Head(label="first", is_unbroken=True),
        Head(label="papers", is_figure=True),
    ]
    rows = (_row(page, row) for row in found.iter_rows(named=True))
    draw(table(heads, rows, caption="Pairs of terms that are new"))
    receipt(page, topics.new_pairs, counts=_COUNTS, **question)


def _row(page: Page, row: dict[str, Any]) -> list[object]:
    span = {"since": row["recent"], "until": row["window_end"]}
    pair = tuple(sorted((row["term_a"], row["term_b"])))
    return [
        *(_term(page, row[f"term_{side}"], row[f"papers_{side}"]) for side in "ab"),
        words.month(row["first_month"]),
        page.address.link(words.number(row["papers"]), "papers", title_terms=pair, **span),
    ]


def _term(page: Page, term: str, count: int) -> object:
    return tag("span", page.address.link(term, "trends", terms=(term,)), f" ({words.number(count)})")
