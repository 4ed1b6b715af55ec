"""Topics: terms that occur with each other more than with others, what each is called, and which papers are about it.

A topic has an id that stays when papers come: that of the topic before with which it shares most of its terms (D.
Greene, D. Doyle & P. Cunningham, "Tracking the evolution of communities in dynamic social networks", ASONAM 2010). One
that follows none is called by its most central term, and keeps that id when another becomes more central. So ids are
all that depends on what was counted before: of the same papers a rebuild makes the same topics, with the same terms
and figures, each under the term that is its most central now.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import polars as pl

from transforms.schema.topics import TERMS_OF_A_PAPER
from transforms.trends.louvain import communities

# At 1, the thousand commonest terms fall into some ten fields; at this into some thirty topics, of which none has more
# than a third of all links.
RESOLUTION = 3.0
# Fewer terms are a phrase, not a topic.
LEAST_TERMS = 3
# Terms that stand for a topic, so that a large one does not claim more papers than a small one only for its size.
CORE_TERMS = 10
_LABEL_TERMS = 3
# Of a number that holds a paper and a topic.
_PLACE_BITS = 16
# Of all terms of two topics, so large a part at least they share, if one is to follow the other.
LEAST_OVERLAP = 0.3


@dataclass(frozen=True, kw_only=True)
class Topics:
    """`topics`: `topic | label | terms | density | centrality`; `terms`: `topic | term | strength | is_core`."""

    topics: pl.DataFrame
    terms: pl.DataFrame


def topics(pairs: pl.DataFrame, before: pl.DataFrame) -> Topics:
    """Topics of terms that occur together, and their terms, the most central first.

    Columns in: `term_a | term_b | npmi` (above 0) of each pair once, and `topic | term` of the topics before. With
    NPMI as the strength of a link, `strength` is the sum of a term's links within its topic; `density` is 100 times
    the sum of the links within the topic by its number of terms, and `centrality` ten times that of the links to other
    topics: M. Callon, J. P. Courtial & F. Laville, "Co-word analysis as a tool for describing the network of
    interactions between basic and technological research", Scientometrics 22 (1991) 155-205, with his equivalence
    index as the strength. `label` names the three most central terms.
    """
    links = pairs.select(one="term_a", other="term_b", weight="npmi")
    found = [terms for terms in communities(links, resolution=RESOLUTION) if len(terms) >= LEAST_TERMS]
    place = pl.DataFrame(
        [(place, term) for place, terms in enumerate(found) for term in terms],
        schema={"place": pl.Int64, "term": pl.String},
        orient="row",
    )
    linked = _linked(links, place)
    terms = _terms(linked.filter(pl.col("place") == pl.col("other_place")))
    outward = pl.col("weight").filter(pl.col("place") != pl.col("other_place")).sum()
    centrality = linked.group_by("place").agg(centrality=10 * outward)
    figures = (
        terms.group_by("place", maintain_order=True)
        .agg(
            pl.col("term").filter("is_core").head(_LABEL_TERMS).str.join(", ").alias("label"),
            terms=pl.len(),
            # Each link is in the strength of both its terms.
            density=100 * pl.col("strength").sum() / 2 / pl.len(),
        )
        .join(centrality, on="place", maintain_order="left")
    )
    ids = _ids(terms, before)
    return Topics(
        topics=figures.join(ids, on="place").select("topic", "label", "terms", "density", "centrality").sort("topic"),
        terms=terms.join(ids, on="place")
        .select("topic", "term", "strength", "is_core")
        .sort("topic", "strength", "term", descending=[False, True, False]),
    )


def papers_about(uses: pl.DataFrame) -> pl.DataFrame:
    """`paper_number | place` of the papers about each topic: those that use TERMS_OF_A_PAPER of its core, in order.

    Columns in: `place` (the topic) `| paper_number` of each use of a term of its core.
    """
    use = pl.col("paper_number").cast(pl.Int64) * 2**_PLACE_BITS + pl.col("place")
    ordered = uses.select(use=use).sort("use")
    is_last_needed = pl.col("use") == pl.col("use").shift(TERMS_OF_A_PAPER - 1)
    is_one_more = (pl.col("use") == pl.col("use").shift(TERMS_OF_A_PAPER)).fill_null(value=False)
    return ordered.filter(is_last_needed & ~is_one_more).select(
        paper_number=pl.col("use") // 2**_PLACE_BITS, place=pl.col("use") % 2**_PLACE_BITS
    )


def _linked(links: pl.DataFrame, place: pl.DataFrame) -> pl.DataFrame:
    """Each link between terms of topics from both its ends: `place | term | other_place | weight`, in order."""
    ends = pl.concat([links, links.select(one="other", other="one", weight="weight")]).sort("one", "other")
    return (
        ends.rename({"one": "term"})
        .join(place, on="term", maintain_order="left")
        .join(place.rename({"place": "other_place", "term": "other"}), on="other", maintain_order="left")
        .select("place", "term", "other_place", "weight")
    )


def _terms(inward: pl.DataFrame) -> pl.DataFrame:
    """`place | term | strength | is_core` by topic, the strongest first. Columns in: `place | term | weight`.

    The core is the strongest terms of which none contains another: who uses two of them means two things.
    """
    strong = (
        inward.group_by("place", "term", maintain_order=True)
        .agg(strength=pl.col("weight").sum())
        .sort("place", "strength", "term", descending=[False, True, False])
    )
    core = [(place, term) for (place,), rows in strong.group_by("place") for term in _core(rows["term"].to_list())]
    marked = pl.DataFrame(core, schema={"place": pl.Int64, "term": pl.String}, orient="row").with_columns(is_core=True)
    return strong.join(marked, on=["place", "term"], how="left", maintain_order="left").with_columns(
        pl.col("is_core").fill_null(value=False)
    )


def _core(terms: list[str]) -> list[str]:
    core: list[str] = []
    for term in terms:
        spaced = f" {term.casefold()} "
        others = [f" {other.casefold()} " for other in core]
        if not any(spaced in other or other in spaced for other in others):
            core.append(term)
    return core[:CORE_TERMS]


def _ids(terms: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """`place | topic`: who shares most with a topic before takes its id, and each id is taken once."""
    overlap = pl.col("shared") / (pl.col("size") + pl.col("size_before") - pl.col("shared"))
    alike = (
        terms.select("place", "term", size=pl.len().over("place"))
        .join(before.select("topic", "term", size_before=pl.len().over("topic")), on="term")
        .group_by("place", "topic", "size", "size_before")
        .agg(shared=pl.len())
        .with_columns(overlap=overlap)
        .filter(pl.col("overlap") >= LEAST_OVERLAP)
        .sort("overlap", "topic", "place", descending=[True, False, False])
    )
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for place, topic in alike.select("place", "topic").iter_rows():
        if place not in ids and topic not in taken:
            ids[place] = topic
            taken.add(topic)
    for (place,), rows in terms.group_by("place", maintain_order=True):
        if place not in ids:
            own = rows["term"].to_list()
            # All its terms may be ids of others, of which they were the most central once.
            names = itertools.chain(own, (f"{own[0]} ({number})" for number in itertools.count(2)))
            ids[place] = next(name for name in names if name not in taken)
            taken.add(ids[place])
    return pl.DataFrame(list(ids.items()), schema={"place": pl.Int64, "topic": pl.String}, orient="row")
