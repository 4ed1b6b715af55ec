"""What each line of a text page is: title, abstract, ... Decided from the lines around it, never by counting.

A line's role depends on at most CONTEXT_LINES printed lines before it and LOOKAHEAD_LINES behind it (one here,
one for a source's marks), so a damaged entry disturbs no other, and a file can be read in blocks.
Nothing here knows a source, and nothing here builds records.
"""

from __future__ import annotations

import polars as pl

# What a source's own marks say of a line before this module looks at it; NULL is prose.
KIND = pl.Enum(["furniture", "detail", "anchor"])
# `orphan` begins an entry whose title is missing. `stray` belongs to nothing.
ROLE = pl.Enum(["furniture", "title", "orphan", "abstract", "anchor", "detail", "stray"])
STARTS = ("furniture", "title", "orphan", "stray")
CONTEXT_LINES = 6
LOOKAHEAD_LINES = 2

# Longest abstract arXiv takes (arxiv.org/help/prep); two adjoining pieces over it are two abstracts.
_ARXIV_ABSTRACT_CHARACTERS = 1_920
LONG_CHARACTERS = 200  # from here on a line is an abstract until its surroundings say otherwise
_SENTENCE_CHARACTERS = 60  # a shorter abstract, or a piece of one, if it ends as a sentence does
LONGEST_TITLE_CHARACTERS = 400
_LONE_TITLE_CHARACTERS = 15  # from here on, and from three words on, a line without abstract is taken for a title

_END_CHARACTERS = 200  # as much of a line's end as its last URL needs

_CLOSERS = r"""["'”’)\]}*]*\s*$"""
_URL = r"(?:https?://|www\.|[a-z0-9\-]\.[a-z]{2,4}/)\S*\s*$"
_STOP = rf"[.。]{_CLOSERS}|{_URL}"  # a title ends so only by way of exception
_COMPLETE = rf"[.!?…。]{_CLOSERS}|{_URL}"
_DANGLING = r"(?:,|\b(?:the|an?|and|or|of|our|their|its|that|which|is|are))\s*$"
_THREE_WORDS = r"^\s*\S+\s+\S+\s+\S"
# Lower case all through its first word: `gRNAde` and `iBOT` begin titles.
_CONTINUES = r"^\s*(?:[,;:)\]]|\p{Ll}+(?:\P{L}|$))"


def with_roles(lines: pl.DataFrame, *, is_blank_separated: bool) -> pl.DataFrame:
    """Printed lines (`line`, `text`, `kind`) -> the same with `role`.

    `is_blank_separated`: the page puts a blank line between a title and its abstract, so lines that touch
    are one paragraph.
    """
    for expressions in (
        [pl.col("text").str.tail(_END_CHARACTERS).alias("end")],
        _looks(is_blank_separated),
        _lengths(),
        _tails(),
        _long_titles(),
        _first_pieces(),
        _titles(),
        [_role().cast(ROLE).alias("role")],
    ):
        lines = lines.with_columns(expressions)
    return lines


def _before(column: str) -> pl.Expr:
    return pl.col(column).shift(1, fill_value=False)


def _after(column: str) -> pl.Expr:
    return pl.col(column).shift(-1, fill_value=False)


def _looks(is_blank_separated: bool) -> list[pl.Expr]:
    touches = pl.col("line") - pl.col("line").shift(1) == 1
    return [
        pl.col("text").str.len_chars().cast(pl.Int64).alias("characters"),
        pl.col("end").str.contains(_STOP).alias("stops"),
        pl.col("end").str.contains(_COMPLETE).alias("completes"),
        pl.col("end").str.contains(_DANGLING).alias("dangles"),
        pl.col("text").str.contains(_CONTINUES).alias("continues"),
        (touches.fill_null(False) & is_blank_separated).alias("touches"),
        pl.col("kind").is_null().alias("is_prose"),
        (pl.col("kind") == "anchor").fill_null(False).alias("is_anchor"),
        (pl.col("kind") == "detail").fill_null(False).alias("is_detail"),
    ]


def _lengths() -> list[pl.Expr]:
    characters = pl.col("characters")
    is_long = (characters >= LONG_CHARACTERS) | ((characters >= _SENTENCE_CHARACTERS) & pl.col("stops"))
    return [
        (pl.col("is_prose") & is_long).alias("is_long"),
        (pl.col("is_prose") & ~is_long).alias("is_short"),
    ]


