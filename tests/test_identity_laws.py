"""Order, batches and repetition are nothing: any history of loads gives the tables that one load of everything gives.

The histories drive the warehouse itself (load, match, clear), on dumps whose listings were normalised once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import abstract, title
from stored_tables import assert_same, stored

from orchestration import steps
from transforms import identity
from transforms.clean import text
from transforms.near_titles import blocking
from transforms.schema import TABLES
from transforms.schema.core import DUMPS, IDENTIFIER_SCHEMES, LISTINGS
from transforms.schema.withdrawals import WITHDRAWALS
from warehouse import landing, matching, title_blocks, writer
from warehouse.connection import open_database
from warehouse.migrations import migrate
from warehouse.overrides import Override
from warehouse.settings import Settings
from warehouse.transaction import transaction

# Orders in all: of each set of generated dumps several, because the tables of a rebuild are then made once for them.
# Sets stand side by side in one warehouse, each in an order of its own: no name, word or identifier is in two of them.
WAREHOUSES, ORDERS_OF_A_SET, REAL_ORDERS = 8, 7, 32
ENDINGS = ("", "uk", "yx")  # of the words of each set
MOST_BATCHES = 3
# What matching remembers of titles between loads.
REMEMBERED = ("meta.title_profiles", "meta.title_signatures", "meta.near_titles")
COMPARED = [name for name, table in TABLES.items() if table.layer == "core" and name != "core.landings"]


@dataclass(frozen=True, kw_only=True)
class Dump:
    """What a dump brings: its ledger row, listings as `normalise` names them, and withdrawals."""

    ledger: pl.DataFrame
    listings: pl.DataFrame
    withdrawals: pl.DataFrame

    @property
    def dump_id(self) -> str:
        return str(self.ledger["dump_id"][0])


def load(connection: duckdb.DuckDBPyConnection, dump: Dump) -> None:
    """As `orchestration.loading` does, of a content that was read before or not."""
    with transaction(connection):
        clear(connection, dump)
        for name, rows in (("dumps", dump.ledger), ("listings", dump.listings), ("withdrawals", dump.withdrawals)):
            writer.append(connection, f"core.{name}", rows)
        writer.leave_pending(connection, writer.PENDING_DUMP, dump.dump_id)


def clear(connection: duckdb.DuckDBPyConnection, dump: Dump) -> None:
    """As `orchestration.forgetting` does, without the ledger row that it leaves."""
    writer.clear_dump(connection, dump.dump_id)
    connection.execute("DELETE FROM core.dumps WHERE dump_id = $1", [dump.dump_id])


def core(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    remembered = {name: connection.sql(f"FROM {name} ORDER BY ALL").pl() for name in REMEMBERED}
    return {name: stored(connection, name) for name in COMPARED} | remembered


def at_once(
    connection: duckdb.DuckDBPyConnection, dumps: Sequence[Dump], decisions: tuple[Override, ...] = ()
) -> dict[str, pl.DataFrame]:
    """The tables of a rebuild: every dump loaded, then matched."""
    empty(connection)
    for dump in dumps:
        load(connection, dump)
    matching.match_pending(connection, decisions)
    return core(connection)


def empty(connection: duckdb.DuckDBPyConnection) -> None:
    for name in (*COMPARED, *REMEMBERED, "meta.pending", "meta.overrides"):
        connection.execute(f"DELETE FROM {name}")


@dataclass(frozen=True, kw_only=True)
class Step:
    """Load a dump, by its place, or clear it."""

    place: int
    clears: bool = False


@dataclass(frozen=True, kw_only=True)
class Round:
    """A step of each set of dumps that has one left; then match what is pending, or leave that for later."""

    steps: tuple[Step, ...]
    matches: bool
    is_decided: bool  # the operator's decisions stand in the file by then


@st.composite
def orders(draw: st.DrawFn, *, places: Sequence[int], extra: Sequence[int]) -> list[Step]:
    """Loads of dumps in any order, one perhaps twice, and of `extra` ones that are cleared."""
    again = draw(st.lists(st.sampled_from(places), max_size=1))
    found = [Step(place=place) for place in draw(st.permutations([*places, *extra, *again]))]
    for place in extra:
        at = draw(st.integers(found.index(Step(place=place)) + 1, len(found)))
        found.insert(at, Step(place=place, clears=True))
    return found


@st.composite
def histories(draw: st.DrawFn, *, sets: Sequence[Sequence[int]], extra: Sequence[int] = ()) -> list[Round]:
    """The dumps of each set in an order of their own, in any batches; `extra`: one of each set, or none."""
    others = [extra[number : number + 1] for number in range(len(sets))]
    drawn = [draw(orders(places=places, extra=other)) for places, other in zip(sets, others, strict=True)]
    rounds = [tuple(filter(None, steps)) for steps in zip_longest(*drawn)]
    matched = draw(st.sets(st.integers(0, len(rounds) - 1), max_size=MOST_BATCHES - 1))
    decided = draw(st.integers(0, len(rounds)))
    return [
        Round(steps=steps, matches=number in matched, is_decided=number >= decided)
        for number, steps in enumerate(rounds)
    ]


def replayed(
    connection: duckdb.DuckDBPyConnection,
    dumps: Sequence[Dump],
    history: Sequence[Round],
    decisions: tuple[Override, ...] = (),
) -> dict[str, pl.DataFrame]:
    """The tables after a history."""
    empty(connection)
    for each in history:
        for step in each.steps:
            if step.clears:
                with transaction(connection):
                    clear(connection, dumps[step.place])
            else:
                load(connection, dumps[step.place])
        if each.matches:
            matching.match_pending(connection, decisions if each.is_decided else ())
    matching.match_pending(connection, decisions)
    return core(connection)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A working database in memory, emptied before each history."""
    home = Settings(home=tmp_path_factory.mktemp("laws"), threads=1)
    with open_database(home, path=Path(":memory:")) as connection:
        migrate(connection)
        yield connection


