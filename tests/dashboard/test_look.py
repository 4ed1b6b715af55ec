"""The theme is legible, the server closed: what the flags and the style sheet promise."""

from __future__ import annotations

import re

import pytest
from streamlit import config

from dashboard.__main__ import OPTIONS
from dashboard.charts import INK
from dashboard.look import CATEGORIES_DARK, CATEGORIES_LIGHT, STYLE, THEME

GROUNDS = {mode: THEME[f"theme.{mode}.backgroundColor"] for mode in ("light", "dark")}
PAIRS = dict(re.findall(r"(--pt-[a-z\-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", STYLE))


def luminance(color: str) -> float:
    channels = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def color(name: str, mode: str) -> str:
    return PAIRS[name].split(", ")[mode == "dark"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_has_enough_contrast(mode: str) -> None:
    grounds = [GROUNDS[mode], THEME[f"theme.{mode}.secondaryBackgroundColor"], color("--pt-ground", mode)]
    inks = [THEME[f"theme.{mode}.{name}"] for name in ("textColor", "linkColor", "primaryColor")]
    inks += [INK[mode == "dark"], *(color(f"--pt-{name}", mode) for name in ("faint", "link"))]
    pairs = [(ink, ground) for ink in inks for ground in grounds]
    pairs += [(color(f"--pt-{name}", mode), GROUNDS[mode]) for name in ("good", "warn", "bad")]
    for name in ("warn", "bad"):
        pairs += [(ink, color(f"--pt-{name}-ground", mode)) for ink in (color(f"--pt-{name}", mode), inks[0])]
    faint = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 4.5}
    assert not faint


@pytest.mark.parametrize(("colors", "mode"), [(CATEGORIES_LIGHT, "light"), (CATEGORIES_DARK, "dark")])
def test_the_categories_stand_out_from_the_page_and_from_each_other(colors: list[str], mode: str) -> None:
    assert len(set(colors)) == 9
    assert min(contrast(color, GROUNDS[mode]) for color in colors) > 1.9


def test_the_grades_are_legible() -> None:
    for ground, ink in re.findall(
        r"\.pt-grade\.[ABCD] \{ background: light-dark\((.+?)\); color: light-dark\((.+?)\)", STYLE
    ):
        for one, other in zip(ground.split(", "), ink.split(", "), strict=True):
            assert contrast(one, other) >= 4.5, (one, other)


def test_the_server_is_closed() -> None:
    assert OPTIONS["server.address"] == "127.0.0.1"
    assert OPTIONS["browser.gatherUsageStats"] is False
    assert OPTIONS["client.showErrorDetails"] == "none"


@pytest.mark.parametrize("name", OPTIONS)
def test_streamlit_knows_every_option(name: str) -> None:
    assert name in config.get_config_options()
