"""What is typed into a search box -> what it asks for. No tables here: which papers that means is decided by queries.

    lantern kettles          papers with both words, in title or abstract
    "state space"            these words next to each other
    -survey                  not this one
    transf*                  words that begin so
    title:lantern abstract:"state space" author:bengio venue:acl source:dblp id:2405.15319
    2020..2023 year:2020-2023 year:2021..    published in these years

Words are folded as those of the texts are (`transforms.search.words`); a word with hyphens is its parts in a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from transforms.errors import UsageError
from transforms.schema.core import IDENTIFIER_SCHEMES
from transforms.search.words import UNSEARCHED, read

TEXT_FIELDS = ("title", "abstract")
FACT_FIELDS = ("author", "venue", "source", "id")
FIELDS = (*TEXT_FIELDS, *FACT_FIELDS, "year")
SHORTEST_PREFIX_CHARACTERS = 3
MOST_CLAUSES = 20

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_ITEM = re.compile(r'(?P<minus>-?)(?:(?P<field>\w+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_RANGE = re.compile(r"(\d{4})?\.\.(\d{4})?")
_YEARS = re.compile(r"(\d{4})?(?:(?:\.\.|[-–])(\d{4})?)?")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A folded word, or, with `is_prefix`, all that begin so."""

    form: str
    is_prefix: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words in a row: one, or a phrase. None holds the place of a word that is not looked for, never at an end.

    `field`: where they stand, title, abstract or either (None).
    """

    words: tuple[Word | None, ...]
    field: str | None = None
    is_excluded: bool = False

    def __str__(self) -> str:
        said = " ".join(f"{word.form}{'*' * word.is_prefix}" if word else "the" for word in self.words)
        return _spelled(self, f'"{said}"' if len(self.words) > 1 else said)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """An author's name, a venue, a source or an identifier."""

    field: str
    value: str
    is_excluded: bool = False

    def __str__(self) -> str:
        return _spelled(self, f'"{self.value}"')


@dataclass(frozen=True, kw_only=True)
class Years:
    """Published from `first` to `last`, both included; None is open."""

    first: int | None = None
    last: int | None = None
    is_excluded: bool = False
    field: str = "year"

    def __str__(self) -> str:
        ends = [f"{year:04d}" if year is not None else "" for year in (self.first, self.last)]
        return _spelled(self, "..".join(ends))


Clause = Words | Fact | Years


def _spelled(clause: Clause, value: str) -> str:
    return f"{'-' if clause.is_excluded else ''}{f'{clause.field}:' if clause.field else ''}{value}"


@dataclass(frozen=True, kw_only=True)
class Query:
    """All `clauses` hold of a paper that is found; with none of them every paper is. `unsearched` words were left out.

    As text it is the same query again.
    """

    clauses: tuple[Clause, ...] = ()
    unsearched: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.clauses))

    @property
    def sought(self) -> tuple[Words, ...]:
        """What is looked for in texts."""
        return tuple(clause for clause in self.clauses if isinstance(clause, Words) and not clause.is_excluded)


@lru_cache(maxsize=200)
def parse(typed: str) -> Query:
    """The query that was typed. Raises UsageError for what is wrong with it, with the next step."""
    text, clauses, unsearched = typed.translate(_QUOTES), [], []
    for item in _items(text):
        found, ignored = _clause(item)
        unsearched += ignored
        clauses += [found] if found else []
    if unsearched and not clauses:
        said = " ".join(dict.fromkeys(unsearched))
        raise UsageError(
            f"“{said}” is in nearly every text and is not looked for alone.",
            next_step="Add a word that says what the papers are about.",
        )
    if len(clauses) > MOST_CLAUSES:
        raise UsageError(f"the query asks {len(clauses)} things; at most {MOST_CLAUSES}.", next_step="Shorten it.")
    return Query(clauses=tuple(dict.fromkeys(clauses)), unsearched=tuple(dict.fromkeys(unsearched)))


