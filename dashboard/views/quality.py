"""Quality: can I rely on it today?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import frame, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, excerpt, joined, tag
from dashboard.tables import Head, badge, field_change, note, table, verdict_badge
from warehouse.queries import papers, quality, venues
from warehouse.queries.quality import Drift
from warehouse.queries.served import data_docs, report_page

RUNS_SHOWN = 60
CHANGES_SHOWN = 50
VENUES_SHOWN = 50
_ROWS_IN_SIGHT = 10
_CHARACTERS_IN_SIGHT = 200
_ADD_A_VENUE = "A line in transforms/clean/venues.tsv makes a name known; papertide rebuild applies it."
_LEADS = "A name leads to the papers that have it as their venue; of some, another listing states a better one."
# Least share of listings that fill a field, for each grade.
GRADES = (("A", 0.95), ("B", 0.75), ("C", 0.50), ("D", 0.05), ("E", 0.0))


def show(page: Page) -> None:
    """Draw the page."""
    runs = page.answers.to(quality.runs, limit=RUNS_SHOWN)
    if runs.is_empty():
        frame.title("No audit has been recorded")
        draw(note("Next: run papertide audit."))
        return
    run = _chosen(page, runs)
    frame.title(_answer(run))
    draw(_timeline(page, runs, run["run_id"]))
    _report(page, run)
    checks = page.answers.to(quality.checks, run_id=run["run_id"])
    _checks(checks)
    _coverage(page)
    _drift(page)
    _venues(page)


def _long_table(heads: Sequence[Head], rows: Sequence[Sequence[object]], *, caption: str) -> None:
    """A table whose first rows are in sight, the others folded."""
    draw(table(heads, rows[:_ROWS_IN_SIGHT], caption=caption, is_prose=True))
    if others := rows[_ROWS_IN_SIGHT:]:
        with st.expander(f"{words.number(len(others))} more"):
            draw(table(heads, others, caption=f"{caption}, continued", is_prose=True))


def _chosen(page: Page, runs: pl.DataFrame) -> dict[str, Any]:
    """The audit that the address names, else the newest."""
    asked = runs.filter(pl.col("run_id") == (page.address.run or ""))
    if page.address.run and asked.is_empty():
        draw(note(f"There is no audit {page.address.run} in this snapshot; the newest is shown."))
    return (runs if asked.is_empty() else asked).row(0, named=True)


def _answer(run: dict[str, Any]) -> str:
    said = words.VERDICT_WORDS.get(run["verdict"], run["verdict"])
    failed = words.number(run["failed"]) if run["failed"] else "none"
    return f"The audit {said}: {failed} of {words.counted(run['checks'], 'check')} failed"


def _timeline(page: Page, runs: pl.DataFrame, chosen: str) -> Html:
    """One block per audit, oldest first; each leads to its checks."""
    blocks = [
        tag(
            "a",
            tag("span", f"{run['verdict']} {words.instant(run['started_at'])}", class_="unseen"),
            href=page.here(run=run["run_id"]),
            target="_self",
            class_=run["verdict"],
            title=f"{words.instant(run['started_at'])}: {words.VERDICT_WORDS.get(run['verdict'], run['verdict'])}",
            aria_current="true" if run["run_id"] == chosen else None,
        )
        for run in runs.reverse().iter_rows(named=True)
    ]
    counts = runs.group_by("verdict").len()
    said = words.listed(f"{n} {words.VERDICT_WORDS.get(v, v)}" for v, n in sorted(counts.iter_rows()))
    return tag("div", tag("div", *blocks, class_="pt-runs"), note(f"Audits, the newest on the right: {said}."))


def _report(page: Page, run: dict[str, Any]) -> None:
    served = f"published snapshot {words.number(run['snapshot'])}" if run["snapshot"] else "published nothing"
    draw(
        tag("p", verdict_badge(run["verdict"]), f" {words.instant(run['started_at'])}, run {run['run_id']}, {served}.")
    )
    content = report_page(page.served, report_path=run["report_path"])
    if content is None:
        draw(note(f"Its report is no longer kept ({run['report_path']})."))
    else:
        name = f"papertide-report-{run['started_at']:%Y-%m-%d-%H%M}.html"
        report = partial(report_page, page.served, report_path=run["report_path"])
        st.download_button("Report of this run", report, file_name=name, mime="text/html", on_click="ignore")
        draw(note(f"On this machine: {page.served.home / run['report_path']}"))
    docs = data_docs(page.served)
    draw(note(f"Data Docs of Great Expectations: {docs}" if docs else "There are no Data Docs yet."))


def _checks(checks: pl.DataFrame) -> None:
    """What failed, with what was expected and seen; what held is folded."""
    failed, held = checks.filter(~pl.col("success")), checks.filter("success")
    draw(tag("h2", f"{words.counted(failed.height, 'check')} failed" if failed.height else "Every check holds"))
    if failed.height:
        draw(_check_table(failed, "Checks that failed"))
    if held.height:
        with st.expander(f"{words.counted(held.height, 'check holds', 'checks hold')}"):
            draw(_check_table(held, "Checks that held"))


def _check_table(checks: pl.DataFrame, caption: str) -> Html:
    heads = [
        Head(label="result"),
        Head(label="expected", is_sentence=True),
        Head(label="of", is_unbroken=True, is_dropped_when_narrow=True),
        Head(label="seen", is_sentence=True),
        Head(label="rows that break it", is_figure=True),
    ]
    return table(heads, (_check(row) for row in checks.iter_rows(named=True)), caption=caption, is_prose=True)


def _check(row: dict[str, Any]) -> list[object]:
    kind = {"critical": "bad", "warning": "warn"}.get(row["severity"], "plain")
    place = f"{row['table_name']}.{row['column_name']}" if row["column_name"] else row["table_name"]
    broken = f"{words.number(row['unexpected'])} of {words.number(row['total'])}"
    if row["unexpected"] is None:
        broken = words.UNKNOWN
    seen = _seen(row["observed"] or ("as expected" if row["success"] else ""))
    return [
        badge("held", "good") if row["success"] else badge(row["severity"], kind),
        row["expectation"],
        place,
        seen,
        broken,
    ]


def _seen(observed: str) -> object:
    """What was seen; of a long account, the beginning, which opens to the whole."""
    if len(observed) <= _CHARACTERS_IN_SIGHT:
        return observed
    return tag("details", tag("summary", excerpt(observed, (), characters=_CHARACTERS_IN_SIGHT)), observed)


def _drift(page: Page) -> None:
    """Which fields are new, missing or of another type than in earlier dumps of their kind."""
    totals = page.answers.to(quality.drift_totals)
    if not totals.events:
        draw(tag("h2", "No field changed" if totals.compared else "No fields to compare yet"), note(_unchanged(totals)))
        return
    draw(tag("h2", f"{words.counted(totals.events, 'field')} changed, in {words.counted(totals.dumps, 'dump')}"))
    events = page.answers.to(quality.drift, limit=CHANGES_SHOWN)
    heads = [
        Head(label="change"),
        Head(label="field"),
        Head(label="before → now"),
        Head(label="captured", is_unbroken=True, is_dropped_when_narrow=True),
        Head(label="dump"),
    ]
    rows = [[*field_change(row), *_changed_dump(page, row)] for row in events.iter_rows(named=True)]
    _long_table(heads, rows, caption="Fields that changed from dump to dump, the newest first")
    left_off = totals.events - events.height
    more = f" {words.number(left_off)} older ones are not shown." if left_off else ""
    draw(note(f"Compared with earlier dumps of the same source and layout. A change is told once.{more}"))


def _unchanged(totals: Drift) -> str:
    if not totals.compared:
        return "They are compared from the second dump of a source and layout on."
    dumps = words.counted(totals.compared, "dump")
    return f"None is new, missing or of another type in the {dumps} that had an earlier one of the same kind."


def _changed_dump(page: Page, row: dict[str, Any]) -> list[object]:
    kind = tag("span", f" {row['source']}, {row['layout']}", class_="pt-note")
    return [
        words.dated(row["captured_on"]),
        joined([page.address.link(row["file_name"], "dumps", dump=row["dump_id"]), kind]),
    ]


def grade(filled: int, total: int) -> str:
    """`A` to `E` for the share of listings that fill a field."""
    return next(letter for letter, least in GRADES if filled >= least * total)


def _coverage(page: Page) -> None:
    """Source by field, graded."""
    found = page.answers.to(quality.coverage)
    if found.is_empty():
        return
    draw(tag("h2", "How far each source fills each field"))
    sources = page.answers.to(papers.sources_by_size)
    sources += sorted(set(found["source"]) - set(sources))
    filled = {(row["source"], row["field"]): (row["filled"], row["total"]) for row in found.iter_rows(named=True)}
    by_field = found.group_by("field").agg(pl.col("filled").sum()).sort("filled", "field", descending=[True, False])
    fields = by_field.filter(pl.col("filled") > 0)["field"].to_list()
    never = by_field.filter(pl.col("filled") == 0)["field"].sort()
    draw(_grades(fields, sources, filled))
    said = words.listed(
        f"{letter} from {100 * least:.0f} %" if least else f"{letter} below" for letter, least in GRADES
    )
    nowhere = f" No source fills {words.listed(never, last='or')}." if len(never) else ""
    draw(note(f"Of the listings of a source, the largest on the left: {said}.{nowhere}"))
    heads = [Head(label="field"), *(Head(label=source, is_figure=True) for source in sources)]
    rows = ([field, *(_share(filled.get((source, field))) for source in sources)] for field in fields)
    with st.expander("The same as shares"):
        draw(table(heads, rows, caption="Share of listings that fill each field, by source"))


def _grades(fields: list[str], sources: list[str], filled: dict[tuple[str, str], tuple[int, int]]) -> Html:
    """A letter for each field of each source."""
    slanted = (tag("th", tag("span", source), scope="col", class_="slanted") for source in sources)
    body = (
        tag(
            "tr",
            tag("th", field, scope="row"),
            *(tag("td", _grade(field, source, filled.get((source, field)))) for source in sources),
        )
        for field in fields
    )
    caption = "How far each source fills each field, from A to E"
    content = tag(
        "table",
        tag("caption", caption, class_="unseen"),
        tag("thead", tag("tr", tag("th", "field", scope="col"), *slanted)),
        tag("tbody", *body),
    )
    return tag("div", content, class_="pt-table pt-grades", tabindex="0", role="region", aria_label=caption)


def _grade(field: str, source: str, counts: tuple[int, int] | None) -> object:
    if counts is None:
        return ""
    letter = grade(*counts)
    listings = f"{words.number(counts[0])} of {words.counted(counts[1], 'listing')}"
    return tag("span", letter, class_=f"pt-grade {letter}", title=f"{field}, {source}: {_share(counts)}, {listings}")


def _share(counts: tuple[int, int] | None) -> str:
    return words.share(*counts) if counts else words.UNKNOWN


def _venues(page: Page) -> None:
    """Names that lead to no known venue: what is printed in two ways is counted as two venues."""
    found = page.answers.to(venues.recognition)
    if not found.unknown:
        draw(tag("h2", "Every venue is known" if found.stated else "No listing states a venue"))
        return
    draw(tag("h2", words.counted(found.unknown_names, "unknown venue")))
    unknown = page.answers.to(venues.unknown, limit=VENUES_SHOWN)
    heads = [
        Head(label="venue as printed"),
        Head(label="sources", is_dropped_when_narrow=True),
        Head(label="listings", is_figure=True),
        Head(label="papers", is_figure=True),
    ]
    rows = [
        [
            page.address.link(row["venue"], "papers", venue=row["venue"]),
            ", ".join(row["sources"]),
            words.number(row["listings"]),
            words.number(row["papers"]),
        ]
        for row in unknown.iter_rows(named=True)
    ]
    _long_table(heads, rows, caption="Names that lead to no known venue, the commonest first")
    share = words.share(found.stated - found.unknown, found.stated)
    left_off = found.unknown_names - unknown.height
    more = f" {words.number(left_off)} rarer names are not shown." if left_off else ""
    draw(note(f"{share} of the listings that state a venue state a known one. {_ADD_A_VENUE} {_LEADS}{more}"))