# Few titles, few identifiers: most listings share something with another, directly or through a third.
few = st.sampled_from
TITLES = [
    title(1),
    title(1).upper(),
    f"{title(1)}, Part II",
    title(1).replace("e", "ee", 1),
    f"{title(1)} Ada Sample",
    title(2),
    f"{title(2)}: an Extension",
    f"An {title(2)}",
    "Tidal Nets",
    "Tidal Nets: Late",
]
OTHER_ABSTRACT = (
    "A violin is varnished by hands that never touch it. We film them for a year, and learn which of their strokes are "
    "heard in the wood and which are a habit of the workshop."
)
GENERIC_TITLES = ("Introduction", "Preface", "Editorial")  # one for each set


def own(text: str, number: int) -> str:
    """`text` in the words of a set of dumps: no other has them."""
    return re.sub(r"\b(?!Part\b)[A-Za-z]{4,}\b", rf"\g<0>{ENDINGS[number]}", text)


@cache
def any_dump(number: int) -> st.SearchStrategy[tuple[list[dict[str, Any]], str | None, date | None]]:
    """Listings, the arXiv id of a deletion, and the day of the capture, of a dump of this set."""
    one_arxiv_id, other_arxiv_id = (f"24{5 + number:02}.{digits}" for digits in ("15319", "15320"))
    one_doi, other_doi = (f"10.100{number}/{letter}" for letter in "xy")
    relations = [
        json.dumps({"relations": [{"type": "has-preprint", "scheme": scheme, "value": value}]})
        for scheme, value in (("arxiv", other_arxiv_id), ("doi", other_doi))
    ]
    listing = st.fixed_dictionaries(
        {
            "title": few([*(own(each, number) for each in TITLES), GENERIC_TITLES[number]]),
            "abstract": few([None, *(own(each, number) for each in (abstract(1), abstract(2), OTHER_ABSTRACT))]),
            "arxiv_id": few([None, None, None, one_arxiv_id, other_arxiv_id]),
            "doi": few([None, None, None, one_doi, other_doi]),
            "pmid": few([None, None, None, f"7{number}"]),
            "authors": few([[], [{"name": own("Ada Sample", number), "orcid": None, "affiliation": None}]]),
            "published_on": few([None, date(2024, 5, 1), date(2024, 6, 3)]),
            "upvotes": few([None, 3, 7]),
            "extra": few([None, None, None, *relations]),
            "source": few(["huggingface_text", "bibtex"]),
        }
    )
    return st.tuples(
        st.lists(listing, min_size=1, max_size=4),
        few([None, None, one_arxiv_id]),
        few([None, date(2025, 3, 1), date(2025, 4, 1)]),
    )


