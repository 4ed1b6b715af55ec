"""Titles as lists and pages print them -> as their papers do: without the venues, names and marks run into them, and
with a subtitle in brackets behind a colon. The name in the title of a note on somebody's paper stays.
"""

from __future__ import annotations

from functools import partial

import polars as pl

from transforms.clean import venues
from transforms.clean._selective import Step, where, where_matching

# What a title has that anything here may change: one look that spares most titles all others.
_SIGNS = [
    "(", "[", "\\", "math", "^", "|", "…", "..", "@", " - ", " – ", " — ", " 19", " 20", "arxiv", "et al", "findings",
    "proceedings", "paper page", "lecture notes", "lncs", "lnai", "technical report",
    "tech. rep", "working paper", "discussion paper", *(f"{digit}: " for digit in range(10)),
]  # fmt: skip

_YEAR = r"(?:19|20)\d\d"
# Accents and fonts say nothing; nor do operators, which no word holds where they are printed.
_TEX_SILENT = (
    r"\\?math(?:scr|cal|bb|rm|bf|frak|sf|it|tt)\b|\\(?:wide)?(?:tilde|hat|bar|check)\b|\\(?:over|under)line\b"
    r"|\\(?:vec|d?dot|breve|acute|grave|text(?:rm|bf|it|sf|tt)?|operatorname|boldsymbol|bm|ensuremath|left|right)\b"
    r"|\\(?:displaystyle|rm|bf|it|cal|to|(?:long)?(?:left)?rightarrow|times|cdot|pm|sim|approx|leq?|geq?)\b"
    r"|\\[,;:! ]"
)
_TEX_RAISED_FIRST = r"(\^(?:\{[^{}]*\}|\w))(_(?:\{[^{}]*\}|\w))"  # `B^0_s` is `B_s^0`
_TEX_SIGNS = r"[\\^]|math"

_NAMES = r"\p{Lu}[\p{L}.'’\-]*(?:,? (?:and |& )?\p{Lu}[\p{L}.'’\-]*){0,5}"
_TWO_NAMES = r"\p{Lu}[\p{L}'’\-]+ (?:&|and) \p{Lu}[\p{L}'’\-]+,?"
_ET_AL = rf"{_NAMES},? et al\.?,?(?: \(?{_YEAR}[a-z]?\)?)?"
# `[2405.15319] ...`, which arXiv's pages are called; `12. ...`; `Oona Tresk et al.: ...`; `Tresk and Lind (2020): ...`;
# `Tresk, O., & Lind, P. (2020). ...`
_IN_FRONT = (
    r"^(?:\[\d{4}\.\d{4,5}(?:v\d+)?\]|\[\d{1,3}\]|\d{1,3}[.)]|(?i:paper page) [-–]) "
    rf"|^{_ET_AL}\s?[:.,;–—-]+ |^[(\[]{_ET_AL}[)\]] |^{_TWO_NAMES} \({_YEAR}[a-z]?\)[:.,]+ "
    rf"|^(?:\p{{Lu}}[\p{{L}}'’\-]+, (?:\p{{Lu}}\.[ -]?)+(?:,? (?:and |& )?)?)+\(?{_YEAR}[a-z]?\)?[:.,]+ "
)
_PAGES = (
    r"openreview|acl anthology|arxiv(?:\.org)?|papers? with code|sciencedirect|springerlink|ieee xplore"
    r"|semantic scholar|pubmed|pmc|hugging face|request pdf|researchgate|acm digital library"
    r"|ieee (?:conference publication|journals.*)"
)
_BEHIND = (
    rf"(?i:(?:\s(?:[|–—-]) (?:{_PAGES}))+)$"
    r"|(?i:[\s.,(\[]+arxiv(?: preprint)?[:,\s]*(?:arxiv:)?)\d{4}\.\d{4,5}(?:v\d+)?(?: ?\[[\w.-]+\])?[)\].]*$"
    rf"| [(\[]{_TWO_NAMES} {_YEAR}[a-z]?[)\]]$"
    r"|\. In:? (?:Proc\.|Proceedings|Advances|International|Annual|IEEE|ACM|\p{Lu}{3,}).*$"
)
_NAMES_BEHIND = rf"(?:\s*[,(–—]\s*| by |\s-\s){_ET_AL}[).\]]*$"
# A note on a paper names whom it answers; without the name it would be the paper.
_NOTE = r"(?i)^(?:repl(?:y|ies)|response|comments?|commentary|discussion|rejoinder|review|re|erratum|correction)\b"
_CUT = r"\s*(?:…|\.\.+|\[\.\.\.\])\s*$"

