"""What a reader takes along from a page: its table as a file, and the lines that save the view. Under every page.

The dashboard writes nothing: the lines are copied into `views.toml` by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from dashboard import exports, paper_search, pictures
from dashboard.frame import Page
from dashboard.markup import draw, tag
from dashboard.tables import note
from transforms import web_page
from transforms.errors import UsageError
from warehouse.queries import page_tables, saved_views
from warehouse.queries.page_tables import MOST_ROWS, PAGE_TABLES
from warehouse.queries.saved_views import SavedView

_LABELS = {"csv": "CSV", "json": "JSON", "parquet": "Parquet", "html": "Web page"}


def show(page: Page) -> None:
    """Draw buttons and lines; of tables none where the page is asked for nothing, or has none of one snapshot."""
    pictures.show(page)
    table = PAGE_TABLES.get(page.name)
    if table is None or not table.is_asked(page.address) or _is_faulty(page):
        return
    draw(note(f"As a file, with these filters: {table.holds}; at most {MOST_ROWS:,} rows."))
    with st.container(horizontal=True):
        for extension, (write, media_type) in _formats(page).items():
            st.download_button(
                _LABELS[extension],
                partial(_file, page, write),
                file_name=exports.file_name(
                    page.address, snapshot=page.served.number, extension=extension, what=page.name
                ),
                mime=media_type,
                key=f"export-{extension}",
                on_click="ignore",
            )
    _save(page)


def _is_faulty(page: Page) -> bool:
    return page.name == "papers" and isinstance(paper_search.query(page), UsageError)


def _formats(page: Page) -> dict[str, tuple[Callable[[pl.DataFrame], bytes], str]]:
    return exports.FORMATS | {"html": (partial(_web_page, page), "text/html")}


def _web_page(page: Page, rows: pl.DataFrame) -> bytes:
    heading = page_tables.heading(page.served, title=f"papertide: {page.name}", page=page.name, asked=page.address)
    return web_page.page(rows, heading).encode()


def _file(page: Page, write: Callable[[pl.DataFrame], bytes]) -> bytes:
    """Made when the button is pressed, of all rows and not only those of the page of a list."""
    asked = {"page": page.name, "asked": page.address, "today": page.now.date(), "limit": MOST_ROWS}
    return write(page.answers.fresh(page_tables.rows, **asked))


def _save(page: Page) -> None:
    asked = replace(page.address, page_number=1)
    name = saved_views.proposed_name(page.name, replace(asked, snapshot=None).query())
    lines = saved_views.lines(SavedView(name=name, page=page.name, asked=asked))
    with st.expander("Save this view"):
        file = tag("code", "views.toml")
        draw(note("Add these lines to ", file, " in the home folder; the view then stands on the left, by its name:"))
        st.code(lines, language="toml", wrap_lines=True)
        draw(note("Its table on the command line, with the same figures:"))
        st.code(f"papertide view {name} --format csv", language=None, wrap_lines=True)
