from __future__ import annotations

from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations import report
from transforms.schema.core import DUMPS, REJECTS
from transforms.schema.quality import CHECKS, DUMP_PROFILE, FIELD_COVERAGE

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)

DUMP = {"dump_id": "a" * 64, "file_name": "boats.txt", "source": "press", "layout": "plain", "status": "loaded"} | {
    "entries_read": 1_200,
    "listings": 1_199,
    "rejects": 1,
}
REJECT = {"dump_id": "a" * 64, "position": 7, "line_start": 30, "raw": "Untitled", "reasons": ["title:missing"]}
CHECK = {
    "table_name": "core.listings",
    "column_name": "title",
    "expectation": "no title is missing",
    "severity": "critical",
    "success": True,
    "observed": "0 of 1199",
}
COVERAGE = [
    {"source": "press", "month": None, "field": "abstract", "filled": 1_199, "total": 1_199},
    {"source": "press", "month": None, "field": "doi", "filled": 3, "total": 1_199},
    {"source": "press", "month": None, "field": "venue", "filled": 0, "total": 1_199},
    {"source": "press", "month": date(2026, 1, 1), "field": "venue", "filled": 0, "total": 9},
]
CHANGE = {"dump_id": "a" * 64, "metric": "field:retyped", "value": 0.3, "field": "extra.report-no"} | {
    "before": "string",
    "now": "number, 30.0 % of its values",
}
HOSTILE = "<img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}<script>alert(1)</script>"


def run(**change: Any) -> report.Run:
    frames = {
        "checks": (CHECKS, change.pop("checks", [CHECK])),
        "dumps": (DUMPS, change.pop("dumps", [DUMP])),
        "rejects": (REJECTS, change.pop("rejects", [REJECT])),
        "coverage": (FIELD_COVERAGE, change.pop("coverage", COVERAGE)),
        "drift": (DUMP_PROFILE, change.pop("drift", [])),
    }
    tables = {
        name: table.conform(pl.DataFrame(rows, infer_schema_length=None)) if rows else table.empty()
        for name, (table, rows) in frames.items()
    }
    return report.Run(
        **({"run_id": "20260301T120000Z-abcdef", "started_at": AT, "verdict": "PUBLISH"} | tables | change)
    )


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.sources: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.sources += [value or "" for name, value in attrs if name in {"src", "href", "srcset"} or name[:2] == "on"]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(" ".join(data.split()))


def read(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("PUBLISH", "All is well: this load is fit to publish"),
        ("WARN", "Fit to publish, with something to look at"),
        ("HOLD", "Held back: this load must not be published"),
    ],
)
def test_the_verdict_stands_in_words_at_the_top(verdict: str, words: str) -> None:
    html = report.render(run(verdict=verdict))
    assert f"<h1>{words}</h1>" in html
    assert html.index(words) < html.index("What came in")


def test_the_page_shows_what_came_in_and_what_was_refused() -> None:
    text = "|".join(filter(None, read(report.render(run())).text))
    assert "boats.txt|press, plain|not known|1,200|1,199|1|loaded" in text
    assert "title: missing|1|boats.txt, line 30|Untitled" in text
    assert "abstract|100%" in text
    assert "doi|< 1%" in text
    assert "|venue|" not in text


def test_the_page_shows_which_fields_changed() -> None:
    text = "|".join(filter(None, read(report.render(run(drift=[CHANGE]))).text))
    assert "boats.txt|retyped|extra.report-no|string|number, 30.0 % of its values" in text
    assert "None: no field is new, missing or of another type" in " ".join(read(report.render(run())).text)


def test_failed_checks_stand_first_the_worst_at_the_top() -> None:
    checks = [
        CHECK | {"success": False, "severity": "info", "expectation": "every venue is a known one"},
        CHECK | {"success": False, "severity": "warning", "expectation": "every dump was loaded"},
        CHECK | {"success": False, "observed": "2 of 1199"},
        CHECK | {"column_name": None, "expectation": "holds"},
    ]
    text = "|".join(filter(None, read(report.render(run(checks=checks, verdict="HOLD"))).text))
    first = text.split("What came in")[0]
    assert "critical|core.listings.title|no title is missing|2 of 1199|warning|core.listings.title" in first
    assert "holds" not in first.split("What needs attention")[1]
    assert "core.listings: 1 of 4 hold" in text


def test_data_is_shown_as_text() -> None:
    dirty = run(
        dumps=[DUMP | {"file_name": HOSTILE, "status": "failed", "error": HOSTILE, "layout": HOSTILE}],
        rejects=[REJECT | {"raw": HOSTILE, "reasons": [HOSTILE]}],
        checks=[CHECK | {"success": False, "observed": HOSTILE}],
        coverage=[COVERAGE[0] | {"source": HOSTILE}],
        drift=[CHANGE | {"field": HOSTILE}],
    )
    page = read(report.render(dirty))
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "a"})
    assert page.sources == []
    assert HOSTILE in page.text


def test_the_page_stays_small_whatever_came_in() -> None:
    worst = "\"&<'" * 2_000
    many = run(
        dumps=[
            DUMP | {"dump_id": f"{number:064x}", "file_name": worst, "error": worst, "status": "failed"}
            for number in range(3_000)
        ],
        rejects=[
            REJECT | {"dump_id": f"{number:064x}", "raw": worst, "reasons": [f"fault{number}{worst}"]}
            for number in range(2_000)
        ],
        checks=[
            CHECK
            | {
                "table_name": f"core.table{number % 20}",
                "expectation": f"{number}",
                "success": False,
                "observed": worst,
            }
            for number in range(300)
        ],
        coverage=[
            {"source": f"{number}{worst}", "month": None, "field": f"field{field}", "filled": 1, "total": 9}
            for number in range(40)
            for field in range(26)
        ],
        drift=[CHANGE | {"field": f"{number}{worst}", "before": worst, "now": worst} for number in range(300)],
    )
    html = report.render(many)
    assert len(html.encode()) < 500_000
    assert "2,900 more are in the table" in html
    assert "28 smaller sources" in html
    assert "280 more are in the table <code>quality.dump_profile</code>" in html


def test_an_empty_warehouse_says_so() -> None:
    text = " ".join(read(report.render(run(dumps=[], rejects=[], checks=[], coverage=[]))).text)
    for words in ("Nothing: every check holds.", "No new dump.", "Nothing was refused.", "There are no listings yet."):
        assert words in text


def test_pages_are_written_whole_and_old_ones_dropped(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / ".killed.part").write_text("<!doc")
    for minute in range(4):
        page = report.write(run(run_id=f"20260301T120{minute}00Z-abcdef"), tmp_path, keep_pages=2)
        assert page.read_text().endswith("</html>")
    names = sorted(path.name for path in (tmp_path / "runs").iterdir())
    assert names == ["20260301T120200Z-abcdef.html", "20260301T120300Z-abcdef.html"]