_SERIES = r"(?:lecture notes in|lncs|lnai|technical report|tech\. rep|working paper|discussion paper)\b"
_MOST_MARKS = 3  # `... (ICLR 2022) (Oral)`
_PLACES = {  # where a venue may stand, and what goes with it
    "in_front": (r"^[(\[]([^()\[\]]{3,60})[)\]][:.]? ",) * 2,
    "before_title": (rf"^([\p{{L}}'’\- ]{{2,20}}\d\d(?:\d\d)?|(?i:{_SERIES}[^:|]{{0,40}}))(?:\s[-–—|]|:)\s",) * 2,
    "in_brackets": (r"^.+ [(\[]([^()\[\]]{2,120})[)\]][.*]?$", r" [(\[][^()\[\]]*[)\]][.*]?$"),
    "behind": (
        rf"^.{{10,}}\S\s*(?:[.,;|@]|\s[–—-])\s*([^.,;|@]+(?:, {_YEAR})?)\.?$",
        rf"\s*(?:[.,;|@]|\s[–—-])\s*[^.,;|@]+(?:, {_YEAR})?\.?$",
    ),
    "run_into": (rf"^.{{10,}}[^ ]{{5,}} (\p{{L}}{{3,}}[ '’-]?(?:{_YEAR}))$", rf" \p{{L}}{{3,}}[ '’-]?{_YEAR}$"),
}
_LEADING = r"^(?i:(?:(?:to appear|accepted|published|presented|best paper|oral|spotlight) )?(?:in|at|by) )"
# Only what looks like a venue is looked up. Two digits may be those of `COVID-19`, so they ask for a known venue.
_IS_STATED = (
    rf"{_YEAR}|['’‘]\d\d|\p{{Lu}}{{3}}-?\d\d|^\S*\p{{Lu}}{{2}}\S*(?i: oral| spotlight| poster)?$|{_LEADING}"
    r"|(?i:^findings|^proc)"
)
_UNKNOWN_VENUE = rf"^\p{{Lu}}[\p{{L}}-]*\p{{Lu}}[\p{{L}}-]*[ '’-]{_YEAR}$"
_SHOWN_AS = (
    r"(?i)[\s,;:–-]*(?:oral|spotlight|poster|best paper|main|long|short|demo|industry)(?: (?:paper|track|session))?$"
)
_MARKS = (
    r"(?i)^(?:oral|spotlight|poster|best (?:student )?paper(?: award)?|preprint|(?:full|long|extended|complete) version"
    r"|(?:short|long|regular|full) paper|in press|pdf|video|open access|revised(?: version)?|accepted"
    rf"|withdrawn|retracted|(?:with|including) (?:code|appendix|proofs)|{_YEAR}|{_SERIES}.*)$"
)


def bare(titles: pl.Series) -> pl.Series:
    """The titles as their papers print them, in their order; null stays null."""
    return where(_has_signs, _bared)(titles)


def is_cut(titles: pl.Series) -> pl.Series:
    """Whether a list cut the title short, and says so."""
    return titles.str.contains(_CUT)


def _has_signs(titles: pl.Series) -> pl.Series:
    return titles.str.contains_any(_SIGNS, ascii_case_insensitive=True) | titles.str.contains(r"^\d")


def _bared(titles: pl.Series) -> pl.Series:
    titles = where_matching(_TEX_SIGNS, _without_tex)(titles)
    for pattern in (_IN_FRONT, _BEHIND):
        titles = _unless_note(pattern)(titles)
    titles = where_matching(" et al", _unless_note(_NAMES_BEHIND))(titles)
    titles = _less_marks(titles, _MOST_MARKS).str.replace(_CUT, "")
    # `Ein Titel (A Title)` and `[A Title]. Ein Titel`
    titles = titles.str.replace(r"^(\S+ .+\S) [(\[]([^()\[\]]+ [^()\[\]]+)[)\]]$", "$1: $2")
    return titles.str.replace(r"^\[([^\[\]]+ [^\[\]]+)\][.:]? ", "$1: ")


def _without_tex(titles: pl.Series) -> pl.Series:
    plain = titles.str.replace_all(_TEX_SILENT, "").str.replace_all(_TEX_RAISED_FIRST, "$2$1")
    return plain.str.replace_all(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", "$1/$2")


def _less_marks(titles: pl.Series, most: int) -> pl.Series:
    """The titles without venues and marks of lists, one after the other."""
    printed = [titles.str.extract(found) for found, _ in _PLACES.values()]
    known = _known(pl.concat(printed)).implode()
    less_one, is_whole = titles, titles.is_not_null()
    for words, (_, pattern) in zip(printed, _PLACES.values(), strict=True):
        is_known = words.is_in(known).fill_null(value=False) & is_whole
        less_one = where(partial(_marked, is_known), partial(_without, pattern))(less_one)
        is_whole &= ~is_known
    if most == 1:
        return less_one
    return where(lambda rows: rows != titles, partial(_less_marks, most=most - 1))(less_one)


def _marked(flags: pl.Series, _: pl.Series) -> pl.Series:
    return flags


def _without(pattern: str, titles: pl.Series) -> pl.Series:
    return titles.str.replace(pattern, "")


def _unless_note(pattern: str) -> Step:
    return where(
        lambda titles: titles.str.contains(pattern) & ~titles.str.contains(_NOTE),
        partial(_without, pattern),
    )


def _known(printed: pl.Series) -> pl.Series:
    """Those that tell of a listing, not of a paper: a venue, or a mark such as `Oral`."""
    distinct = printed.drop_nulls().unique()
    asked = distinct.filter(distinct.str.contains(_IS_STATED))
    marks = distinct.filter(distinct.str.contains(_MARKS))
    if asked.is_empty():
        return marks
    named = asked.str.replace(_SHOWN_AS, "").str.replace(_LEADING, "")
    venue = named.to_frame("venue").select(venues.venue_key(pl.col("venue"))).to_series()
    return pl.concat([marks, asked.filter(venue.is_not_null() | named.str.contains(_UNKNOWN_VENUE))])
