"""The page of one run: what came in, what was refused and why, what failed. One file, no scripts, nothing loaded.

It shows at most so much of everything that it stays under half a megabyte whatever came in; the tables have the rest.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
import polars as pl

from expectations.gate import Verdict

# Rows and characters shown. Escaping makes at worst six bytes of a character, and the sum stays under 500 KB.
_DUMPS = 100
_FAILED = 80
_REASONS = 40
_SOURCES = 12
_CHANGES = 20
_NAME = 80
_WORDS = 240
_BRIEF = 60

_HEADLINES: dict[Verdict, str] = {
    "PUBLISH": "All is well: this load is fit to publish",
    "WARN": "Fit to publish, with something to look at",
    "HOLD": "Held back: this load must not be published",
}
_EXPLANATIONS: dict[Verdict, str] = {
    "PUBLISH": "Every check that matters holds.",
    "WARN": "Nothing is broken, but some figures are unusual. They are listed below.",
    "HOLD": "At least one critical check failed. Readers still see the last good snapshot; nothing is lost. "
    "Correct what is listed below, then run the audit again.",
}
_STATUS_ORDER = {"failed": 0, "held": 1, "forgotten": 2, "loaded": 3}
_SEVERITY_ORDER = {"critical": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, kw_only=True, eq=False)
class Run:
    """What the page shows: frames with the columns of `quality.checks`, `core.dumps`, `core.rejects`,
    `quality.field_coverage` and (its drift events alone) `quality.dump_profile`."""

    run_id: str
    started_at: datetime
    verdict: Verdict
    checks: pl.DataFrame
    dumps: pl.DataFrame
    rejects: pl.DataFrame
    coverage: pl.DataFrame
    drift: pl.DataFrame


def write(run: Run, reports_dir: Path, *, keep_pages: int) -> Path:
    """Write `<reports_dir>/runs/<run_id>.html` in one move, drop all but the newest `keep_pages` pages."""
    folder = reports_dir / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    for left_behind in folder.glob(".*.part"):  # by an audit that was killed; only one runs at a time
        left_behind.unlink()
    page = folder / f"{run.run_id}.html"
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=folder, prefix=".", suffix=".part", delete=False
    ) as part:
        part.write(render(run))
    # Temporary files are private to their owner; the page is for whoever may read the folder.
    Path(part.name).chmod(0o644)
    os.replace(part.name, page)  # noqa: PTH105
    # A run id begins with its UTC time: names sort by age.
    for old in sorted(folder.glob("*.html"), reverse=True)[keep_pages:]:
        old.unlink()
    return page


def render(run: Run) -> str:
    """The page as HTML text."""
    loader = jinja2.PackageLoader("expectations", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("run.html").render(
        run_id=run.run_id,
        started_at=f"{run.started_at:%d %B %Y, %H:%M} UTC",
        verdict=run.verdict,
        headline=_HEADLINES[run.verdict],
        explanation=_EXPLANATIONS[run.verdict],
        tiles=_tiles(run),
        **_failed(run.checks),
        **_dumps(run.dumps),
        **_refused(run),
        **_drift(run),
        **_coverage(run.coverage),
        tables=_tables(run.checks),
    )


def _cut(text: str | None, characters: int) -> str:
    if text is None:
        return ""
    return text if len(text) <= characters else f"{text[: characters - 1]}…"


def _left_off(count: int) -> str:
    return f"{count:,}" if count else ""


def _tiles(run: Run) -> list[tuple[str, str]]:
    passed = int(run.checks["success"].sum())
    return [
        ("Dumps", f"{run.dumps.height:,}"),
        ("Entries read", f"{run.dumps['entries_read'].sum():,}"),
        ("Listings", f"{run.dumps['listings'].sum():,}"),
        ("Refused", f"{run.dumps['rejects'].sum():,}"),
        ("Checks that hold", f"{passed:,} of {run.checks.height:,}"),
    ]


def _failed(checks: pl.DataFrame) -> dict[str, Any]:
    order = pl.col("severity").replace_strict(_SEVERITY_ORDER)
    failed = checks.filter(~pl.col("success")).sort(order, maintain_order=True)
    shown = [
        {
            "severity": row["severity"],
            "place": ".".join(filter(None, (row["table_name"], row["column_name"]))),
            "expectation": row["expectation"],
            "observed": _cut(row["observed"], _WORDS),
        }
        for row in failed.head(_FAILED).iter_rows(named=True)
    ]
    return {"failed": shown, "failed_left_off": _left_off(failed.height - len(shown))}


def _dumps(dumps: pl.DataFrame) -> dict[str, Any]:
    """What went wrong stands first, and is never left off for what went well."""
    sorted_dumps = dumps.sort(pl.col("status").replace_strict(_STATUS_ORDER), maintain_order=True)
    shown = [
        {
            "file_name": _cut(row["file_name"], _NAME),
            "source": row["source"],
            "layout": row["layout"],
            "captured_on": row["captured_on"] or "not known",
            "status": row["status"],
            "error": _cut(row["error"], _WORDS),
            **{name: f"{row[name]:,}" for name in ("entries_read", "listings", "rejects")},
        }
        for row in sorted_dumps.head(_DUMPS).iter_rows(named=True)
    ]
    return {"dumps": shown, "dumps_left_off": _left_off(dumps.height - len(shown))}


def _refused(run: Run) -> dict[str, Any]:
    named = run.rejects.join(run.dumps.select("dump_id", "file_name"), on="dump_id", how="left", maintain_order="left")
    by_reason = (
        named.explode("reasons")
        .group_by("reasons", maintain_order=True)
        .agg(pl.len().alias("entries"), pl.col("file_name", "position", "line_start", "raw").first())
        .sort("entries", descending=True, maintain_order=True)
    )
    shown = [
        {
            "words": _cut(row["reasons"], _NAME).replace(":", ": ", 1).replace("_", " "),
            "entries": f"{row['entries']:,}",
            "place": _place(row),
            "raw": _cut(row["raw"], _WORDS),
        }
        for row in by_reason.head(_REASONS).iter_rows(named=True)
    ]
    refused = int(run.dumps["rejects"].sum())
    note = "" if run.rejects.height >= refused else f"Counted are the first {run.rejects.height:,} of {refused:,}."
    return {"reasons": shown, "refused_note": note}


def _place(row: dict[str, Any]) -> str:
    where = f"entry {row['position']:,}" if row["line_start"] is None else f"line {row['line_start']:,}"
    return f"{_cut(row['file_name'] or 'a dump', _NAME)}, {where}"


def _drift(run: Run) -> dict[str, Any]:
    named = run.drift.join(run.dumps.select("dump_id", "file_name"), on="dump_id", how="left", maintain_order="left")
    shown = [
        {
            "file_name": _cut(row["file_name"], _NAME),
            "change": row["metric"].removeprefix("field:"),
            "field": _cut(row["field"], _NAME),
            "before": _cut(row["before"], _BRIEF),
            "now": _cut(row["now"], _BRIEF),
        }
        for row in named.head(_CHANGES).iter_rows(named=True)
    ]
    return {"changes": shown, "changes_left_off": _left_off(named.height - len(shown))}


def _coverage(coverage: pl.DataFrame) -> dict[str, Any]:
    """A row per field, a column per source, the largest source first."""
    overall = coverage.filter(pl.col("month").is_null())
    totals = overall.group_by("source").agg(pl.col("total").max()).sort(["total", "source"], descending=[True, False])
    sources = totals.head(_SOURCES)
    share = dict(zip(overall.select("field", "source").rows(), (overall["filled"] / overall["total"]), strict=True))
    filled = overall.filter(pl.col("filled") > 0)["field"].unique(maintain_order=True)
    rows = [
        {"name": field, "shares": [_percent(share.get((field, source))) for source in sources["source"]]}
        for field in filled
    ]
    named = [{"name": _cut(name, _NAME), "total": f"{total:,} listings"} for name, total in sources.iter_rows()]
    return {"coverage": rows, "sources": named, "sources_left_off": _left_off(totals.height - sources.height)}


def _percent(share: float | None) -> str:
    if not share:
        return "–"
    # Nearly all is not all, and hardly any is not none.
    return "< 1%" if share < 0.01 else "> 99%" if 0.99 < share < 1 else f"{share:.0%}"


def _tables(checks: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "passed": int(group["success"].sum()),
            "total": group.height,
            "checks": [
                {
                    "column": row["column_name"] or "",
                    "expectation": row["expectation"],
                    "success": row["success"],
                    "severity": row["severity"],
                    "observed_briefly": _cut(row["observed"], _BRIEF),
                }
                for row in group.iter_rows(named=True)
            ],
        }
        for (name,), group in checks.group_by("table_name", maintain_order=True)
    ]
