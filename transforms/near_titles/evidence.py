"""What abstracts, authors and years say of a pair of listings. What titles say is in `titles`."""

from __future__ import annotations

import polars as pl

from transforms.clean import names, text
from transforms.near_titles.titles import similarity
from transforms.near_titles.words import matching_form

ABSTRACTS_AGREE = 0.8
ABSTRACTS_DIFFER = 0.6  # unrelated English abstracts reach 0.55
ABSTRACTS_EQUAL = 0.95
# What of an abstract is read: no more need be handed over.
ABSTRACT_CHARACTERS = 800

_ABSTRACT_LETTERS = 400
_LEAST_ABSTRACT_LETTERS = 80
_LEAST_SUBJECT_LETTERS = 3
_FIGURE = r"\d+(?:[.,]\d+)*"


def other_facts() -> list[pl.Expr]:
    """What is compared besides the title."""
    authors = pl.col("authors").list.eval(pl.element().struct.field("name"))
    return [
        text.title_key(pl.col("abstract").str.head(ABSTRACT_CHARACTERS)).str.head(_ABSTRACT_LETTERS).alias("abstract"),
        pl.col("abstract").str.head(_ABSTRACT_LETTERS).str.extract_all(_FIGURE).list.unique().alias("figures"),
        authors.list.eval(_family_and_initial(pl.element())).list.drop_nulls().list.unique().alias("authors"),
        authors.list.eval(_in_any_order(pl.element())).list.unique().alias("whole_authors"),
        authors.list.join(" ").str.extract_all(r"[\p{L}\p{M}'’]+")
        .list.eval(matching_form(pl.element())).alias("name_words"),
        authors.list.join(" ").pipe(text.folded).str.extract_all(r"\b\p{L}").alias("initials"),
        pl.col("year"),
        text.title_key(pl.when(pl.col("volume").is_not_null().any()).then("title")).alias("title_key"),
        text.title_key(pl.col("volume")).alias("volume"),
    ]  # fmt: skip


def _family_and_initial(name: pl.Expr) -> pl.Expr:
    return names.author_key(name).str.replace(r"^(.+ \p{L})\p{L}*$", "$1")


def _in_any_order(name: pl.Expr) -> pl.Expr:
    """`Shu Qian` and `Qian Shu`."""
    return text.folded(name).str.extract_all(r"\p{L}+").list.sort().list.join(" ")


def with_abstracts(sides: pl.DataFrame) -> pl.DataFrame:
    """Adds `abstract_similarity` (null without two abstracts), `abstract_letters` compared, `is_other_subject`, and
    `is_told`: of two titles one has an abstract, and every word that only the other has stands in it.

    Compared is as much of both as the shorter has.
    """
    either = pl.min_horizontal(pl.col("left_abstract").str.len_chars(), pl.col("right_abstract").str.len_chars())
    abstracts = sides.select(
        pl.when(either >= _LEAST_ABSTRACT_LETTERS).then(pl.col(f"{side}_abstract").str.head(either)).alias(side)
        for side in ("left", "right")
    )
    words = sides.select("left_only", "right_only").with_columns(abstracts).with_row_index("row")
    own = [_of_its_own(words, "left", "right"), _of_its_own(words, "right", "left")]
    lone = sides.select("left_only", "right_only", left="left_abstract", right="right_abstract").with_row_index("row")
    told = pl.concat([_told_by_other(lone, "left", "right"), _told_by_other(lone, "right", "left")])
    return sides.with_columns(
        similarity(abstracts["left"], abstracts["right"]).alias("abstract_similarity"),
        either.alias("abstract_letters"),
        (words["row"].is_in(own[0].implode()) & words["row"].is_in(own[1].implode())).alias("is_other_subject"),
        words["row"].is_in(told.implode()).alias("is_told"),
    )


def _of_its_own(words: pl.DataFrame, one: str, other: str) -> pl.Series:
    """Rows where a word that only this title has stands in this abstract and not in the other."""
    word = pl.col(f"{one}_only")
    stem = word.str.strip_suffix("y")  # `ferry` stands in `ferries`
    return (
        words.drop_nulls(["left", "right"])
        .select("row", word, pl.col(one), pl.col(other))
        .filter(word.list.len() > 0)
        .explode(f"{one}_only")
        .filter(
            word.str.len_chars() >= _LEAST_SUBJECT_LETTERS,
            pl.col(one).str.contains(stem, literal=True),
            ~pl.col(other).str.contains(stem, literal=True),
        )["row"]
        .unique()
    )


def _told_by_other(words: pl.DataFrame, one: str, other: str) -> pl.Series:
    """Rows where this side has no abstract, and the words that only its title has stand in the other's."""
    word = pl.col(f"{one}_only")
    others = pl.col(f"{other}_only").list.join(" ")  # `convex` stands in `nonconvex`
    stands = pl.col(other).str.contains(word.str.strip_suffix("y"), literal=True) & ~others.str.contains(
        word, literal=True
    )
    return (
        words.filter(pl.col(one).is_null(), pl.col(other).is_not_null(), word.list.len() > 0)
        .explode(f"{one}_only")
        .group_by("row")
        .agg(is_told=(stands & (word.str.len_chars() > _LEAST_SUBJECT_LETTERS)).all())
        .filter("is_told")["row"]
    )


def agreements() -> list[pl.Expr]:
    """Columns `abstracts_agree`, `abstracts_differ`, `author_share` (of the shorter list), `has_all_authors`, `authors`
    (how many all of them are) and `years_between`; null where a side is silent. And `results_differ`: abstracts that
    are not equal have figures, none of them the same.
    """
    shared = pl.max_horizontal(
        pl.col(f"left_{written}").list.set_intersection(f"right_{written}").list.len()
        for written in ("authors", "whole_authors")
    )
    shorter = pl.min_horizontal(pl.col("left_authors").list.len(), pl.col("right_authors").list.len())
    longer = pl.max_horizontal(pl.col("left_authors").list.len(), pl.col("right_authors").list.len())
    return [
        (pl.col("abstract_similarity") >= ABSTRACTS_AGREE).alias("abstracts_agree"),
        (pl.col("abstract_similarity") < ABSTRACTS_DIFFER).alias("abstracts_differ"),
        pl.when(shorter > 0).then(shared / shorter).alias("author_share"),
        pl.when(shorter > 0).then(shared == longer).alias("has_all_authors"),
        longer.alias("authors"),
        (pl.col("left_year") - pl.col("right_year")).abs().alias("years_between"),
        _results_differ().fill_null(value=False).alias("results_differ"),
    ]


def _results_differ() -> pl.Expr:
    left, right = pl.col("left_figures"), pl.col("right_figures")
    has_other = (left.list.len() > 0) & (right.list.len() > 0) & (left.list.set_intersection(right).list.len() == 0)
    return has_other & (pl.col("abstract_similarity") < ABSTRACTS_EQUAL)
