"""Titles -> signatures that near-equal titles share -> pairs worth comparing. Whether they match is said in `scoring`.

A signature is the sum of the digests of some content words of a title, so the order of the words does not matter and
leaving a word out is a subtraction. With the anchors, four words at either end, and the title less each word that both
anchors hold, any two titles of five words or more that differ in one word share a signature; so do a title and itself
with a name behind it, or with another word in front. The last bit of a signature says of what it is: 0 of a title, 1 of
an abstract (`abstracts`).
"""

from __future__ import annotations

import polars as pl

from transforms.near_titles.bare import bare
from transforms.near_titles.words import words

ANCHOR_WORDS = 4
LEAST_SUBTITLE_WORDS = 2
LEAST_WORDS_LESS_ONE = 3
# Of a signature that more titles share, nothing is compared: they are a fashion, not one paper.
MOST_TITLES = 20
_SLICE_TITLES = 250_000


def signatures(titles: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `id | title`. Out: `id | signature` (UInt64, even), distinct, at most nine a title.

    A title without content words has none. Signatures depend on the titles alone and may be stored.
    """
    slices = [_signatures(part) for part in titles.iter_slices(_SLICE_TITLES)]
    return pl.concat(slices) if slices else titles.select("id", signature=pl.lit(0, dtype=pl.UInt64)).clear()


def _signatures(titles: pl.DataFrame) -> pl.DataFrame:
    content = words(bare(titles["title"])).filter("is_content")
    counted = content.group_by("row", maintain_order=True).agg(length=pl.len(), main=pl.col("in_main").sum())
    counted = counted.with_columns(end=pl.col("length").cum_sum()).with_columns(start=pl.col("end") - pl.col("length"))
    sums = pl.concat([pl.Series([0], dtype=pl.UInt64), content["digest"].cum_sum()])  # wraps, and so do differences
    pieces = [
        piece.select("row", signature=sums.gather(piece["to"]) - sums.gather(piece["since"]))
        for piece in _pieces(counted)
    ]
    pieces.append(_with_one_left_out(content, counted, sums))
    rows = pl.concat(pieces).unique()
    return rows.select(titles["id"].gather(rows["row"]), pl.col("signature") - pl.col("signature") % 2)


def _pieces(counted: pl.DataFrame) -> list[pl.DataFrame]:
    """`row | since | to`: runs of content words whose sum is a signature."""
    length, main, start, end = (pl.col(name) for name in ("length", "main", "start", "end"))
    runs = [
        (start, end, pl.lit(value=True)),
        (start, start + main, (main > 0) & (main < length)),
        (start + main, end, (main > 0) & (length >= main + LEAST_SUBTITLE_WORDS)),
        (start, start + ANCHOR_WORDS, length > ANCHOR_WORDS),
        (end - ANCHOR_WORDS, end, length > ANCHOR_WORDS),
        (start, end - 2, length.is_in([ANCHOR_WORDS, ANCHOR_WORDS + 1])),  # a name behind a short title
    ]
    return [counted.filter(holds).select("row", since=since, to=to) for since, to, holds in runs]


def _with_one_left_out(content: pl.DataFrame, counted: pl.DataFrame, sums: pl.Series) -> pl.DataFrame:
    """`row | signature`: the whole title less one word, for each word that no anchor lacks."""
    place = pl.int_range(pl.len()).cast(pl.UInt32) - pl.col("start")
    in_both = (place < ANCHOR_WORDS) & (place + ANCHOR_WORDS >= pl.col("length"))
    totals = sums.gather(counted["end"]) - sums.gather(counted["start"])
    short = counted.select("row", "length", "start", total=totals).filter(
        pl.col("length").is_between(LEAST_WORDS_LESS_ONE, 2 * ANCHOR_WORDS - 1)
    )
    return (
        content.join(short, on="row", how="left", maintain_order="left")
        .filter(in_both)
        .select("row", signature=pl.col("total") - pl.col("digest"))
    )


def candidates(signatures: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `id | signature`, distinct. Out: `left_id | right_id | shares_abstract`, left before right, distinct
    pairs; `shares_abstract` says that a signature of theirs is an abstract's.

    Signatures of more than MOST_TITLES titles are left out, so the pairs are at most ten times the signatures.
    """
    shared = signatures.filter(pl.col("signature").is_duplicated())
    numbered = shared.select(pl.col("id").unique().sort()).with_row_index("number")
    blocks = (
        shared.join(numbered, on="id")
        .select("signature", "number")
        .with_columns(size=pl.len().over("signature"))
        .filter(pl.col("size").is_between(2, MOST_TITLES))
        .sort("signature", "number")
    )
    pairs = []
    for distance in range(1, blocks.select(pl.col("size").max()).item() or 1):
        blocks = blocks.filter(pl.col("size") > distance)
        pairs.append(
            blocks.select(
                "number",
                "signature",
                other=pl.col("number").shift(-distance),
                is_block=pl.col("signature") == pl.col("signature").shift(-distance),
            )
            .filter("is_block")
            .select("number", "other", shares_abstract=pl.col("signature") % 2 == 1)
        )
    found = pl.concat(pairs) if pairs else blocks.select("number", other="number", shares_abstract=False)
    distinct = found.group_by("number", "other").agg(pl.col("shares_abstract").any()).sort("number", "other")
    ids = numbered["id"]
    return distinct.select(
        left_id=ids.gather(distinct["number"]),
        right_id=ids.gather(distinct["other"]),
        shares_abstract="shares_abstract",
    )
