"""The `quality` layer: what the audits found. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table
from transforms.schema.core import TIMESTAMP

VERDICTS = ("PUBLISH", "WARN", "HOLD")
SEVERITIES = ("critical", "warning", "info")

RUNS = Table(
    "quality",
    "runs",
    "One row per audit.",
    key=("run_id",),
    columns=(
        Column("run_id", pl.String, "`<UTC time>-<six hex>`.", min_length=1),
        Column("started_at", TIMESTAMP, "When the audit began."),
        Column("verdict", pl.String, "What the gate decided.", allowed=VERDICTS),
        Column("snapshot", pl.Int32, "Number of the snapshot it published.", nullable=True, minimum=1),
        Column("report_path", pl.String, "The run's HTML page, relative to the home folder."),
    ),
)

CHECKS = Table(
    "quality",
    "checks",
    "One row per expectation of each audit.",
    key=("run_id", "table_name", "column_name", "expectation"),
    columns=(
        Column("run_id", pl.String, "Audit.", references="quality.runs.run_id"),
        Column("table_name", pl.String, "Table that was judged, such as `core.listings`."),
        Column("column_name", pl.String, "Column, where the expectation has one.", nullable=True),
        Column("expectation", pl.String, "What was expected, in words."),
        Column("severity", pl.String, "What a failure means: HOLD, WARN or a note.", allowed=SEVERITIES),
        Column("success", pl.Boolean, "Whether it holds."),
        Column("observed", pl.String, "What was seen.", nullable=True),
        Column("unexpected", pl.Int64, "Values that break it.", nullable=True, minimum=0),
        Column("total", pl.Int64, "Values that were judged.", nullable=True, minimum=0),
    ),
)

FIELD_COVERAGE = Table(
    "quality",
    "field_coverage",
    "How many listings of each source fill each field.",
    key=("source", "month", "field"),
    columns=(
        Column("source", pl.String, "Source."),
        Column("month", pl.Date, "Publication month; NULL is over all listings.", nullable=True),
        Column("field", pl.String, "Field of `core.listings`."),
        Column("filled", pl.Int64, "Listings that fill it.", minimum=0),
        Column("total", pl.Int64, "Listings of that source and month.", minimum=1),
    ),
)

DUMP_PROFILE = Table(
    "quality",
    "dump_profile",
    "Per dump, the figures and fields from which volume bands and drift are computed, and the drift events.",
    key=("dump_id", "metric", "field", "now"),
    columns=(
        Column("dump_id", pl.String, "Dump.", references="core.dumps.dump_id"),
        Column(
            "metric",
            pl.String,
            "A figure, such as `listings`, `reject_share`, `filled:abstract`, `median_length:title`; `extra`: a field "
            "that we do not model; or a drift event: `field:new`, `field:missing`, `field:retyped`.",
        ),
        Column("value", pl.Float64, "The figure; of a field, the share of listings (or values) meant.", nullable=True),
        Column("field", pl.String, "Of `extra` and events: such as `abstract`, `extra.report-no`.", nullable=True),
        Column("before", pl.String, "Of events: what earlier dumps had, such as `string, 98.0 %`.", nullable=True),
        Column("now", pl.String, "Of events: what this dump has. Of `extra`: the JSON type.", nullable=True),
    ),
)

TABLES = (RUNS, CHECKS, FIELD_COVERAGE, DUMP_PROFILE)