def _items(text: str) -> list[re.Match[str]]:
    items, end = [], 0
    while rest := text[end:].lstrip():
        item = _ITEM.match(text, len(text) - len(rest))
        if item is None or (item["word"] in {"-", None} and item["phrase"] is None):
            if '"' not in rest:
                end = len(text) - len(rest) + 1  # a dash alone
                continue
            said = rest.replace('"', "“") if len(rest) <= 40 else rest[:40].replace('"', "“") + "…"
            raise UsageError(f"the quote in {said} is not closed.", next_step='Write a phrase as "state space".')
        items.append(item)
        end = item.end()
    return items


def _clause(item: re.Match[str]) -> tuple[Clause | None, list[str]]:
    """What one item asks for, nothing where it is only a mark; and words that are not looked for."""
    is_excluded, value = bool(item["minus"]), item["phrase"] if item["word"] is None else item["word"]
    field = item["field"].lower() if item["field"] else None
    if field in IDENTIFIER_SCHEMES:
        field = "id"
    if field is None and item["word"] and _RANGE.fullmatch(value) and value != "..":
        field = "year"
    if field is not None and field not in FIELDS:
        raise UsageError(
            f"“{item['field']}:” is no field; there are {', '.join(f'{name}:' for name in FIELDS)}.",
            next_step=f'Put a space behind the colon, or write "{item["field"]} {value}" to look for these words.',
        )
    if field and not value.strip():
        raise UsageError(f"“{field}:” does not say what to look for.", next_step=f"Write it as {_EXAMPLES[field]}.")
    if field == "year":
        return _years(value, is_excluded), []
    if field in FACT_FIELDS:
        return Fact(field=field, value=" ".join(value.split()), is_excluded=is_excluded), []
    found, unsearched = _words(value)
    return (replace(found, field=field, is_excluded=is_excluded) if found else None), unsearched


_EXAMPLES = {
    "title": "title:lantern",
    "abstract": 'abstract:"state space"',
    "author": "author:bengio",
    "venue": "venue:acl",
    "source": "source:dblp",
    "id": "id:2405.15319",
    "year": "year:2020..2023",
}


def _years(value: str, is_excluded: bool) -> Years:
    found = _YEARS.fullmatch(value.strip())
    if found is None or found.group(0) in {"..", "-", "–"}:
        raise UsageError(
            f"“{value}” is no year.", next_step="Write 2020..2023, year:2021 or year:2020.. for since then."
        )
    first, last = (int(year) if year else None for year in found.groups())
    if value.strip() == found[1]:
        last = first
    if first and last and first > last:
        raise UsageError(f"{value} ends before it begins.", next_step=f"Write {last}..{first}.")
    return Years(first=first, last=last, is_excluded=is_excluded)


def _words(value: str) -> tuple[Words | None, list[str]]:
    """Words in a row, nothing where there is none that is looked for; and those that are not, if they stand alone."""
    bare = value.strip().removesuffix("*")
    is_prefix = bare != value.strip()
    if "*" in bare or (is_prefix and not bare[-1:].isalnum()):
        raise UsageError(f"“{value}”: a star stands for the end of a word.", next_step="Write it as transf*.")
    forms = read(bare)
    if not forms:
        if re.search(r"\w", bare):
            raise UsageError(
                f"“{value}” holds no word: formulas and addresses are not looked for.",
                next_step="Look for a word that stands beside it.",
            )
        return None, []
    if is_prefix and len(forms[-1]) < SHORTEST_PREFIX_CHARACTERS:
        raise UsageError(
            f"“{value}” begins too many words.", next_step=f"Give at least {SHORTEST_PREFIX_CHARACTERS} letters."
        )
    words = [None if form in UNSEARCHED else Word(form=form) for form in forms]
    if is_prefix:
        words[-1] = Word(form=forms[-1], is_prefix=True)
    sought = [place for place, word in enumerate(words) if word]
    if not sought:
        return None, list(forms)
    return Words(words=tuple(words[sought[0] : sought[-1] + 1])), []
