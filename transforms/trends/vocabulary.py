"""Written forms -> words: which forms are one word, and which words may be in a term. No texts here, only their words.

A word is folded to lower case, without the genitive's `'s`, and to the singular where the corpus uses that too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from transforms.trends.stop_words import CONNECTORS, STOP_WORDS

WORD_BITS = 21  # three words make one Int64
MOST_VARIANTS = 256  # written forms of one word; the rest count as the last of them
_MOST_WORDS = 2**WORD_BITS - 1
_LONGEST_WORD_CHARACTERS = 50
# What a word may do: begin and end a term, stand inside one, stand in an analyst's term and in no other.
_CONTENT, _CONNECTOR, _OWN = range(3)
_NO_SURFACES = pl.Series(dtype=pl.UInt32)
# Not plurals, though they look like it, and their stem is a word.
_NO_PLURALS = ("lens", "news", "pandas", "physics", "series", "species")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """`word_of_surface`: per number of a written form its word, 0 for none. Words up to `last_content` may begin or
    end a term; those above it up to `last_connector` may only stand inside; others stand in an analyst's terms alone.

    `variant_of_surface`: the place of that form among the forms of its word, the commonest first. `forms` has `word`,
    `variant`, `form` (as written), `folded` and `uses`.
    """

    word_of_surface: pl.Series
    variant_of_surface: pl.Series
    last_content: int
    last_connector: int
    forms: pl.DataFrame


def vocabulary(
    surfaces: pl.DataFrame, *, min_uses: int, own: pl.Series = _NO_SURFACES, stop_words: Sequence[str] = ()
) -> Vocabulary:
    """Columns in: `surface` (from 1), `form`, `uses` (how often it is written). Words of fewer uses are none.

    `own`: surfaces of an analyst's terms, which are words in any case. `stop_words`: the analyst's, in small letters.
    """
    forms = _folded_forms(surfaces, min_uses, own, stop_words)
    is_rare = (pl.col("kind") == _CONTENT) & (pl.col("uses") < min_uses)
    words = (
        forms.group_by("folded", "kind")
        .agg(pl.col("uses").sum(), pl.col("is_own").any())
        .with_columns(place=pl.when(is_rare).then(_OWN).otherwise("kind"))
        .filter((pl.col("place") < _OWN) | pl.col("is_own"))
        .sort(~pl.col("is_own"), -pl.col("uses"), "folded", "kind")
        .head(_MOST_WORDS)  # beyond two million words the rarest are left out
        .sort("place", "folded", "kind")
        .with_row_index("word", 1)
        .cast({"word": pl.Int64})
    )
    variant = pl.int_range(pl.len()).over("word").clip(upper_bound=MOST_VARIANTS - 1)
    # Of forms written equally often the last one is shown: small letters come behind capitals.
    numbered = (
        forms.join(words.select("word", "folded", "kind"), on=["folded", "kind"])
        .sort("word", "uses", "form", descending=[False, True, True])
        .with_columns(variant=variant)
    )
    every = pl.DataFrame({"surface": pl.int_range(surfaces.height + 1, dtype=pl.UInt32, eager=True)})
    of_surfaces = every.join(numbered, on="surface", how="left", maintain_order="left")
    return Vocabulary(
        word_of_surface=of_surfaces["word"].fill_null(0),
        variant_of_surface=of_surfaces["variant"].fill_null(0),
        last_content=words.filter(pl.col("place") == _CONTENT).height,
        last_connector=words.filter(pl.col("place") < _OWN).height,
        forms=numbered.select("word", "variant", "form", "folded", "uses").unique(["word", "variant"], keep="first"),
    )


def _folded_forms(forms: pl.DataFrame, min_uses: int, own: pl.Series, stop_words: Sequence[str]) -> pl.DataFrame:
    """The forms that may stand in a term, with `folded`, `kind` and `is_own`. A number may only in an own one."""
    is_word = pl.col("form").str.contains(r"\p{L}")
    forms = (
        forms.with_columns(is_own=pl.col("surface").is_in(own.implode()))
        .filter(is_word | pl.col("is_own"))
        .with_columns(lower=pl.col("form").str.to_lowercase().str.replace(r"['’]s$", ""))
        .with_columns(uses_of_lower=pl.col("uses").sum().over("lower"))
    )
    common = forms.filter((pl.col("uses_of_lower") >= min_uses) | pl.col("is_own")).select(singular="lower").unique()
    known = common.with_columns(folded=pl.col("singular"))
    forms = (
        forms.with_columns(singular=singular(pl.col("form"), pl.col("lower")))
        .join(known, on="singular", how="left")
        .with_columns(folded=pl.coalesce("folded", "lower"))
    )
    own_words, stopped = (
        forms.filter(wanted)["folded"].implode() for wanted in ("is_own", pl.col("lower").is_in(list(stop_words)))
    )
    is_content = (
        is_word
        & ~pl.col("lower").is_in(list(STOP_WORDS))
        & ~pl.col("folded").is_in(list(STOP_WORDS))
        & ~pl.col("folded").is_in(stopped)
        & pl.col("folded").str.len_chars().is_between(2, _LONGEST_WORD_CHARACTERS)
    )
    kind = pl.when(pl.col("folded").is_in(list(CONNECTORS))).then(_CONNECTOR).when(is_content).then(_CONTENT)
    return forms.with_columns(kind=kind.otherwise(_OWN), is_own=pl.col("folded").is_in(own_words)).filter(
        (pl.col("kind") < _OWN) | pl.col("is_own")
    )


def without_plural(folded: pl.Expr) -> pl.Expr:
    """A rough singular of every word, for looking up lists that are written in the singular."""
    return folded.str.replace_all(r"ies\b", "y").str.replace_all(r"s\b", "")


def singular(form: pl.Expr, lower: pl.Expr) -> pl.Expr:
    """What the singular would be if this is a plural; null where it cannot be one (`SARS`, `physics`, `gas`)."""
    may_be = (
        form.str.ends_with("s")
        & ~lower.str.contains(r"(?:ss|us|is|ics)$")
        & ~lower.is_in(_NO_PLURALS)
        & ((lower.str.len_chars() >= 4) | form.str.contains(r"^\p{Lu}{2}s$"))
    )
    singular = (
        pl.when(lower.str.ends_with("ies"))
        .then(lower.str.replace(r"ies$", "y"))
        .when(lower.str.contains(r"(?:ss|x|ch|sh)es$"))
        .then(lower.str.replace(r"es$", ""))
        .otherwise(lower.str.replace(r"s$", ""))
    )
    return pl.when(may_be).then(singular)
