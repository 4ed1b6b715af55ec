"""Where a text has what was looked for, so that it can be marked. No markup here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, product

from transforms.search.query import Query, Word, Words

_MOST_SPELLINGS = 64  # of one phrase
_ANY_WORD = "*"


def needles(query: Query, forms: Mapping[str, Sequence[str]]) -> list[str]:
    """What `spans` should look for: each clause that is sought, in all its spellings.

    `forms`: word as asked (a prefix with its star) -> the forms that count as it.
    """
    return [spelling for clause in query.sought for spelling in _spellings(clause, forms)]


def _spellings(clause: Words, forms: Mapping[str, Sequence[str]]) -> list[str]:
    choices = [_choices(word, forms) for word in clause.words]
    return [" ".join(chosen) for chosen in islice(product(*choices), _MOST_SPELLINGS)]


def _choices(word: Word | None, forms: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if word is None:
        return [_ANY_WORD]
    return [f"{word.form}*"] if word.is_prefix else forms.get(word.form) or [word.form]


def spans(content: str, sought: Sequence[str]) -> list[tuple[int, int]]:
    """Beginning and end of each place where one of `sought` stands, in order, none within another.

    `sought`: words in a row, whatever their case and accents and whatever stands between them; `transf*` is a word that
    begins so, `*` any word.
    """
    if not sought:
        return []
    folded = "".join(map(_folded, content))
    return [found.span() for found in _pattern(tuple(sought)).finditer(folded)]


@lru_cache(maxsize=100)
def _pattern(sought: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(sought, key=len, reverse=True)
    rows = (r"[\W_]+".join(map(_word, needle.split())) for needle in longest_first if needle.split())
    return re.compile(rf"(?<!\w)(?:{'|'.join(rows)})(?!\w)")


def _word(word: str) -> str:
    bare = re.escape("".join(map(_folded, word.removesuffix("*"))))
    return f"{bare}\\w{'*' if bare else '+'}" if word.endswith("*") else bare


@lru_cache(maxsize=10_000)
def _folded(character: str) -> str:
    """A character in small and without accent; one that would become several stays, so that places stay the same."""
    bare = unicodedata.normalize("NFKD", character)[:1].lower()
    return bare if len(bare) == 1 else character