def invented_dump(number: int, rows: list[dict[str, Any]], withdrawn: str | None, captured_on: date | None) -> Dump:
    """A dump of these listings, filled up and named as `normalise` does."""
    dump_id = f"{number:064x}"[::-1]
    usual: dict[str, Any] = {
        "dump_id": dump_id,
        "is_withdrawn": False,
        **{name: [] for name in ("categories", "keywords", "links")},
    }
    filled = [
        {**usual, "listing_id": f"{dump_id[:16]}:{place}", "position": place, **row} for place, row in enumerate(rows)
    ]
    frame = LISTINGS.conform(pl.DataFrame(filled, schema_overrides=_DTYPES))
    dated = pl.col("published_on").is_not_null()
    named = frame.with_columns(
        title_key=text.title_key(pl.col("title")),
        published_precision=pl.when(dated).then(pl.lit("day")),
        published_basis=pl.when(dated).then(pl.lit("stated")),
    ).with_columns(identity.own_paper_id())
    deletion = {"dump_id": dump_id, "position": len(rows), "scheme": "arxiv", "value": withdrawn}
    return Dump(
        ledger=_ledger(dump_id, captured_on, listings=len(rows)),
        listings=named,
        withdrawals=WITHDRAWALS.conform(pl.DataFrame([deletion] if withdrawn else [])),
    )


_DTYPES = {column.name: column.dtype for column in LISTINGS.columns if column.dtype != pl.Int32 or column.nullable}


def _ledger(dump_id: str, captured_on: date | None, *, listings: int) -> pl.DataFrame:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    row = {
        **dict.fromkeys(("bytes_read", "entries_read", "rejects", "reader_version"), 0),
        **dict.fromkeys(("file_name", "source", "layout"), "invented"),
        **dict.fromkeys(("landed_at", "ingested_at"), at),
        "dump_id": dump_id,
        "captured_on": captured_on,
        "listings": listings,
        "status": "loaded",
        "duration_seconds": 0.0,
    }
    return DUMPS.conform(pl.DataFrame([row]))


def merge(number: int) -> Override:
    ids = (f"arxiv:24{5 + number:02}.15319", f"doi:10.100{number}/x")
    return Override(action="merge", ids=ids, reason="one and the same")


def split(dump: Dump) -> Override:
    return Override(action="split", ids=(f"{dump.dump_id[:16]}:0",), reason="its first is another's")


@dataclass(frozen=True, kw_only=True)
class Worlds:
    """Sets of dumps, the operator's decisions, and histories, in the first of which `more` come and are cleared."""

    dumps: list[Dump]
    more: list[Dump]
    decisions: tuple[Override, ...]
    most_titles: int  # of one signature: few, so that some grow over it
    histories: list[list[Round]]


@st.composite
def worlds(draw: st.DrawFn) -> Worlds:
    dumps: list[Dump] = []
    more: list[Dump] = []
    decisions: list[Override] = []
    sets: list[range] = []
    for number in range(len(ENDINGS)):
        drawn = draw(st.lists(any_dump(number), min_size=3, max_size=6))
        *own_dumps, other = (invented_dump(10 * number + place, *said) for place, said in enumerate(drawn, 1))
        sets.append(range(len(dumps), len(dumps) + len(own_dumps)))
        dumps += own_dumps
        more.append(other)
        decisions += draw(few([(), (), (merge(number),), (split(own_dumps[0]),), (merge(number), split(own_dumps[0]))]))
    extra = range(len(dumps), len(dumps) + len(more))
    return Worlds(
        dumps=dumps,
        more=more,
        decisions=tuple(decisions),
        most_titles=draw(few([2, 3, 20])),
        histories=[draw(histories(sets=sets, extra=extra if number == 0 else ())) for number in range(ORDERS_OF_A_SET)],
    )


