"""Marks of titles that keep papers apart however alike the rest is: numbers, versions, parts, errata. Pure expressions.

A title's marks stand in columns of its own; `kept_apart` compares two titles' marks.
"""

from __future__ import annotations

import polars as pl

from transforms.clean import text
from transforms.near_titles.numerals import SPELLED, in_figures

# `Retracted: ...` before a title is still that paper; a retraction note is another one.
_KINDS = {
    "correction": r"\b(?:errat(?:um|a)|corrigend(?:um|a)|(?:author|publisher) correction|corrections?(?: to\b|:))",
    "retraction": r"\b(?:retraction (?:note|notice)|retraction(?: of\b|:)|expression of concern)",
    "addendum": r"\b(?:addend(?:um|a)|supplement (?:to|for)\b|supplementa(?:ry|l) (?:material|information))",
    "reply": r"\b(?:reply|replies|response|rejoinder)(?: to\b| by\b|:)|\bauthors?['’]? (?:reply|response)\b",
    "comment": r"\b(?:comments? (?:on|to)\b|comments?:|commentary(?: on\b|:)|discussion (?:of|on)\b|discussion:)",
    "reproduction": r"\[re\]|^re:|\b(?:replicat(?:ion|ing)|reproduc(?:tion|ing)|reproducibility (?:study|report))\b",
    "review": r"\bbook review\b|\breview of (?:the book|[\"“‘'])",
    "abstract": r"\b(?:student|extended|poster|demo|tutorial) abstract\b|\babstract only\b|^(?:poster|demo):",
    "talk": r"^(?:tutorial|editorial|keynote|invited (?:talk|lecture)|panel|preface|foreword|slides)\s?[:–—]",
    "data": r"\b(?:data ?set|data) (?:for|accompanying)\b|\breplication (?:data|package)\b",
    "follow-up": r"\b(?:revisit(?:ed|ing)|reloaded|continued|cont['’]d|reconsidered|rethinking|beyond|follow-?up)\b",
}
_ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10",
    "xi": "11", "xii": "12",
}  # fmt: skip
_SERIES = r"\b(?:part|volume|vol\.?|chapter|phase|type|class|stage|book|paper|study|task|track|session|lecture|level)"
_WORD = r"\p{L}+"
# `v2`, `3.5`, `4o`, `7b`; an ordinal is its number.
_DIGITS = r"\bv\p{N}+|\p{N}+(?:\p{L}\b)?"
_MANY_ROMAN = r"\b(?:i{2,3}|iv|vi{1,3}|ix|xi{1,2})\b"
_ONE_ROMAN_AT_END = r"[^\s'’.]\s([ivx])\s*(?:$|[:.]\s)"
_SCALES = r"\b(?:hundred|thousand|million|billion)\b"
_YEARS = r"^(?:19|20)\p{N}{2}$"

# What a title with any mark has: one look that spares most titles all others.
_ANY_MARK = "|".join((
    r"\p{N}", r"\+", _MANY_ROMAN, _ONE_ROMAN_AT_END, rf"\b(?:{'|'.join(SPELLED)})\b", _SERIES, _SCALES,
    *_KINDS.values(),
))  # fmt: skip

# What is true of one is not of the other. In the form of `words`.
_OPPOSED = (
    ("help", "hurt"), ("upper", "lower"), ("positive", "negative"), ("increase", "decrease"), ("static", "dynamic"),
    ("discrete", "continuous"), ("local", "global"), ("offline", "online"), ("maximal", "minimal"),
    ("maximum", "minimum"), ("strong", "weak"), ("supervised", "unsupervised"), ("symmetric", "asymmetric"),
    ("linear", "nonlinear"), ("convex", "nonconvex"), ("forward", "backward"), ("possible", "impossible"),
    ("stable", "unstable"), ("success", "failure"), ("convergence", "divergence"), ("spatial", "temporal"),
)  # fmt: skip
_POLES = {
    word: sign * axis for axis, pair in enumerate(_OPPOSED, start=1) for word, sign in zip(pair, (1, -1), strict=True)
}

MARKS = ("numbers", "spelled_numbers", "part_letter", "pluses", "kinds", "other_numbers")


def marks(titles: pl.DataFrame) -> pl.DataFrame:
    """Columns in: `title | bare`. Out, in their order: MARKS, lists of String, a String and a count. Most titles have
    no mark at all.

    `other_numbers` are those that a list put to the title: the year of a venue, an arXiv id.
    """
    forms = titles.select(whole="title", plain="bare", in_figures=in_figures(titles["bare"]))
    numbered = forms.select(text.folded(pl.all())).with_row_index("row")
    marked = numbered.filter(pl.col("whole").str.contains(_ANY_MARK)).select("row", *_marks())
    return numbered.select("row").join(marked, on="row", how="left", maintain_order="left").select(
        pl.col("numbers", "spelled_numbers", "kinds", "other_numbers").fill_null([]),
        "part_letter",
        pl.col("pluses").fill_null(0),
    )  # fmt: skip


