"""Pairs of listings with near-equal titles -> the same paper, a near miss, or different papers; and why.

A title alone decides only where its words are the same in another spelling. Otherwise the abstracts agree, or the
authors and the year do.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from transforms.clean import names, text
from transforms.near_titles import vetoes
from transforms.near_titles.words import matching_form, words

ABSTRACTS_AGREE = 0.8
ABSTRACTS_DIFFER = 0.6  # unrelated English abstracts reach 0.55
AUTHORS_AGREE = 0.5  # of the shorter list
NEAR_TITLES = 0.8
RENAMED_TITLES = 0.5
TELLING_CHARACTERS = 20
YEARS_BETWEEN = 2  # a preprint and its publication

_ABSTRACT_CHARACTERS = 400
_LEAST_ABSTRACT_CHARACTERS = 80
_TYPO_CHARACTERS = 5
_NAME_WORDS = 4
_PAIRS_AT_ONCE = 200_000

SAME, NEAR_MISS, DIFFERENT = "same", "near_miss", "different"


def scored(pairs: pl.DataFrame, listings: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `left_id | right_id`; and `listing_id | title | abstract | authors | year`, `authors` as AUTHORS.

    Out, in the order of the pairs: `left_id | right_id | score | rule | evidence | decision`. `score` is the
    similarity of the titles' content words, 0 to 1; `rule` what links the titles, or `veto:` and what keeps them
    apart; `decision` is SAME, NEAR_MISS or DIFFERENT. Memory does not grow with the pairs but for the answer.
    """
    parts = [_scored(part, listings) for part in pairs.iter_slices(_PAIRS_AT_ONCE)]
    return pl.concat(parts) if parts else _scored(pairs, listings)


def _scored(pairs: pl.DataFrame, listings: pl.DataFrame) -> pl.DataFrame:
    ids = pl.concat([pairs["left_id"], pairs["right_id"]]).unique().implode()
    facts = _facts(listings.filter(pl.col("listing_id").is_in(ids)))
    sides = pairs
    for side in ("left", "right"):
        sides = sides.join(facts.select(pl.all().name.prefix(f"{side}_")), on=f"{side}_id", how="left",
                           maintain_order="left")  # fmt: skip
    return (
        sides.with_columns(_only_words("left", "right"), _only_words("right", "left"))
        .pipe(_with_similarities)
        .with_columns(_agreements())
        .with_columns(_relation().alias("relation"), vetoes.kept_apart().alias("veto"))
        .with_columns(_rule().alias("rule"))
        .with_columns(_decision().alias("decision"))
        .select("left_id", "right_id", pl.col("title_similarity").alias("score"), "rule", _evidence(), "decision")
    )


def _facts(listings: pl.DataFrame) -> pl.DataFrame:
    """`id`, the title's content as `content` (words), `joined`, `main`, its marks, and what is compared besides it."""
    content = words(listings["title"]).filter("is_content")
    by_row = content.group_by("row").agg(content="word", main=pl.col("word").filter("in_main"))
    authors = pl.col("authors").list.eval(pl.element().struct.field("name"))
    return (
        listings.with_row_index("row")
        .join(by_row, on="row", how="left", maintain_order="left")
        .with_columns(pl.col("content", "main").fill_null([]), *vetoes.marks(listings["title"]))
        .select(
            pl.col("listing_id").alias("id"),
            "content",
            pl.col("content").list.join(" ").alias("spaced"),
            pl.col("content").list.join("").alias("joined"),
            pl.col("main").list.join("").alias("main"),
            (pl.col("content").list.len() - pl.col("main").list.len()).alias("subtitle_words"),
            pl.col("content").list.tail(pl.col("content").list.len() - pl.col("main").list.len()).list.join("")
            .alias("subtitle"),
            *vetoes.MARKS,
            text.title_key(pl.col("abstract")).str.head(_ABSTRACT_CHARACTERS).alias("abstract"),
            authors.list.eval(_family_and_initial(pl.element())).list.drop_nulls().list.unique().alias("authors"),
            authors.list.join(" ").str.extract_all(r"[\p{L}\p{M}'’]+")
            .list.eval(matching_form(pl.element())).alias("name_words"),
            authors.list.join(" ").pipe(text.folded).str.extract_all(r"\b\p{L}").alias("initials"),
            "year",
        )
    )  # fmt: skip


