"""How is this computed? Beside a figure: the SELECT that gives it, from which snapshot, and what is not in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.frame import Page
from dashboard.markup import draw, joined, tag
from dashboard.tables import note
from warehouse.queries import dumps


def receipt(page: Page, question: Callable[..., Any], *, counts: str, **filters: Any) -> None:
    """Draw the receipt of an answer that the page has shown; `counts` says in words what is counted and what is not."""
    loaded = page.answers.to(dumps.totals).loaded
    number = page.served.number
    made_of = joined(
        (f"From snapshot {words.number(number)}, made of ", page.address.link(words.counted(loaded, "dump"), "dumps"))
    )
    with st.expander("How is this computed?"):
        draw(note(counts), note(made_of, ". The same figures come from:"))
        for statement in page.answers.receipt(question, **filters):
            st.code(statement, language="sql", wrap_lines=True)
        draw(note("To ask it yourself: ", tag("code", f"papertide query --snapshot {number} -"), " reads it as input."))
