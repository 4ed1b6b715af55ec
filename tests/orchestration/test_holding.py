"""Which dumps are held, and in which words: the rules of `orchestration.holding` on ledger rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.holding import reason_to_hold
from transforms.errors import UsageError
from warehouse.ledger import DumpRecord
from warehouse.settings import Settings, load_settings

AT = datetime(2026, 3, 1, tzinfo=UTC)


def record(*, entries: int, rejects: int, source: str = "openalex") -> DumpRecord:
    return DumpRecord(
        dump_id="ab" * 32,
        file_name="works.jsonl",
        source=source,
        layout="works",
        reader_version=1,
        captured_on=None,
        captured_on_basis=None,
        bytes_read=100,
        entries_read=entries,
        listings=entries - rejects,
        rejects=rejects,
        furniture_bytes=None,
        unparsed_bytes=None,
        status="loaded",
        error=None,
        landed_at=AT,
        ingested_at=AT,
        duration_seconds=0.1,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "papertide.toml").write_text("[max_reject_share_by_source]\nbibtex = 0.2\nris = 0.0\n")
    return load_settings(home=tmp_path)


@pytest.mark.parametrize(
    ("source", "entries", "rejects", "is_held"),
    [
        ("openalex", 0, 0, False),
        ("openalex", 10, 9, False),  # fewer than ten rejects
        ("openalex", 200, 10, False),  # the limit itself
        ("openalex", 199, 10, True),
        ("bibtex", 100, 20, False),  # its own, higher limit
        ("bibtex", 100, 21, True),
        ("ris", 1_000_000, 9, False),
        ("ris", 1_000_000, 10, True),  # its own limit: none
    ],
)
def test_a_dump_is_held_over_the_limit_of_its_source(
    settings: Settings, source: str, entries: int, rejects: int, is_held: bool
) -> None:
    reason = reason_to_hold(record(entries=entries, rejects=rejects, source=source), settings)
    assert (reason is not None) is is_held


def test_the_reason_names_the_figures_the_limit_and_the_next_step(settings: Settings) -> None:
    assert reason_to_hold(record(entries=100, rejects=21, source="bibtex"), settings) == (
        "works.jsonl: 21 of 100 entries were refused (21.0%; the limit of bibtex is 20.0%). See `papertide rejects "
        "list --dump abababababababab`; after a correction, or with a higher `max_reject_share_by_source` of bibtex, "
        "`papertide rejects replay` reads it again."
    )


def test_the_environment_may_set_a_limit_for_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERTIDE_MAX_REJECT_SHARE_BY_SOURCE", '{"openalex": 0.5}')
    assert reason_to_hold(record(entries=100, rejects=50), load_settings(home=tmp_path)) is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("bibtx = 0.2", "there is no source bibtx"),
        ("bibtex = 20", "max_reject_share_by_source.bibtex = 20"),
        ("bibtex = 'much'", "max_reject_share_by_source.bibtex = 'much'"),
    ],
)
def test_a_limit_that_could_not_apply_is_refused(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "papertide.toml").write_text(f"[max_reject_share_by_source]\n{line}\n")
    with pytest.raises(UsageError, match=words):
        load_settings(home=tmp_path)
