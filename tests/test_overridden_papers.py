"""What the operator decided holds in any order of dumps, after every rebuild, and until the line is dropped."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from stored_tables import assert_same, ingest, tables

from orchestration import auditing, rebuilding, steps
from warehouse import snapshots
from warehouse.settings import Settings

BOATS = "Paper Boats in a Very Long Storm"
DUMPS = {
    "preprints.bib": f"""@article{{a, title = {{{BOATS}}}, eprint = {{2405.00001}}, archiveprefix = {{arXiv}}}}
@article{{b, title = {{{BOATS}}}, eprint = {{2405.00002}}, archiveprefix = {{arXiv}}}}
""",
    "library.bib": f"""@article{{c, title = {{{BOATS}}}}}
@article{{d, title = {{Paper Boats in a Calm, a Journal Version}}, doi = {{10.1234/boats}}}}
""",
    "again.bib": f"""@article{{e, title = {{{BOATS}}}, eprint = {{2405.00001}}, archiveprefix = {{arXiv}}, year = 2024}}
""",
}
APART = {"arxiv:2405.00001": 3, "arxiv:2405.00002": 1, "doi:10.1234/boats": 1}
MERGED = {"arxiv:2405.00001": 4, "doi:10.1234/boats": 1}
MERGE = "merge,arxiv:2405.00002,arxiv:2405.00001,the author sent it twice\n"


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    for name, text in DUMPS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return settings


def decide(settings: Settings, text: str) -> None:
    settings.overrides.write_text(text, encoding="utf-8")


def papers(settings: Settings) -> dict[str, int]:
    return dict(tables(settings)["core.papers"].select("paper_id", "listings").rows())


def match(settings: Settings) -> int:
    """Match, and count the listings that this touched."""
    with steps.open_warehouse(settings) as warehouse:
        touched = steps.match(warehouse).listings
        steps.refresh_trends(warehouse)
    return touched


def listing_of(settings: Settings, doi_or_title: str) -> str:
    with steps.open_warehouse(settings) as warehouse:
        query = "SELECT min(listing_id) FROM core.listings WHERE coalesce(doi, title) = $1 AND arxiv_id IS NULL"
        return str(warehouse.connection.execute(query, [doi_or_title]).fetchall()[0][0])


@pytest.mark.parametrize("order", list(permutations(DUMPS)), ids="-".join)
def test_a_merge_holds_in_any_order_and_after_a_rebuild(home: Settings, tmp_path: Path, order: tuple[str, ...]) -> None:
    decide(home, MERGE)
    for name in order:
        ingest(home, [tmp_path / name])
    assert papers(home) == MERGED
    before = tables(home)
    assert before["core.conflicts"].is_empty()
    rebuilding.rebuild(home)
    assert_same(before, tables(home))


def test_a_line_that_comes_or_goes_touches_its_papers_alone(home: Settings, tmp_path: Path) -> None:
    ingest(home, [tmp_path / name for name in DUMPS])
    apart = tables(home)
    assert papers(home) == APART
    assert match(home) == 0

    decide(home, MERGE)
    assert match(home) == 4
    assert papers(home) == MERGED
    assert match(home) == 0

    decide(home, "# nothing any more\n")
    assert match(home) == 4
    assert_same(apart, tables(home))


def test_papers_that_share_no_key_are_merged(home: Settings, tmp_path: Path) -> None:
    decide(home, "merge,arxiv:2405.00001,doi:10.1234/boats,one work says the journal\n")
    for name in DUMPS:
        ingest(home, [tmp_path / name])
    assert papers(home) == {"arxiv:2405.00001": 4, "arxiv:2405.00002": 1}
    told = tables(home)["core.matches"].filter(rule="override")
    assert told.height == 3
    assert all(" one work says the journal with " in evidence for evidence in told["evidence"])


def test_a_title_without_identifier_is_merged_by_its_paper_id(home: Settings, tmp_path: Path) -> None:
    ingest(home, [tmp_path / "library.bib"])
    (named,) = [name for name in papers(home) if name.startswith("title:")]
    decide(home, f"merge,{named},doi:10.1234/boats,one work\n")
    assert match(home) == 2
    assert papers(home) == {"doi:10.1234/boats": 2}


def test_a_listing_that_is_split_off_is_a_paper_of_its_own(home: Settings, tmp_path: Path) -> None:
    ingest(home, [tmp_path / name for name in DUMPS])
    listing = listing_of(home, BOATS)
    decide(home, f"split,{listing},another work of that title\n")
    match(home)
    split = papers(home)
    assert {name: count for name, count in split.items() if not name.startswith("title:")} == {
        **APART,
        "arxiv:2405.00001": 2,
    }
    assert sum(split.values()) == 5
    before = tables(home)
    rebuilding.rebuild(home)
    assert_same(before, tables(home))


def test_of_two_holders_of_an_identifier_the_one_split_off_loses_its_name(home: Settings, tmp_path: Path) -> None:
    ingest(home, [tmp_path / name for name in DUMPS])
    with steps.open_warehouse(home) as warehouse:
        query = "SELECT min(listing_id) FROM core.listings WHERE arxiv_id = '2405.00001'"
        ((listing,),) = warehouse.connection.execute(query).fetchall()
    decide(home, f"split,{listing},carries the id of another\n")
    match(home)
    found = papers(home)
    assert found["arxiv:2405.00001"] == 2
    assert sorted(found.values()) == [1, 1, 1, 2]


def test_a_decision_that_finds_nothing_is_reported(home: Settings, tmp_path: Path) -> None:
    decide(home, "merge,arxiv:2405.00001,doi:10.9999/lost,one work\n")
    ingest(home, [tmp_path / "preprints.bib"])
    row = tables(home)["core.conflicts"].filter(kind="override_without_effect").to_dicts()
    assert row == [
        {
            "kind": "override_without_effect",
            "paper_ids": ["arxiv:2405.00001"],
            "evidence": "merge arxiv:2405.00001 doi:10.9999/lost: one work (no listing has doi:10.9999/lost)",
            "decision": "not_applied",
            "score": None,
        }
    ]
    decide(home, "")
    match(home)
    assert tables(home)["core.conflicts"]["kind"].to_list() == ["same_title"]


def test_a_changed_decision_is_published(home: Settings, tmp_path: Path) -> None:
    ingest(home, [tmp_path / name for name in DUMPS], load_only=False)
    decide(home, MERGE)
    with steps.open_warehouse(home) as warehouse:
        auditing.finish(warehouse)
        assert auditing.is_finished(warehouse)
    served = snapshots.current(home)
    assert served
    assert served.tables["core.papers"].rows == len(MERGED)
