"""The labelled pairs of titles in `identity_truth/`, and what the matcher of near-equal titles makes of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from transforms.clean import names, text
from transforms.near_titles.blocking import signatures
from transforms.near_titles.scoring import scored
from transforms.near_titles.titles import alike
from transforms.schema.core import AUTHORS

TITLE_PAIRS = Path(__file__).parent / "identity_truth" / "title_pairs.csv"
# Labelled before the matcher had judged any of them.
HELD_OUT_PAIRS = TITLE_PAIRS.with_name("held_out_pairs.csv")


def judged(path: Path = TITLE_PAIRS) -> pl.DataFrame:
    """Each pair as `pair | label | phenomenon | is_blocked | score | rule | evidence | decision`, and its titles.

    `is_blocked` says that its titles share a signature and are worth a look or, as `transforms.identity` asks, share
    their title key; any other pair is decided `unseen`.
    """
    pairs = pl.read_csv(path, infer_schema=False).with_row_index("pair")
    sides = {side: _listings(pairs, side) for side in ("left", "right")}
    listings = pl.concat(sides.values())
    ids = pl.DataFrame({f"{side}_id": side_listings["id"] for side, side_listings in sides.items()})
    keys = listings.select("id", key=text.title_key(pl.col("title")))
    signed = signatures(listings).select("id", key=pl.col("signature").cast(pl.String))
    shared = pl.concat([keys, signed]).with_columns(pair=pl.col("id").str.extract(r"(\d+)").cast(pl.UInt32))
    keyed = listings.select("id", title_key=text.title_key(pl.col("title")))
    worth = alike(ids, keyed)["left_id"].str.extract(r"(\d+)").cast(pl.UInt32)
    same_key = keys.with_columns(pair=pl.col("id").str.extract(r"(\d+)").cast(pl.UInt32)).filter(
        pl.struct("pair", "key").is_duplicated()
    )["pair"]
    blocked = shared.filter(pl.struct("pair", "key").is_duplicated())["pair"].unique()
    return (
        pl.concat([pairs.select("pair", "label", "phenomenon", "left_title", "right_title"), scored(ids, listings)],
                  how="horizontal")
        .with_columns(
            is_blocked=pl.col("pair").is_in(blocked.implode())
            & (pl.col("pair").is_in(worth.implode()) | pl.col("pair").is_in(same_key.unique().implode()))
        )
        .with_columns(decision=pl.when("is_blocked").then("decision").otherwise(pl.lit("unseen")))
    )  # fmt: skip


def _listings(pairs: pl.DataFrame, side: str) -> pl.DataFrame:
    people = pl.col(f"{side}_authors").str.split("; ").fill_null([])
    person = pl.struct(
        name=pl.element(), orcid=pl.lit(None, dtype=pl.String), affiliation=pl.lit(None, dtype=pl.String)
    )
    return pairs.select(
        id=pl.format("{}:" + side, "pair"),
        title=text.clean(pl.col(f"{side}_title")),
        abstract=text.clean(pl.col(f"{side}_abstract")),
        authors=names.authors(people.list.eval(person).cast(AUTHORS)),
        year=pl.col(f"{side}_year").cast(pl.Int32),
    )
