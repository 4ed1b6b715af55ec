"""What dumps did to the months of a chart, in words and as rows for its marks. The facts: `queries.annotations`."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard import words
from dashboard.frame import Page
from dashboard.markup import draw
from dashboard.tables import note
from warehouse.queries import annotations

# More lines than this nobody reads; the marks have them all.
_MOST_SAID = 6


def of_shown(page: Page, months: pl.Series) -> pl.DataFrame:
    """Columns `month | said`: a row for each of `months` that dumps changed, all of it in one text."""
    sources = page.address.papers.sources
    found = page.answers.to(annotations.of_months, sources=sources).filter(pl.col("month").is_in(months.implode()))
    texts = [said(row) for row in found.iter_rows(named=True)]
    noted = found.select("month", pl.Series("said", texts, dtype=pl.String))
    return noted.group_by("month", maintain_order=True).agg(pl.col("said").str.join("; "))


def say(noted: pl.DataFrame) -> None:
    """The newest marks in words, below the chart."""
    if noted.is_empty():
        return
    newest = noted.tail(_MOST_SAID)
    lines = "; ".join(f"{words.month(month)}: {text}" for month, text in newest.iter_rows())
    more = noted.height - newest.height
    others = f" ({words.counted(more, 'earlier month')} marked too)" if more else ""
    draw(note(f"Marked ▼, where dumps changed what is counted: {lines}{others}."))


def said(row: dict[str, Any]) -> str:
    """One row of `annotations.of_months`, without its month."""
    papers, total = row["papers"], row["total"]
    if row["kind"] in {"begins", "ends"}:
        return f"{row['source']} {row['kind']}, with {words.share(papers, total)} of the papers"
    if row["kind"] == "backfilled":
        span = words.listed(dict.fromkeys(words.month(row[end]) for end in ("since", "until")), last="to")
        return f"backfill: {words.counted(papers, 'paper')} dated {span} listed first"
    days = words.listed(dict.fromkeys(words.dated(row[end]) for end in ("since", "until")), last="to")
    return f"{words.counted(total, 'dump')} of {row['source']} captured in this month landed late, {days}"
