"""What titles say of each other by themselves: how alike they are, and what one has to do to become the other."""

from __future__ import annotations

from typing import Any

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from transforms.near_titles.words import words

NEAR_TITLES = 0.8
RENAMED_TITLES = 0.65

_LEAST_ALIKE = 0.5  # of all letters, those of stop words too
_TYPO_LETTERS = 5


def alike(pairs: pl.DataFrame, titles: pl.DataFrame) -> pl.DataFrame:
    """The pairs for which it is worth reading what else is known: too little of the others is the same.

    Columns in: `left_id | right_id | shares_abstract`; and `id | title_key`. Out: `left_id | right_id`. Titles of one
    key are left to the tier that asks for it; any others may be of one paper, renamed, where an abstract is shared.
    """
    keyed = pairs
    for side in ("left", "right"):
        keys = titles.select(pl.col("id").alias(f"{side}_id"), pl.col("title_key").alias(f"{side}_key"))
        keyed = keyed.join(keys, on=f"{side}_id", how="left", maintain_order="left")
    left, right = pl.col("left_key"), pl.col("right_key")
    parts = [
        either
        for one, other in ((left, right), (right, left))
        for either in (one.str.starts_with(other), one.str.ends_with(other))
    ]
    unequal = keyed.filter(left != right)
    is_alike = similarity(unequal["left_key"], unequal["right_key"]) >= _LEAST_ALIKE
    return unequal.filter(pl.any_horizontal("shares_abstract", *parts) | is_alike).select("left_id", "right_id")


def title_facts(titles: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `id | title`. Out: `id`, the title's content as `content` (words), `spaced`, `joined`, its parts as
    `main`, `subtitle` and `subtitle_words`, in the order of the titles.
    """
    content = words(titles["title"]).filter("is_content")
    by_row = content.group_by("row").agg(content="word", main=pl.col("word").filter("in_main"))
    behind = pl.col("content").list.tail(pl.col("content").list.len() - pl.col("main").list.len())
    return (
        titles.select("id").with_row_index("row")
        .join(by_row, on="row", how="left", maintain_order="left")
        .with_columns(pl.col("content", "main").fill_null([]))
        .select(
            "id",
            "content",
            pl.col("content").list.join(" ").alias("spaced"),
            pl.col("content").list.join("").alias("joined"),
            pl.col("main").list.join("").alias("main"),
            behind.list.join("").alias("subtitle"),
            behind.list.len().alias("subtitle_words"),
        )
    )  # fmt: skip


def with_relations(pairs: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The pairs with every column of `facts` as `left_` and `right_`, `title_similarity` and `relation`; and the words
    that only one side has, `left_only` and `right_only`.
    """
    sides = pairs
    for side in ("left", "right"):
        sides = sides.join(facts.select(pl.all().name.prefix(f"{side}_")), on=f"{side}_id", how="left",
                           maintain_order="left")  # fmt: skip
    sides = sides.with_columns(_only_words("left", "right"), _only_words("right", "left"))
    return sides.with_columns(
        similarity(sides["left_spaced"], sides["right_spaced"]).alias("title_similarity"),
        _is_typo(sides).alias("is_typo"),
    ).with_columns(_relation().alias("relation"))


def _only_words(one: str, other: str) -> pl.Expr:
    """Content words that this side has and the other lacks."""
    return pl.col(f"{one}_content").list.set_difference(f"{other}_content").alias(f"{one}_only")


def _is_typo(sides: pl.DataFrame) -> pl.Series:
    """Whether one word of either side is the other's but for a letter, or for two that changed places."""
    left, right = pl.col("left_only"), pl.col("right_only")
    one_each = (left.list.len() == 1) & (right.list.len() == 1)
    words = sides.select(pl.when(one_each).then(only.list.first()).fill_null("").alias(only.meta.output_name())
                         for only in (left, right))  # fmt: skip
    distance = pl.Series(_compared(words["left_only"], words["right_only"], scorer=OSA.distance))
    both = pl.col("left_only", "right_only")
    is_word = pl.min_horizontal(both.str.len_chars()) >= _TYPO_LETTERS
    has_digit = pl.any_horizontal(both.str.contains(r"\p{N}"))
    same_start = pl.col("left_only").str.head(1) == pl.col("right_only").str.head(1)
    return words.select(is_word & same_start & ~has_digit).to_series() & (distance <= 1)


def similarity(left: pl.Series, right: pl.Series) -> pl.Series:
    """Share of characters that stay, insertions and deletions counted, 0 to 1; null where either side is."""
    is_silent = left.is_null() | right.is_null()
    if is_silent.all():
        return pl.Series([None], dtype=pl.Float64).new_from_index(0, len(left))
    compared = _compared(left.fill_null(""), right.fill_null(""), scorer=Indel.normalized_similarity)
    return pl.Series(compared).cast(pl.Float64).set(is_silent, None)


def _compared(left: pl.Series, right: pl.Series, *, scorer: Any) -> Any:
    return process.cpdist(left.to_list(), right.to_list(), scorer=scorer, workers=-1)


def _relation() -> pl.Expr:
    """What one title has to do to become the other; the first that holds."""
    most_changed = pl.max_horizontal(pl.col("left_only", "right_only").list.len())
    return pl.coalesce(
        pl.when(pl.col("left_joined") == pl.col("right_joined")).then(pl.lit("same_words")),
        pl.when(_is_part("left", "right", "main") | _is_part("right", "left", "main")).then(pl.lit("lost_subtitle")),
        pl.when(_is_part("left", "right", "subtitle") | _is_part("right", "left", "subtitle")).then(
            pl.lit("lost_main_title")
        ),
        pl.when(pl.col("is_typo")).then(pl.lit("misprint")),
        pl.when(most_changed <= 1).then(pl.lit("changed_word")),
        pl.when(pl.col("title_similarity") >= NEAR_TITLES).then(pl.lit("near_title")),
        pl.lit("renamed"),
    )


def _is_part(part: str, whole: str, of: str) -> pl.Expr:
    """One title is the other's `main` title, or its `subtitle`."""
    joined = pl.col(f"{part}_joined")
    return (joined == pl.col(f"{whole}_{of}")) & (pl.col(f"{whole}_subtitle_words") > 0) & (joined != "")
