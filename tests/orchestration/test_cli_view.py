"""`papertide view`: saved views from views.toml, as tables and files with the numbers of their pages."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import small_warehouse
from commands import Papertide

from warehouse.queries import page_tables, served
from warehouse.queries.saved_views import load
from warehouse.queries.served import Served

VIEWS = """
[kernels]
page = "trends"
t = "graph kernels, zebras"
smooth = 6

[months]
page = "overview"
from = "2024-01"
src = "aitopics_text, nobody"

[kept]
page = "papers"
q = "formulas"
v = 1

[gone]
page = "papers"
v = 77

[wrong]
page = "papers"
sort = "price"
"""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with a snapshot and saved views."""
    home = tmp_path_factory.mktemp("views") / "home"
    small_warehouse.publish(home)
    (home / "views.toml").write_text(VIEWS, encoding="utf-8")
    return home


def test_views_are_listed_and_faults_told(papertide: Papertide, watched: Path) -> None:
    done = papertide("--home", watched, "view", "--format", "json")
    assert done.json[0] == {"name": "kernels", "page": "trends", "asked": {"t": "graph kernels,zebras", "smooth": "6"}}
    assert [view["name"] for view in done.json] == ["kernels", "months", "kept", "gone"]
    assert "views.toml, [wrong], sort=price: not one of" in done.err
    assert "terms: graph kernels, zebras, smoothing: 6" in papertide("--home", watched, "view").out


def test_the_numbers_are_those_of_the_page(papertide: Papertide, watched: Path) -> None:
    found = served.find(watched)
    assert isinstance(found, Served)
    view = load(watched).named("kernels")
    with served.open_served(found) as con:
        rows = page_tables.rows(con, page="trends", asked=view.asked, today=datetime.now(UTC).date(), limit=1_000)
    done = papertide("--home", watched, "view", "kernels", "--format", "json")
    assert done.json == json.loads(rows.write_json())
    assert "No term “zebras”: fewer than three papers use it." in done.err
    csv = papertide("--home", watched, "view", "kernels", "--format", "csv").out
    assert pl.read_csv(io.StringIO(csv))["papers"].to_list() == rows["papers"].to_list()


def test_rows_are_cut_aloud(papertide: Papertide, watched: Path) -> None:
    done = papertide("--home", watched, "view", "months", "--limit", "2", "--format", "json")
    assert len(done.json) == 2
    assert done.err == (
        "No paper comes from a source nobody. papertide: 2 rows of snapshot 1. There are more than 2. "
        "--limit N shows N.\n"
    )


def test_a_web_page_names_filters_and_snapshot(papertide: Papertide, watched: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.html"
    done = papertide("--home", watched, "view", "kept", "--output", file)
    assert (done.code, done.out) == (0, "")
    assert done.err == "papertide: 1 row of snapshot 1.\n"
    text = file.read_text(encoding="utf-8")
    assert "<dd>search: formulas</dd>" in text
    assert "<dd>1, published 2025-12-15 10:14 UTC</dd>" in text
    assert "<td>=HYPERLINK" in text


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("wrong", 2, "views.toml, [wrong], sort=price: not one of"),
        ("nothing", 2, "views.toml has no view nothing. There are “kernels”, “months”, “kept”, “gone”."),
        ("gone", 2, "there is no snapshot 77."),
    ],
)
def test_what_cannot_be_shown(papertide: Papertide, watched: Path, name: str, code: int, said: str) -> None:
    done = papertide("--home", watched, "view", name)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_home_without_views(papertide: Papertide, tmp_path: Path) -> None:
    done = papertide("--home", tmp_path, "view")
    assert (done.code, done.out) == (0, "")
    assert "“Save this view”" in done.err
