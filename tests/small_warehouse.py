"""A small published warehouse of invented papers, for tests of what reads a snapshot and not of how one is made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from transforms.papers import build
from transforms.schema import TABLES, core
from transforms.trends.counts import monthly_counts, publication_month
from transforms.trends.texts import read
from warehouse import (
    aggregates,
    engagement_changes,
    last_audit,
    rising,
    search_index,
    snapshots,
    term_series,
    writer,
)
from warehouse.connection import open_database
from warehouse.metrics import dump_profile, field_coverage
from warehouse.migrations import migrate
from warehouse.settings import Settings, load_settings

NOW = datetime(2025, 12, 15, 9, 14, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script> Scripts in Titles",
    "![pixel](http://evil.example/x.png) Remote Images in Titles",
    "[click](javascript:alert(1)) Links in Titles",
    "$x^2$ and :red[colour] and :smile: and **bold** in Titles",
    '=HYPERLINK("http://evil.example") Formulas in Titles',
    "<img src=x onerror=alert(1)> Broken Images in Titles",
)
METHODS = ("mixture of experts", "state space models", "diffusion priors", "graph kernels")
NOUNS = ("harbours", "lanterns", "glaciers", "orchards", "bridges", "violins", "kettles")
ARXIV_ID = "2405.15319"
_RUNS = ("20251101T090000Z-aaaaaa", "20251208T090000Z-bbbbbb", "20251215T091300Z-cccccc")


def dump_id(number: int) -> str:
    """The id of dump `number`."""
    return hashlib.sha256(f"dump {number}".encode()).hexdigest()


def _dump(number: int, **facts: Any) -> dict[str, Any]:
    landed_at = NOW - timedelta(days=10 * (4 - number))
    usual = {
        "dump_id": dump_id(number),
        "file_name": f"page-{number}.txt",
        "source": "huggingface_text",
        "layout": "detailed",
        "reader_version": 1,
        "captured_on": None,
        "bytes_read": 48_000,
        "entries_read": 0,
        "listings": 0,
        "rejects": 0,
        "furniture_bytes": 900,
        "unparsed_bytes": 0,
        "status": "loaded",
        "landed_at": landed_at,
        "ingested_at": landed_at + timedelta(seconds=4),
        "duration_seconds": 0.42,
    }
    return usual | facts


DUMPS = [
    _dump(0, entries_read=60, listings=60, captured_on=date(2025, 12, 10), captured_on_basis="year_inferred"),
    _dump(1, source="aitopics_text", layout="list", entries_read=22, listings=20, rejects=2, unparsed_bytes=37),
    _dump(2, status="held", entries_read=5, listings=2, rejects=3, error="60.0 % of its entries were refused."),
    _dump(3, source="unknown", layout="unknown", status="failed", furniture_bytes=None, error="page-3.txt: no reader."),
]


def _listing(number: int, dump: int, position: int, **facts: Any) -> dict[str, Any]:
    method, noun = METHODS[(number // 3) % 4], NOUNS[number % 7]
    # Two months stay empty, so that a gap is a gap; every fifth paper has no date, every eleventh only a year.
    month = [n for n in range(30) if n not in {11, 12}][number % 28]
    published = date(2023 + (month + 6) // 12, (month + 6) % 12 + 1, 1 + number % 27)
    precision = None if number % 5 == 4 else "year" if number % 11 == 6 else "day"
    usual = {
        "listing_id": f"{dump_id(dump)[:16]}:{position}",
        "dump_id": dump_id(dump),
        "position": position,
        "line_start": 10 + 8 * position,
        "line_end": 16 + 8 * position,
        "source": DUMPS[dump]["source"],
        "paper_id": f"title:{hashlib.sha256(str(number).encode()).hexdigest()[:16]}",
        "title": f"{method.capitalize()} for Counting {noun.capitalize()}, Study {number}",
        "abstract": f"We study how {method} count {noun} when most are hidden. Study {number} needs no labels at all.",
        "authors": [{"name": f"Ada Example{number % 3}", "orcid": None, "affiliation": None}],
        "author_count": 1 + number % 5,
        "venue": "Neural Information Processing Systems" if dump == 1 else None,
        "venue_key": "neurips" if dump == 1 else None,
        "published_on": None
        if precision is None
        else published
        if precision == "day"
        else published.replace(month=1, day=1),
        "published_precision": precision,
        "published_basis": None if precision is None else "stated",
        "categories": [],
        "keywords": [],
        "links": [],
        "comments": number % 4,
        "is_withdrawn": number == 20,
        "title_key": f"study{number}",
    }
    return usual | facts


def listings() -> pl.DataFrame:
    """60 papers of one source, 20 of another; ten stand in both; the first six carry hostile titles; one is old."""
    rows = [_listing(number, 0, number) for number in range(60)] + [_listing(50 + n, 1, n) for n in range(20)]
    for row, title in zip(rows, HOSTILE, strict=False):
        row |= {"title": title, "abstract": f"An abstract that says {title}, twice."}
    rows[2] |= {"published_on": date(1998, 5, 4)}
    code = {"url": "https://github.com/example-lab/count", "kind": "code"}
    rows[7] |= {"paper_id": f"arxiv:{ARXIV_ID}", "arxiv_id": ARXIV_ID, "doi": "10.1000/ex.7", "links": [code]}
    rows[7] |= {"title_raw": "Diffusion  Priors {\\eta} for Counting", "upvotes": 12}
    rows[7] |= {"submitted_on": date(2023, 9, 1), "submitted_precision": "month", "submitted_basis": "stated"}
    rows[79] |= {"venue": "Days of <b>Harbours</b>", "venue_key": None}
    rows[78] |= {"venue": "Submitted to NeurIPS", "venue_key": None, "venue_track": "submission"}
    rows[8] |= {"links": [code, {"url": "https://example.org/?a=1&b='<x>", "kind": "project"}]}
    return core.LISTINGS.conform(pl.DataFrame(rows, infer_schema_length=None))


def _rejects() -> pl.DataFrame:
    refused = [
        (1, 20, "Supplemental Materials\n\nLicences of <b>everything</b> & more.", ["not_a_paper"]),
        (1, 21, "\n".join(HOSTILE), ["title:missing", "abstract:too_short"]),
        *((2, position, f"Entry {position}.", ["abstract:missing"]) for position in range(3)),
    ]
    rows = [
        {
            "reject_id": f"{dump_id(dump)[:16]}:{position}",
            "dump_id": dump_id(dump),
            "position": position,
            "line_start": 10 + 8 * position,
            "line_end": 12 + 8 * position,
            "raw": raw,
            "reasons": reasons,
            "message": f"Refused by {' and '.join(reasons)}.",
            "status": "open",
            "first_seen_at": NOW,
        }
        for dump, position, raw, reasons in refused
    ]
    return core.REJECTS.conform(pl.DataFrame(rows))


def _quality() -> dict[str, pl.DataFrame]:
    verdicts = zip(_RUNS, ("PUBLISH", "HOLD", "WARN"), (1, None, 2), strict=True)
    runs = [
        {
            "run_id": run_id,
            "started_at": datetime.strptime(run_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
            "verdict": verdict,
            "snapshot": snapshot,
            "report_path": f"reports/runs/{run_id}.html",
        }
        for run_id, verdict, snapshot in verdicts
    ]
    said = [
        ("core.papers", "paper_id", "every paper_id is unique", "critical", True, None, 0, 70),
        ("core.listings", "venue", "every venue is known", "warning", False, "1 unknown: `Venue <of> *stars*`", 1, 20),
        ("core.dumps", None, "every file offered is loaded", "info", False, None, 2, 4),
    ]
    names = ("table_name", "column_name", "expectation", "severity", "success", "observed", "unexpected", "total")
    checks = [{"run_id": run_id} | dict(zip(names, row, strict=True)) for run_id in _RUNS for row in said]
    return {"quality.runs": pl.DataFrame(runs), "quality.checks": pl.DataFrame(checks, infer_schema_length=None)}


def _fields() -> pl.DataFrame:
    """Fields of dump 0 that are not modelled, and what changed in the fields of two dumps."""
    said = [
        (0, "extra", 0.75, "extra.organisation", None, "string"),
        (0, "extra", 0.25, "extra.organisation", None, "array of string"),
        (0, "field:retyped", 0.25, "extra.organisation", "string", "array of string, 25.0 % of its values"),
        (0, "field:missing", 0.98, "upvotes", "filled, at least 98.0 %", "absent"),
        (1, "field:new", 1.0, f"extra.{HOSTILE[0]}", "absent", "string, 100.0 %"),
    ]
    names = ("dump_id", "metric", "value", "field", "before", "now")
    rows = [dict(zip(names, (dump_id(row[0]), *row[1:]), strict=True)) for row in said]
    return TABLES["quality.dump_profile"].conform(pl.DataFrame(rows, infer_schema_length=None))


def _landings() -> pl.DataFrame:
    rows = [
        {
            "file_name": dump["file_name"],
            "dump_id": dump["dump_id"],
            "landed_at": dump["landed_at"],
            "outcome": dump["status"],
            "error": dump.get("error"),
            "path": f"landing/{dump['file_name']}",
            "bytes_on_disk": 48_000,
            "modified_at": dump["landed_at"],
        }
        for dump in DUMPS
    ]
    again = rows[0] | {"file_name": "page-0.txt.gz", "outcome": "duplicate", "landed_at": NOW}
    return pl.DataFrame([*rows, again], infer_schema_length=None)


def _term_tables(papers: pl.DataFrame, asked: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Terms, their papers and months, as the pipeline would count them, for those that are asked alone."""
    text = (pl.col("title") + " " + pl.col("abstract")).str.to_lowercase()
    found = [
        papers.filter(text.str.contains(term, literal=True)).select(
            "paper_id", term=pl.lit(term), in_title=pl.lit(value=True), month=publication_month()
        )
        for term in asked
    ]
    uses = pl.concat(found)
    months = uses.drop_nulls("month").group_by("term", "month").agg(papers=pl.len())
    terms = uses.group_by("term").agg(
        papers=pl.len(), first_month=pl.col("month").min(), last_month=pl.col("month").max()
    )
    numbered = terms.sort("term").with_row_index("term_number")
    numbers = papers.select("paper_id", month=publication_month()).sort("month", "paper_id")
    counted = numbers.with_row_index("paper_number")
    return {
        "trends.terms": numbered.with_columns(n_words=pl.col("term").str.count_matches(" ") + 1),
        "trends.counted_papers": counted,
        "trends.postings": uses.join(numbered, on="term").join(counted, on="paper_id"),
        "trends.term_counts": months.join(numbered.select("term", "term_number"), on="term"),
    }


