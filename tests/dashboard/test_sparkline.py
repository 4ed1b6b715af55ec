"""Sparklines: literal figures in, literal shapes and words out."""

from __future__ import annotations

import pytest

from dashboard.sparkline import in_words, papers_per_year, sparkline, years_shown


def test_each_figure_is_a_bar_from_zero_to_the_highest() -> None:
    assert sparkline([2, None, 4], said="two, then <four>") == (
        '<span class="pt-spark" style="clip-path:polygon('
        "3.333% 100%,3.333% 50%,30% 50%,30% 100%,70% 100%,70% 0%,96.67% 0%,96.67% 100%"
        ')" role="img" aria-label="two, then &lt;four&gt;" title="two, then &lt;four&gt;"></span>'
    )


def test_little_is_not_nothing() -> None:
    assert "25% 92%" not in sparkline([0, 1_000], said="")
    assert "5% 92%,45% 92%" in sparkline([1, 1_000], said="")


@pytest.mark.parametrize("figures", [[], [0, 0], [None]])
def test_nothing_has_no_shape(figures: list[float | None]) -> None:
    assert "visibility:hidden" in sparkline(figures, said="none")


def test_many_bars_touch() -> None:
    assert "0% 100%,0% 0%,2% 0%,2% 100%,2% 100%,2% 0%" in sparkline([1] * 50, said="")


@pytest.mark.parametrize(
    ("papers", "said"),
    [
        ({2019: 3, 2021: 1_204, 2022: 7}, "3 papers of 2019, 7 of 2022; most of 2021: 1,204"),
        ({2021: 1}, '"1 paper of 2021"'),
        ({2021: 1, 1990: 4}, '"1 paper of 2021; 4 before 2018"'),
        ({2021: 0, 1990: 4}, ">4 before 2018<"),
        ({}, ">years unknown<"),
    ],
)
def test_papers_per_year_in_words(papers: dict[int, int], said: str) -> None:
    assert said in papers_per_year(papers, years=range(2018, 2023))


@pytest.mark.parametrize(
    ("years", "shown", "said"),
    [
        ([1802, 2024, 2026], range(2002, 2027), "papers, 2002 to 2026"),
        ([2024], range(2024, 2025), "papers, 2024"),
        ([], range(0), "papers per year"),
    ],
)
def test_the_years_of_a_table(years: list[int], shown: range, said: str) -> None:
    assert (years_shown(years), in_words(years_shown(years))) == (shown, said)
