"""Dumps: what came in, was all of it used?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import controls, frame, words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined, tag, with_code
from dashboard.paper_list import offset, pager
from dashboard.tables import Head, badge, bar, facts, field_change, legend, note, table
from warehouse.queries import dumps, quality
from warehouse.queries.dumps import STATUSES, Totals

PER_PAGE = 100
_LANDINGS_SHOWN = 30
_CHANGES_SHOWN = 200
_HEADS = (
    Head(label="file"),
    Head(label="source, layout", is_dropped_when_narrow=True),
    Head(label="captured", is_unbroken=True, is_dropped_when_narrow=True),
    Head(label="status", is_dropped_when_narrow=True),
    Head(label="entries", is_figure=True, is_dropped_when_narrow=True),
    Head(label=joined([tag("span", "= ", class_="wide-only"), "listings"]), is_figure=True),
    Head(label=joined([tag("span", "+ ", class_="wide-only"), "rejects"]), is_figure=True),
    Head(label="bytes", is_figure=True, is_dropped_when_narrow=True),
    Head(label="unparsed", is_figure=True, is_dropped_when_narrow=True),
    Head(label="ingested", is_unbroken=True, is_dropped_when_narrow=True),
)


def show(page: Page) -> None:
    """Draw the page."""
    if page.address.dump:
        _one(page, page.address.dump)
        return
    totals = page.answers.to(dumps.totals)
    frame.title(_answer(totals), *([_conserved(totals)] if totals.dumps else []))
    if not totals.dumps:
        draw(note(frame.EMPTY))
        return
    controls.choice(page.address, "dump_status", "Status", STATUSES, width=220)
    status = page.address.dump_status
    total = totals.dumps if status is None else int(getattr(totals, status))
    skipped = offset(page.address, total=total, per_page=PER_PAGE)
    ledger = page.answers.to(dumps.ledger, status=status, offset=skipped, limit=PER_PAGE)
    if ledger.is_empty():
        draw(note(f"No dump is {status}."))
    else:
        rows = (_row(page, row) for row in ledger.iter_rows(named=True))
        draw(table(_HEADS, rows, caption="The ledger: every dump that was read"))
        draw(pager(page.address, page.name, total=total, per_page=PER_PAGE))
    _landings(page)


def _answer(totals: Totals) -> str:
    if not totals.dumps:
        return "No dump has come in yet"
    kinds = {"held": totals.held, "failed": totals.failed, "forgotten": totals.forgotten}
    parts = [f"{words.number(count)} {kind}" for kind, count in kinds.items() if count]
    return f"{words.counted(totals.dumps, 'dump')}, {words.listed(parts) if parts else 'all loaded'}"


def _conserved(totals: Totals) -> str:
    if not totals.is_conserved:
        return "In at least one dump, entries are not listings plus rejects: run papertide doctor."
    entries = words.counted(totals.entries_read, "entry", "entries")
    listings, rejects = words.counted(totals.listings, "listing"), words.counted(totals.rejects, "reject")
    return f"Nothing is lost: the {entries} of the loaded dumps are {listings} and {rejects}."


def _status(row: dict[str, Any]) -> Html:
    kind = {"loaded": "good", "held": "warn", "failed": "bad"}.get(row["status"], "plain")
    return badge(row["status"], kind)


def _error(row: dict[str, Any]) -> object:
    return tag("div", with_code(row["error"]), class_="pt-note") if row["error"] else ""


def _row(page: Page, row: dict[str, Any]) -> list[object]:
    parts = [("listings", row["listings"]), ("rejects", row["rejects"])]
    name = tag("a", row["file_name"], href=page.here(dump=row["dump_id"]), target="_self")
    changed = words.counted(row["changed_fields"], "changed field")
    flag = joined([" ", badge(changed, "warn")]) if row["changed_fields"] else ""
    status = "" if row["status"] == "loaded" else tag("span", " ", _status(row), class_="narrow-only")
    return [
        joined([name, flag, status, bar(parts, whole=row["entries_read"]), _error(row)]),
        f"{row['source']}, {row['layout']}",
        words.dated(row["captured_on"]),
        _status(row),
        words.number(row["entries_read"]),
        _linked(page, "papers", row, row["listings"]),
        _linked(page, "rejects", row, row["rejects"]),
        words.size(row["bytes_read"]),
        words.size(row["unparsed_bytes"]),
        f"{row['ingested_at']:%Y-%m-%d %H:%M}",
    ]


def _linked(page: Page, target: str, row: dict[str, Any], count: int) -> object:
    """A count, linked to what it counts; the listings of a dump that was not loaded are not in the warehouse."""
    if not count or (target == "papers" and row["status"] != "loaded"):
        return words.number(count)
    return page.address.link(words.number(count), target, dump=row["dump_id"])


def _one(page: Page, dump_id: str) -> None:
    """One dump: its conservation, by entries and by bytes, and its figures."""
    found = page.answers.to(dumps.dump, dump_id=dump_id)
    back = tag("a", "All dumps", href=page.here(dump=None), target="_self")
    if found.is_empty():
        frame.title(f"There is no dump {dump_id[:16]}…", back)
        return
    row = found.row(0, named=True)
    entries = words.counted(row["entries_read"], "entry", "entries")
    frame.title(f"{row['file_name']}: {entries}, {words.counted(row['rejects'], 'reject')}", back)
    draw(_status(row), " ", _error(row))
    left, right = st.columns(2, gap="large")
    with left:
        draw(tag("h2", "Where every entry and byte went"), _conservation(page, row))
    with right:
        draw(tag("h2", "How it came"), _origin(row))
    _drift(page, row["dump_id"])
    _profile(page, row["dump_id"])


def _conservation(page: Page, row: dict[str, Any]) -> Html:
    entries = [("listings", row["listings"]), ("rejects", row["rejects"])]
    furniture, unparsed = row["furniture_bytes"], row["unparsed_bytes"]
    in_entries = row["bytes_read"] - (furniture or 0) - (unparsed or 0)
    balance = "balanced" if row["entries_read"] == row["listings"] + row["rejects"] else "NOT balanced"
    said = [
        ("entries", f"{words.number(row['entries_read'])}, {balance}"),
        ("listings", _linked(page, "papers", row, row["listings"])),
        ("rejects", _linked(page, "rejects", row, row["rejects"])),
        ("bytes", words.number(row["bytes_read"])),
    ]
    bars = [legend(["listings", "rejects"], ["listings", "rejects"]), bar(entries, whole=row["entries_read"])]
    if furniture is not None:
        said += [
            ("in entries", f"{words.number(in_entries)}, {words.share(in_entries, row['bytes_read'])}"),
            ("page furniture", f"{words.number(furniture)}, {words.share(furniture, row['bytes_read'])}"),
            ("unparsed", f"{words.number(unparsed)}, {words.share(unparsed, row['bytes_read'])}"),
        ]
        parts = [("entries", in_entries), ("furniture", furniture), ("unparsed", unparsed or 0)]
        named = legend(["bytes in entries", "page furniture", "unparsed"], [kind for kind, _ in parts])
        bars += [named, bar(parts, whole=row["bytes_read"])]
    return joined([*bars, facts(said)])


def _origin(row: dict[str, Any]) -> Html:
    basis = f" ({row['captured_on_basis'].replace('_', ' ')})" if row["captured_on_basis"] else ""
    return facts(
        [
            ("dump", row["dump_id"]),
            ("source", row["source"]),
            ("layout", row["layout"]),
            ("captured", words.dated(row["captured_on"]) + basis),
            ("landed", words.instant(row["landed_at"])),
            ("ingested", words.instant(row["ingested_at"])),
            ("took", f"{row['duration_seconds']:,.2f} s"),
            ("reader version", words.number(row["reader_version"])),
        ]
    )


def _drift(page: Page, dump_id: str) -> None:
    """What changed in its fields; nothing where nothing did."""
    found = page.answers.to(quality.drift, dump_id=dump_id, limit=_CHANGES_SHOWN)
    if found.is_empty():
        return
    draw(tag("h2", f"{words.counted(found.height, 'field')} changed against earlier dumps of this source and layout"))
    heads = [Head(label="change"), Head(label="field"), Head(label="before → now")]
    rows = (field_change(row) for row in found.iter_rows(named=True))
    draw(table(heads, rows, caption="Fields that changed with this dump", is_prose=True))


def _profile(page: Page, dump_id: str) -> None:
    found = page.answers.to(dumps.profile, dump_id=dump_id)
    if found.is_empty():
        return
    rows = ([_metric(metric), _value(metric, value)] for metric, value in found.iter_rows())
    with st.expander("Figures from which drift is judged"):
        heads = [Head(label="figure"), Head(label="value", is_figure=True)]
        draw(table(heads, rows, caption="Figures of this dump"))
    extra = page.answers.to(dumps.extra_fields, dump_id=dump_id)
    if extra.is_empty():
        return
    with st.expander(f"{words.counted(extra['field'].n_unique(), 'field')} of the source that we do not model"):
        heads = [Head(label="field"), Head(label="type"), Head(label="of listings", is_figure=True)]
        said = ([field, kind, words.share(share, 1)] for field, kind, share in extra.iter_rows())
        draw(table(heads, said, caption="Fields of this dump that are not modelled"))


def _metric(metric: str) -> str:
    kind, _, field = metric.partition(":")
    said = {
        "filled": f"listings with {field}",
        "median_length": f"median characters of {field}",
        "dropped": f"listings whose {field} was too short to be kept",
    }
    return said.get(kind, metric)


def _value(metric: str, value: float | None) -> str:
    return words.share(value, 1) if metric.startswith("filled:") or metric.endswith("_share") else words.number(value)


def _landings(page: Page) -> None:
    """Files offered last, also those that brought nothing new."""
    found = page.answers.to(dumps.landings, limit=_LANDINGS_SHOWN)
    rows = (
        [row["file_name"], words.instant(row["landed_at"]), row["outcome"], words.size(row["bytes_on_disk"])]
        for row in found.iter_rows(named=True)
    )
    heads = [
        Head(label="file"),
        Head(label="offered", is_unbroken=True),
        Head(label="outcome"),
        Head(label="size", is_figure=True),
    ]
    with st.expander("Files offered last, also those that brought nothing new"):
        draw(table(heads, rows, caption="Files offered last"))