quick = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@settings(quick, max_examples=WAREHOUSES)
@given(world=worlds())
def test_any_history_of_generated_dumps_gives_what_a_rebuild_gives(
    database: duckdb.DuckDBPyConnection, world: Worlds
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (blocking, title_blocks):
            patch.setattr(module, "MOST_TITLES", world.most_titles)
        expected = at_once(database, world.dumps, world.decisions)
        for history in world.histories:
            assert_same(replayed(database, [*world.dumps, *world.more], history, world.decisions), expected)


def test_generated_titles_are_near_each_other_and_some_are_one_paper(database: duckdb.DuckDBPyConnection) -> None:
    facts: dict[str, Any] = {"abstract": abstract(1), "authors": [{"name": "Ada Sample"}], "published_on": None}
    rows = [{"title": each, "source": "bibtex", **facts} for each in TITLES]
    found = at_once(database, [invented_dump(1, rows, None, None)])
    assert {"near_title"} < set(found["core.matches"]["rule"])
    assert found["core.conflicts"]["kind"].to_list().count("near_title") > 0
    assert {"same", "vetoed"} <= set(found["meta.near_titles"]["decision"])
    assert found["meta.near_titles"]["evidence"].str.starts_with("renamed").any()


def test_generated_titles_stand_over_abstracts_that_have_nothing_in_common(database: duckdb.DuckDBPyConnection) -> None:
    facts: dict[str, Any] = {"title": own(TITLES[0], 1), "source": "bibtex", "authors": [], "published_on": None}
    rows = [facts | {"abstract": own(each, 1)} for each in (abstract(1), abstract(2), OTHER_ABSTRACT)]
    found = at_once(database, [invented_dump(1, rows, None, None)])
    assert found["core.papers"]["listings"].sort().to_list() == [1, 2]
    assert found["core.conflicts"]["kind"].to_list() == ["other_abstract"]


@pytest.fixture(scope="module")
def real(shared_dumps: Path, seeds: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Dump]:
    """Real dumps that overlap; of each the listings that share a key with another, and a few that share none."""
    daily = sorted((shared_dumps / "arxiv_daily_jsonl").rglob("*.jsonl"))
    home = Settings(home=tmp_path_factory.mktemp("real"))
    with steps.open_warehouse(home) as warehouse:
        for path in [*seeds, *daily]:
            steps.ingest_file(warehouse, landing.offer(path))
        dumps = DUMPS.conform(warehouse.connection.sql("FROM core.dumps WHERE status = 'loaded'").pl())
        listings = LISTINGS.conform(warehouse.connection.sql("FROM core.listings").pl())
    keys = pl.concat(
        listings.select("listing_id", "dump_id", key=pl.lit(f"{column}:") + pl.col(column)).drop_nulls()
        for column in ("title_key", *IDENTIFIER_SCHEMES.values())
    )
    shared = keys.filter(pl.col("dump_id").n_unique().over("key") > 1)["listing_id"].unique()
    kept = listings.filter(pl.col("listing_id").is_in(shared.implode()) | (pl.col("position") < 5))
    return [
        Dump(
            ledger=dumps.filter(pl.col("dump_id") == dump_id),
            listings=kept.filter(pl.col("dump_id") == dump_id),
            withdrawals=WITHDRAWALS.empty(),
        )
        for dump_id in dumps["dump_id"].sort()
    ]


@pytest.fixture(scope="module")
def rebuilt(real: list[Dump], database: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """The tables of the real dumps, loaded at once."""
    return at_once(database, real)


@settings(quick, max_examples=REAL_ORDERS)
@given(history=histories(sets=[range(8)]))
def test_any_history_of_real_dumps_gives_what_a_rebuild_gives(
    database: duckdb.DuckDBPyConnection, real: list[Dump], rebuilt: dict[str, pl.DataFrame], history: list[Round]
) -> None:
    assert_same(replayed(database, real, history), rebuilt)


def test_the_real_dumps_overlap(real: list[Dump], rebuilt: dict[str, pl.DataFrame]) -> None:
    assert len(real) == 8
    assert rebuilt["core.papers"].filter(pl.col("dumps") > 1).height > 20
    assert WAREHOUSES * len(ENDINGS) * ORDERS_OF_A_SET + REAL_ORDERS >= 200
