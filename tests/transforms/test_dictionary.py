"""The data dictionary says what the schema says, and the committed page is today's."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from transforms.dictionary import markdown
from transforms.schema import TABLES, VIEWS, Column, Table
from warehouse.ddl import type_of

COMMITTED = Path(__file__).resolve().parents[2] / "warehouse" / "dictionary.md"


def test_a_table_becomes_a_section() -> None:
    table = Table(
        "core",
        "lamps",
        "One row per lamp.",
        key=("lamp_id", "room"),
        columns=(
            Column("lamp_id", pl.String, "Its id.", pattern=r"^(a|b)\d+$"),
            Column("room", pl.String, "Where it hangs.", allowed=("hall", "attic")),
            Column("watts", pl.Int32, "Power.", nullable=True, minimum=1, maximum=100),
            Column("name", pl.String, "Name.", min_length=2, references="core.names.name"),
            Column("extra", pl.String, "The rest.", nullable=True, sql_type="JSON"),
        ),
    )
    section = markdown([table], type_of=type_of).split("## ", 1)[1]
    assert section.splitlines() == [
        "core.lamps",
        "",
        "One row per lamp.",
        "",
        "Unique: `lamp_id`, `room`.",
        "",
        "| column | type | meaning |",
        "| --- | --- | --- |",
        r"| `lamp_id` | VARCHAR | Its id. Matches `^(a\|b)\d+$`. |",
        "| `room` | VARCHAR | Where it hangs. One of `hall`, `attic`. |",
        "| `watts` | INTEGER? | Power. From 1 to 100. |",
        "| `name` | VARCHAR | Name. At least 2 characters. Points to `core.names.name`. |",
        "| `extra` | JSON? | The rest. |",
    ]


def test_the_committed_page_is_current() -> None:
    current = markdown([*TABLES.values(), *VIEWS.values()], type_of=type_of)
    assert COMMITTED.read_text(encoding="utf-8") == current, "run `papertide dictionary > warehouse/dictionary.md`"
