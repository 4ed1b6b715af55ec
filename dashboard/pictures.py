"""Each chart of a page as SVG and PNG, made in the reader's browser from what is drawn there (`pictures.js`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import exports
from dashboard.frame import Page

_SCRIPT = Path(__file__).with_name("pictures.js")


@st.cache_resource(show_spinner=False)
def _buttons() -> Any:
    return st.components.v2.component("papertide-pictures", js=_SCRIPT.read_text("utf-8"), isolate_styles=False)


def show(page: Page) -> None:
    """A line of buttons for each chart, below the page; the files are named like its tables."""
    name = exports.file_name(page.address, snapshot=page.served.number, extension="svg", what=page.name)
    origin = "; ".join([f"papertide, snapshot {page.served.number}", *page.address.said])
    _buttons()(data={"name": name.removesuffix(".svg"), "origin": origin}, key="pictures")
