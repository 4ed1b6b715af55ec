"""Answers of `warehouse.queries`, cached. The key holds the snapshot, so a new one is seen at the next page run."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from warehouse.queries import saved_views
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


# The old snapshot stays open for the page runs that still read it, or one that a link asks for; each has memory of its
# own, and is closed when nobody reads it.
@st.cache_resource(show_spinner=False, max_entries=2)
def _connection(version: _Version, _served: Served) -> Any:
    del version
    return served_queries.open_served(_served)


# So many questions at once as a connection has threads: more would only wait for these, and hold memory meanwhile.
QUESTIONS_AT_ONCE = 2
_TURN = threading.BoundedSemaphore(QUESTIONS_AT_ONCE)


@st.cache_data(show_spinner=False, max_entries=400)
def _answered(
    version: _Version, question: str, filters: dict[str, Any], _ask: Callable[..., _Answer], _cursor: Any
) -> tuple[_Answer, tuple[str, ...]]:
    del version, question
    noting = Noting(_cursor)
    with _TURN:
        return _ask(noting, **filters), tuple(noting.statements)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Questions to one snapshot, for one page run."""

    served: Served
    cursor: Any
    version: _Version

    def to(self, question: Callable[..., _Answer], **filters: Any) -> _Answer:
        """The answer to a question of `warehouse.queries`. Raises WarehouseDamaged."""
        return self._kept(question, filters)[0]

    def receipt(self, question: Callable[..., _Answer], **filters: Any) -> tuple[str, ...]:
        """The SELECTs that give this answer, values in place. Raises WarehouseDamaged."""
        return self._kept(question, filters)[1]

    def _kept(self, question: Callable[..., _Answer], filters: dict[str, Any]) -> tuple[_Answer, tuple[str, ...]]:
        name = f"{question.__module__}.{question.__qualname__}"
        return _answered(self.version, name, filters, question, self.cursor)

    def fresh(self, question: Callable[..., _Answer], **filters: Any) -> _Answer:
        """The same for an answer too large to keep, asked outside of the page run. Raises WarehouseDamaged."""
        with _TURN:
            return question(open_cursor(self.served), **filters)


def open_cursor(served: Served) -> Any:
    """A cursor of its own on the one connection that this process has to the snapshot. Raises WarehouseDamaged."""
    return _connection(_version(served), served).cursor()


def answers(served: Served) -> Answers:
    """Answers for one page run. Raises WarehouseDamaged."""
    return Answers(served=served, cursor=open_cursor(served), version=_version(served))


def between(served: Served, *, earlier: int) -> Answers:
    """Answers about what happened from snapshot `earlier` to this one. Raises UsageError, WarehouseDamaged."""
    version = (*_version(served), earlier)
    return Answers(served=served, cursor=_connection_to_two(version, served, earlier).cursor(), version=version)


@st.cache_resource(show_spinner=False, max_entries=1)
def _connection_to_two(version: _Version, _served: Served, earlier: int) -> Any:
    del version
    return served_queries.open_two(_served.home, earlier=earlier, later=_served.number)


@st.cache_data(show_spinner=False, max_entries=8)
def _added(version: _Version, _served: Served, earlier: int) -> int:
    del version
    return served_queries.added(_served, earlier=earlier)


def added(served: Served, *, earlier: int) -> int:
    """How many papers came since an earlier snapshot, asked once a snapshot. Raises UsageError, WarehouseDamaged."""
    return _added(_version(served), served, earlier)
