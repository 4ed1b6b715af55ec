"""Which papers a question is about: one value object, one SQL condition over `core.papers AS p`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

# A paper counts by date only if its month is known (`transforms.trends.counts.publication_month`).
DATED = "p.published_precision IN ('day', 'month')"
MONTH = "date_trunc('month', p.published_on)::DATE"
VENUE = "coalesce(p.venue_key, p.venue)"

_WORDS = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, kw_only=True)
class PaperFilter:
    """Papers that fit everything that is given. Months are inclusive and stand as their first day.

    `search`: every word, or "quoted phrase", occurs in title or abstract, in whatever case. `sources`: any of them
    lists the paper. `term`: a term of `trends.terms`, in whatever case.
    """

    search: str = ""
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    venue: str | None = None
    has_code: bool | None = None
    term: str | None = None
    dump_id: str | None = None

    @property
    def needles(self) -> list[str]:
        """What `search` looks for, in lower case."""
        found = (phrase or word for phrase, word in _WORDS.findall(self.search.replace('""', " ")))
        return list(dict.fromkeys(needle.strip('"').lower() for needle in found if needle.strip('"')))

    @property
    def is_open(self) -> bool:
        """Whether every paper fits."""
        return self == PaperFilter()

    def without_period(self) -> PaperFilter:
        """The same papers at any time."""
        return replace(self, since=None, until=None)

    def condition(self) -> tuple[str, dict[str, Any]]:
        """SQL over `core.papers AS p`, and the values it binds. A period takes papers dated to the month."""
        parts: list[str] = []
        values: dict[str, Any] = {}
        for number, needle in enumerate(self.needles):
            name = f"needle_{number}"
            parts.append(f"(contains(lower(p.title), ${name}) OR contains(lower(p.abstract), ${name}))")
            values[name] = needle
        if self.since or self.until:
            parts.append(DATED)
        for name, value, part in (
            ("since", self.since, f"{MONTH} >= $since"),
            ("until", self.until, f"{MONTH} <= $until"),
            ("sources", list(self.sources), "list_has_any(p.sources, $sources)"),
            ("venue", self.venue, f"{VENUE} = $venue"),
            ("term", self.term, _USES_TERM),
            ("dump_id", self.dump_id, _IN_DUMP),
        ):
            if value:
                parts.append(part)
                values[name] = value
        if self.has_code is not None:
            parts.append(f"p.code_url IS {'NOT ' if self.has_code else ''}NULL")
        return " AND ".join(parts) or "true", values


_USES_TERM = (
    "p.paper_id IN (SELECT u.paper_id FROM trends.paper_terms AS u "
    "WHERE u.term IN (SELECT t.term FROM trends.terms AS t WHERE lower(t.term) = lower($term)))"
)
_IN_DUMP = "p.paper_id IN (SELECT l.paper_id FROM core.listings AS l WHERE l.dump_id = $dump_id)"
