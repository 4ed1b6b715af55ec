"""Near-equal titles: which papers, as stronger rules leave them, a judged pair of titles joins, and which it may not.

What a pair of titles is worth was judged before, in `transforms.near_titles`. Here it is weighed against what else is
known of the papers: two values of one identifier scheme, or a veto between any of their titles, keep them apart.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from transforms.identity.components import connected
from transforms.identity.keys import published_doi
from transforms.near_titles.scoring import SAME, VETOED
from transforms.schema.core import IDENTIFIER_SCHEMES

# One paper is printed in a few ways; a longer chain of near-equal titles leads from paper to paper.
MOST_OF_ONE_PAPER = 10

PROFILES = pl.Schema({"listing_id": pl.String, "profile": pl.UInt64})
PAIRS = pl.Schema(
    {
        "left_profile": pl.UInt64,
        "right_profile": pl.UInt64,
        "score": pl.Float64,
        "evidence": pl.String,
        "decision": pl.String,
    }
)


def none() -> tuple[pl.DataFrame, pl.DataFrame]:
    """No title is near another."""
    return pl.DataFrame(schema=PROFILES), pl.DataFrame(schema=PAIRS)


def joined(nodes: pl.DataFrame, profiles: pl.DataFrame, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns in: `label`, `listing_id`, `is_split` and the identifiers; PROFILES; PAIRS.

    Out: `label | joined_label`, where several labels are one paper; and of the links that hold, from both ends,
    `listing_id | score | evidence`.
    """
    links = _between_labels(nodes, profiles, pairs)
    same = links.filter(pl.col("decision") == SAME)
    chains = _chained(same)
    broken = _broken(chains, _schemes_of(nodes, chains), links.filter(pl.col("decision") == VETOED))
    in_broken = same.join(broken, on="label", how="semi")
    held = pl.concat(
        [same.join(broken, on="label", how="anti"), _strongest_first(in_broken, _schemes_of(nodes, broken), links)]
    )
    return _chained(held).rename({"chain": "joined_label"}), _told(held)


def _between_labels(nodes: pl.DataFrame, profiles: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs as `label | other_label | listing_id | other | score | evidence | decision`, the strongest first."""
    ends = (
        nodes.filter(~pl.col("is_split"))
        .select("label", "listing_id")
        .join(profiles, on="listing_id")
        .group_by("profile", "label")
        .agg(pl.col("listing_id").min())
    )
    left = ends.rename({"profile": "left_profile"})
    right = ends.rename({"profile": "right_profile", "label": "other_label", "listing_id": "other"})
    return (
        pairs.join(left, on="left_profile")
        .join(right, on="right_profile")
        .filter(pl.col("label") != pl.col("other_label"))
        .select("label", "other_label", "listing_id", "other", "score", "evidence", "decision")
        .sort(-pl.col("score"), pl.min_horizontal("listing_id", "other"), pl.max_horizontal("listing_id", "other"),
              "evidence")
    )  # fmt: skip


def _chained(links: pl.DataFrame) -> pl.DataFrame:
    """`label | chain`: labels that links lead to from one another."""
    numbered = links.with_row_index("key")
    ends = pl.concat(numbered.select("key", node=label) for label in ("label", "other_label"))
    return connected(ends.select("node").unique(), ends).select(label="node", chain="label")


def _schemes_of(nodes: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """`label` and, of every identifier scheme, whether it has a value."""
    known = nodes.join(labels, on="label", how="semi").with_columns(published_doi())
    return known.group_by("label").agg(pl.col(IDENTIFIER_SCHEMES.values()).is_not_null().any())


def _broken(chains: pl.DataFrame, schemes: pl.DataFrame, vetoed: pl.DataFrame) -> pl.DataFrame:
    """`label` of every chain that is too long, or that holds two that may not be one paper."""
    sizes = chains.join(schemes, on="label").group_by("chain").agg(pl.col(IDENTIFIER_SCHEMES.values()).sum(), pl.len())
    is_broken = (pl.col("len") > MOST_OF_ONE_PAPER) | pl.any_horizontal(pl.col(IDENTIFIER_SCHEMES.values()) > 1)
    within = vetoed.join(chains, on="label").join(
        chains, left_on=["other_label", "chain"], right_on=["label", "chain"], how="semi"
    )
    found = pl.concat([sizes.filter(is_broken).select("chain"), within.select("chain")])
    return chains.join(found, on="chain", how="semi").select("label")


def _strongest_first(same: pl.DataFrame, schemes: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The links that hold where not all can: each joins what those before it left, if nothing in both forbids it."""
    vetoes = links.filter(pl.col("decision") == VETOED).select("label", "other_label").rows()
    papers = _Papers(schemes.rows(), vetoes)
    ends = list(zip(same["label"], same["other_label"], strict=True))
    for label, other in ends:
        papers.join(label, other)
    return same.filter(pl.Series([papers.of[label] is papers.of[other] for label, other in ends], dtype=pl.Boolean))


class _Papers:
    """Sets of labels that grow together: `of` gives the one that a label is in."""

    def __init__(self, schemes: Iterable[tuple[int | bool, ...]], vetoes: Iterable[tuple[int, int]]) -> None:
        self.of: dict[int, set[int]] = {}
        self._has: dict[int, tuple[int | bool, ...]] = {}
        self._apart = {frozenset(pair) for pair in vetoes}
        for label, *has in schemes:
            self.of[label] = {label}
            self._has[label] = tuple(has)

    def join(self, label: int, other: int) -> None:
        """Make the papers of both labels one, unless that is forbidden."""
        one, two = self.of[label], self.of[other]
        if one is two or len(one) + len(two) > MOST_OF_ONE_PAPER:
            return
        if any(self._forbids(left, right) for left in one for right in two):
            return
        one |= two
        self.of.update(dict.fromkeys(two, one))

    def _forbids(self, left: int, right: int) -> bool:
        has_both = any(map(min, self._has[left], self._has[right]))
        return has_both or frozenset((left, right)) in self._apart


def _told(held: pl.DataFrame) -> pl.DataFrame:
    """Both ends of the links, the strongest of each listing."""
    swapped = held.with_columns(listing_id="other", other="listing_id")
    both = pl.concat([held, swapped]).sort(-pl.col("score"), "listing_id", "other", "evidence")
    return both.unique("listing_id", keep="first", maintain_order=True).select(
        "listing_id", "score", evidence=pl.concat_str("evidence", pl.lit(" with "), "other")
    )
