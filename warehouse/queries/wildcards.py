"""Terms with wildcards as SQL patterns: in `diffusion *` the star stands for any characters. No question lives here."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.trends.expressions import WILDCARD

# SQL: every name of a term: its own, and the other forms that are counted as it.
NAMED_TERMS = """(
    SELECT term_number, term, papers, term AS name FROM trends.terms
    UNION ALL
    SELECT term_number, term, terms.papers, form AS name FROM trends.term_forms JOIN trends.terms USING (term)
)"""
# SQL: whether a term of NAMED_TERMS is meant by a pattern, in whatever case.
IS_MEANT = "lower(name) LIKE lower(pattern) ESCAPE '!'"


def patterns(terms: Sequence[str]) -> list[str]:
    """The terms as patterns of LIKE, with `!` before what would be a wildcard of SQL."""
    return ["".join(_as_pattern(character) for character in term) for term in terms]


def in_other_number(term: str) -> list[str]:
    """What a term may be where nobody writes it in the number that is asked for: `LLMs` is `llm`, `proxy` `proxies`."""
    lower = term.lower()
    if lower.endswith("s"):
        return [lower.removesuffix("s"), *([f"{lower.removesuffix('ies')}y"] if lower.endswith("ies") else [])]
    return [f"{lower}s", *([f"{lower.removesuffix('y')}ies"] if lower.endswith("y") else [])]


def _as_pattern(character: str) -> str:
    if character == WILDCARD:
        return "%"
    return f"!{character}" if character in "!%_" else character
