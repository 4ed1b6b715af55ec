"""What an analyst asks to see over time: a term, `a + b` (papers that use either), `a / b` (per paper that uses b),
`diffusion *` (any term that begins so). How it is counted, `warehouse.queries.terms` says.
"""

from __future__ import annotations

from dataclasses import dataclass

from transforms.errors import UsageError

WILDCARD = "*"
# What an expression is made of, and the comma that stands between two: no term holds any of them.
OPERATORS = frozenset("+/*,")
_GROUP = " + "


@dataclass(frozen=True, kw_only=True)
class Series:
    """Papers that use any of `terms`; given `per`, as many as there are for each paper that uses any of those.

    A term may hold wildcards. `said` is the expression in its plain form.
    """

    said: str
    terms: tuple[str, ...]
    per: tuple[str, ...] = ()

    @property
    def per_said(self) -> str:
        """The second side of a ratio."""
        return _GROUP.join(self.per)

    @property
    def is_plain(self) -> bool:
        """Whether it is one term, as it stands."""
        return len(self.terms) == 1 and not self.per and WILDCARD not in self.terms[0]


def parse(expression: str) -> Series:
    """One expression. Raises UsageError where an operator lacks a side, or a wildcard stands alone."""
    sides = [_terms(side, expression) for side in expression.split("/")]
    if len(sides) > 2:
        raise UsageError(f"“{expression}” has more than one “/”.", next_step="Write it as a / b.")
    said = " / ".join(_GROUP.join(side) for side in sides)
    return Series(said=said, terms=sides[0], per=sides[1] if len(sides) > 1 else ())


def _terms(side: str, expression: str) -> tuple[str, ...]:
    terms = tuple(dict.fromkeys(" ".join(term.split()) for term in side.split("+")))
    if "" in terms:
        raise UsageError(f"“{expression}”: a term is missing.", next_step="Write it as a + b, or a / b.")
    if any(not term.replace(WILDCARD, "").strip() for term in terms):
        raise UsageError(f"“{expression}”: “*” alone is every term.", next_step="Begin it, as in diffusion *.")
    return terms