def _marks() -> list[pl.Expr]:
    whole, plain, in_figures = (pl.col(form) for form in ("whole", "plain", "in_figures"))
    in_series = plain.str.extract(_SERIES + r"[\s\-]+([ivx]+|[a-h])\b")
    roman = pl.concat_list(
        plain.str.extract_all(_MANY_ROMAN),
        pl.concat_list(in_series, plain.str.extract(_ONE_ROMAN_AT_END)).list.unique().list.drop_nulls(),
    )
    roman_numbers = roman.list.eval(pl.element().replace_strict(_ROMAN, default=None)).list.drop_nulls()
    spelled = in_figures.str.extract_all(_WORD).list.eval(pl.element().replace_strict(SPELLED, default=None))
    # `Two Million` is spelled, and so is `2 Million`.
    printed = _digits(in_figures).list.set_intersection(_digits(plain))
    of_many_words = _digits(in_figures).list.set_difference(_digits(plain))
    kinds = [pl.when(whole.str.contains(pattern)).then(pl.lit(kind)) for kind, pattern in _KINDS.items()]
    return [
        pl.concat_list(printed, roman_numbers).list.unique().list.sort().alias("numbers"),
        pl.concat_list(spelled.list.drop_nulls(), of_many_words).list.unique().alias("spelled_numbers"),
        pl.when(in_series.str.contains("^[a-h]$")).then(in_series).alias("part_letter"),
        plain.str.replace_all(r"\^\{?", "").str.count_matches(r"\p{L}\+|\+\+").alias("pluses"),
        pl.concat_list(kinds).list.drop_nulls().alias("kinds"),
        _digits(whole).list.set_difference(_digits(plain)).alias("other_numbers"),
    ]


def _digits(titles: pl.Expr) -> pl.Expr:
    # `10^5`, `10,000` and `CO_2` are one number each.
    return titles.str.replace_all(r"(\p{N})[\^_,](\p{N})", "$1$2").str.extract_all(_DIGITS)


def kept_apart() -> pl.Expr:
    """The veto on a pair with columns `left_` and `right_` of each of MARKS and `only` (words), or null.

    `Part I` and `Part II` have other numbers. A number that one title spells and the other prints is the same; a
    spelled one may be missing, but not be another.
    """
    return pl.coalesce(
        pl.when(pl.col("left_kinds") != pl.col("right_kinds")).then(pl.lit("kind")),
        pl.when(~_numbers_agree("left", "right") | ~_numbers_agree("right", "left")).then(pl.lit("number")),
        pl.when(_spell_others() | _have_other_numbers()).then(pl.lit("number")),
        pl.when(pl.col("left_part_letter").ne_missing(pl.col("right_part_letter"))).then(pl.lit("part")),
        pl.when(pl.col("left_pluses") != pl.col("right_pluses")).then(pl.lit("version")),
        pl.when(_are_opposed()).then(pl.lit("meaning")),
    )


def _numbers_agree(one: str, other: str) -> pl.Expr:
    known = pl.concat_list(f"{other}_numbers", f"{other}_spelled_numbers")
    return pl.col(f"{one}_numbers").list.set_difference(known).list.len() == 0


def _spell_others() -> pl.Expr:
    """`The Third Challenge` and `The Fourth Challenge`."""
    left, right = (pl.concat_list(f"{side}_numbers", f"{side}_spelled_numbers") for side in ("left", "right"))
    lacks = [one.list.set_difference(other).list.len() > 0 for one, other in ((left, right), (right, left))]
    return lacks[0] & lacks[1]


def _have_other_numbers() -> pl.Expr:
    """`An Overview (CLEF 2021)` and `An Overview (CLEF 2022)`."""
    left, right = pl.col("left_other_numbers"), pl.col("right_other_numbers")
    return (pl.min_horizontal(left.list.len(), right.list.len()) > 0) & (
        left.list.set_intersection(right).list.len() == 0
    )


def _are_opposed() -> pl.Expr:
    """`Why Depth Helps` and `Why Depth Hurts`."""
    left, right = (
        pl.col(f"{side}_only").list.eval(sign * pl.element().replace_strict(_POLES, default=None)).list.drop_nulls()
        for side, sign in (("left", 1), ("right", -1))
    )
    return left.list.set_intersection(right).list.len() > 0


def only_one_has_more() -> pl.Expr:
    """Whether all numbers of one title stand in the other as well."""
    sides = ("left_numbers", "right_numbers"), ("right_numbers", "left_numbers")
    return pl.any_horizontal(pl.col(one).list.set_difference(other).list.len() == 0 for one, other in sides)


def differ_only_in_years() -> pl.Expr:
    """Whether what numbers differ are years that one title has and the other lacks: those of a lost subtitle may."""
    numbers = pl.col("left_numbers").list.set_symmetric_difference("right_numbers")
    return only_one_has_more() & numbers.list.eval(pl.element().str.contains(_YEARS)).list.all()
