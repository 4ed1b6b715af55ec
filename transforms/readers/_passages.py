"""Passages of an entry's text, found by pattern: quickly where they are long, or where several patterns are tried.

`str.extract` walks what it captures step by step; a match without groups is found by an automaton, in a fifth of the
time, and two short marks are found in a fifth of that. Nothing here knows a source.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl


class Passage(NamedTuple):
    """Long text between two marks. All three are patterns without groups; `opening` matches in one way only."""

    opening: str
    text: str
    closing: str


class Paragraph(NamedTuple):
    """Long text without a blank line, from `mark` at the beginning of a line to the pattern `closing`.

    `begins`: the pattern of its first character, `""` for any.
    """

    mark: str
    begins: str
    closing: str

    @property
    def passage(self) -> Passage:
        return Passage(rf"(?m)^{re.escape(self.mark)}", rf"{self.begins}(?:.|\n.)+?", self.closing)


def first_of(text: pl.Expr, *patterns: str | Passage | Paragraph) -> pl.Expr:
    """What the group of the first pattern that matches says; each is tried only where those before it failed."""

    def run(texts: pl.Series) -> pl.Series:
        found = _extracted(texts, patterns[0])
        for pattern in patterns[1:]:
            missing = found.is_null().arg_true()
            if len(missing):
                found = found.scatter(missing, _extracted(texts.gather(missing), pattern))
        return found

    return text.map_batches(run, return_dtype=pl.String, is_elementwise=True)


def _extracted(texts: pl.Series, pattern: str | Passage | Paragraph) -> pl.Series:
    if isinstance(pattern, str):
        return texts.str.extract(pattern)
    if isinstance(pattern, Paragraph):
        return _between_marks(texts, pattern)
    if not texts.str.contains(pattern.opening.removeprefix("(?m)^")).any():  # anchored, it is looked for byte by byte
        return pl.repeat(None, len(texts), dtype=pl.String, eager=True)
    whole = texts.str.extract_all("".join(pattern)).list.first()
    return whole.str.replace(rf"\A(?:{pattern.opening})", "").str.replace(rf"(?:{pattern.closing})\z", "")


def _between_marks(texts: pl.Series, paragraph: Paragraph) -> pl.Series:
    """The first mark and what closes it, looked for one after the other. Any doubt is settled by the whole pattern."""
    begun = pl.col("text").str.find(f"{paragraph.passage.opening}{paragraph.begins}").cast(pl.Int64)
    behind = pl.col("text").cast(pl.Binary).bin.slice(begun + len(paragraph.mark.encode())).cast(pl.String)
    closed = pl.col("behind").str.find(f"(?m){paragraph.closing}")
    found = (
        texts.alias("text")
        .to_frame()
        .select(behind=behind)
        .select("behind", closed=closed)
        .select(pl.when(pl.col("closed").is_not_null()).then(pl.col("behind").cast(pl.Binary).bin.slice(0, "closed")))
        .to_series()
        .cast(pl.String)
    )
    # A blank line may end the paragraph before its mark; the mark may also stand where its first character should.
    is_doubtful = found.str.contains("\n\n", literal=True) | found.str.ends_with("\n") | (found.str.len_chars() < 2)
    doubtful = is_doubtful.arg_true()
    return found.scatter(doubtful, _extracted(texts.gather(doubtful), paragraph.passage)) if len(doubtful) else found
