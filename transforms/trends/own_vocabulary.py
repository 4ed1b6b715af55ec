"""What an analyst says of terms: which to count, which are one, which to leave out, which to show together.

Values only. They are written in `<home>/vocabulary.toml`, which `warehouse.vocabulary` reads; `terms` counts by them.
"""

from __future__ import annotations

from dataclasses import dataclass

from transforms.trends.expressions import OPERATORS
from transforms.trends.ngrams import MOST_WORDS_OF_A_KEY
from transforms.trends.tokens import written_words


@dataclass(frozen=True, kw_only=True)
class OwnVocabulary:
    """`terms` are counted however few papers use them, and shown as they are written here, as are those of `synonyms`.

    `synonyms`: pairs of another form of a term, and the term as which it is counted. `stop_words` end a term wherever
    they stand; `stop_phrases` are no terms, though their words may be. `groups`, `ratios`: pairs of a name and an
    expression (`transforms.trends.expressions`).
    """

    terms: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    stop_words: tuple[str, ...] = ()
    stop_phrases: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    ratios: tuple[tuple[str, str], ...] = ()

    @property
    def forms(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a form to look for and its term: the terms themselves, then the synonyms, each once and in order."""
        terms = {*self.terms, *(term for _, term in self.synonyms)}
        return (*((term, term) for term in sorted(terms)), *sorted(set(self.synonyms)))


NOTHING_OWN = OwnVocabulary()


def fault_of(term: str) -> str | None:
    """Why texts cannot be searched for this as one term; None where they can."""
    if operators := sorted(OPERATORS & set(term)):
        return f"it holds “{operators[0]}”, which only expressions do"
    words = [word for string in term.split() for word in written_words(string)]
    if "" in words:
        return "it holds what is no word: a mark between words, an address or a formula"
    if not 1 <= len(words) <= MOST_WORDS_OF_A_KEY:
        return f"it has {len(words)} words; a term has one to {MOST_WORDS_OF_A_KEY}"
    return None
