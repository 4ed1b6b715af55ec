"""Tables and legends as the markup they are."""

from __future__ import annotations

from dashboard.palette import OTHER_SOURCES
from dashboard.tables import Head, source_legend, table
from dashboard.views.quality import grade


def test_cells_of_prose_carry_their_heading_for_narrow_screens() -> None:
    heads = [Head(label="check"), Head(label="rows", is_figure=True), Head(label="seen", is_sentence=True)]
    said = table(heads, [["<unique>", "3", ""]], caption="Checks", is_prose=True)
    assert said.partition("<tbody>")[2].partition("</tbody>")[0] == (
        '<tr><td>&lt;unique&gt;</td><td class="figure" data-label="rows">3</td><td class="sentence"></td></tr>'
    )


def test_cells_of_figures_do_not() -> None:
    heads = [Head(label="month", is_unbroken=True), Head(label="papers", is_figure=True, is_dropped_when_narrow=True)]
    said = table(heads, [["Oct 2025", "3"]], caption="Papers")
    assert '<tr><td class="unbroken">Oct 2025</td><td class="figure wide-only">3</td></tr>' in said


def test_a_legend_says_how_many_sources_stand_together() -> None:
    assert source_legend({"a": 0, OTHER_SOURCES: 6}, ["b", "c"]) == (
        '<div class="pt-legend"><span class="c0">a</span>'
        '<span class="c6" title="b and c">other sources (2)</span></div>'
    )


def test_grades() -> None:
    assert [grade(filled, 100) for filled in (100, 95, 94, 75, 50, 49, 5, 4, 0)] == list("AABBCDDEE")
