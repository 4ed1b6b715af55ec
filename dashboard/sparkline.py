"""Sparklines: a figure over time, as small as a word. One `span` clipped to bars: `st.html` takes SVG out of markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from dashboard import shares, words
from dashboard.markup import Html, tag

# Of the height: what is little is not nothing.
_LEAST_HEIGHT = 0.08
# Of a bar's place; bars that are many touch.
_GAP = 0.2
_MOST_BARS_APART = 40
MOST_YEARS = 25


def sparkline(figures: Sequence[float | None], *, said: str) -> Html:
    """A bar for each figure, in order, from zero up to the highest; `said` is the same in words.

    None, and zero, leave their place empty.
    """
    corners = ",".join(_corners(figures))
    shape = f"clip-path:polygon({corners})" if corners else "visibility:hidden"
    return tag("span", class_="pt-spark", style=shape, role="img", aria_label=said, title=said)


def shares_by_month(months: pl.DataFrame) -> Html:
    """A bar for each month whose share is told. Columns in, in order of months: `month | share | total_papers`."""
    told = shares.told_by_month(months)
    there = told.drop_nulls("share")
    ends = there[[0, -1]].iter_rows(named=True) if there.height else ()
    said = ", ".join(f"{words.share(end['share'], 1)} in {words.month(end['month'])}" for end in ends)
    return sparkline(told["share"].to_list(), said=said or "no month with papers")


def _corners(figures: Sequence[float | None]) -> list[str]:
    """Corners of the bars, `left% top%`, from the foot of the first to the foot of the last."""
    highest = max((figure or 0 for figure in figures), default=0)
    if not highest:
        return []
    gap = _GAP if len(figures) <= _MOST_BARS_APART else 0.0
    corners: list[str] = []
    for place, figure in enumerate(figures):
        if figure:
            left, right = (100 * (place + edge) / len(figures) for edge in (gap / 2, 1 - gap / 2))
            top = 100 * (1 - max(figure / highest, _LEAST_HEIGHT))
            corners += [f"{x:.4g}% {y:.4g}%" for x, y in ((left, 100), (left, top), (right, top), (right, 100))]
    return corners


def years_shown(years: Iterable[int]) -> range:
    """The years of all sparklines of a table, given those of its papers: up to the newest, at most MOST_YEARS."""
    there = set(years)
    return range(max(min(there), max(there) - MOST_YEARS + 1), max(there) + 1) if there else range(0)


def in_words(years: range) -> str:
    """`papers, 2002 to 2026`: the head of a column of such sparklines."""
    return f"papers, {' to '.join(dict.fromkeys(map(str, (years[0], years[-1]))))}" if years else "papers per year"


def papers_per_year(papers: Mapping[int, int], *, years: range) -> Html:
    """A bar for each of `years`, which are in order."""
    counts = {year: papers[year] for year in years if papers.get(year)}
    older = sum(count for year, count in papers.items() if year < years[0]) if years else 0
    if not counts:
        return tag("span", f"{words.number(older)} before {years[0]}" if older else "years unknown", class_="pt-note")
    first, last, most = min(counts), max(counts), max(counts, key=lambda year: (counts[year], year))
    said = f"{words.counted(counts[first], 'paper')} of {first}"
    if first != last:
        said += f", {words.number(counts[last])} of {last}; most of {most}: {words.number(counts[most])}"
    if older:
        said += f"; {words.number(older)} before {years[0]}"
    return sparkline([counts.get(year) for year in years], said=said)
