"""Numbers in words -> figures: `Ten Thousand Hours` -> `10000 Hours`, `Twenty-One` -> `21`. No title is judged here."""

from __future__ import annotations

import re

import polars as pl

from transforms.clean._selective import per_value, where

_SMALL = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_VALUES = {
    **{word: number for number, word in enumerate(_SMALL, start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    **{word: number for number, word in enumerate(_ORDINALS, start=1)},
    "a": 1,
}
_VALUES_OF_TENS = {_VALUES[word] for word in _TENS}

# Numbers and places of one word.
SPELLED = {word: str(number) for word, number in _VALUES.items() if word != "a"}

_SIGNS = [*_SCALES, *(f"{word[-3:]}-" for word in _TENS)]  # one look that spares most titles the other
_WORD = rf"(?:{'|'.join([*reversed(_ORDINALS), *reversed(_SMALL), *_TENS, *_SCALES])})"
# `1.5 Million`, but not `Top 20 One-Shot Learners`.
_PRINTED = rf"\d+(?:,\d{{3}})*(?:\.\d+)?(?=[ -](?:{'|'.join(_SCALES)})\b)"
_RUN = re.compile(
    rf"\b(?:{_WORD}|{_PRINTED}|a(?= (?:{'|'.join(_SCALES)})\b))(?:(?:[ -]| and ){_WORD})+\b", re.IGNORECASE
)


def in_figures(titles: pl.Series) -> pl.Series:
    """The titles with every number of several words in figures; one that is no number in English stays as it is."""
    return where(_has_signs, per_value(lambda title: _RUN.sub(_figures, title)))(titles)


def _has_signs(titles: pl.Series) -> pl.Series:
    return titles.str.contains_any(_SIGNS, ascii_case_insensitive=True)


def _figures(run: re.Match[str]) -> str:
    whole, part, least = 0.0, 0.0, 0.0
    for word in re.split(r"[ -]", run[0].lower().replace(" and ", " ")):
        if word in _SCALES:
            part *= _SCALES[word]
            if _SCALES[word] > _SCALES["hundred"]:
                whole, part = whole + part, 0.0
            least = 0.0
            continue
        value = float(_VALUES.get(word) or word.replace(",", ""))
        if least and not (least in _VALUES_OF_TENS and value < min(_VALUES_OF_TENS) / 2):
            return run[0]  # `one two three`
        part, least = part + value, value
    return f"{whole + part:.0f}"
