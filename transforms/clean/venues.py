"""Venues as printed -> the key of a known venue. Aliases stand in `venue_aliases`; unknown stays null.

A workshop, a submission and a withdrawn paper of a conference are not that conference: they stay unknown.
"""

from __future__ import annotations

import polars as pl

from transforms.clean import text
from transforms.clean._selective import elementwise, per_distinct
from transforms.clean.venue_aliases import ALIASES

_ORDINAL_WORD = (
    r"(?:(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)[\s\-]*)?"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth|fiftieth|sixtieth)"
)
_TRACK = (
    r"\b(?:posters?|orals?|spotlights?|notable top \d+%|top[\s\-]\d+%|talks?|main|long papers?|short papers?"
    r"|long|short|demo track|datasets?\s+(?:and|&)\s+benchmarks?(?:\s+track)?|track|research papers?)\b"
)
_NOISE = (
    r"\barxiv:\S+|\babs/\S+",
    r"(?:19|20)\d\d\b|['’]\s?\d\d\b|\b\d+(?:st|nd|rd|th)\b",
    rf"\b{_ORDINAL_WORD}\b",
    r"[,:]?\s*\b(?:volume|vol\.?|pages?|pp\.|pmlr|lecture notes in computer science|lncs|no\.)(?:\s.*)?$",
    r"^.*\bproceedings\s+of\b|\bin:?\s+proceedings\b|\bproceedings\b|\bproc\.",
    r"\b(?:annual|the|ieee\s*/\s*cvf|ieee\s*/\s*rsj|ieee|cvf)\b",
    _TRACK,
    r"/conference\b|\bconference$",
)
_SPONSOR = r"\bacm\s+(sig|conf|chi|int|symp|web)"
_NOT_THE_VENUE = r"workshops?\b|withdrawn|\bsubmi|\breject|\bunder review|\bcompanion|\btutorial"
_WORKSHOPS_BY_NAME = ["asru", "wacv"]
_SPACE = r"[^\p{L}\p{N}]+"


def venue_key(raw: pl.Expr) -> pl.Expr:
    """A printed venue -> key of `ALIASES` (`neurips`); null where the venue is not known."""
    return elementwise(raw, per_distinct(_keys))


def _keys(printed: pl.DataFrame) -> pl.Series:
    whole = pl.col("whole")
    # `Conference on X (ACRONYM 2024)`: as it stands, the name, what stands in brackets, what stands before the rest.
    candidates = (
        _spaced(whole),
        _bare(whole),
        _bare(whole.str.replace_all(r"\([^)]*\)", " ")),
        _bare(whole.str.extract(r"\(([^)]*)\)")),
        _bare(whole.str.extract(r"^([^(:,\-]+)[(:,\-]")),
    )
    known = pl.coalesce(_known(candidate) for candidate in candidates)
    is_other = whole.str.contains(_NOT_THE_VENUE) & ~pl.col("known").is_in(_WORKSHOPS_BY_NAME)
    return (
        printed.select(whole=text.folded(text.clean(pl.col("value"))).str.replace_all("&", " and ", literal=True))
        .with_columns(known=known)
        .select(pl.when(~is_other).then("known"))
        .to_series()
    )


def _spaced(name: pl.Expr) -> pl.Expr:
    return name.str.replace_all(_SPACE, " ").str.strip_chars(" ")


def _bare(name: pl.Expr) -> pl.Expr:
    for noise in _NOISE:
        name = name.str.replace_all(noise, " ")
    name = _spaced(name.str.replace_all(_SPONSOR, "${1}"))
    return name.str.replace(r"(?: (?:\d+|[ivxl]+))+$", "").str.replace("^(?:of|on|in) ", "")


def _known(name: pl.Expr) -> pl.Expr:
    keys = {alias: key for key, aliases in ALIASES.items() for alias in (key, key.replace("-", " "), *aliases)}
    return name.replace_strict(list(keys), list(keys.values()), default=None, return_dtype=pl.String)
