"""What titles say of each other by themselves: how alike they are, and what one has to do to become the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from transforms.clean import text
from transforms.near_titles.bare import is_cut
from transforms.near_titles.words import as_read, words

# Shorter title keys are shared by chance.
TELLING_CHARACTERS = 20
NEAR_TITLES = 0.8
RENAMED_TITLES = 0.65

_LEAST_ALIKE = 0.5  # of all letters, those of stop words too
_TYPO_LETTERS = 5
_MOST_TYPOS = 3
_CUT_CHARACTERS = 40  # where no dots say that a title was cut
_LEAST_EXTENDED_WORDS, _MOST_EXTRA_WORDS = 4, 4
# `with Kites` says how the same was done; `and Kites`, `for Kites` and `to Kites` may be another paper.
_BEFORE_MEANS = ("by", "from", "through", "using", "via", "with")
_ARTICLES = ("a", "an", "the")
# Of one letter, and another meaning.
_OPPOSITES = r"^(micro|macro|inter|intra|hyper|hypo|adsor|absor)"
# What a title is called by, not what it is about.
_FRAMES = (
    "analysis", "analysing", "approach", "case", "empirical", "examination", "examining", "exploration", "exploring",
    "framework", "investigating", "investigation", "look", "method", "new", "novel", "paper", "perspective",
    "study", "studying", "technique", "understanding", "view",
)  # fmt: skip


def alike(pairs: pl.DataFrame, titles: pl.DataFrame) -> pl.DataFrame:
    """The pairs for which it is worth reading what else is known: too little of the others is the same.

    Columns in: `left_id | right_id | shares_abstract`; and `id | title_key`. Out: `left_id | right_id`. Titles of one
    key are left to the tier that asks for it, unless it is short; any others may be of one paper, renamed, where an
    abstract is shared.
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
    unequal = keyed.filter((left != right) | (left.str.len_chars() < TELLING_CHARACTERS))
    is_alike = similarity(unequal["left_key"], unequal["right_key"]) >= _LEAST_ALIKE
    return unequal.filter(pl.any_horizontal("shares_abstract", *parts) | is_alike).select("left_id", "right_id")


