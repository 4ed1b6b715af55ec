"""Papers: which papers match?"""

from __future__ import annotations

from dashboard import frame, paper_search, words
from dashboard.frame import Page
from dashboard.markup import draw, joined
from dashboard.paper_list import offset, pager, paper_list
from dashboard.receipt import receipt
from dashboard.tables import note
from transforms.errors import UsageError
from transforms.search.query import Query
from warehouse.queries import dumps, papers
from warehouse.queries.filters import PaperFilter

# Abstracts are unpacked by some thousand: each more on a page costs as much as hundreds.
PER_PAGE = 25
_COUNTS = (
    "Papers that fit the search and every filter, each once, however many listings it has; also withdrawn ones. A "
    "period takes papers whose month is known."
)


def show(page: Page) -> None:
    """Draw the page."""
    asked = paper_search.query(page)
    if isinstance(asked, UsageError):
        frame.title("The search cannot be read")
        paper_search.box(page)
        paper_search.fault(asked)
        return
    where = page.address.found_papers
    counted = page.answers.to(papers.counted, where=where)
    frame.title(_answer(page, asked, counted.papers), *_of_dump(page, counted.papers), *paper_search.remarks(asked))
    paper_search.box(page)
    if not counted.papers:
        draw(*(note(part) for part in (*paper_search.missing(page), frame.no_paper(page))))
        return
    skipped = offset(page.address, total=counted.papers, per_page=PER_PAGE)
    rows = page.answers.to(papers.page, where=where, order=page.address.order, offset=skipped, limit=PER_PAGE)
    draw(paper_list(rows, page.address, needles=paper_search.needles(page, asked)))
    draw(pager(page.address, page.name, total=counted.papers, per_page=PER_PAGE), frame.coverage(page, where))
    receipt(page, papers.counted, counts=_COUNTS, where=where)


def _answer(page: Page, asked: Query, count: int) -> str:
    where = page.address.found_papers
    found = words.counted(count, "paper") if count else "No paper"
    parts = [said] if (said := paper_search.sought(asked)) else []
    if where.term:
        parts.append(f"that use “{where.term}”" if count != 1 else f"that uses “{where.term}”")
    if where.since and where.since == where.until:
        parts.append(f"of {words.month(where.since)}")
    return " ".join([found, *parts])


def _of_dump(page: Page, count: int) -> list[object]:
    """The dump that lists these papers, and why they are fewer than its listings."""
    if page.address.dump is None:
        return []
    found = page.answers.to(dumps.dump, dump_id=page.address.dump)
    if found.is_empty():
        return [f"There is no dump {page.address.dump}."]
    file_name, listings = found.select("file_name", "listings").row(0)
    link = page.address.link(file_name, "dumps", dump=page.address.dump)
    is_whole = page.address.found_papers == PaperFilter(dump_id=page.address.dump)
    return [joined(["Listed in ", link, more_listings(listings, count) if is_whole else "", "."])]


def more_listings(listings: int, papers_of_them: int) -> str:
    """Why a dump has more listings than papers, where it does: `, whose 26 listings name some ...`."""
    if listings <= papers_of_them:
        return ""
    return f", whose {words.number(listings)} listings name some of them more than once"
