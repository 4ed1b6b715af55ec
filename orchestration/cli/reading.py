"""How listing verbs reach the tables without disturbing a writer. No verb lives here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from orchestration.cli import output
from transforms.errors import EnvironmentFault, LockHeld, UsageError

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from warehouse.settings import Settings


@contextmanager
def open_tables(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The working database; while it cannot be had, the served snapshot, saying so; None where there is neither."""
    from warehouse.connection import open_snapshot
    from warehouse.snapshots import current

    with ExitStack() as opened:
        connection, unavailable = None, None
        if settings.database.exists():
            try:
                connection = opened.enter_context(_working(settings))
            except (LockHeld, EnvironmentFault) as error:
                unavailable = error
        served = current(settings) if connection is None else None
        if served:
            connection = opened.enter_context(closing(open_snapshot(served.path)))
            if unavailable:
                output.tell(f"papertide: {unavailable.fact}", f"Snapshot {served.number} is shown.")
        elif unavailable:
            raise unavailable
        if connection is None:
            output.tell(f"papertide: {settings.home} holds no warehouse yet. `papertide ingest PATH` makes one.")
        yield connection


@contextmanager
def _working(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    from warehouse.connection import open_database
    from warehouse.lock import writer_lock
    from warehouse.migrations import migrate

    with writer_lock(settings), open_database(settings) as connection:
        migrate(connection)
        yield connection


def ask(settings: Settings, question: Callable[[duckdb.DuckDBPyConnection], pl.DataFrame]) -> list[dict[str, object]]:
    """Rows of a question; none where there is no warehouse yet."""
    with open_tables(settings) as connection:
        return question(connection).to_dicts() if connection else []


def the_dump(connection: duckdb.DuckDBPyConnection | None, asked: str) -> dict[str, object]:
    """The ledger row of a shortened dump id. Raises UsageError where it means none or more than one."""
    from warehouse.queries import dumps

    found = dumps.dump(connection, dump_id=asked).to_dicts() if connection else []
    return the_one(found, what="dump", asked=asked, listed_by="dumps list")


def the_one(rows: list[dict[str, object]], *, what: str, asked: str, listed_by: str) -> dict[str, object]:
    """The one row that a shortened id means. Raises UsageError where it means none or more than one."""
    if len(rows) == 1:
        return rows[0]
    if rows:
        raise UsageError(f"more than one {what} begins with {asked}.", next_step="Give more of the id.")
    raise UsageError(f"there is no {what} {asked}.", next_step=f"`papertide {listed_by}` shows those there are.")
