"""A source that takes a record back marks the paper, whatever the order of the dumps, and invents none."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from orchestration import rebuilding, steps
from warehouse import landing, writer
from warehouse.connection import open_database
from warehouse.settings import Settings

NAMES = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
HARVEST = f"""<OAI-PMH {NAMES}><ListRecords>
<record><header><identifier>oai:arXiv.org:2405.00001</identifier></header><metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2405.00001</id><title>Paper Boats in a Storm</title>
<abstract>We fold boats from paper and measure how long they float in a storm.</abstract></arXiv></metadata></record>
<record><header><identifier>oai:arXiv.org:2405.00002</identifier></header><metadata>
<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2405.00002</id><title>Paper Boats in a Calm</title>
<abstract>We fold boats from paper and measure how long they float in a calm.</abstract></arXiv></metadata></record>
</ListRecords></OAI-PMH>"""
DELETIONS = f"""<OAI-PMH {NAMES}><responseDate>2031-05-02T00:00:00Z</responseDate><ListRecords>
<record><header status="deleted"><identifier>oai:arXiv.org:2405.00001</identifier></header></record>
<record><header status="deleted"><identifier>oai:arXiv.org:2405.09999</identifier></header></record>
</ListRecords></OAI-PMH>"""
LIBRARY = """@article{boats, title = {Paper Boats in a Storm}, eprint = {2405.00001}, archiveprefix = {arXiv},
  journal = {Annals of Boats}, year = {2024}}
"""
DUMPS = {"harvest.xml": HARVEST, "deletions.xml": DELETIONS, "library.bib": LIBRARY}
OUTCOME = "SELECT status, entries_read, listings, rejects FROM core.dumps"
SETTLED = (["record:deleted"], "dismissed", "deleted by its source: the paper is marked, where it is known")
WITHDRAWN = {"arxiv:2405.00001": True, "arxiv:2405.00002": False}


def ingest(settings: Settings, page: Path, text: str) -> None:
    """Load and match one dump."""
    page.write_text(text, encoding="utf-8")
    with steps.open_warehouse(settings) as warehouse:
        steps.ingest_file(warehouse, landing.offer(page))
        steps.match(warehouse)


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with open_database(settings) as connection:
        return connection.execute(query).fetchall()


def marks(settings: Settings) -> dict[str, bool]:
    return dict(ask(settings, "SELECT paper_id, is_withdrawn FROM core.papers"))


@pytest.mark.parametrize("order", list(permutations(DUMPS)), ids=lambda order: "-".join(name[:3] for name in order))
def test_in_any_order_of_the_dumps(tmp_path: Path, order: tuple[str, ...]) -> None:
    settings = Settings(home=tmp_path / "home")
    for name in order:
        ingest(settings, tmp_path / name, DUMPS[name])
    assert marks(settings) == WITHDRAWN
    rebuilding.rebuild(settings)
    assert marks(settings) == WITHDRAWN


CITED = """@article{boats, title = {Paper Boats in a Storm}, doi = {10.1000/boats}, year = {2024}}
@article{kites, title = {Paper Kites in a Storm}, doi = {10.1000/kites}, year = {2024}}
"""
NOTICES = {
    "notice.jsonl": """{"DOI": "10.1000/notice", "title": ["Retraction: Paper Boats in a Storm"], "indexed": {},
        "update-to": [{"DOI": "10.1000/BOATS", "type": "retraction"}, {"DOI": "10.1000/kites", "type": "erratum"}]}""",
    "notice.xml": """<doi_records><doi_record><crossref><journal><journal_article>
        <titles><title>Retraction: Paper Boats in a Storm</title></titles><crossmark><updates>
        <update type="retraction">10.1000/BOATS</update><update type="erratum">10.1000/kites</update>
        </updates></crossmark><doi_data><doi>10.1000/notice</doi></doi_data>
        </journal_article></journal></crossref></doi_record></doi_records>""",
}


@pytest.mark.parametrize("notice", list(NOTICES))
@pytest.mark.parametrize("is_notice_first", [False, True])
def test_a_retraction_notice_marks_the_paper_that_it_names(
    tmp_path: Path, notice: str, *, is_notice_first: bool
) -> None:
    settings = Settings(home=tmp_path / "home")
    dumps = {"library.bib": CITED, notice: NOTICES[notice]}
    for name in sorted(dumps, reverse=is_notice_first):
        ingest(settings, tmp_path / name, dumps[name])
    assert marks(settings) == {"doi:10.1000/boats": True, "doi:10.1000/kites": False, "doi:10.1000/notice": False}
    assert ask(settings, "SELECT position, scheme, value FROM core.withdrawals") == [(0, "doi", "10.1000/boats")]


def test_a_deletion_of_what_nobody_lists_invents_no_paper(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    ingest(settings, tmp_path / "deletions.xml", DELETIONS)
    assert ask(settings, OUTCOME) == [("loaded", 2, 0, 2)]
    assert marks(settings) == {}
    assert ask(settings, "SELECT reasons, status, resolution FROM core.rejects") == [SETTLED, SETTLED]
    assert ask(settings, "SELECT position, scheme, value FROM core.withdrawals ORDER BY position") == [
        (0, "arxiv", "2405.00001"),
        (1, "arxiv", "2405.09999"),
    ]


def test_a_dump_of_deletions_alone_is_not_held_for_them(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    numbers = range(1, 31)
    deleted = "".join(
        f'<record><header status="deleted"><identifier>oai:arXiv.org:2405.{number:05}</identifier></header></record>'
        for number in numbers
    )
    ingest(settings, tmp_path / "many.xml", f"<OAI-PMH {NAMES}><ListRecords>{deleted}</ListRecords></OAI-PMH>")
    assert ask(settings, OUTCOME) == [("loaded", len(numbers), 0, len(numbers))]


def test_deletions_that_an_earlier_version_left_open_are_closed_by_a_replay(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    ingest(settings, tmp_path / "deletions.xml", DELETIONS)
    with steps.open_warehouse(settings) as warehouse:
        warehouse.connection.execute("UPDATE core.rejects SET status = 'open', resolved_at = NULL, resolution = NULL")
        warehouse.connection.execute("DELETE FROM core.withdrawals")
        rebuilding.replay(warehouse)
    assert ask(settings, "SELECT reasons, status, resolution FROM core.rejects") == [SETTLED, SETTLED]
    assert ask(settings, "SELECT count(*) FROM core.withdrawals") == [(2,)]


def test_a_dump_that_says_so_no_longer_marks_no_longer(tmp_path: Path) -> None:
    """A later reader may read of the same bytes that nothing was taken back."""
    settings = Settings(home=tmp_path / "home")
    for name, text in DUMPS.items():
        ingest(settings, tmp_path / name, text)
    with steps.open_warehouse(settings) as warehouse:
        said = "SELECT DISTINCT dump_id FROM core.withdrawals"
        ((dump_id,),) = warehouse.connection.execute(said).fetchall()
        writer.clear_dump(warehouse.connection, dump_id)
        steps.match(warehouse)
    assert marks(settings) == dict.fromkeys(WITHDRAWN, False)