def _engagement(observed: pl.DataFrame) -> pl.DataFrame:
    """What was observed of one paper in captures that are no more, before what the dumps here observe."""
    days = [(date(2025, 11, 3), 2, 118), (date(2025, 11, 17), 7, 460), (date(2025, 12, 1), 11, 1_240)]
    earlier = [
        {"paper_id": f"arxiv:{ARXIV_ID}", "observed_on": day, "source": source, "upvotes": upvotes + more, **stars}
        for day, upvotes, count in days
        for source, more, stars in (("huggingface_text", 0, {}), ("huggingface_api", 1, {"github_stars": count}))
    ]
    return pl.concat([observed, core.ENGAGEMENT.conform(pl.DataFrame(earlier, infer_schema_length=None))])


def tables(rows: pl.DataFrame, *, terms: Sequence[str] = METHODS) -> dict[str, pl.DataFrame]:
    """What is published, with these listings, and with `terms` where their papers say them."""
    dumps = pl.DataFrame(DUMPS, infer_schema_length=None)
    built = dict(build(rows, captures=dumps.select("dump_id", "captured_on")).items())
    counted = built["core.papers"].filter(~pl.col("is_withdrawn"))
    return built | {
        "core.dumps": dumps,
        "core.engagement": _engagement(built["core.engagement"]),
        "core.landings": _landings(),
        "core.listings": rows,
        "core.rejects": _rejects(),
        "trends.monthly_counts": monthly_counts(counted.with_columns(papers=1)),
        **_term_tables(counted, terms),
        **_topics(),
        **_quality(),
        **_identity(),
    }


