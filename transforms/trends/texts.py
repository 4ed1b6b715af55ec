"""Titles and abstracts read once, a chunk at a time: from then on a text is whole numbers, held by a `Scratch`.

What the numbers are counted for, `terms` and `transforms.search` say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from transforms.ahead import one_ahead
from transforms.trends.own_vocabulary import NOTHING_OWN, OwnVocabulary
from transforms.trends.tallies import RunningTally, tally
from transforms.trends.tokens import CutTexts, Tokenizer, cut, laid_out, segments


class Scratch(Protocol):
    """Where chunks wait between two steps: a list, or something that keeps them on disk."""

    def append(self, chunk: pl.DataFrame) -> None:
        """Put a chunk behind the others."""

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """The chunks in their order, as often as asked."""


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Texts as numbers: `tokens` as the tokenizer gives them, chunk by chunk, the papers of each chunk (`sizes`), and
    `surfaces`: `surface`, `form`, `uses` (how often it is written).

    `own`: the same of an analyst's forms: `segment` (the place of the form), `surface`, `form`, but no boundary.
    """

    tokens: Scratch
    sizes: list[int]
    surfaces: pl.DataFrame
    own: pl.DataFrame

    def all_surfaces(self) -> pl.DataFrame:
        """`surfaces`, and those that stand in the analyst's forms alone, with no uses."""
        unused = self.own.select("surface", "form").unique("surface").join(self.surfaces, on="surface", how="anti")
        return pl.concat([self.surfaces, unused.with_columns(uses=pl.lit(0, dtype=pl.Int64))])


def read(papers: Iterable[pl.DataFrame], tokens: Scratch, *, own: OwnVocabulary = NOTHING_OWN) -> Texts:
    """Columns in: those of `count`."""
    tokenizer, written = Tokenizer(), RunningTally()
    sizes: list[int] = []
    # Texts are cut, their words looked up and laid out side by side.
    for chunk in map(laid_out, one_ahead(map(tokenizer.numbered, one_ahead(_cut(papers, sizes))))):
        tokens.append(chunk)
        written.add(tally(chunk["surface"]))
    uses_of_surfaces = written.total().select(surface=pl.col("value").cast(pl.UInt32), uses="count")
    forms = pl.DataFrame({"text": [form for form, _ in own.forms]}, schema={"text": pl.String})
    of_own = tokenizer.tokens(cut(forms.with_row_index("segment")))
    surfaces = tokenizer.surfaces()
    return Texts(
        tokens=tokens,
        sizes=sizes,
        surfaces=surfaces.join(uses_of_surfaces, on="surface"),
        own=of_own.join(surfaces, on="surface", maintain_order="left"),
    )


def _cut(papers: Iterable[pl.DataFrame], sizes: list[int]) -> Iterator[CutTexts]:
    """The texts of `papers` chunk by chunk; to `sizes` go the papers of each."""
    for chunk in papers:
        sizes.append(chunk.height)
        yield cut(segments(chunk))
