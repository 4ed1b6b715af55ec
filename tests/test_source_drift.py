"""A source that changes its fields: told in the table, the checks, the report and on the page, and nothing is held."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from invented import abstract, title
from page_run import markup, run

from orchestration import auditing, rebuilding, steps
from warehouse import landing
from warehouse.settings import Settings, load_settings

EVENTS = """
    SELECT file_name, metric, field, before, now FROM quality.dump_profile JOIN core.dumps USING (dump_id)
    WHERE starts_with(metric, 'field:') ORDER BY ALL
"""
# Day 3 writes `note` as a list and has a field more; day 4 has no categories any more.
CHANGES = [
    ("2025-03-03.jsonl", "field:new", "extra.mood", "absent", "string, 100.0 %"),
    ("2025-03-03.jsonl", "field:retyped", "extra.note", "string", "array of string, 100.0 % of its values"),
    ("2025-03-04.jsonl", "field:missing", "categories", "filled, at least 100.0 %", "absent"),
]


def day(folder: Path, number: int, **change: Any) -> Path:
    """A daily arXiv listing of twelve papers; `change` replaces or adds fields of each."""
    records = [
        {
            "id": f"2503.{10_000 * number + paper:05d}",
            "authors": ["Ada Bell"],
            "title": title(100 * number + paper),
            "categories": ["cs.CV"],
            "note": f"{paper + 3} pages",
            "summary": abstract(100 * number + paper),
        }
        | change
        for paper in range(12)
    ]
    path = folder / f"2025-03-0{number}.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture
def days(tmp_path: Path) -> list[Path]:
    changed = {"note": ["three pages"], "mood": "calm"}
    return [
        day(tmp_path, 1),
        day(tmp_path, 2),
        day(tmp_path, 3, **changed),
        day(tmp_path, 4, **changed, categories=[]),
    ]


def ingest(settings: Settings, paths: Sequence[Path]) -> auditing.Finished:
    with steps.open_warehouse(settings) as warehouse:
        for item in landing.offers(paths):
            assert [result.status for result in steps.ingest_file(warehouse, item)] == ["loaded"]
        return auditing.finish(warehouse)


def told(settings: Settings) -> list[tuple[Any, ...]]:
    with steps.open_warehouse(settings) as warehouse:
        return warehouse.connection.execute(EVENTS).fetchall()


def test_a_change_warns_in_checks_report_and_page_and_is_published(
    days: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(home=tmp_path / "home")
    monkeypatch.setenv("PAPERTIDE_HOME", str(settings.home))
    ingest(settings, days[:2])
    assert told(settings) == []
    said = "No field changed None is new, missing or of another type in the 1 dump that had an earlier one of the same"
    assert said in markup(run("quality")).text
    finished = ingest(settings, days[2:])
    assert told(settings) == CHANGES
    assert (finished.verdict, finished.snapshot) == ("WARN", 2)
    report = (settings.home / finished.report_path).read_text()
    assert "<td>extra.note</td><td>string</td><td>array of string, 100.0 % of its values</td>" in report
    assert "<td>categories</td><td>filled, at least 100.0 %</td><td>absent</td>" in report
    text = markup(run("quality")).text
    assert "3 fields changed, in 2 dumps" in text
    assert (
        "missing categories filled, at least 100.0 % → absent 2025-03-04 2025-03-04.jsonl arxiv_listing, daily" in text
    )
    st.cache_data.clear()
    st.cache_resource.clear()


def test_drift_follows_the_capture_whatever_came_in_first_and_a_rebuild_finds_it_again(
    days: list[Path], tmp_path: Path
) -> None:
    settings = load_settings(home=tmp_path / "home")
    for path in (days[3], days[0], days[2], days[1]):
        ingest(settings, [path])
    assert told(settings) == CHANGES
    rebuilding.rebuild(settings)
    with steps.open_warehouse(settings) as warehouse:
        auditing.finish(warehouse)
    assert told(settings) == CHANGES
