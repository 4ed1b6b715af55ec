"""`<home>/views.toml`: what analysts look at again, by name. Read, checked, and written as lines to copy.

A view is a table of the file: its name, the `page`, and the page's parameters as its address has them.

    [experts]
    page = "trends"
    t = "mixture of experts, state space"
    smooth = 6
    v = 12                # only if it is to stay with snapshot 12
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transforms.errors import UsageError
from warehouse.queries import asked
from warehouse.queries.asked import Asked
from warehouse.queries.page_tables import PAGE_TABLES
from warehouse.settings import VIEWS_FILE, load_settings

_LONGEST_NAME = 60
_PAGE = "page"
_WHOLE_FILE = None


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """A page, and what it is asked for."""

    name: str
    page: str
    asked: Asked


@dataclass(frozen=True, kw_only=True)
class SavedViews:
    """The views of a file, in its order, and by their names what is wrong with the others.

    Under None stands what is wrong with the whole file.
    """

    views: tuple[SavedView, ...] = ()
    faults: Mapping[str | None, UsageError] = field(default_factory=dict)

    def named(self, name: str) -> SavedView:
        """The view of this name. Raises UsageError: what is wrong with the file, or which views it has."""
        for view in self.views:
            if view.name == name:
                return view
        for key in (name, _WHOLE_FILE):
            if key in self.faults:
                raise self.faults[key]
        there = ", ".join(f"“{view.name}”" for view in self.views)
        next_step = f"There are {there}." if there else "Open a page and copy what “Save this view” offers there."
        raise UsageError(f"{VIEWS_FILE} has no view {name}.", next_step=next_step)


def load(home: Path) -> SavedViews:
    """The saved views of a home folder; none where there is no file."""
    try:
        return parse(load_settings(home=home).views.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return SavedViews()
    except UnicodeDecodeError as error:
        fault = UsageError(f"{VIEWS_FILE} is not UTF-8 ({error}).", next_step="Save it as UTF-8.")
    except OSError as error:
        fault = UsageError(f"{VIEWS_FILE} cannot be read ({error.strerror}).", next_step="Check its permissions.")
    return SavedViews(faults={_WHOLE_FILE: fault})


def parse(text: str) -> SavedViews:
    """The saved views of a file's text."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        next_step = "Correct that line: until then no saved view can be opened."
        fault = UsageError(f"{VIEWS_FILE} is no TOML ({error}).", next_step=next_step)
        return SavedViews(faults={_WHOLE_FILE: fault})
    views: list[SavedView] = []
    faults: dict[str | None, UsageError] = {}
    for name, said in tables.items():
        try:
            views.append(_view(name, said))
        except UsageError as fault:
            faults[name] = fault
    return SavedViews(views=tuple(views), faults=faults)


def _view(name: str, said: Any) -> SavedView:
    shown = name if name.isprintable() else repr(name)
    if not isinstance(said, dict):
        raise UsageError(
            f"{VIEWS_FILE}: {shown[:_LONGEST_NAME]} stands outside of a view.",
            next_step="Begin each view with its name in brackets, as in [experts], and put its parameters below.",
        )
    if not name.isprintable() or not name.strip() or len(name) > _LONGEST_NAME or name.startswith("-"):
        raise UsageError(
            f"{VIEWS_FILE}: [{shown[:_LONGEST_NAME]}] is no name of a view.",
            next_step=f"Take at most {_LONGEST_NAME} characters that can be shown, the first of them no dash.",
        )
    place = f"{VIEWS_FILE}, [{name}]"
    page = said.get(_PAGE)
    if not isinstance(page, str) or page not in PAGE_TABLES:
        fault = "page is missing." if page is None else f"page: there is no page {str(page)[:_LONGEST_NAME]!r}."
        raise UsageError(f"{place}, {fault}", next_step=f"Name one of {', '.join(PAGE_TABLES)}.")
    params = {key: _written(place, key, value) for key, value in said.items() if key != _PAGE}
    found, misfits = asked.read(params, Asked)
    if misfits:
        next_step = "Set it on the page, and copy the lines that “Save this view” offers there."
        raise UsageError(f"{place}, {' '.join(misfits)}", next_step=next_step)
    return SavedView(name=name, page=page, asked=found)


def _written(place: str, key: str, value: Any) -> str:
    """A value as an address has it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str | int):
        return str(value)
    raise UsageError(
        f"{place}, {key}: a value is text or a whole number, not {type(value).__name__}.",
        next_step=f'Write it as the page\'s address has it, as in {key} = "a, b".',
    )


def lines(view: SavedView) -> str:
    """The view as lines of the file."""
    params = {_PAGE: view.page, **view.asked.query()}
    return "\n".join([f"[{_key(view.name)}]", *(f"{_key(name)} = {_quoted(value)}" for name, value in params.items())])


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _quoted(value: str) -> str:
    # What JSON escapes, TOML escapes alike.
    return json.dumps(value, ensure_ascii=False)


def proposed_name(page: str, params: Mapping[str, str]) -> str:
    """A name for a view that is easily typed: `trends-mixture-of-experts`."""
    words = re.findall(r"[a-z0-9]+", " ".join([page, *params.values()]).lower())
    return "-".join(words)[:_LONGEST_NAME].rstrip("-")
