"""Names of venues: the table `venues.tsv`, and how a name as printed is compared with the names in it.

The table has one line a venue: `key`, `kind` (KINDS), `name` in full and `aliases`, parted by semicolons. Names stand
there as they are printed; case, years, sponsors and small words need no line of their own, and the key is an alias too.
Which year and track a name states is not decided here.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from transforms.clean import text

KINDS = ("conference", "journal", "series", "repository")

# Words of a track, not of a name.
TRACK_WORDS = {
    "datasets-and-benchmarks": r"\bdatasets?\W+(?:and\W+)?benchmarks?(?: track)?(?:\s*\(round \d\))?",
    "position": r"\bposition(?: papers?)?(?: track)?\b",
    "demo": r"\b(?:system )?demo(?:s|nstrations?)?(?: track)?\b",
    "industry": r"\bindustry(?: track| papers?)?\b",
    "competition": r"\bcompetitions?(?: track)?\b",
    "oral": r"\borals?\b|\b(?:notable )?top[ \-]5%",  # ICLR 2023 said `notable top 5%` for oral
    "spotlight": r"\bspotlights?\b|\b(?:notable )?top[ \-]25%",
    "poster": r"\bposters?\b",
    "long": r"\blong(?: papers?)?\b",
    "short": r"\bshort(?: papers?)?\b",
    "main": r"\bmain(?: conference| track)?\b",
}
# Numbers of articles, volumes and pages, which are no years.
PLACE = (
    r"\barxiv:\S*\d\S*|\babs/\S+"
    r"|[,:]?\s*\b(?:volume|vol\.?|pages?|pp\.|pmlr|lecture notes in computer science|lncs|no\.)(?:\s.*)?$"
)
_ORDINAL_WORD = (
    r"(?:(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)[\s\-]*)?"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth|fiftieth|sixtieth)"
)
_NOISE = "|".join(
    (
        r"^.*\bproceedings\s+of\b|\bin:?\s+proceedings\b|\bproceedings\b|\bproc\b",
        rf"(?:19|20)\d\d\b|['’]\s?\d\d\b|\b\d+(?:st|nd|rd|th)\b|\b{_ORDINAL_WORD}\b",
        *TRACK_WORDS.values(),
        r"/conference\b|\b(?:annual|ieee|cvf|talks?|track|research papers?)\b",
        r"\b(?:of|on|in|for|and|the|an?|at)\b",
    )
)
_SHORT_FORMS = {"int(?:l|ern)?": "international", "conf": "conference", "symp": "symposium", "trans": "transactions"}
_SPONSOR = r"\b(?:(?:acm|usenix|isca|rsj|sig[a-z]+|chi|iapr) )+(conference|international|symposium|web|workshop) "
_NOT_A_WORD = r"[^\p{L}\p{N}]+"
_EDITION = r"(?: (?:\d+|[ivxl]+))+$"

_BRACKETS = r"\(([^)]*)\)"
_FIRST_PART = r"^([^(:,–—\-]+)[(:,–—\-]"
_LAST_PART = r"(?:[:,–—]|\s-)\s+([^:,–—]+)$"
_ACRONYM_WITH_YEAR = r"^(\p{L}{2,})-?['’]?\d\d(?:-\d)?$"  # `stoc81`, `icalp08-1`


@dataclass(frozen=True, kw_only=True)
class KnownVenue:
    """One line of the table; `names` holds the key, the full name and every alias."""

    key: str
    kind: str
    names: tuple[str, ...]


@cache
def known_venues() -> tuple[KnownVenue, ...]:
    """Every line of the table, in its order."""
    table = files(__package__).joinpath("venues.tsv").read_text(encoding="utf-8")
    return tuple(
        KnownVenue(key=line["key"], kind=line["kind"], names=(line["key"], line["name"], *_aliases(line["aliases"])))
        for line in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    )


def _aliases(printed: str | None) -> list[str]:
    return printed.split("; ") if printed else []


def folded(printed: pl.Expr) -> pl.Expr:
    """A name as printed -> lower case, accents off: what every other function here takes."""
    return text.folded(text.clean(printed)).str.replace_all("&", " and ", literal=True)


def first_known(names: pl.DataFrame, *, words: str) -> pl.DataFrame:
    """The venue that the first of a row's names is known for, as a whole or by a part. Out: `row | rank | key`.

    In: `row | rank | name`; `is_host`: only conferences count; `is_beside`: only forms that match `words` do. Names are
    folded. Rows of which no name is known are left out.
    """
    known = _forms(names).join(_lookup(), on="form")
    return (
        known.filter(
            ~pl.col("is_host") | pl.col("is_conference"),
            ~pl.col("is_part") | pl.col("stands_as_part"),
            ~pl.col("is_beside") | pl.col("form").str.contains(words),
        )
        .sort("row", "rank", "form_rank")
        .group_by("row", maintain_order=True)
        .agg(pl.col("rank", "key").first())
    )


def last_part(name: pl.Expr) -> pl.Expr:
    """What stands behind the last colon, comma or dash: `emnlp 2020`; null where there is none."""
    return name.str.extract(_LAST_PART)


def _forms(names: pl.DataFrame) -> pl.DataFrame:
    """The forms in which each name is looked up, best first: adds `form_rank`, `is_part` and `form`.

    Parts of `Conference on X (ACRONYM 2024)`: what stands in brackets, before and behind the rest, before a year.
    """
    name = pl.col("name")
    parts = (_BRACKETS, _FIRST_PART, _LAST_PART, _ACRONYM_WITH_YEAR)
    spelt = (name, name.str.replace_all(_BRACKETS, " "), *(name.str.extract(part) for part in parts))
    numbered = [
        names.with_columns(form=form, form_rank=pl.lit(rank), is_part=pl.lit(rank > 2))
        for rank, form in enumerate(spelt, start=1)
    ]
    bare = pl.concat(numbered).drop_nulls("form").with_columns(form=_bare(pl.col("form")))
    spaced = names.with_columns(form=_spaced(name), form_rank=pl.lit(0), is_part=pl.lit(value=False))
    return pl.concat([spaced, bare])


def _spaced(name: pl.Expr) -> pl.Expr:
    """Its words."""
    return name.str.replace_all(_NOT_A_WORD, " ").str.strip_chars(" ").str.replace(_EDITION, "")


def _bare(name: pl.Expr) -> pl.Expr:
    """The words that tell it from other venues."""
    name = name.str.replace_all(PLACE, " ").str.replace_all(_NOISE, " ").str.replace_all(_NOT_A_WORD, " ")
    for short, long in _SHORT_FORMS.items():
        name = name.str.replace_all(rf"\b{short}\b", long)
    name = name.str.strip_chars(" ").str.replace_all(_SPONSOR, "${1} ")
    return name.str.replace(_EDITION, "").str.replace(" conference$", "")


@cache
def _lookup() -> pl.DataFrame:
    """Every form of every name: `form | key | is_conference | stands_as_part`, also as a part of a longer name.

    `Science, Technology and Values` is not Science: of a journal such a form has three words. Nor is every
    `..., Web` the Web Conference: a single word has to be an acronym.
    """
    is_journal = pl.col("kind") == "journal"
    least_words = pl.when(is_journal).then(3).when(pl.col("spaced") == pl.col("bare")).then(1).otherwise(2)
    stands_as_part = pl.col("bare").str.count_matches(" ", literal=True) + 1 >= least_words
    named = forms_of_table().with_columns(stands_as_part=stands_as_part, is_conference=pl.col("kind") == "conference")
    rows = pl.concat(named.select("key", "is_conference", "stands_as_part", form=form) for form in ("bare", "spaced"))
    return rows.filter(pl.col("form") != "").unique("form", keep="first", maintain_order=True)


def forms_of_table() -> pl.DataFrame:
    """Every name of the table: `key | kind | name | spaced` (its words) `| bare` (those that tell it from others)."""
    rows = [(venue.key, venue.kind, name) for venue in known_venues() for name in venue.names]
    name = folded(pl.col("name"))
    return pl.DataFrame(rows, schema=["key", "kind", "name"], orient="row").with_columns(
        spaced=_spaced(name), bare=_bare(name)
    )
