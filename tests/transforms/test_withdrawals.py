from __future__ import annotations

from typing import Any

import polars as pl

from transforms import withdrawals
from transforms.schema.core import LISTINGS

DUMP_ID = "ab" * 32


def refused(*rows: dict[str, Any]) -> pl.DataFrame:
    types = {**LISTINGS.polars_schema, "reasons": pl.List(pl.String)}
    return pl.DataFrame([{"dump_id": DUMP_ID, "is_withdrawn": True} | row for row in rows], schema=types)


def test_every_identifier_of_a_refused_withdrawn_entry_is_named() -> None:
    rows = refused(
        {"position": 4, "doi": "10.1000/boat", "arxiv_id": "2405.00001"},
        {"position": 5, "pmid": "100004", "is_withdrawn": False},
        {"position": 6},
        {"position": 7, "pmid": "100005"},
    )
    assert withdrawals.named(rows).rows() == [
        (DUMP_ID, 4, "arxiv", "2405.00001"),
        (DUMP_ID, 4, "doi", "10.1000/boat"),
        (DUMP_ID, 7, "pmid", "100005"),
    ]


def test_only_a_deletion_record_is_settled_by_its_source() -> None:
    rows = refused({"reasons": ["record:deleted"]}, {"reasons": ["record:deleted", "doi:malformed"]}, {"reasons": []})
    assert rows.select(withdrawals.is_deletion()).to_series().to_list() == [True, False, False]


def test_no_refused_entries_withdraw_nothing() -> None:
    assert withdrawals.named(refused()).height == 0
