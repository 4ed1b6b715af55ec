"""The labelled pairs of titles in `identity_truth/`, and what matching makes of them.

`judged` asks the matcher of near-equal titles alone and says how it came to think so; `matched` asks a warehouse that
holds both listings, where every tier has its say.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from transforms import normalise
from transforms.clean import names, text
from transforms.near_titles.abstracts import abstract_signatures
from transforms.near_titles.blocking import signatures
from transforms.near_titles.scoring import DIFFERENT, NEAR_MISS, SAME, scored
from transforms.near_titles.titles import alike
from transforms.schema.core import AUTHORS, LISTINGS
from transforms.schema.matches import RULES
from warehouse import matching, writer
from warehouse.connection import open_database
from warehouse.migrations import migrate
from warehouse.settings import Settings
from warehouse.transaction import transaction

FOLDER = Path(__file__).parent / "identity_truth"
TITLE_PAIRS = FOLDER / "title_pairs.csv"
# Labelled, as any further set, before the matcher had judged any of them.
HELD_OUT_PAIRS = FOLDER / "held_out_pairs.csv"

_SIDES = ("left", "right")


def judged(path: Path = TITLE_PAIRS) -> pl.DataFrame:
    """Each pair as `pair | label | phenomenon | is_blocked | score | rule | evidence | decision`, and its titles.

    `is_blocked` says that its titles or abstracts share a signature and are worth a look or, as `transforms.identity`
    asks, share their title key; any other pair is decided `unseen`.
    """
    pairs = labelled(path)
    sides = {side: _listings(pairs, side) for side in _SIDES}
    listings = pl.concat(sides.values()).with_columns(title_key=text.title_key(pl.col("title")))
    ids = pl.DataFrame({f"{side}_id": side_listings["id"] for side, side_listings in sides.items()})
    by_key = _pairs_that_share(listings.select("id", key="title_key"))
    by_title, by_abstract = (
        _pairs_that_share(sign(listings).select("id", key="signature")) for sign in (signatures, abstract_signatures)
    )
    blocked = ids.with_columns(_pair("left_id"), shares_abstract=_pair("left_id").is_in(by_abstract.implode())).filter(
        pl.col("pair").is_in(by_title.implode()) | pl.col("shares_abstract")
    )
    seen = pl.concat([by_key, alike(blocked, listings).select(_pair("left_id")).to_series()]).unique()
    return (
        pl.concat([pairs.select("pair", "label", "phenomenon", "left_title", "right_title"), scored(ids, listings)],
                  how="horizontal")
        .with_columns(is_blocked=pl.col("pair").is_in(seen.implode()))
        .with_columns(decision=pl.when("is_blocked").then("decision").otherwise(pl.lit("unseen")))
    )  # fmt: skip


def _pairs_that_share(keys: pl.DataFrame) -> pl.Series:
    """Pairs of which both sides have one `key`. Columns in: `id | key`."""
    by_pair = keys.unique().select(_pair("id"), "key")
    return by_pair.filter(by_pair.is_duplicated())["pair"].unique()


def _pair(listing: str) -> pl.Expr:
    return pl.col(listing).str.extract(r"(\d+)").cast(pl.UInt32).alias("pair")


def labelled(path: Path) -> pl.DataFrame:
    """The pairs as they stand in the file, numbered by `pair`."""
    return pl.read_csv(path, infer_schema=False).with_row_index("pair")


def matched(path: Path) -> pl.DataFrame:
    """Each pair as `pair | label | phenomenon | left_title | right_title | rule | decision`, as a warehouse has it.

    Left sides are one dump, right sides another. Pairs that share their left title are matched one after the other,
    each in a warehouse without the others.
    """
    pairs = labelled(path)
    listings = pl.concat(
        normalise.listings(_raw(pairs, side), dump=normalise.DumpFacts(dump_id=side, source=side, captured_on=None))
        for side in _SIDES
    )
    named = [pl.format(f"{side}:{{}}", "pair").alias(f"{side}_id") for side in _SIDES]
    worlds = pairs.select("pair", pl.int_range(pl.len()).over("left_title").alias("world"), *named)
    found = []
    for world in worlds.partition_by("world"):
        with warehouse_of(listings.filter(pl.col("position").is_in(world["pair"].implode()))) as database:
            found.append(
                world.select("pair", "left_id", "right_id").join(decided(database, world), on=["left_id", "right_id"])
            )
    columns = ("pair", "label", "phenomenon", "left_title", "right_title", "rule", "decision")
    return pairs.join(pl.concat(found), on="pair", maintain_order="left").select(columns)


def decided(database: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> pl.DataFrame:
    """What a matched warehouse makes of pairs of its listings. Columns in: `left_id | right_id`.

    Out: these, `rule`, the strongest that links the right side, with a near title's relation in brackets, and
    `decision`: SAME, NEAR_MISS (the papers are a conflict that an operator is shown) or DIFFERENT.
    """
    return database.execute(
        """
        SELECT left_id, right_id,
            rule || CASE rule WHEN 'near_title' THEN format(' ({})', split_part(evidence, ',', 1)) ELSE '' END AS rule,
            CASE WHEN one.paper_id = two.paper_id THEN $same
                WHEN list_sort([one.paper_id, two.paper_id]) IN (SELECT paper_ids FROM core.conflicts) THEN $near
                ELSE $different END AS decision
        FROM pairs JOIN core.listings AS one ON one.listing_id = left_id
        JOIN core.listings AS two ON two.listing_id = right_id
        LEFT JOIN core.matches ON matches.listing_id = right_id
        QUALIFY row_number() OVER (PARTITION BY left_id, right_id ORDER BY list_position($strongest_first, rule)) = 1
        """,
        {"same": SAME, "near": NEAR_MISS, "different": DIFFERENT, "strongest_first": list(RULES)},
    ).pl()


@contextmanager
def warehouse_of(listings: pl.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in memory that holds these rows of `core.listings`, matched."""
    with (
        tempfile.TemporaryDirectory() as home,
        open_database(Settings(home=Path(home)), path=Path(":memory:")) as database,
    ):
        migrate(database)
        with transaction(database):
            writer.append(database, "core.listings", LISTINGS.conform(listings))
            for dump_id in listings["dump_id"].unique():
                writer.leave_pending(database, writer.PENDING_DUMP, dump_id)
        matching.match_pending(database, ())
        yield database


def _raw(pairs: pl.DataFrame, side: str) -> pl.DataFrame:
    """One side as a reader hands it over, each entry at the place of its pair."""
    return pairs.select(
        position=pl.col("pair").cast(pl.Int64),
        title=f"{side}_title",
        abstract=f"{side}_abstract",
        authors=_people(side),
        published=f"{side}_year",
    )


def _people(side: str) -> pl.Expr:
    named = pl.col(f"{side}_authors").str.split("; ").fill_null([])
    person = pl.struct(
        name=pl.element(), orcid=pl.lit(None, dtype=pl.String), affiliation=pl.lit(None, dtype=pl.String)
    )
    return named.list.eval(person).cast(AUTHORS)


def _listings(pairs: pl.DataFrame, side: str) -> pl.DataFrame:
    return pairs.select(
        id=pl.format("{}:" + side, "pair"),
        title=text.clean(pl.col(f"{side}_title")),
        abstract=text.clean(pl.col(f"{side}_abstract")),
        authors=names.authors(_people(side)),
        year=pl.col(f"{side}_year").cast(pl.Int32),
        volume=pl.lit(None, dtype=pl.String),
    )
