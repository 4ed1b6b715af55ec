"""A frame as a web page of its own: text stays text, nobody is asked for anything."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from transforms.web_page import Heading, page

ROWS = pl.DataFrame(
    {
        "title": ["<script>alert(1)</script>", None],
        "papers": [1200, 3],
        "share": [0.1234567891, 0.5],
        "published_on": [date(2025, 1, 2), None],
        "sources": [["a", "b"], []],
        "is_partial": [True, False],
    }
)
SHOWN = page(ROWS, Heading(title="Kettles & <b>more</b>", facts=[("filters", "venue: <i>ACL</i>")]))


def test_rows_stand_in_a_table() -> None:
    cells = re.findall(r"<td[^>]*>(.*?)</td>", SHOWN)
    assert cells[:6] == ["&lt;script&gt;alert(1)&lt;/script&gt;", "1200", "0.123457", "2025-01-02", "a; b", "yes"]
    assert cells[6:] == ["", "3", "0.5", "", "", "no"]
    assert re.findall(r"<th [^>]*>(.*?)</th>", SHOWN) == ROWS.columns


def test_text_is_text_and_nobody_is_asked() -> None:
    assert "<title>Kettles &amp; &lt;b&gt;more&lt;/b&gt;</title>" in SHOWN
    assert "<dt>filters</dt><dd>venue: &lt;i&gt;ACL&lt;/i&gt;</dd>" in SHOWN
    assert "<script" not in SHOWN
    assert "default-src 'none'" in SHOWN
    assert not re.search(r"\b(src|href)=|url\(|@import", SHOWN)
