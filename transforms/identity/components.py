"""Connected components of anything that shares keys."""

from __future__ import annotations

import polars as pl


def connected(nodes: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Connected components. In: `node`; and `node | key` (sharing a key connects). Out: `node | label`, the least node.

    Labels spread over shared keys and jump along themselves, so the number of rounds grows with the logarithm of the
    longest chain (Shiloach and Vishkin, J. Algorithms 3, 1982).
    """
    labels = nodes.with_columns(label="node")
    shared = keys.filter(pl.len().over("key") > 1)
    while shared.height:
        spread = (
            shared.join(labels, on="node")
            .with_columns(pl.col("label").min().over("key"))
            .group_by("node")
            .agg(reached=pl.col("label").min())
        )
        nearer = labels.join(spread, on="node", how="left", maintain_order="left").select(
            "node", label=pl.min_horizontal("label", "reached")
        )
        jumped = nearer.join(
            nearer.select(label="node", further="label"), on="label", how="left", maintain_order="left"
        ).select("node", label="further")
        if jumped["label"].equals(labels["label"]):
            break
        labels = jumped
    return labels
