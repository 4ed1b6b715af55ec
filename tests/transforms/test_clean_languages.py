from __future__ import annotations

import polars as pl
import pytest

from transforms.clean.languages import language


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        (" en-US ", "en"),
        ("en_GB.UTF-8", "en"),
        ("eng", "en"),
        ("English", "en"),
        ("english; french", "en"),
        ("English (US)", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("Français", "fr"),
        ("中文", "zh"),
        ("zh-Hant-TW", "zh"),
        ("gsw", "gsw"),
        ("tlh", "tlh"),
        ("und", None),
        ("mul", None),
        ("Old Invented", None),
        ("en1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_one_code(printed: str | None, code: str | None) -> None:
    values = pl.Series([printed], dtype=pl.String)
    assert pl.select(language(values)).to_series().to_list() == [code]
    assert pl.select(language(pl.Series([code], dtype=pl.String))).to_series().to_list() == [code]
