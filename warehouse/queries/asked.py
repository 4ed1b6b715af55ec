"""What pages can be asked for: short parameters, each read with a reason where its value does not fit.

The dashboard's address bar and `<home>/views.toml` are written in them. No question lives here, and no link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from transforms.errors import UsageError
from transforms.schema.core import SHA256
from transforms.trends.expressions import parse
from transforms.trends.growth import WINDOWS
from warehouse.queries.dumps import STATUSES as DUMP_STATUSES
from warehouse.queries.facets import FACETS, STEPS
from warehouse.queries.filters import FIGURES, TEAM_SIZES, UNKNOWN, PaperFilter
from warehouse.queries.papers import ORDERS, RELEVANCE
from warehouse.queries.rejects import STATUSES as REJECT_STATUSES
from warehouse.queries.rising import COMPARED, DIRECTIONS
from warehouse.queries.topics import ORDERS as TOPIC_ORDERS
from warehouse.queries.versions import CHANGES

MOST_TERMS = 8
MOST_SMOOTH_MONTHS = 12
MEASURES = ("share", "count")
SPANS = ("recent", "all")
# How authors are counted: a whole paper each, or the n-th part of a paper that n people wrote.
COUNTS = ("papers", "fractional")
# What the Counts page shows, one at a time.
COUNTED = (*FACETS, "code", "abstract", "engagement")
_LONGEST_VALUE = 500
_MONTH = re.compile(r"^(\d{4})(?:-(\d{1,2}))?$")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a page is asked for. The first six are shared by all pages."""

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    venue: str | None = None
    has_code: bool | None = None
    snapshot: int | None = None
    search: str = ""
    term: str | None = None
    dump: str | None = None
    order: str = RELEVANCE
    page_number: int = 1
    terms: tuple[str, ...] = ()
    measure: str = "share"
    smooth: int = 3
    window: int = 12
    direction: str = "rising"
    compared: str = "sources"
    span: str = "recent"
    paper: str | None = None
    run: str | None = None
    reason: str | None = None
    status: str | None = None
    dump_status: str | None = None
    conflict: str | None = None
    against: int | None = None
    change: str | None = None
    listed_by: tuple[str, ...] = ()
    is_alone: bool | None = None
    is_dated: bool | None = None
    year: int | None = None
    track: str | None = None
    author: str | None = None
    person: str | None = None
    count: str = "papers"
    category: str | None = None
    team: str | None = None
    language: str | None = None
    has_abstract: bool | None = None
    observed: str | None = None
    observed_again: str | None = None
    counted: str = COUNTED[0]
    step: str = STEPS[0]
    figure: str = FIGURES[0]
    topic: str | None = None
    topic_order: str = "papers"
    title_terms: tuple[str, ...] = ()

    @property
    def papers(self) -> PaperFilter:
        """The papers that the shared filters leave."""
        return PaperFilter(**{name: getattr(self, name) for name in SHARED})

    @property
    def found_papers(self) -> PaperFilter:
        """The papers that all filters of the Papers page leave."""
        own = {name: getattr(self, name) for name in OF_PAPERS}
        return replace(self.papers, search=self.search, term=self.term, dump_id=self.dump, **own)

    @property
    def said(self) -> list[str]:
        """What is asked for in words, but for the snapshot and the page of a list: `venue: ACL`, `from Oct 2025`."""
        default = Asked()
        return [
            in_words(field, getattr(self, field))
            for field in PARAMETERS
            if field not in {"snapshot", "page_number"} and getattr(self, field) != getattr(default, field)
        ]

    def query(self) -> dict[str, str]:
        """Parameters that differ from their default, as they are written."""
        default = Asked()
        return {
            parameter.name: parameter.write(getattr(self, field))
            for field, parameter in PARAMETERS.items()
            if getattr(self, field) != getattr(default, field)
        }


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter: its name in an address, in words, and how its value is read and written."""

    name: str
    label: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _month(value: str, *, last: bool) -> date:
    found = _MONTH.match(value)
    month = int(found[2] or (12 if last else 1)) if found else 0
    if not found or not 1 <= month <= 12 or found[1] == "0000":
        raise ValueError("no month; write it as 2025-10")
    return date(int(found[1]), month, 1)


def _is_so(value: str) -> bool:
    return _one_of(("1", "0"))(value) == "1"


def _write_is_so(value: bool) -> str:
    return "1" if value else "0"


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"not one of {', '.join(allowed[:-1])} or {allowed[-1]}")
        return value

    return read


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or len(value) > 9 or not low <= int(value) <= high:
            raise ValueError(f"no whole number from {low:,} to {high:,}")
        return int(value)

    return read


def _text(value: str) -> str:
    if not value.isprintable():
        raise ValueError("it has characters that cannot be shown")
    return " ".join(value.split())


def _expression(value: str) -> str:
    try:
        return parse(_text(value)).said
    except UsageError as error:
        raise ValueError(f"{error.fact} {error.next_step}".rstrip(". ")) from error


def _terms(value: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(_expression(part) for part in _text(value).split(",") if part.strip()))
    if len(found) > MOST_TERMS:
        raise ValueError(f"{len(found)} terms; at most {MOST_TERMS} fit in one chart")
    return found


def _items(value: str) -> tuple[str, ...]:
    return tuple(sorted({item.strip() for item in _text(value).split(",") if item.strip()}))


def _dump_id(value: str) -> str:
    if not re.fullmatch(SHA256, value):
        raise ValueError("no dump id (64 characters 0-9 and a-f)")
    return value


PARAMETERS: dict[str, Parameter] = {
    "since": Parameter(name="from", label="from", read=lambda v: _month(v, last=False), write="{:%Y-%m}".format),
    "until": Parameter(name="to", label="to", read=lambda v: _month(v, last=True), write="{:%Y-%m}".format),
    "sources": Parameter(name="src", label="source", read=_items, write=",".join),
    "venue": Parameter(name="venue", label="venue", read=_text),
    "has_code": Parameter(name="code", label="code", read=_is_so, write=_write_is_so),
    "snapshot": Parameter(name="v", label="snapshot", read=_between(1, 1_000_000)),
    "against": Parameter(name="since", label="compared with snapshot", read=_between(1, 1_000_000)),
    "change": Parameter(name="what", label="change", read=_one_of(CHANGES)),
    "search": Parameter(name="q", label="search", read=_text),
    "term": Parameter(name="term", label="term", read=_expression),
    "dump": Parameter(name="dump", label="dump", read=_dump_id),
    "order": Parameter(name="sort", label="order", read=_one_of(tuple(ORDERS))),
    "page_number": Parameter(name="p", label="page", read=_between(1, 1_000_000)),
    "terms": Parameter(name="t", label="terms", read=_terms, write=",".join),
    "measure": Parameter(name="as", label="shown as", read=_one_of(MEASURES)),
    "smooth": Parameter(name="smooth", label="smoothing", read=_between(1, MOST_SMOOTH_MONTHS)),
    "span": Parameter(name="span", label="months", read=_one_of(SPANS)),
    "window": Parameter(name="k", label="months", read=lambda v: int(_one_of(tuple(map(str, WINDOWS)))(v))),
    "direction": Parameter(name="way", label="way", read=_one_of(DIRECTIONS)),
    "compared": Parameter(name="mix", label="compared", read=_one_of(COMPARED)),
    "paper": Parameter(name="id", label="paper", read=_text),
    "run": Parameter(name="run", label="audit", read=_text),
    "reason": Parameter(name="why", label="reason", read=_text),
    "status": Parameter(name="status", label="status", read=_one_of(REJECT_STATUSES)),
    "conflict": Parameter(name="kind", label="kind", read=_text),
    "dump_status": Parameter(name="state", label="status", read=_one_of(DUMP_STATUSES)),
    "listed_by": Parameter(name="in", label="listed by all of", read=_items, write=",".join),
    "is_alone": Parameter(name="alone", label="alone", read=_is_so, write=_write_is_so),
    "is_dated": Parameter(name="dated", label="dated", read=_is_so, write=_write_is_so),
    "year": Parameter(name="year", label="year", read=_between(1000, 2999)),
    "track": Parameter(name="track", label="track", read=_text),
    "author": Parameter(name="by", label="author key", read=_text),
    "person": Parameter(name="person", label="person", read=_text),
    "count": Parameter(name="count", label="counted", read=_one_of(COUNTS)),
    "category": Parameter(name="cat", label="category", read=_text),
    "team": Parameter(name="team", label="authors", read=_one_of((*TEAM_SIZES, UNKNOWN))),
    "language": Parameter(name="lang", label="language", read=_text),
    "has_abstract": Parameter(name="abs", label="abstract", read=_is_so, write=_write_is_so),
    "observed": Parameter(name="seen", label="observed", read=_one_of(FIGURES)),
    "observed_again": Parameter(name="again", label="observed again", read=_one_of(FIGURES)),
    "counted": Parameter(name="of", label="counted by", read=_one_of(COUNTED)),
    "step": Parameter(name="step", label="step", read=_one_of(STEPS)),
    "figure": Parameter(name="fig", label="figure", read=_one_of(FIGURES)),
    "topic": Parameter(name="topic", label="topic", read=_text),
    "topic_order": Parameter(name="top", label="listed by", read=_one_of(tuple(TOPIC_ORDERS))),
    "title_terms": Parameter(name="titled", label="title uses", read=_items, write=",".join),
}
SHARED = ("since", "until", "sources", "venue", "has_code")
# Filters of the Papers page alone, to which numbers of other pages lead.
OF_PAPERS = (
    *("listed_by", "is_alone", "is_dated", "year", "track", "author"),
    *("category", "team", "language", "has_abstract", "observed", "observed_again"),
    *("topic", "title_terms"),
)
# What is so, and what is not, in words.
_SO = {
    "has_code": ("with code", "without code"),
    "is_alone": ("in one source only", "in several sources"),
    "is_dated": ("month known", "month unknown"),
    "has_abstract": ("with abstract", "without abstract"),
}
_FIELDS = {parameter.name: field for field, parameter in PARAMETERS.items()}
_Asked = TypeVar("_Asked", bound=Asked)


def read(params: Mapping[str, str], kind: type[_Asked]) -> tuple[_Asked, list[str]]:
    """What the parameters say, as this `kind`, and a sentence for each that does not fit and is left out."""
    found: dict[str, Any] = {}
    faults = []
    for name, value in params.items():
        if name in _FIELDS and value.strip():
            try:
                found[_FIELDS[name]] = _read(PARAMETERS[_FIELDS[name]], value)
            except ValueError as error:
                faults.append(f"{name}={_cut(value)}: {error}.")
        elif name not in _FIELDS:
            faults.append(f"{_cut(name)} is no parameter of these pages.")
    asked = kind(**found)
    if asked.since and asked.until and asked.since > asked.until:
        faults.append("The period ends before it begins.")
        asked = replace(asked, since=None, until=None)
    return asked, faults


def _read(parameter: Parameter, value: str) -> Any:
    if len(value) > _LONGEST_VALUE:
        raise ValueError(f"longer than {_LONGEST_VALUE} characters")
    return parameter.read(value)


def _cut(value: str) -> str:
    shown = "".join(character if character.isprintable() else "�" for character in value)
    return shown if len(shown) <= 60 else shown[:60] + "…"


def in_words(field: str, value: Any) -> str:
    """A filter that is on: `venue: ACL`, `from Oct 2025`."""
    if field in {"since", "until"}:
        return f"{PARAMETERS[field].label} {value:%b %Y}"
    if field in _SO:
        return _SO[field][0 if value else 1]
    shown = ", ".join(value) if isinstance(value, tuple) else value[:12] if field == "dump" else str(value)
    return f"{PARAMETERS[field].label}: {shown}"
