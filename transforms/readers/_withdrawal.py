"""How authors say in comments and abstracts that a paper is taken back. One pattern, for Polars and `re` alike."""

from __future__ import annotations

WITHDRAWN = (
    r"(?i)\b(?:paper|article|manuscript|submission|preprint|work|note|letter|version|it)\s+(?:has|is|was)\s+(?:been\s+)?"
    r"(?:temporarily\s+)?withdrawn\b|^\W*withdrawn\b"
)

# What publishers put before the title of a paper they took back.
TAKEN_BACK = r"\W*(?:RETRACTED|WITHDRAWN|Retracted:|Withdrawn:|Retracted Article)\b"
