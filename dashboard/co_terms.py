"""Terms that occur together with a term, and the topic it belongs to, as links. For pages that are about terms."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import words
from dashboard.frame import Page
from dashboard.markup import Html, draw, joined
from dashboard.tables import facts
from warehouse.queries import topics

_TERMS_SHOWN = 3
_PARTNERS_SHOWN = 8


def show(page: Page, terms: Sequence[str]) -> None:
    """Draw the partners and the topic of the first of `terms`; nothing of those that have neither."""
    rows = ((f"With “{term}”", _bound_to(page, term)) for term in terms[:_TERMS_SHOWN])
    if told := [(name, said) for name, said in rows if said]:
        draw(facts(told))


def _bound_to(page: Page, term: str) -> Html:
    """`kettle (31), lantern (24); topic: harbour, kettle`: what it meets more often than by chance, in how many papers.

    Each partner leads to both terms in Trends.
    """
    found = page.answers.to(topics.co_terms, term=term, limit=_PARTNERS_SHOWN)
    partners = [
        joined([page.address.link(partner, "trends", terms=(term, partner)), f" ({words.number(together)})"])
        for partner, together in found.select("term", "papers").iter_rows()
    ]
    return joined([part for part in (joined(partners, ", "), topic(page, term)) if part], "; topic: ")


def topic(page: Page, term: str) -> Html:
    """The topic of a term, which leads to it; nothing where it is in none."""
    found = page.answers.to(topics.of_term, term=term)
    return joined(page.address.link(label, "topics", topic=named) for named, label in found.rows())
