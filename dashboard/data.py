"""Answers of `warehouse.queries`, cached. The key holds the snapshot, so a new one is seen at the next page run."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from transforms.errors import WarehouseDamaged
from warehouse.queries import saved_views, versions
from warehouse.queries import served as served_queries
from warehouse.queries.receipts import Noting
from warehouse.queries.saved_views import SavedViews
from warehouse.queries.served import NothingServed, Served

HOME_VARIABLE = "PAPERTIDE_HOME"
_Answer = TypeVar("_Answer")
_Version = tuple[str | datetime | int, ...]


def find_served(number: int | None) -> Served | NothingServed:
    """The snapshot of this number, or the one that is served now. Read anew at every page run: it is a small file."""
    return served_queries.find(Path(os.environ.get(HOME_VARIABLE, "data")), number=number)


def saved() -> SavedViews:
    """The views that analysts saved. Read anew at every page run, as `find_served`."""
    return saved_views.load(Path(os.environ.get(HOME_VARIABLE, "data")))


def _version(served: Served) -> _Version:
    return str(served.path), served.published_at


# All snapshots of a home that are open share one limit of memory.
@st.cache_resource(show_spinner=False, max_entries=1)
def _open(folder: str, _served: Served) -> Any:
    del folder
    return served_queries.open_all(_served)


# The one before stays open for the page runs that still read it, or one that a link asks for; others are closed when
# nobody reads them.
@st.cache_resource(show_spinner=False, max_entries=2)
def _snapshot(version: _Version, _served: Served) -> Any:
    del version
    return served_queries.attach(_open(str(_served.path.parent), _served), _served)


# So many questions at once as DuckDB has threads: more would only wait for these, and hold memory meanwhile.
QUESTIONS_AT_ONCE = 2
_TURNS = threading.BoundedSemaphore(QUESTIONS_AT_ONCE)
# Who takes several turns takes them in a row: two that had half of theirs would wait for each other.
_TAKING = threading.Lock()


@contextmanager
def _turn(turns: int) -> Iterator[None]:
    with _TAKING:
        for _ in range(turns):
            _TURNS.acquire()
    try:
        yield
    finally:
        _TURNS.release(turns)


@st.cache_data(show_spinner=False, max_entries=400)
def _answered(
    version: _Version, question: str, filters: dict[str, Any], _ask: Callable[..., _Answer], _cursor: Any, _turns: int
) -> tuple[_Answer, tuple[str, ...]]:
    del version, question
    noting = Noting(_cursor())
    with _turn(_turns):
        return _ask(noting, **filters), tuple(noting.statements)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Questions to one snapshot, which stays open for one page run, or to two that are compared."""

    served: Served
    snapshot: Any
    version: _Version
    turns: int = 1

    def to(self, question: Callable[..., _Answer], **filters: Any) -> _Answer:
        """The answer to a question of `warehouse.queries`. Raises WarehouseDamaged."""
        return self._kept(question, filters)[0]

    def receipt(self, question: Callable[..., _Answer], **filters: Any) -> tuple[str, ...]:
        """The SELECTs that give this answer, values in place. Raises WarehouseDamaged."""
        return self._kept(question, filters)[1]

    def _kept(self, question: Callable[..., _Answer], filters: dict[str, Any]) -> tuple[_Answer, tuple[str, ...]]:
        name = f"{question.__module__}.{question.__qualname__}"
        try:
            return _answered(self.version, name, filters, question, self.snapshot.cursor, self.turns)
        except WarehouseDamaged:
            # A DuckDB that has met damage may answer nothing more: the next page run opens another.
            _snapshot.clear()
            _open.clear()
            raise

    def fresh(self, question: Callable[..., _Answer], **filters: Any) -> _Answer:
        """The same for an answer too large to keep, asked outside of the page run. Raises WarehouseDamaged."""
        with _turn(self.turns):
            return question(self.snapshot.cursor(), **filters)


def open_cursor(served: Served) -> Any:
    """A cursor of its own on the snapshot. Raises WarehouseDamaged."""
    return _snapshot(_version(served), served).cursor()


def answers(served: Served) -> Answers:
    """Answers for one page run. Raises WarehouseDamaged."""
    version = _version(served)
    return Answers(served=served, snapshot=_snapshot(version, served), version=version)


def between(served: Served, *, earlier: int) -> Answers:
    """Answers about what happened from snapshot `earlier` to this one. Raises UsageError, WarehouseDamaged.

    All papers of two snapshots take all the memory there is, so nothing else is asked meanwhile.
    """
    opened = _open(str(served.path.parent), served)
    both = served_queries.open_two(served.home, earlier=earlier, later=served.number, opened=opened)
    version = (*_version(served), earlier)
    return Answers(served=served, snapshot=both, version=version, turns=QUESTIONS_AT_ONCE)


def added(served: Served, *, earlier: int) -> int:
    """How many papers came since an earlier snapshot. Raises UsageError, WarehouseDamaged."""
    return between(served, earlier=earlier).to(versions.added)
