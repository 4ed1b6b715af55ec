"""Pairs of listings with near-equal titles -> the same paper, a near miss, or different papers; and why.

A title alone decides only where its words are the same in another spelling. Otherwise the abstracts agree, without
figures that differ, or the authors and the year do; a word is as good as the same where the abstract says it. A paper
that was renamed altogether is known by its abstract, if authors or, where a side has none, years agree as well; but
chapters have the abstract of their book. What titles say of each other is in `titles`, all else in `evidence`.
"""

from __future__ import annotations

import polars as pl

from transforms.near_titles import vetoes
from transforms.near_titles.bare import bare
from transforms.near_titles.evidence import ABSTRACTS_EQUAL, agreements, other_facts, with_abstracts
from transforms.near_titles.titles import (
    NEAR_TITLES,
    RENAMED_TITLES,
    TELLING_CHARACTERS,
    title_facts,
    with_relations,
)

# Where titles say nothing: a later paper of the same people may begin like the one before.
RENAMED_ABSTRACTS_AGREE, RENAMED_ABSTRACTS_OF_ALL_AGREE = 0.9, 0.85
AUTHORS_AGREE = 0.5  # of the shorter list
YEARS_BETWEEN = 2  # a preprint and its publication

_LEAST_LETTERS_OF_RENAMED = 120
_LEAST_AUTHORS = 2  # of whom it says something that they are all the same
_NAME_WORDS = 4
_PAIRS_AT_ONCE = 200_000

# Relations of titles that are a near miss whatever else is known.
_BY_THEMSELVES = (
    "same_words", "author_in_title", "cut_title", "lost_subtitle", "lost_main_title", "misprint", "renamed_system",
    "other_frame",
)  # fmt: skip
# Those that leave open whether the paper is another.
_CHANGED = ("extra_words", "other_frame", "changed_word", "near_title", "renamed_system")

_IN_ONE_VOLUME = "veto:volume"
_BOTH_WAYS = (("left", "right"), ("right", "left"))

SAME, NEAR_MISS, VETOED, DIFFERENT = "same", "near_miss", "vetoed", "different"


