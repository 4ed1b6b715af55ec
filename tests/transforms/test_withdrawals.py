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


def test_a_notice_names_the_papers_that_it_takes_back() -> None:
    raw = pl.DataFrame(
        {
            "position": [0, 1, 2],
            "withdraws": [
                ["https://doi.org/10.1000/BOAT", "10.1000/boat", "10.48550/arXiv.2405.00001"],
                [],
                ["no DOI", "10.1000/kite"],
            ],
        }
    )
    assert withdrawals.stated(raw, dump_id=DUMP_ID).rows() == [
        (DUMP_ID, 0, "arxiv", "2405.00001"),
        (DUMP_ID, 0, "doi", "10.1000/boat"),
        (DUMP_ID, 2, "doi", "10.1000/kite"),
    ]


def test_a_reader_of_no_notices_takes_nothing_back() -> None:
    assert withdrawals.stated(pl.DataFrame({"position": [0]}), dump_id=DUMP_ID).height == 0