def _tails() -> list[pl.Expr]:
    """`of the model.` behind an abstract that breaks off: its last, short piece."""
    breaks_off = ~_before("completes")
    ends_the_sentence = pl.col("stops") & (pl.col("continues") | breaks_off)
    nothing_follows = ~_after("is_long") & ~_after("is_anchor")
    reads_on = pl.col("continues") | _before("dangles") | _after("is_detail")
    runs_on = breaks_off & ((nothing_follows & reads_on) | (_after("is_long") & _after("continues")))
    lost_a_blank_line = _after("is_long") & _before("completes") & ~pl.col("stops")
    same_paragraph = pl.col("touches") & ~_after("is_anchor") & ~lost_a_blank_line
    is_tail = pl.col("is_short") & _before("is_long") & (ends_the_sentence | runs_on | same_paragraph)
    return [is_tail.alias("is_tail")]


def _fits_the_abstract_before() -> pl.Expr:
    together = pl.col("characters") + pl.col("characters").shift(1) + 1
    return (together <= _ARXIV_ABSTRACT_CHARACTERS).fill_null(False)


def _long_titles() -> list[pl.Expr]:
    """A title as long as an abstract, or one that ends in a full stop; an abstract stands behind it.

    A line with a full stop is rather a sentence of the abstract before it, if that is complete and they fit.
    """
    is_sentence, characters = pl.col("stops"), pl.col("characters")
    longest = pl.when(is_sentence).then(LONG_CHARACTERS - 1).otherwise(LONGEST_TITLE_CHARACTERS)
    has_abstract = _after("is_anchor") | (_after("is_long") & ~_after("continues"))
    at_boundary = ~_before("is_long") & ~_before("is_short") & ~_before("is_anchor")
    begins = ~pl.col("continues") | _before("completes") | at_boundary
    shape = pl.col("is_long") & begins & (characters <= longest) & has_abstract
    behind_an_abstract = (_before("is_long") | _before("is_tail")) & ~pl.col("touches")
    all_three = characters + characters.shift(1, fill_value=0) + characters.shift(-1, fill_value=0) + 2
    is_apart = _before("completes") & (_after("is_anchor") | (all_three > _ARXIV_ABSTRACT_CHARACTERS))
    return [(shape & (at_boundary | (behind_an_abstract & (~is_sentence | is_apart)))).alias("is_long_title")]


def _first_pieces() -> list[pl.Expr]:
    """The first, short piece of a broken abstract: it stands behind a title and its sentence goes on below."""
    goes_on = (_after("continues") & ~pl.col("stops")) | pl.col("dangles") | (_after("touches") & ~pl.col("touches"))
    behind_a_title = _before("is_short") & ~_before("is_tail") & _after("is_long") & goes_on
    behind_an_anchor = _before("is_anchor") & ~_after("is_anchor")
    return [(pl.col("is_short") & (behind_a_title | behind_an_anchor)).alias("is_first_piece")]


def _titles() -> list[pl.Expr]:
    # Not NULL for the others: a pattern is tried on what NULL hides.
    has_words = pl.when("is_short").then("text").otherwise(pl.lit("")).str.contains(_THREE_WORDS)
    looks_like_one = (pl.col("characters") >= _LONE_TITLE_CHARACTERS) & has_words & ~pl.col("stops")
    has_followers = _after("is_long") | _after("is_anchor") | _after("is_detail")
    is_short_title = (
        pl.col("is_short") & ~pl.col("is_tail") & ~pl.col("is_first_piece") & (has_followers | looks_like_one)
    )
    return [(is_short_title | pl.col("is_long_title")).alias("is_title")]


def _role() -> pl.Expr:
    opens = (_before("is_short") & ~_before("is_tail")) | _before("is_title") | _before("is_anchor")
    goes_on = (_before("is_long") | _before("is_tail")) & (
        pl.col("continues") | pl.col("touches") | _fits_the_abstract_before()
    )
    return (
        pl.when(pl.col("kind") == "furniture")
        .then(pl.lit("furniture"))
        .when(pl.col("is_detail"))
        .then(pl.lit("detail"))
        .when(pl.col("is_anchor"))
        .then(pl.when(_before("is_title") | _before("is_anchor")).then(pl.lit("anchor")).otherwise(pl.lit("orphan")))
        .when(pl.col("is_title"))
        .then(pl.lit("title"))
        .when(pl.col("is_tail") | pl.col("is_first_piece"))
        .then(pl.lit("abstract"))
        .when(pl.col("is_short"))
        .then(pl.lit("stray"))
        .when(opens | goes_on)
        .then(pl.lit("abstract"))
        .otherwise(pl.lit("orphan"))
    )