def _family_and_initial(name: pl.Expr) -> pl.Expr:
    return names.author_key(name).str.replace(r"^(.+ \p{L})\p{L}*$", "$1")


def _only_words(one: str, other: str) -> pl.Expr:
    """Content words that this side has and the other lacks."""
    return pl.col(f"{one}_content").list.set_difference(f"{other}_content").alias(f"{one}_only")


def _with_similarities(sides: pl.DataFrame) -> pl.DataFrame:
    """Adds `title_similarity`, `abstract_similarity` (null without two abstracts) and `is_typo`, all in C++."""
    either = pl.min_horizontal(pl.col("left_abstract").str.len_chars(), pl.col("right_abstract").str.len_chars())
    abstracts = sides.select(
        pl.when(either >= _LEAST_ABSTRACT_CHARACTERS).then(pl.col(f"{side}_abstract").str.head(either)).alias(side)
        for side in ("left", "right")
    )
    return sides.with_columns(
        _similarity(sides["left_spaced"], sides["right_spaced"]).alias("title_similarity"),
        _similarity(abstracts["left"], abstracts["right"]).alias("abstract_similarity"),
        _is_typo(sides).alias("is_typo"),
    )


def _is_typo(sides: pl.DataFrame) -> pl.Series:
    """Whether one word of either side is the other's but for a letter, or for two that changed places."""
    left, right = pl.col("left_only"), pl.col("right_only")
    one_each = (left.list.len() == 1) & (right.list.len() == 1)
    words = sides.select(pl.when(one_each).then(only.list.first()).fill_null("").alias(only.meta.output_name())
                         for only in (left, right))  # fmt: skip
    distance = pl.Series(_compared(words["left_only"], words["right_only"], scorer=OSA.distance))
    both = pl.col("left_only", "right_only")
    is_word = pl.min_horizontal(both.str.len_chars()) >= _TYPO_CHARACTERS
    has_digit = pl.any_horizontal(both.str.contains(r"\p{N}"))
    same_start = pl.col("left_only").str.head(1) == pl.col("right_only").str.head(1)
    return words.select(is_word & same_start & ~has_digit).to_series() & (distance <= 1)


def _similarity(left: pl.Series, right: pl.Series) -> pl.Series:
    """Share of characters that stay, insertions and deletions counted; null where either side is."""
    is_silent = left.is_null() | right.is_null()
    if is_silent.all():
        return pl.Series([None], dtype=pl.Float64).new_from_index(0, len(left))
    compared = _compared(left.fill_null(""), right.fill_null(""), scorer=Indel.normalized_similarity)
    return pl.Series(compared).cast(pl.Float64).set(is_silent, None)


def _compared(left: pl.Series, right: pl.Series, *, scorer: Any) -> Any:
    return process.cpdist(left.to_list(), right.to_list(), scorer=scorer, workers=-1)


def _agreements() -> list[pl.Expr]:
    """Columns `abstracts_agree`, `abstracts_differ`, `author_share`, `years_between`; null where a side is silent."""
    shared = pl.col("left_authors").list.set_intersection("right_authors").list.len()
    shorter = pl.min_horizontal(pl.col("left_authors").list.len(), pl.col("right_authors").list.len())
    return [
        (pl.col("abstract_similarity") >= ABSTRACTS_AGREE).alias("abstracts_agree"),
        (pl.col("abstract_similarity") < ABSTRACTS_DIFFER).alias("abstracts_differ"),
        pl.when(shorter > 0).then(shared / shorter).alias("author_share"),
        (pl.col("left_year") - pl.col("right_year")).abs().alias("years_between"),
    ]


def _relation() -> pl.Expr:
    """What one title has to do to become the other; the first that holds."""
    most_changed = pl.max_horizontal(pl.col("left_only", "right_only").list.len())
    return pl.coalesce(
        pl.when(pl.col("left_joined") == pl.col("right_joined")).then(pl.lit("same_words")),
        pl.when(_runs_into_names("left", "right") | _runs_into_names("right", "left")).then(pl.lit("author_in_title")),
        pl.when(_is_part("left", "right") | _is_part("right", "left")).then(pl.lit("lost_subtitle")),
        pl.when(pl.col("is_typo")).then(pl.lit("misprint")),
        pl.when(most_changed <= 1).then(pl.lit("changed_word")),
        pl.when(pl.col("title_similarity") >= NEAR_TITLES).then(pl.lit("near_title")),
        pl.lit("renamed"),
    )


