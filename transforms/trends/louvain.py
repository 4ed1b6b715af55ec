"""Communities of a weighted graph, by the Louvain method. What the nodes are, and what a community says, is not here.

V. D. Blondel, J.-L. Guillaume, R. Lambiotte & E. Lefebvre, "Fast unfolding of communities in large networks", J. Stat.
Mech. (2008) P10008; resolution after J. Reichardt & S. Bornholdt, "Statistical mechanics of community detection",
Phys. Rev. E 74 (2006) 016110. Nothing is drawn by lot: nodes take their turns in the order of their names, and of
equal gains the first community's counts.
"""

from __future__ import annotations

import polars as pl

# Weight of the links of each node, by neighbour; of a node to itself twice that of the links that were merged into it.
_Graph = list[dict[int, float]]
# A move must gain more than rounding does, or two nodes could change places for ever.
_LEAST_GAIN = 1e-9


def communities(links: pl.DataFrame, *, resolution: float) -> list[list[str]]:
    """Nodes that are linked more strongly than their links in all would have it; each node is in one community.

    Columns in: `one | other | weight` (above 0), each pair of names once. The higher the `resolution`, the smaller the
    communities; at 1 they are those of modularity. Each is in order of its names, and all in order of their first.
    """
    names = sorted(set(links["one"]) | set(links["other"]))
    number = {name: place for place, name in enumerate(names)}
    graph: _Graph = [{} for _ in names]
    for one, other, weight in links.select("one", "other", "weight").sort("one", "other").iter_rows():
        graph[number[one]][number[other]] = graph[number[other]][number[one]] = weight
    members = [[name] for name in names]
    while True:
        community = _moved(graph, resolution)
        place = {found: place for place, found in enumerate(dict.fromkeys(community))}
        if len(place) == len(graph):
            return sorted(map(sorted, members))
        merged: list[list[str]] = [[] for _ in place]
        for node, found in enumerate(community):
            merged[place[found]] += members[node]
        graph, members = _contracted(graph, [place[found] for found in community]), merged


def _moved(graph: _Graph, resolution: float) -> list[int]:
    """The community of each node, after each has moved to the neighbours it fits best until none moves."""
    degree = [sum(near.values()) for near in graph]
    scale = resolution / (sum(degree) or 1.0)
    community = list(range(len(graph)))
    total = list(degree)
    has_moved = True
    while has_moved:
        has_moved = False
        for node, near in enumerate(graph):
            here = community[node]
            total[here] -= degree[node]
            weight = {here: 0.0}
            for other, link in near.items():
                if other != node:
                    weight[community[other]] = weight.get(community[other], 0.0) + link
            gain = {there: link - scale * total[there] * degree[node] for there, link in weight.items()}
            best = max(sorted(gain), key=gain.__getitem__)
            if gain[best] > gain[here] + _LEAST_GAIN:
                community[node], has_moved = best, True
            total[community[node]] += degree[node]
    return community


def _contracted(graph: _Graph, place: list[int]) -> _Graph:
    """The graph whose nodes are the communities."""
    merged: _Graph = [{} for _ in range(max(place) + 1)]
    for node, near in enumerate(graph):
        links = merged[place[node]]
        for other, weight in near.items():
            links[place[other]] = links.get(place[other], 0.0) + weight
    return merged