def title_facts(titles: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `id | title | bare`. Out: `id`, the title's content as `content` (words), `spaced`, `joined`, its
    parts as `main`, `subtitle` and `subtitle_words`, the words that `means` begin with, its `letters`, whether it
    `is_cut`; in the order of the titles.
    """
    known = words(titles["bare"]).filter(~pl.col("word").is_in(_ARTICLES))
    behind_means = (pl.col("row") == pl.col("row").shift(1)) & pl.col("word").shift(1).is_in(_BEFORE_MEANS)
    content = known.with_columns(is_means=behind_means).filter("is_content")
    by_row = content.group_by("row").agg(
        content="word", main=pl.col("word").filter("in_main"), means=pl.col("word").filter("is_means")
    )
    behind = pl.col("content").list.tail(pl.col("content").list.len() - pl.col("main").list.len())
    return (
        titles.select("id", is_cut=is_cut(titles["title"]), letters="bare").with_row_index("row")
        .join(by_row, on="row", how="left", maintain_order="left")
        .with_columns(pl.col("content", "main", "means").fill_null([]))
        .select(
            "id",
            "content",
            "means",
            pl.col("content").list.join(" ").alias("spaced"),
            pl.col("content").list.join("").alias("joined"),
            pl.col("main").list.join("").alias("main"),
            behind.list.join("").alias("subtitle"),
            behind.list.len().alias("subtitle_words"),
            text.title_key(pl.col("letters")),
            "is_cut",
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
    """Whether the words of either side are the other's but for a letter each, for two that changed places, or for
    letters that scanners misread.
    """
    left, right = pl.col("left_only"), pl.col("right_only")
    as_many = (left.list.len() == right.list.len()) & left.list.len().is_between(1, _MOST_TYPOS)
    asked = sides.select("left_only", "right_only").with_row_index("row").filter(as_many)
    words = asked.with_columns(pl.col("left_only", "right_only").list.sort()).explode("left_only", "right_only")
    read = words.select(as_read(left), as_read(right))
    printed_distance, read_distance = (
        pl.Series(_compared(form["left_only"], form["right_only"], scorer=OSA.distance)) for form in (words, read)
    )
    both = pl.col("left_only", "right_only")
    is_word = pl.min_horizontal(both.str.len_chars()) >= _TYPO_LETTERS
    opposed = left.str.extract(_OPPOSITES) != right.str.extract(_OPPOSITES)
    is_other = pl.any_horizontal(both.str.contains(r"\p{N}")) | opposed.fill_null(value=False)
    same_start = left.str.head(1) == right.str.head(1)
    is_close = words.select(is_word & same_start & ~is_other).to_series() & (
        (printed_distance <= 1) | (read_distance <= 1)
    )
    is_typo = is_close | (read_distance == 0)
    typos = words.select("row", is_typo=is_typo).group_by("row").agg(pl.col("is_typo").all()).filter("is_typo")["row"]
    return sides.select(pl.int_range(pl.len(), dtype=pl.UInt32).is_in(typos.implode())).to_series()


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
    holds = {
        "same_words": pl.col("left_joined") == pl.col("right_joined"),
        "cut_title": _either_way(_is_beginning),
        "lost_subtitle": _either_way(lambda part, whole: _is_part(part, whole, "main")),
        "lost_main_title": _either_way(lambda part, whole: _is_part(part, whole, "subtitle")),
        "misprint": pl.col("is_typo"),
        "renamed_system": _is_renamed_system(),
        "extra_words": _either_way(_is_extended),
        "other_frame": _is_other_frame(),
        "changed_word": most_changed <= 1,
        "near_title": pl.col("title_similarity") >= NEAR_TITLES,
    }
    return pl.coalesce(*(pl.when(holds[name]).then(pl.lit(name)) for name in holds), pl.lit("renamed"))


def _either_way(holds: Callable[[str, str], pl.Expr]) -> pl.Expr:
    return holds("left", "right") | holds("right", "left")


def _is_part(part: str, whole: str, of: str) -> pl.Expr:
    """One title is the other's `main` title, or its `subtitle`."""
    joined = pl.col(f"{part}_joined")
    return (joined == pl.col(f"{whole}_{of}")) & (pl.col(f"{whole}_subtitle_words") > 0) & (joined != "")


def _is_beginning(part: str, whole: str) -> pl.Expr:
    """One title ends in dots, or in the midst of a word, where the other goes on."""
    letters, only = pl.col(f"{part}_letters"), pl.col(f"{part}_only")
    in_word = (only.list.len() == 1) & (only.list.last() == pl.col(f"{part}_content").list.last())
    is_cut = (pl.col(f"{part}_is_cut") & (letters.str.len_chars() >= TELLING_CHARACTERS)) | (
        in_word & (letters.str.len_chars() >= _CUT_CHARACTERS)
    )
    return is_cut & pl.col(f"{whole}_letters").str.starts_with(letters) & ~pl.col(f"{whole}_is_cut")


def _is_renamed_system() -> pl.Expr:
    """`PAVO: Planning by Ear` and `VeriPlan: Planning by Ear`."""
    names = [pl.col(f"{side}_content").list.len() - pl.col(f"{side}_subtitle_words") == 1 for side in ("left", "right")]
    is_subtitle = (pl.col("left_subtitle") == pl.col("right_subtitle")) & (pl.col("left_subtitle_words") > 1)
    return pl.all_horizontal(is_subtitle, *names)


def _is_extended(part: str, whole: str) -> pl.Expr:
    """Where one title, of some words, ends, the other goes on to say by what means."""
    length = pl.col(f"{part}_content").list.len()
    first = pl.col(f"{whole}_content").list.get(length, null_on_oob=True)
    return (
        pl.col(f"{whole}_spaced").str.starts_with(pl.col(f"{part}_spaced") + " ")
        & (length >= _LEAST_EXTENDED_WORDS)
        & (pl.col(f"{whole}_content").list.len() - length <= _MOST_EXTRA_WORDS)
        & pl.col(f"{whole}_means").list.contains(first)
    )


def _is_other_frame() -> pl.Expr:
    """`A Study of Kites` and `An Empirical Analysis of Kites`."""
    changed = pl.concat_list("left_only", "right_only")
    return (changed.list.len() > 0) & (changed.list.set_difference(pl.lit(list(_FRAMES))).list.len() == 0)
