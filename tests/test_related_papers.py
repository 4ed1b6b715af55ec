"""A preprint and what was published of it are one paper, whichever dump comes first and whichever names the other."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from stored_tables import assert_same, ingest, tables

from orchestration import forgetting, rebuilding, steps
from warehouse import migrations
from warehouse.settings import Settings


def work(doi: str, title: str, **fields: Any) -> str:
    """A work as Crossref's file of all works has it."""
    deposit = {"indexed": {"date-parts": [[2024, 1, 2]]}, "is-referenced-by-count": 0, "member": "99"}
    return json.dumps({"items": [{"DOI": doi, "title": [title], "type": "journal-article", **deposit, **fields}]})


PREPRINT = {"is-preprint-of": [{"id-type": "doi", "id": "10.1234/JOURNAL", "asserted-by": "subject"}]}
DUMPS = {
    "preprint.json": work("10.5555/preprint", "Paper Boats, a First Look at Storms", relation=PREPRINT),
    "journal.json": work("10.1234/journal", "On Boats of Paper and the Storms They Meet"),
    "library.bib": "@article{a, title = {Storms and Boats}, doi = {10.1234/journal}}\n",
}
ONE = {"doi:10.1234/journal": 3}


def papers(settings: Settings) -> dict[str, int]:
    return dict(tables(settings)["core.papers"].select("paper_id", "listings").rows())


@pytest.mark.parametrize("order", list(permutations(DUMPS)), ids="-".join)
def test_in_any_order_and_after_a_rebuild(tmp_path: Path, order: tuple[str, ...]) -> None:
    settings = Settings(home=tmp_path / "home")
    for name in order:
        (tmp_path / name).write_text(DUMPS[name], encoding="utf-8")
        ingest(settings, [tmp_path / name])
    assert papers(settings) == ONE
    before = tables(settings)
    assert sorted(before["core.matches"]["rule"]) == ["doi", "doi", "preprint_of", "preprint_of", "preprint_of"]
    rebuilding.rebuild(settings)
    assert_same(before, tables(settings))


def test_what_an_older_papertide_linked_by_one_rule_takes_on_the_others(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    for name, text in DUMPS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ingest(settings, [tmp_path / name for name in DUMPS])
    linked = tables(settings)["core.matches"]
    (step,) = (sql for name, sql in migrations.steps().values() if name.endswith("links_by_every_rule"))
    with steps.open_warehouse(settings) as warehouse:
        warehouse.connection.execute(
            "DELETE FROM core.matches WHERE rule = 'preprint_of' AND listing_id IN "
            "(SELECT listing_id FROM core.matches WHERE rule = 'doi')"
        )
        warehouse.connection.execute(step)
        steps.match(warehouse)
    assert_same({"core.matches": tables(settings)["core.matches"]}, {"core.matches": linked})


def test_a_dump_that_is_forgotten_relates_no_more(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    for name, text in DUMPS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (preprint,) = [
        each for each in ingest(settings, [tmp_path / name for name in DUMPS]) if "preprint" in each.file_name
    ]
    with steps.open_warehouse(settings) as warehouse:
        forgetting.forget(warehouse, str(preprint.dump_id), reason="not ours")
    assert papers(settings) == {"doi:10.1234/journal": 2}
    assert tables(settings)["core.relations"].is_empty()
