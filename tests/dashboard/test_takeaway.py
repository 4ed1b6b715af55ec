"""What a reader takes along: each page's table as a file of any kind, and the lines that save the view."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import small_warehouse
from page_run import PAGES, markup, run

from dashboard import exports
from transforms import web_page
from warehouse.queries import page_tables, saved_views, served
from warehouse.queries.asked import Asked
from warehouse.queries.page_tables import PAGE_TABLES
from warehouse.queries.saved_views import parse
from warehouse.queries.served import Served

pytestmark = pytest.mark.usefixtures("at_home")

# Compared are two snapshots there, not rows of one.
WITHOUT_A_TABLE = {"snapshots"}
EVERYTHING = Asked(terms=("graph kernels", "graph kernels / diffusion priors"), paper="arxiv:2405.15319")


def test_every_page_has_a_table() -> None:
    assert set(PAGE_TABLES) == set(PAGES) - WITHOUT_A_TABLE


@pytest.mark.parametrize("page", PAGE_TABLES)
def test_every_table_can_be_written_as_every_kind_of_file(home: Path, page: str) -> None:
    found = served.find(home)
    assert isinstance(found, Served)
    with closing(served.open_served(found)) as con:
        rows = page_tables.rows(con, page=page, asked=EVERYTHING, today=date(2026, 1, 1), limit=10_000)
    assert rows.height
    for write, _ in exports.FORMATS.values():
        assert write(rows)
    heading = page_tables.heading(found, title=page, page=page, asked=EVERYTHING)
    assert web_page.page(rows, heading).count("<tr>") == rows.height + 1


@pytest.mark.parametrize(
    ("page", "address", "lines"),
    [
        ("papers", {"q": "kettles", "p": "2"}, '[papers-kettles]\npage = "papers"\nq = "kettles"'),
        ("trends", {"t": "graph kernels", "v": "1"}, '[trends-graph-kernels]\npage = "trends"\nv = "1"\nt = "graph'),
        ("overview", {}, '[overview]\npage = "overview"'),
    ],
)
def test_the_lines_that_save_a_view(page: str, address: dict[str, str], lines: str) -> None:
    (offered,) = (code.value for code in run(page, **address).code if "page = " in code.value)
    assert offered.startswith(lines)
    (view,) = parse(offered).views
    assert view.page == page


@pytest.mark.parametrize(("page", "address"), [("snapshots", {}), ("trends", {}), ("papers", {"q": '"open'})])
def test_nothing_to_take_along(page: str, address: dict[str, str]) -> None:
    assert not [code for code in run(page, **address).code if "page = " in code.value]


def test_saved_views_stand_on_the_left(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    small_warehouse.publish(copy)
    view = '["<b>Kettles</b>"]\npage = "papers"\nq = "kettles"\nv = 1\n[faulty]\npage = "none"'
    (copy / "views.toml").write_text(view, encoding="utf-8")
    monkeypatch.setenv("PAPERTIDE_HOME", str(copy))
    shown = markup(run("papers", q="kettles", v="1"))
    assert shown.links["papers?v=1&q=kettles"] == "<b>Kettles</b>"
    assert "views.toml, [faulty], page: there is no page 'none'. Name one of overview" in shown.text
    assert any('aria-current="page"' in element.value for element in run("papers", q="kettles", v="1").html)
    assert saved_views.load(copy).named("<b>Kettles</b>").asked == Asked(search="kettles", snapshot=1)
