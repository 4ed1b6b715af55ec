"""Lines of captured pages that belong to no entry's text: anchors of an export, and pictures that are links.

They stand before a card as well as behind it, so that no mark should be looked for at a distance across them.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from transforms.readers._roles import ROLE

Mark = Callable[[pl.DataFrame], pl.DataFrame]

_DECORATION = r'^\s*(?:<a id="[^"]*"></a>|\[\[[^\[\]]*\]\]\(https://huggingface\.co/papers/\S+\))\s*$'


def undecorated(mark: Mark) -> Mark:
    """`mark` as if decoration were not there; each such line then goes with the printed line before it."""

    def marked(lines: pl.DataFrame) -> pl.DataFrame:
        is_decoration = pl.col("text").str.contains(_DECORATION)
        decoration = lines.filter(is_decoration)
        body = mark(lines if decoration.is_empty() else lines.filter(~is_decoration))
        if decoration.is_empty():
            return body
        every = pl.concat([body, decoration], how="diagonal").sort("line")
        before = pl.col("role").cast(pl.String).forward_fill().fill_null("furniture")
        # Behind furniture a detail would belong to nothing.
        follows = pl.when(before.is_in(["furniture", "stray"])).then(before).otherwise(pl.lit("detail"))
        return every.with_columns(
            role=pl.when(is_decoration).then(follows).otherwise(pl.col("role").cast(pl.String)).cast(ROLE),
            is_furniture=pl.col("is_furniture").fill_null(value=False),
        )

    return marked
