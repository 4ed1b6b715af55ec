"""Communities of small graphs: by hand, in whatever order the links come, and never better one node elsewhere."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.trends.louvain import communities

LINKS = pl.Schema({"one": pl.String, "other": pl.String, "weight": pl.Float64})
GRAPHS = st.dictionaries(
    st.sampled_from(list(itertools.combinations("abcdefgh", 2))),
    st.floats(0.1, 1.0).map(lambda weight: round(weight, 2)),
    min_size=1,
)


def frame(links: dict[tuple[str, str], float]) -> pl.DataFrame:
    return pl.DataFrame([(*ends, weight) for ends, weight in links.items()], schema=LINKS, orient="row")


def found(*links: str, resolution: float = 1.0) -> list[str]:
    of_links = {(link[0], link[1]): 1.0 for link in links}
    return ["".join(nodes) for nodes in communities(frame(of_links), resolution=resolution)]


def quality(links: dict[tuple[str, str], float], of_node: dict[str, int], resolution: float) -> float:
    """Modularity times the weight of all links, with a resolution (Reichardt & Bornholdt 2006)."""
    total = sum(links.values())
    degree = {node: sum(weight for ends, weight in links.items() if node in ends) for node in of_node}
    within = sum(weight for (one, other), weight in links.items() if of_node[one] == of_node[other])
    sums = [sum(degree[node] for node in degree if of_node[node] == place) for place in set(of_node.values())]
    return within - resolution * sum(of_one**2 for of_one in sums) / (4 * total)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((), []),
        (("ab",), ["ab"]),
        (("ab", "cd"), ["ab", "cd"]),
        (("ab", "ac", "bc", "cd", "de", "df", "ef"), ["abc", "def"]),
        (("ab", "bc", "cd", "de", "ef", "af"), ["ab", "cd", "ef"]),
    ],
)
def test_by_hand(links: tuple[str, ...], expected: list[str]) -> None:
    assert found(*links) == expected


def test_a_higher_resolution_gives_smaller_communities() -> None:
    ring_of_triangles = ("ab", "ac", "bc", "cd", "de", "df", "ef", "fg", "gh", "gi", "hi", "ai")
    assert found(*ring_of_triangles, resolution=0.2) == ["abcdefghi"]
    assert found(*ring_of_triangles, resolution=1.0) == ["abc", "def", "ghi"]
    assert found(*ring_of_triangles, resolution=9.0) == list("abcdefghi")


@given(GRAPHS, st.randoms(use_true_random=False), st.sampled_from([0.5, 1.0, 3.0]))
def test_the_order_of_links_changes_nothing(
    links: dict[tuple[str, str], float], chance: object, resolution: float
) -> None:
    shuffled = list(links.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    expected = communities(frame(links), resolution=resolution)
    assert communities(frame(dict(shuffled)), resolution=resolution) == expected
    assert sorted(itertools.chain(*expected)) == sorted(set(itertools.chain(*links)))


@given(GRAPHS, st.sampled_from([1.0, 3.0]))
def test_they_are_no_worse_than_each_node_alone(links: dict[tuple[str, str], float], resolution: float) -> None:
    nodes = communities(frame(links), resolution=resolution)
    of_node = {node: place for place, members in enumerate(nodes) for node in members}
    alone = {node: place for place, node in enumerate(of_node)}
    assert quality(links, of_node, resolution) >= quality(links, alone, resolution) - 1e-9