def scored(pairs: pl.DataFrame, listings: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `left_id | right_id`; and `id | title | abstract | authors | year | volume`, `authors` as AUTHORS,
    `volume` a venue as printed, if it is not a known one: the book of a chapter.

    Out, in the order of the pairs: `left_id | right_id | score | rule | evidence | decision`. `score` is the similarity
    of the titles' content words, 0 to 1, or of the abstracts where those agree and the titles have little in common;
    `rule` what links the titles, or `veto:` and what keeps them apart; `decision` is SAME, NEAR_MISS, VETOED (alike,
    were it not for the veto) or DIFFERENT. Memory does not grow with the pairs but for the answer.
    """
    parts = [_scored(part, listings) for part in pairs.iter_slices(_PAIRS_AT_ONCE)]
    return pl.concat(parts) if parts else _scored(pairs, listings)


def _scored(pairs: pl.DataFrame, listings: pl.DataFrame) -> pl.DataFrame:
    ids = pl.concat([pairs["left_id"], pairs["right_id"]]).unique().implode()
    known = listings.filter(pl.col("id").is_in(ids)).with_columns(bare=pl.col("title").map_batches(bare))
    facts = title_facts(known).with_columns(*vetoes.marks(known), *known.select(other_facts()))
    return (
        with_relations(pairs, facts)
        .pipe(with_abstracts)
        .with_columns(agreements())
        .with_columns(
            pl.when(pl.any_horizontal(_runs_into_names(*sides) for sides in _BOTH_WAYS))
            .then(pl.lit("author_in_title"))
            .otherwise("relation")
            .alias("relation"),
            vetoes.kept_apart().alias("veto"),
        )
        .with_columns(_rule().alias("rule"))
        .with_columns(pl.col("rule").str.starts_with("veto:").alias("veto_holds"))
        .with_columns(_decision().alias("decision"))
        .select("left_id", "right_id", _score(), "rule", _evidence(), "decision")
    )


def _runs_into_names(bare: str, longer: str) -> pl.Expr:
    """The longer title is the bare one and, behind or in front of it, up to four words that are names of authors."""
    whole, part = pl.col(f"{longer}_spaced"), pl.col(f"{bare}_spaced")
    content, words = pl.col(f"{longer}_content"), pl.col(f"{bare}_content").list.len()
    known = pl.concat_list(f"{side}_{names}" for side in ("left", "right") for names in ("name_words", "initials"))
    ends = (
        (whole.str.starts_with(part + " "), content.list.slice(words)),
        (whole.str.ends_with(pl.lit(" ") + part), content.list.head(content.list.len() - words)),
    )
    return pl.any_horizontal(
        holds & names.list.len().is_between(1, _NAME_WORDS) & (names.list.set_difference(known).list.len() == 0)
        for holds, names in ends
    )


def _rule() -> pl.Expr:
    """`veto:` and what keeps the two apart, or else the relation of the titles."""
    agree = pl.col("abstracts_agree").fill_null(value=False)
    lost_year = pl.col("relation").is_in(["lost_subtitle", "lost_main_title"]) & agree & vetoes.differ_only_in_years()
    lost_number = (pl.col("relation") == "cut_title") & vetoes.only_one_has_more()
    is_excused = (lost_year | lost_number | _has_numbered_name()) & (pl.col("veto") == "number")
    is_vetoed = pl.col("veto").is_not_null() & ~is_excused
    return pl.coalesce(
        pl.when(_is_in_one_volume()).then(pl.lit(_IN_ONE_VOLUME)),
        pl.when(is_vetoed).then(pl.lit("veto:") + pl.col("veto")),
        pl.when("abstracts_differ").then(pl.lit("veto:abstracts")),
        pl.when(pl.col("is_other_subject") & ~_has_other_name()).then(pl.lit("veto:subject")),
        pl.when((pl.col("author_share") == 0) & ~agree).then(pl.lit("veto:authors")),
        pl.when((pl.col("years_between") > YEARS_BETWEEN) & ~agree).then(pl.lit("veto:years")),
        "relation",
    )


def _is_in_one_volume() -> pl.Expr:
    """A book and a chapter of it, or two chapters."""
    is_chapter = [pl.col(f"{one}_title_key") == pl.col(f"{other}_volume") for one, other in _BOTH_WAYS]
    are_chapters = (pl.col("left_volume") == pl.col("right_volume")) & (pl.col("relation") == "renamed")
    return pl.any_horizontal(*is_chapter, are_chapters)


def _has_other_name() -> pl.Expr:
    """Nothing but the name of a system is another, in the abstract as well."""
    return ((pl.col("relation") == "renamed_system") & (pl.col("abstract_similarity") >= ABSTRACTS_EQUAL)).fill_null(
        value=False
    )


def _has_numbered_name() -> pl.Expr:
    """`Kite2Wind: ...`, once called otherwise: a number that only one title has belongs to a name that came or went."""
    is_new_name = (pl.col("relation") == "lost_main_title") | (
        (pl.col("relation") == "renamed") & (pl.col("title_similarity") < RENAMED_TITLES)
    )
    return (
        is_new_name
        & ~pl.any_horizontal(_goes_on(*sides) for sides in _BOTH_WAYS)  # `A Kite Corpus 2: More Kites`
        & vetoes.only_one_has_more()
        & (pl.col("abstract_similarity") >= ABSTRACTS_EQUAL).fill_null(value=False)
    )


def _goes_on(part: str, whole: str) -> pl.Expr:
    return pl.col(f"{whole}_spaced").str.starts_with(pl.col(f"{part}_spaced"))


def _decision() -> pl.Expr:
    return (
        pl.when(_is_same()).then(pl.lit(SAME))
        .when(pl.col("veto_holds") & _is_near_but_for_veto()).then(pl.lit(VETOED))
        .when(~pl.col("veto_holds") & _is_near()).then(pl.lit(NEAR_MISS))
        .otherwise(pl.lit(DIFFERENT))
    )  # fmt: skip


def _is_same() -> pl.Expr:
    """Without abstracts, the authors of a paper that is listed twice are all the same, or at least its year is."""
    rule, silent = pl.col("rule"), pl.col("abstract_similarity").is_null()
    abstracts = pl.col("abstracts_agree").fill_null(value=False)
    authors = (pl.col("author_share") >= AUTHORS_AGREE).fill_null(value=False)
    nobody = pl.col("author_share").is_null()
    in_year = (pl.col("years_between") == 0).fill_null(value=False)
    near_year = (pl.col("years_between") <= 1).fill_null(value=False)
    everybody = pl.col("has_all_authors").fill_null(value=False)
    people = silent & authors & (in_year | everybody)
    is_telling = pl.col("left_joined").str.len_chars() >= TELLING_CHARACTERS
    is_near = pl.col("title_similarity") >= NEAR_TITLES
    about = abstracts & ~pl.col("results_differ")
    several = silent & everybody & (pl.col("authors") >= _LEAST_AUTHORS)
    nobody_near = silent & nobody & near_year & is_telling
    return (
        ((rule == "same_words") & (abstracts | people | (is_telling & nobody & (near_year | silent))))
        | ((rule == "author_in_title") & (abstracts | authors | is_telling))
        | ((rule == "cut_title") & (abstracts | (people & near_year) | nobody_near))
        | ((rule == "lost_subtitle") & (abstracts | (people & near_year)))
        | ((rule == "lost_main_title") & (abstracts | (people & near_year & _adds_one_word()) | (several & in_year)))
        | ((rule == "misprint") & (abstracts | people | nobody_near))
        | (rule.is_in(["extra_words", "other_frame"]) & several & in_year)
        | (rule.is_in(_CHANGED) & (about & (authors | (nobody & is_near)) | (several & near_year & pl.col("is_told"))))
        | ((rule == "renamed") & about & authors & (pl.col("title_similarity") >= RENAMED_TITLES))
        | (rule.is_in([*_CHANGED, "renamed"]) & _is_renamed(authors, nobody, near_year))
    )  # fmt: skip


def _is_renamed(authors: pl.Expr, nobody: pl.Expr, near_year: pl.Expr) -> pl.Expr:
    """Whether the abstracts make two listings one paper whatever its titles."""
    similarity = pl.when(pl.col("abstract_letters") >= _LEAST_LETTERS_OF_RENAMED).then("abstract_similarity")
    agree, equal = (similarity >= RENAMED_ABSTRACTS_AGREE), (similarity >= ABSTRACTS_EQUAL)
    all_agree = pl.col("has_all_authors") & (pl.col("authors") >= _LEAST_AUTHORS)
    agree |= (similarity >= RENAMED_ABSTRACTS_OF_ALL_AGREE) & all_agree & near_year
    agree &= ~pl.col("results_differ")
    return ((agree & authors) | (equal & nobody & near_year)).fill_null(value=False)


def _adds_one_word() -> pl.Expr:
    """`GlazeNet: ...`: the main title of either side is the name of a system."""
    words = [pl.col(f"{side}_content").list.len() - pl.col(f"{side}_subtitle_words") for side in ("left", "right")]
    return pl.min_horizontal(words) == 1


def _is_near() -> pl.Expr:
    abstracts = pl.col("abstracts_agree").fill_null(value=False)
    return (pl.col("title_similarity") >= NEAR_TITLES) | pl.col("relation").is_in(_BY_THEMSELVES) | abstracts


def _is_near_but_for_veto() -> pl.Expr:
    """Other words with other abstracts, authors or years are no near miss, nor is a chapter; `Part II` is one."""
    is_about = (pl.col("veto") == "kind") & pl.any_horizontal(pl.col("left_only", "right_only").list.len() == 0)
    has_mark = pl.col("veto").is_not_null() & (pl.col("title_similarity") >= NEAR_TITLES)
    abstracts = pl.col("abstracts_agree").fill_null(value=False)
    is_alike = pl.col("relation").is_in(_BY_THEMSELVES) | has_mark | is_about.fill_null(value=False) | abstracts
    return is_alike & (pl.col("rule") != _IN_ONE_VOLUME)


def _score() -> pl.Expr:
    is_by_abstract = (pl.col("title_similarity") < NEAR_TITLES) & pl.col("abstracts_agree")
    return pl.when(is_by_abstract).then("abstract_similarity").otherwise("title_similarity").alias("score")


def _evidence() -> pl.Expr:
    """`changed word, titles 0.93, abstracts 0.98, authors 0.67, 1 years apart`: the rule, and what is known of both."""
    rule = pl.col("rule").str.replace("veto:", "other ", literal=True).str.replace_all("_", " ", literal=True)
    known = {"titles": "title_similarity", "abstracts": "abstract_similarity", "authors": "author_share"}
    said = [pl.format("{} {}", pl.lit(name), pl.col(column).round(2)) for name, column in known.items()]
    years = pl.format("{} years apart", "years_between")
    return pl.concat_str(rule, *said, years, separator=", ", ignore_nulls=True).alias("evidence")