def _topics() -> dict[str, pl.DataFrame]:
    """A topic of all METHODS. No paper uses two of them, so none is about it."""
    named = {"topic": METHODS[0], "label": ", ".join(METHODS[:3]), "terms": len(METHODS), "papers": 0}
    terms = [{"topic": METHODS[0], "term": term, "strength": 0.5, "is_core": True} for term in METHODS]
    return {
        "trends.topics": pl.DataFrame([named | {"density": 25.0, "centrality": 0.0}]),
        "trends.topic_terms": pl.DataFrame(terms),
    }


def _identity() -> dict[str, pl.DataFrame]:
    """Why the first of the ten papers that stand in both dumps is one; a title of two papers; a near miss."""
    pair = [f"{dump_id(0)[:16]}:50", f"{dump_id(1)[:16]}:0"]
    papers = listings()["paper_id"]
    linked = [
        {
            "listing_id": mine,
            "paper_id": papers[50],
            "rule": rule,
            "score": 1.0,
            "evidence": f"{said} with {other}",
        }
        for mine, other in (pair, pair[::-1])
        for rule, said in (("title", "title key study50"), ("doi", "doi 10.1000/study50"))
    ]
    doubted = [
        {"kind": "same_title", "paper_ids": [papers[0], papers[1]], "evidence": f"title key {HOSTILE[0]}"},
        {"kind": "near_title", "paper_ids": [papers[7], papers[14]], "evidence": "one word differs", "score": 0.874},
        {"kind": "override_without_effect", "paper_ids": [], "evidence": "split of nothing: <b>gone</b>"},
    ]
    conflicts = pl.DataFrame(doubted, infer_schema_length=None).with_columns(decision=pl.lit("kept_apart"))
    return {"core.matches": pl.DataFrame(linked), "core.conflicts": conflicts}


