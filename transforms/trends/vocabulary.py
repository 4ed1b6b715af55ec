"""Written forms -> words: which forms are one word, and which words may be in a term. No texts here, only their words.

A word is folded to lower case, without the genitive's `'s`, and to the singular where the corpus uses that too.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.trends.stop_words import CONNECTORS, STOP_WORDS

WORD_BITS = 21  # three words make one Int64
MOST_VARIANTS = 256  # written forms of one word; the rest count as the last of them
_MOST_WORDS = 2**WORD_BITS - 1
_LONGEST_WORD_CHARACTERS = 50
# Not plurals, though they look like it, and their stem is a word.
_NO_PLURALS = ("lens", "news", "pandas", "physics", "series", "species")


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """`word_of_surface`: per number of a written form its word, 0 for none. Words up to `last_content` may begin or
    end a term; those above it, the connectors, may only stand inside.

    `variant_of_surface`: the place of that form among the forms of its word, the commonest first. `forms` has `word`,
    `variant`, `form` (as written), `folded` and `uses`.
    """

    word_of_surface: pl.Series
    variant_of_surface: pl.Series
    last_content: int
    forms: pl.DataFrame


def vocabulary(surfaces: pl.DataFrame, *, min_uses: int) -> Vocabulary:
    """Columns in: `surface` (from 1), `form`, `uses` (how often it is written). Words of fewer uses are none."""
    forms = _folded_forms(surfaces, min_uses)
    words = (
        forms.group_by("folded")
        .agg(pl.col("uses").sum(), pl.col("is_connector").first())
        .filter((pl.col("uses") >= min_uses) | pl.col("is_connector"))
        .sort(-pl.col("uses"), "folded")
        .head(_MOST_WORDS)  # beyond two million words the rarest are left out
        .sort("is_connector", "folded")
        .with_row_index("word", 1)
        .cast({"word": pl.Int64})
    )
    place = pl.int_range(pl.len()).over("word").clip(upper_bound=MOST_VARIANTS - 1)
    # Of forms written equally often the last one is shown: small letters come behind capitals.
    numbered = (
        forms.join(words.select("word", "folded"), on="folded")
        .sort("word", "uses", "form", descending=[False, True, True])
        .with_columns(variant=place)
    )
    every = pl.DataFrame({"surface": pl.int_range(surfaces.height + 1, dtype=pl.UInt32, eager=True)})
    of_surfaces = every.join(numbered, on="surface", how="left", maintain_order="left")
    return Vocabulary(
        word_of_surface=of_surfaces["word"].fill_null(0),
        variant_of_surface=of_surfaces["variant"].fill_null(0),
        last_content=words.filter(~pl.col("is_connector")).height,
        forms=numbered.select("word", "variant", "form", "folded", "uses").unique(["word", "variant"], keep="first"),
    )


def _folded_forms(forms: pl.DataFrame, min_uses: int) -> pl.DataFrame:
    """The forms that may stand in a term, with `folded` and `is_connector`. A number may not."""
    forms = (
        forms.filter(pl.col("form").str.contains(r"\p{L}"))
        .with_columns(lower=pl.col("form").str.to_lowercase().str.replace(r"['’]s$", ""))
        .with_columns(uses_of_lower=pl.col("uses").sum().over("lower"))
    )
    common = forms.filter(pl.col("uses_of_lower") >= min_uses).select(singular="lower").unique()
    known = common.with_columns(folded=pl.col("singular"))
    forms = (
        forms.with_columns(singular=singular(pl.col("form"), pl.col("lower")))
        .join(known, on="singular", how="left")
        .with_columns(folded=pl.coalesce("folded", "lower"))
        .with_columns(is_connector=pl.col("folded").is_in(list(CONNECTORS)))
    )
    is_content = (
        ~pl.col("lower").is_in(list(STOP_WORDS))
        & ~pl.col("folded").is_in(list(STOP_WORDS))
        & pl.col("folded").str.len_chars().is_between(2, _LONGEST_WORD_CHARACTERS)
    )
    return forms.filter(pl.col("is_connector") | is_content)


def without_plural(folded: pl.Expr) -> pl.Expr:
    """A rough singular of every word, for looking up lists that are written in the singular."""
    return folded.str.replace_all(r"ies\b", "y").str.replace_all(r"s\b", "")


def singular(form: pl.Expr, lower: pl.Expr) -> pl.Expr:
    """What the singular would be if this is a plural; null where it cannot be one (`SARS`, `physics`, `loss`)."""
    may_be = (
        form.str.ends_with("s")
        & ~lower.str.contains(r"(?:ss|us|is|ics)$")
        & ~lower.is_in(_NO_PLURALS)
        & (lower.str.len_chars() >= 4)
    )
    singular = (
        pl.when(lower.str.ends_with("ies"))
        .then(lower.str.replace(r"ies$", "y"))
        .when(lower.str.contains(r"(?:ss|x|ch|sh)es$"))
        .then(lower.str.replace(r"es$", ""))
        .otherwise(lower.str.replace(r"s$", ""))
    )
    return pl.when(may_be).then(singular)
