"""A search as SQL: what each clause of a query demands of `core.papers AS p`, and which words stand where.

Values are bound under names that begin with the clause's own. No question lives here.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.clean import names
from transforms.schema.search import ABSTRACT_STARTS, POSITION_BITS, POSITIONS
from transforms.search.query import Clause, Fact, Query, Word, Words, Years
from transforms.search.words import variants

# SQL of a column `place`: the paper, and whether its title is meant.
PAPER_NUMBER = f"(place >> {POSITION_BITS})::INTEGER"
IN_TITLE = f"(place & {POSITIONS - 1}) < {ABSTRACT_STARTS}"
_IN_FIELD = {"title": IN_TITLE, "abstract": f"NOT {IN_TITLE}"}
_FACTS = {
    "author": """p.paper_id IN (
        SELECT a.paper_id FROM core.authorships AS a WHERE a.author_key = ${0}
            OR starts_with(a.author_key, ${0} || ' ') OR contains(a.author_key, ' ' || ${0} || ' ')
    )""",
    "venue": "(p.venue_key = ${0} OR contains(' ' || lower(p.venue) || ' ', ' ' || ${0} || ' '))",
    "source": "len(list_filter(p.sources, lambda source: starts_with(source, ${0}))) > 0",
    "id": "(p.paper_id = ${0} OR p.paper_id IN (SELECT i.paper_id FROM core.identifiers AS i WHERE i.value = ${0}))",
}


def conditions(query: Query, *, with_texts: bool) -> tuple[list[str], dict[str, Any]]:
    """What a paper `p` must fulfil, with or without what is said of its texts, and the values bound."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for number, clause in enumerate(query.clauses):
        if isinstance(clause, Words) and not with_texts:
            continue
        condition, bound = _condition(clause, f"clause_{number}")
        parts.append(f"NOT coalesce({condition}, false)" if clause.is_excluded else condition)
        values |= bound
    return parts, values


def _condition(clause: Clause, name: str) -> tuple[str, dict[str, Any]]:
    if isinstance(clause, Words):
        places, values = standing(clause, name)
        numbers = f"SELECT {PAPER_NUMBER} FROM ({places})"
        return (
            "p.paper_id IN (SELECT indexed.paper_id FROM search.indexed_papers AS indexed "
            f"WHERE indexed.paper_number IN ({numbers}))"
        ), values
    if isinstance(clause, Years):
        ends = (("first", ">=", clause.first), ("last", "<=", clause.last))
        given = [(f"{name}_{end}", sign, year) for end, sign, year in ends if year is not None]
        condition = " AND ".join(f"year(p.published_on) {sign} ${bound}" for bound, sign, _ in given)
        return f"({condition})", {bound: year for bound, _, year in given}
    return f"({_FACTS[clause.field].format(name)})", {name: _folded(clause)}


def _folded(fact: Fact) -> str:
    """The value as the tables write it; an identifier in capitals is one of a scheme that has capitals."""
    if fact.field == "author":
        return str(pl.select(names.author_key(pl.lit(fact.value))).item() or fact.value)
    return fact.value if fact.field == "id" else fact.value.lower()


def standing(clause: Words, name: str) -> tuple[str, dict[str, Any]]:
    """SELECT of the `place` of each use: of a phrase the place of its first word."""
    selects = []
    values: dict[str, Any] = {}
    for offset, word in enumerate(clause.words):
        if word is not None:
            select, bound = _places(word, f"{name}_{offset}")
            # Of words of a phrase, where its first word would have to stand.
            selects.append(f"SELECT place - {offset} AS place FROM ({select})" if offset else select)
            values |= bound
    first, *others = selects
    joined = " ".join(f"SEMI JOIN ({select}) USING (place)" for select in others)
    in_field = f" WHERE {_IN_FIELD[clause.field]}" if clause.field else ""
    return f"SELECT place FROM ({first}) {joined}{in_field}", values


def _places(word: Word, name: str) -> tuple[str, dict[str, Any]]:
    numbers, values = meant(word, name)
    return f"SELECT unnest(places) AS place FROM search.postings WHERE word_number IN ({numbers})", values


def meant(word: Word, name: str) -> tuple[str, dict[str, Any]]:
    """SELECT of the `word_number` of a word: as it stands, or else in the number that the texts use; or of a prefix."""
    if word.is_prefix:
        return f"SELECT word_number FROM search.words WHERE starts_with(form, ${name})", {name: word.form}
    return (
        f"SELECT arg_min(word_number, list_position(${name}::VARCHAR[], form)) FROM search.words "
        f"WHERE form IN (SELECT unnest(${name}::VARCHAR[]))"
    ), {name: variants(word.form)}