def _is_part(part: str, whole: str) -> pl.Expr:
    """One title is the other's main title, or its subtitle."""
    joined = pl.col(f"{part}_joined")
    is_main, is_subtitle = joined == pl.col(f"{whole}_main"), joined == pl.col(f"{whole}_subtitle")
    return (is_main | is_subtitle) & (pl.col(f"{whole}_subtitle_words") > 0) & (joined != "")


def _runs_into_names(bare: str, longer: str) -> pl.Expr:
    """The longer title is the bare one and up to four words that are names of either's authors."""
    behind = pl.col(f"{longer}_content").list.slice(pl.col(f"{bare}_content").list.len())
    known = pl.concat_list(f"{side}_{names}" for side in ("left", "right") for names in ("name_words", "initials"))
    return (
        pl.col(f"{longer}_spaced").str.starts_with(pl.col(f"{bare}_spaced") + " ")
        & (behind.list.len() <= _NAME_WORDS)
        & (behind.list.set_difference(known).list.len() == 0)
    )


def _rule() -> pl.Expr:
    """`veto:` and what keeps the two apart, or else the relation of the titles."""
    agree = pl.col("abstracts_agree").fill_null(value=False)
    lost_year = (pl.col("relation") == "lost_subtitle") & agree & vetoes.differ_only_in_years()
    is_vetoed = pl.col("veto").is_not_null() & ~((pl.col("veto") == "number") & lost_year)
    return pl.coalesce(
        pl.when(is_vetoed).then(pl.lit("veto:") + pl.col("veto")),
        pl.when("abstracts_differ").then(pl.lit("veto:abstracts")),
        pl.when((pl.col("author_share") == 0) & ~agree).then(pl.lit("veto:authors")),
        pl.when((pl.col("years_between") > YEARS_BETWEEN) & ~agree).then(pl.lit("veto:years")),
        "relation",
    )


def _decision() -> pl.Expr:
    rule, silent = pl.col("rule"), pl.col("abstract_similarity").is_null()
    abstracts = pl.col("abstracts_agree").fill_null(value=False)
    authors = (pl.col("author_share") >= AUTHORS_AGREE).fill_null(value=False)
    year = (pl.col("years_between") <= 1).fill_null(value=False)
    is_telling = pl.col("left_joined").str.len_chars() >= TELLING_CHARACTERS
    is_same = (
        ((rule == "same_words") & (abstracts | authors | year | (is_telling & silent)))
        | ((rule == "author_in_title") & (abstracts | authors | is_telling))
        | ((rule == "lost_subtitle") & (abstracts | (silent & authors & year)))
        | ((rule == "misprint") & (abstracts | (silent & (authors | (year & is_telling)))))
        | (rule.is_in(["changed_word", "near_title"]) & abstracts)
        | ((rule == "renamed") & abstracts & authors & (pl.col("title_similarity") >= RENAMED_TITLES))
    )
    is_near = (pl.col("title_similarity") >= NEAR_TITLES) | rule.is_in(["lost_subtitle", "author_in_title"])
    return (
        pl.when(rule.str.starts_with("veto:"))
        .then(pl.lit(DIFFERENT))
        .when(is_same)
        .then(pl.lit(SAME))
        .when(is_near | abstracts)
        .then(pl.lit(NEAR_MISS))
        .otherwise(pl.lit(DIFFERENT))
    )


def _evidence() -> pl.Expr:
    """`titles 0.93, abstracts 0.98, authors 0.67, 1 years apart`: what is known of both."""
    known = {"titles": "title_similarity", "abstracts": "abstract_similarity", "authors": "author_share"}
    said = [pl.format("{} {}", pl.lit(name), pl.col(column).round(2)) for name, column in known.items()]
    return pl.concat_str(*said, pl.format("{} years apart", "years_between"), separator=", ", ignore_nulls=True).alias(
        "evidence"
    )
