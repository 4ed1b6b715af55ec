"""The figures on top of Overview: each a number, what it was before as a sparkline, and a link to what it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import data, words
from dashboard.frame import Page
from dashboard.markup import Html, tag
from dashboard.sparkline import sparkline
from transforms.errors import UsageError, WarehouseDamaged
from transforms.trends.growth import months_before
from warehouse.queries import dumps, papers, rejects, served
from warehouse.queries.dumps import Totals
from warehouse.queries.papers import Counted

_MONTHS_SHOWN = 24


@dataclass(frozen=True, kw_only=True)
class Added:
    """How many papers came since the snapshot before this one; None where that is not known, and `why`."""

    papers: int | None
    earlier: int | None
    why: str


def added(page: Page) -> Added:
    """What came since the snapshot before."""
    earlier = served.before(page.served)
    if earlier is None:
        return Added(papers=None, earlier=None, why="no earlier snapshot is kept")
    try:
        count = data.added(page.served, earlier=earlier)
    except (UsageError, WarehouseDamaged):
        return Added(papers=None, earlier=earlier, why=f"snapshot {earlier} cannot be compared")
    return Added(papers=count, earlier=earlier, why=f"since snapshot {earlier}")


def figures(page: Page, counted: Counted, totals: Totals, *, added: Added | None) -> Html:
    """Six figures; the second one is left open while `added` is not known yet."""
    cards = (*_of_papers(page, counted, added), *_of_dumps(page, totals))
    return tag("div", *cards, class_="pt-figures")


def _of_papers(page: Page, counted: Counted, added: Added | None) -> tuple[Html, ...]:
    """How many there are, came, and have a date: of those that the filters leave, but for what came."""
    to, number = page.address.href, words.number
    listed = page.answers.to(papers.per_month_of_listing, where=page.address.papers)
    label = "papers" if counted.papers != 1 else "paper"
    dated = f"{number(counted.dated)} of {words.counted(counted.papers, 'paper')}"
    published = _spark(_published(page), "papers published", number)
    shares = _spark(_share(listed, "dated", "papers"), "of papers first listed", _percent)
    return (
        _card(to("papers"), number(counted.papers), label, published, "each counted once"),
        _new(page, added, _spark(_column(listed, "papers"), "papers first listed", number)),
        _card(to("trends"), words.share(counted.dated, counted.papers), "have a date", shares, dated),
    )


def _of_dumps(page: Page, totals: Totals) -> tuple[Html, ...]:
    """What came in, what of it was refused, and when the newest dump was captured, whatever the filters."""
    to, number = page.address.href, words.number
    captured = page.answers.to(dumps.per_month)
    open_rejects = page.answers.to(rejects.by_status)["open"]
    not_loaded = [words.counted(n, kind, kind) for n, kind in ((totals.held, "held"), (totals.failed, "failed")) if n]
    there = words.listed([f"in {words.counted(totals.loaded, 'loaded dump')}", *not_loaded])
    refused = f"loaded dumps: {words.share(totals.rejects, totals.entries_read)} of entries"
    newest = words.dated(totals.newest_capture)
    listings = _spark(_column(captured, "listings"), "listings captured", number)
    shares = _spark(_share(captured, "rejects", "entries_read"), "of entries refused", _percent)
    loaded = _spark(_column(captured, "dumps"), "dumps captured", number)
    return (
        _card(to("dumps"), number(totals.listings), "listings", listings, there),
        _card(to("rejects", status="open"), number(open_rejects), "open rejects", shares, refused),
        _card(to("dumps"), newest, "newest capture", loaded, "of the dumps that say so"),
    )


def _card(href: str | None, value: object, label: str, spark: Html, small: str) -> Html:
    inner = (tag("b", value), tag("span", label), spark, tag("small", small))
    return tag("a", *inner, href=href, target="_self") if href else tag("div", *inner)


def _new(page: Page, added: Added | None, spark: Html) -> Html:
    if added is None:
        return _card(None, "…", "new papers", spark, "being compared")
    if added.papers is None:
        return _card(page.address.href("snapshots"), words.UNKNOWN, "new papers", spark, added.why)
    href = page.address.href("snapshots", against=added.earlier, change="added" if added.papers else None)
    label = "new paper" if added.papers == 1 else "new papers"
    return _card(href, words.number(added.papers), label, spark, added.why)


def _published(page: Page) -> dict[date, float]:
    """Papers of the months of publication that have begun."""
    counts = page.answers.to(papers.per_month, where=page.address.papers, today=page.now.date())
    totals = counts.filter(pl.col("month") <= page.now.date()).select("month", "month_papers").unique()
    return dict(totals.rows())


def _column(months: pl.DataFrame, name: str) -> dict[date, float]:
    return dict(months.select("month", name).rows())


def _share(months: pl.DataFrame, part: str, whole: str) -> dict[date, float]:
    shares = months.filter(pl.col(whole) > 0).select("month", share=pl.col(part) / pl.col(whole))
    return dict(shares.rows())


def _percent(share: float) -> str:
    return words.share(share, 1)


def _spark(by_month: Mapping[date, float], label: str, in_words: Callable[[float], str]) -> Html:
    """The last months up to the newest; nothing where there is one month alone."""
    if len(by_month) < 2:
        return tag("span", class_="pt-nothing")
    newest = max(by_month)
    months = [months_before(newest, back) for back in range(_MONTHS_SHOWN - 1, -1, -1)]
    said = f"{label}: {in_words(by_month[newest])} in {words.month(newest)}, the last of {_MONTHS_SHOWN} months"
    return sparkline([by_month.get(month) for month in months], said=said)
