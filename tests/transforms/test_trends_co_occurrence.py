"""Pairs of terms in papers, counted."""

from __future__ import annotations

import itertools
from collections import Counter

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.trends.co_occurrence import PairCounts, pairs_met

USES = {"paper_number": pl.Int32, "place": pl.Int32}


def uses(papers: dict[int, set[int]]) -> pl.DataFrame:
    rows = [(paper, term) for paper, terms in sorted(papers.items()) for term in sorted(terms)]
    return pl.DataFrame(rows, schema=USES, orient="row")


def count(counts: PairCounts, *, terms: int, papers: dict[int, set[int]]) -> None:
    counts.add(pairs_met(uses(papers), terms=terms))


def test_pairs_of_two_calls_are_added_up() -> None:
    counts = PairCounts(terms=4)
    count(counts, terms=4, papers={0: {0, 1, 3}, 1: {2}, 2: {1, 3}})
    count(counts, terms=4, papers={7: {0, 1}})
    assert counts.at_least(1).rows() == [(0, 1, 2), (0, 3, 1), (1, 3, 2)]
    assert counts.at_least(2).rows() == [(0, 1, 2), (1, 3, 2)]


def test_papers_of_one_term_have_no_pairs() -> None:
    counts = PairCounts(terms=2)
    count(counts, terms=2, papers={0: {0}, 1: {1}})
    count(counts, terms=2, papers={})
    assert counts.at_least(1).is_empty()


@given(papers=st.dictionaries(st.integers(0, 20), st.sets(st.integers(0, 6), min_size=1)), split=st.integers(0, 20))
def test_every_pair_of_every_paper_is_counted_once(papers: dict[int, set[int]], split: int) -> None:
    counts = PairCounts(terms=7)
    count(counts, terms=7, papers={paper: terms for paper, terms in papers.items() if paper < split})
    count(counts, terms=7, papers={paper: terms for paper, terms in papers.items() if paper >= split})
    expected = Counter(pair for terms in papers.values() for pair in itertools.combinations(sorted(terms), 2))
    assert counts.at_least(1).rows() == [(*pair, papers) for pair, papers in sorted(expected.items())]
