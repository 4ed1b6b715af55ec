"""Titles -> their words in a form that spelling, case, accents, hyphens and LaTeX do not change. No pair is seen here.

Each distinct string between spaces is looked at once, however often it stands.
"""

from __future__ import annotations

import hashlib

import polars as pl

from transforms.clean import text
from transforms.clean._selective import where_matching
from transforms.near_titles.numerals import SPELLED, in_figures

# What titles of one paper gain and lose without another meaning.
_STOP_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "for", "from", "how", "in", "into", "is", "it", "its",
    "of", "on", "or", "over", "percent", "retracted", "that", "the", "their", "this", "to", "toward", "under", "upon",
    "using", "via", "what", "with", "withdrawn", "within",
})  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "∞": "infty", "∇": "nabla",
}  # fmt: skip
# Numbers, plurals, and British or American spelling -> one form. What a rule does to other words it does on both sides.
_NUMERALS = {
    **SPELLED, "i": "1", "ii": "2", "iii": "3", "iv": "4",
    "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
}  # fmt: skip
_SPELLINGS = (
    ("^([0-9]+)(?:st|nd|rd|th)$", "$1"),
    ("^ell([0-9]|inf)", "l$1"),  # what is left of \ell_1
    ("varepsilon", "epsilon"),
    ("(..)ies$", "${1}y"),
    ("([^aeious])s$", "$1"),
    ("(.[aeo])s$", "$1"),
    ("ou(r|ld)", "o$1"),  # colour, behaviour, mould
    ("([aeiou])ll", "${1}l"),  # labelling, modelled
    ("([iy])z(e|ed|er|ing|ation)$", "${1}s$2"),  # generalize
    ("(.[^aeiou])re$", "${1}er"),  # centre, fibre
    ("(.)[ao]e([^aeiou])", "${1}e$2"),  # anaemia, encyclopaedia
    ("[ae]n[cs]e$", "ence"),  # defense
    ("ogue$", "og"),  # catalogue
    ("oging$", "oguing"),
    ("(gram)me$", "$1"),
    ("^artef", "artif"),
    ("^grey", "gray"),
)
# Of shorter ones too little would be left.
_LONG_WORD = r"^[a-z]{6,}$"
_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_HYPHEN = r"(\w)[-‐‑](\w)"
# `non-linear` is `nonlinear`; other hyphens are as good as spaces.
_PREFIX = (
    r"(?i)\b(anti|bi|co|hyper|inter|intra|macro|meta|micro|multi|non|over|post|pre|pseudo|quasi|re|semi|sub|un)"
    r"[-‐‑](\w)"
)
# A string that ends with one of these, or is nothing else, ends the main title.
_BREAK = r"^[-‐‑‒–—―|/=]+$|[:?—]$"


def words(titles: pl.Series) -> pl.DataFrame:
    """Every word of bare titles, in order: `row | word | digest | is_content | in_main`.

    `row` is the number of the title, `digest` 64 bits of the word as misprints leave it, the same in every
    version of every library; `in_main` says that it stands before the first colon, dash or question mark.
    """
    lists = where_matching(_HYPHEN, _without_hyphens)(in_figures(titles).fill_null("")).str.split(" ")
    lengths = lists.list.len()
    rows = pl.select(pl.int_range(titles.len(), dtype=pl.UInt32).repeat_by(lengths)).to_series().explode()
    coded = lists.explode(empty_as_null=True).cast(pl.Categorical(pl.Categories.random()))
    codes = coded.to_physical()
    known = _known(coded.unique())
    is_break = known["is_break"].gather(codes).cast(pl.UInt32)
    breaks = is_break.cum_sum() - is_break
    breaks_before_title = breaks.gather(lengths.cum_sum() - lengths).gather(rows)
    return pl.DataFrame(
        {
            "row": rows,
            **{name: known[name].gather(codes) for name in ("word", "digest", "is_content")},
            "in_main": breaks == breaks_before_title,
        }
    ).filter(pl.col("word").is_not_null())


def _known(strings: pl.Series) -> pl.DataFrame:
    """What is to be known of each string, in the order of their numbers."""
    known = pl.DataFrame({"number": strings.to_physical(), "string": strings.cast(pl.String)}).with_columns(
        word=matching_form(pl.col("string")), is_break=pl.col("string").str.contains(_BREAK)
    )
    return known.join(_digests(known["word"]), on="word", how="left").sort("number")


def as_read(word: pl.Expr) -> pl.Expr:
    """The word with letters that scanners take for others as one of both: `modern` is `modem`."""
    return word.str.replace_many(["rn", "vv", "cl"], ["m", "w", "d"])


def _skeleton(word: pl.Expr) -> pl.Expr:
    """What most misprints leave of a long word: its first letter and the consonants behind, none twice in a row."""
    read = as_read(word)
    doubled = [2 * letter for letter in _CONSONANTS]
    behind = read.str.slice(1).str.replace_all("[aeiouy]", "").str.replace_many(doubled, list(_CONSONANTS))
    return pl.when(word.str.contains(_LONG_WORD)).then(read.str.head(1) + behind).otherwise(read)


def matching_form(string: pl.Expr) -> pl.Expr:
    """Letters and digits of one string, folded, in one spelling; null where there are none."""
    word = text.title_key(string.str.replace("∞", "infty", literal=True).str.replace("√", "sqrt", literal=True))
    word = pl.when(word.str.len_bytes() == word.str.len_chars()).then(word).otherwise(
        word.str.replace_many(list(_GREEK), list(_GREEK.values()))
    )  # fmt: skip
    word = word.replace(_NUMERALS)
    for pattern, spelling in _SPELLINGS:
        word = word.str.replace(pattern, spelling)
    return word


def _without_hyphens(titles: pl.Series) -> pl.Series:
    return titles.str.replace_all(_PREFIX, "$1$2").str.replace_all(_HYPHEN, "$1 $2")


def _digests(words: pl.Series) -> pl.DataFrame:
    """`word | digest | is_content` of the distinct words. Words of one skeleton have one digest."""
    distinct = words.drop_nulls().unique().to_frame("word").with_columns(skeleton=_skeleton(pl.col("word")))
    skeletons = distinct["skeleton"].unique()
    numbers = [int.from_bytes(hashlib.blake2b(each.encode(), digest_size=8).digest()) for each in skeletons]
    digests = pl.DataFrame({"skeleton": skeletons, "digest": pl.Series(numbers, dtype=pl.UInt64)})
    return distinct.join(digests, on="skeleton").select(
        "word", "digest", is_content=~pl.col("word").is_in(sorted(_STOP_WORDS))
    )
