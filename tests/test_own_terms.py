"""What stands in vocabulary.toml holds from the next run on, after a rebuild, and until it is taken out."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from stored_tables import assert_same, ingest, tables

from orchestration import auditing, rebuilding, steps
from transforms.errors import UsageError
from warehouse import snapshots
from warehouse.settings import Settings

DUMP = """
@article{a, title = {Mixture of Experts for Tidal Lanterns at Sea}, year = 2024, month = mar, eprint = {2403.00001}}
@article{b, title = {MoE Kettles: a Whistle for Every Kitchen}, year = 2024, month = mar, eprint = {2403.00002}}
"""
OWN = """
[synonyms]
"mixture of experts" = ["MoE"]
[groups]
"what shines" = "lantern + glow *"
"""


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    (tmp_path / "library.bib").write_text(DUMP, encoding="utf-8")
    settings = Settings(home=tmp_path / "home")
    ingest(settings, [tmp_path / "library.bib"])
    return settings


def finish(settings: Settings) -> int | None:
    with steps.open_warehouse(settings) as warehouse:
        return auditing.finish(warehouse).snapshot


def terms(settings: Settings) -> list[tuple[str, int]]:
    return tables(settings)["trends.terms"].select("term", "papers").rows()


def test_a_changed_vocabulary_is_counted_by_and_published_once(home: Settings) -> None:
    without = tables(home)
    assert terms(home) == []  # no term has three papers
    first = finish(home)
    assert finish(home) == first

    home.vocabulary.write_text(OWN, encoding="utf-8")
    assert finish(home) == first + 1
    assert terms(home) == [("mixture of experts", 2)]
    found = tables(home)
    assert found["trends.term_forms"].rows() == [("mixture of experts", "MoE", "synonym", 1)]
    assert found["trends.named_series"].rows() == [("what shines", "group", "lantern + glow *")]
    home.vocabulary.write_text(f"# the same\n{OWN}", encoding="utf-8")
    assert finish(home) == first + 1

    rebuilding.rebuild(home)
    assert terms(home) == [("mixture of experts", 2)]
    home.vocabulary.unlink()
    finish(home)
    trends = [name for name in without if name.startswith("trends.")]
    assert_same({name: without[name] for name in trends}, {name: tables(home)[name] for name in trends})


def test_what_was_counted_and_not_published_is_published_by_the_next_run(home: Settings) -> None:
    first = finish(home)
    home.vocabulary.write_text(OWN, encoding="utf-8")
    with steps.open_warehouse(home) as warehouse:
        steps.refresh_trends(warehouse)
        steps.refresh_trends(warehouse)
        assert auditing.is_settled(warehouse)
        assert not auditing.is_finished(warehouse)
    assert finish(home) == first + 1


def test_a_faulty_vocabulary_stops_the_run_and_leaves_what_is_served(home: Settings) -> None:
    first = finish(home)
    home.vocabulary.write_text("terms = 4", encoding="utf-8")
    with pytest.raises(UsageError, match=r"vocabulary.toml, terms: it is no list"):
        finish(home)
    served = snapshots.current(home)
    assert served is not None
    assert served.number == first
    assert isinstance(tables(home)["trends.terms"], pl.DataFrame)
