"""How authors and publishers say that a paper is taken back. The patterns serve Polars and `re` alike."""

from __future__ import annotations

import polars as pl

WITHDRAWN = (
    r"(?i)\b(?:paper|article|manuscript|submission|preprint|work|note|letter|version|it)\s+(?:has|is|was)\s+(?:been\s+)?"
    r"(?:temporarily\s+)?withdrawn\b|^\W*withdrawn\b"
)

# What publishers put before the title of a paper they took back.
TAKEN_BACK = r"\W*(?:RETRACTED|WITHDRAWN|Retracted:|Withdrawn:|Retracted Article)\b"

# Crossref's updates that take a paper back whole; a `partial_retraction` or a `correction` does not.
# https://www.crossref.org/documentation/crossmark/
TAKES_BACK = frozenset({"retraction", "withdrawal", "removal"})


def says_withdrawn(text: pl.Series) -> pl.Series:
    """Which texts match WITHDRAWN; Boolean, never null. Only those that hold the letters are looked at twice."""
    has_letters = text.str.contains("ithdrawn", literal=True) | text.str.contains("ITHDRAWN", literal=True)
    candidates = has_letters.fill_null(value=False).arg_true()
    says = pl.repeat(value=False, n=len(text), eager=True)
    return says.scatter(candidates, text.gather(candidates).str.contains(WITHDRAWN)) if len(candidates) else says
