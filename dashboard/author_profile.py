"""One author name: who may stand behind it, as far as anything tells them apart, and their papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from dashboard import frame, sparkline, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, external, joined, tag, with_code
from dashboard.paper_list import offset, pager, paper_list
from dashboard.receipt import receipt
from dashboard.tables import Head, facts, note, table
from warehouse.queries import authors, papers
from warehouse.queries.filters import PaperFilter

_NAMES_SHOWN = 6
_PERSONS_SHOWN = 50
_COAUTHORS_SHOWN = 3
_MORE_COAUTHORS = 12
_NEWEST_SHOWN = 10
_PER_PAGE = 50
# Telling the persons of a name apart takes some 0.1 ms a paper, and no page more than a second.
MOST_RESOLVED = 10_000
_EVIDENCE_IN_WORDS = {
    "orcid": "ORCID",
    "dblp number": "dblp’s number of the homonym",
    "co-authors": "the same co-authors",
    "alone": "nothing: one paper",
}
_APART = (
    "Papers are one person’s where an ORCID, dblp’s number of a homonym or the same co-authors say so. What nothing "
    "ties together stays apart: one person may stand here more than once, two never as one."
)
_COUNTS = (
    "The SELECT gives the authorships under this key with those beside them; from these transforms/authors.py tells "
    "persons apart, over all papers, and counts those that the filters leave. `papertide authors NAME` does the same."
)


def show(page: Page, key: str) -> None:
    """Draw the page of an author key, or of one person under it."""
    where = replace(page.address.papers, author=key)
    counted = page.answers.to(papers.counted, where=where)
    printed = page.answers.to(authors.forms, keys=[key])
    every = page.address.link("All names", page.name)
    if printed.is_empty():
        frame.title(f"No paper has an author {key}", every)
        draw(note(frame.EMPTY if not page.answers.to(papers.counted, where=PaperFilter()).papers else _ASK_AGAIN))
        return
    names = printed["names"][0].to_list()
    if page.answers.to(papers.counted, where=PaperFilter(author=key)).papers > MOST_RESOLVED:
        persons = None
    else:
        persons = page.answers.to(authors.persons_of, author_key=key, where=page.address.papers)
    if persons is not None and page.address.person:
        _person(page, key, persons)
        return
    frame.title(_answer(key, names, counted.papers, persons), _printed(names), every)
    _persons(page, key, persons)
    _newest(page, where, counted.papers)


_ASK_AGAIN = "Names stand here by their key: family name and initials, such as “bengio y”. Look for it in all names."


def _answer(key: str, names: Sequence[str], count: int, persons: pl.DataFrame | None) -> str:
    said = f"{names[0] if len(names) == 1 else f'“{key}”'}: {words.counted(count, 'paper')}"
    if persons is None or persons.is_empty():
        return f"{said} under this name"
    return f"{said}, by {words.counted(persons.height, 'person', 'persons at most')}"


def _printed(names: Sequence[str]) -> str:
    more = len(names) - _NAMES_SHOWN
    rest = f" and {words.counted(more, 'other form')}" if more > 0 else ""
    return f"Printed as {'; '.join(names[:_NAMES_SHOWN])}{rest}"


def _persons(page: Page, key: str, persons: pl.DataFrame | None) -> None:
    """The persons, the one of most papers first."""
    draw(tag("h2", "Who stands behind it"))
    if persons is None:
        said = f"More than {words.number(MOST_RESOLVED)} papers: too many to tell persons apart here. Next: "
        draw(note(said, tag("code", "papertide authors NAME"), "."))
        return
    if persons.is_empty():
        draw(note("No paper under this name matches. Remove a filter above or on the left, or widen the period."))
        return
    years = sparkline.years_shown(persons["years"].explode().drop_nulls())
    heads = [
        Head(label="printed as"),
        Head(label="papers", is_figure=True),
        Head(label=sparkline.in_words(years)),
        Head(label="ORCID", is_dropped_when_narrow=True),
        Head(label="told by", is_dropped_when_narrow=True),
        Head(label="most with", is_dropped_when_narrow=True),
    ]
    rows = (_row(page, key, row, years) for row in persons.head(_PERSONS_SHOWN).iter_rows(named=True))
    draw(table(heads, rows, caption="Persons who may be meant by this name, the one of most papers first"))
    rest = persons.slice(_PERSONS_SHOWN)
    if rest.height:
        share = words.counted(rest["papers"].sum(), "paper")
        draw(note(f"{words.number(rest.height)} more, with {share}, are not shown one by one."))
    draw(note(_APART))
    receipt(page, authors.persons_of, counts=_COUNTS, author_key=key, where=page.address.papers)


def _row(page: Page, key: str, row: dict[str, Any], years: range) -> list[object]:
    to_it = page.address.href(page.name, author=key, person=row["author_id"])
    names = row["names"]
    more = tag("span", f" and {words.counted(len(names) - 2, 'other form')}", class_="pt-note")
    return [
        joined(["; ".join(names[:2]), more if len(names) > 2 else ""]),
        tag("a", words.number(row["papers"]), href=to_it, target="_self"),
        sparkline.papers_per_year(Counter(row["years"]), years=years),
        _orcid(row["orcid"]),
        _evidence(row["evidence"]),
        "; ".join(_most_with(row["coauthors"], _COAUTHORS_SHOWN)),
    ]


def _orcid(orcid: str | None) -> Html | str:
    return external(orcid, f"https://orcid.org/{orcid}") if orcid else words.UNKNOWN


def _evidence(evidence: Sequence[str]) -> str:
    return words.listed(_EVIDENCE_IN_WORDS.get(said, said) for said in evidence)


def _most_with(coauthors: Sequence[str], most: int) -> list[str]:
    """Co-authors of most papers, with the number of them where it is more than one."""
    counts = sorted(Counter(coauthors).items(), key=lambda pair: (-pair[1], pair[0]))
    return [f"{name} ({words.number(count)})" if count > 1 else name for name, count in counts[:most]]


def _person(page: Page, key: str, persons: pl.DataFrame) -> None:
    """One person: what is known, and every paper."""
    found = persons.filter(author_id=page.address.person)
    back = page.address.link(f"All persons named {key}", page.name, author=key)
    if found.is_empty():
        frame.title("There is no such person under this name", back)
        draw(note("The papers that told them apart may have changed since, or the filters leave none of them."))
        return
    row = found.row(0, named=True)
    frame.title(f"{row['names'][0]}: {words.counted(row['papers'], 'paper')}", back)
    known = sorted(set(row["years"]))
    draw(
        facts(
            [
                ("printed as", "; ".join(row["names"])),
                ("ORCID", _orcid(row["orcid"])),
                ("papers tied by", _evidence(row["evidence"])),
                ("years", "–".join(dict.fromkeys((str(known[0]), str(known[-1])))) if known else words.UNKNOWN),
                ("most with", "; ".join(_most_with(row["coauthors"], _MORE_COAUTHORS)) or words.UNKNOWN),
            ]
        )
    )
    where = replace(page.address.papers, paper_ids=tuple(row["paper_ids"]))
    skipped = offset(page.address, total=row["papers"], per_page=_PER_PAGE)
    rows = page.answers.to(papers.page, where=where, order="newest", offset=skipped, limit=_PER_PAGE)
    draw(tag("h2", "Papers"), paper_list(rows, page.address, abstracts=False))
    draw(pager(page.address, page.name, total=row["papers"], per_page=_PER_PAGE), note(_APART))
    draw(note(with_code(_COUNTS)))


def _newest(page: Page, where: PaperFilter, count: int) -> None:
    if not count:
        return
    draw(tag("h2", "Newest papers under this name"))
    newest = page.answers.to(papers.page, where=where, order="newest", limit=_NEWEST_SHOWN)
    draw(paper_list(newest, page.address, abstracts=False))
    draw(note(page.address.link(f"All {words.counted(count, 'paper')}", "papers", author=where.author)))