def settings_of(home: Path) -> Settings:
    """Settings with this home folder."""
    return load_settings(home=home)


def publish(
    home: Path, *, is_empty: bool = False, content: Mapping[str, pl.DataFrame] | None = None
) -> snapshots.Snapshot:
    """Publish the small warehouse (or one without any row, or other tables) in `home`, with its last run's report."""
    settings = settings_of(home)
    settings.home.mkdir(exist_ok=True)
    with open_database(settings) as connection:
        migrate(connection)
        if not is_empty:
            for name, rows in (content or tables(listings())).items():
                writer.replace_table(connection, name, TABLES[name].conform(rows))
            texts = "SELECT paper_number, title, abstract FROM core.papers JOIN trends.counted_papers USING (paper_id)"
            rising.write(connection)
            term_series.write(connection)
            aggregates.write(connection)
            engagement_changes.write(connection)
            search_index.write(connection, read([connection.sql(texts).pl()], []))
            ids = [dump["dump_id"] for dump in DUMPS]
            writer.replace_table(connection, "quality.field_coverage", field_coverage(connection))
            writer.replace_table(connection, "quality.dump_profile", dump_profile(connection, ids))
            writer.append(connection, "quality.dump_profile", _fields())
        number = snapshots.next_number(settings)
        snapshot = snapshots.publish(
            connection, settings, number=number, run_id=_RUNS[-1], verdict="WARN", now=NOW + timedelta(hours=number)
        )
    report = settings.reports / "runs" / f"{_RUNS[-1]}.html"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text("<!doctype html><title>Run</title>", encoding="utf-8")
    return snapshot


def hold(home: Path) -> None:
    """Let the last audit have held."""
    audit = last_audit.LastAudit(
        run_id="20251216T091300Z-dddddd",
        started_at=NOW + timedelta(days=1),
        verdict="HOLD",
        report_path="reports/runs/20251216T091300Z-dddddd.html",
        failed=("every listing_id is unique", "<b>at most</b> 5 % of entries are refused"),
    )
    last_audit.record(settings_of(home), audit)
