"""Which papers a question is about: one value object, one SQL condition over `core.papers AS p`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from transforms.search.query import Query, Words, parse
from transforms.trends.expressions import parse as parse_terms
from warehouse.queries.clauses import conditions
from warehouse.queries.wildcards import IS_MEANT, NAMED_TERMS, patterns

# A paper counts by date only if its month is known (`transforms.trends.counts.publication_month`).
DATED = "p.published_precision IN ('day', 'month')"
MONTH = "date_trunc('month', p.published_on)::DATE"
YEAR = "year(p.published_on)"
VENUE = "coalesce(p.venue_key, p.venue)"
ALONE = "(len(p.sources) = 1)"
HAS_CODE = "(p.code_url IS NOT NULL)"
HAS_ABSTRACT = "(p.abstract_length IS NOT NULL)"
# What stands where nothing is known, as a group of papers and as a filter.
UNKNOWN = "unknown"
VENUE_OR_UNKNOWN = f"coalesce(p.venue_key, p.venue, '{UNKNOWN}')"
CATEGORY = f"coalesce(p.primary_category, '{UNKNOWN}')"
LANGUAGE = f"coalesce(p.language, '{UNKNOWN}')"
# Sizes of teams that are counted together, with the least number of authors of each.
TEAM_SIZES = {"1": 1, "2": 2, "3": 3, "4-5": 4, "6-10": 6, "11-50": 11, "51+": 51}
TEAM = "CASE {} ELSE '{}' END".format(
    " ".join(f"WHEN p.author_count >= {least} THEN '{size}'" for size, least in reversed(TEAM_SIZES.items())), UNKNOWN
)
# What captures observe of a paper.
FIGURES = ("upvotes", "comments", "github_stars", "citations")
# What `trends.paper_cells` has of papers: by anything else the papers themselves are counted.
_OF_CELLS = {"since", "until", "sources", "venue", "has_code", "listed_by", "is_alone", "is_dated", "year"}
# Papers in the form of cells, each of one paper.
ONE_BY_ONE = "(SELECT *, len(authors) > 0 AS has_authors, 1 AS papers FROM core.papers) AS p"
# Unlike DATED also where there is no date at all: that is not unknown, but no.
_IS_DATED = f"coalesce({DATED}, false)"


@dataclass(frozen=True, kw_only=True)
class PaperFilter:
    """Papers that fit everything that is given. Months are inclusive and stand as their first day.

    `search`: a query (`transforms.search.query`). `sources`: any of them lists the paper; `listed_by`: all of them do.
    `is_alone`: exactly one source lists it. `is_dated`: its month is known; `year`: its year, however much more is
    known. `track`: a listing of its venue states it. `author`: an author key. `term`: a term of `trends.terms`,
    whatever its case, or a group of them (`transforms.trends.expressions`); of a ratio its first side. `category`: the
    primary one. `team`: one of TEAM_SIZES. `venue`, `category`, `team` and `language` may be UNKNOWN. `observed`: one
    of FIGURES that a dated capture observed of it; `observed_again`: that one source's captures of two days did.
    `topic`: one that it is about (`trends.topic_papers`). `title_terms`: its title uses all of them.
    """

    search: str = ""
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    venue: str | None = None
    has_code: bool | None = None
    term: str | None = None
    dump_id: str | None = None
    listed_by: tuple[str, ...] = ()
    is_alone: bool | None = None
    is_dated: bool | None = None
    year: int | None = None
    track: str | None = None
    author: str | None = None
    category: str | None = None
    team: str | None = None
    language: str | None = None
    has_abstract: bool | None = None
    observed: str | None = None
    observed_again: str | None = None
    topic: str | None = None
    title_terms: tuple[str, ...] = ()
    paper_ids: tuple[str, ...] = ()

    @property
    def query(self) -> Query:
        """What `search` asks for. Raises UsageError for a faulty one."""
        return parse(self.search)

    @property
    def is_open(self) -> bool:
        """Whether every paper fits."""
        return self == PaperFilter()

    def without_period(self) -> PaperFilter:
        """The same papers at any time."""
        return replace(self, since=None, until=None)

    @property
    def is_search_alone(self) -> bool:
        """Whether nothing is asked but for words that texts have, or have not."""
        clauses = self.query.clauses
        return bool(clauses) and self == PaperFilter(search=self.search) and all(isinstance(c, Words) for c in clauses)

    def counted_in(self) -> tuple[str, str, dict[str, Any]]:
        """What to count in: rows `p` of `p.papers` papers each, SQL of those that fit, and the values it binds.

        Cells where they say all that is asked for, else papers. Raises UsageError for a faulty search.
        """
        open_but_for_cells = replace(self, **{field: getattr(_OPEN, field) for field in _OF_CELLS})
        if open_but_for_cells == _OPEN:
            return "trends.paper_cells AS p", *self.condition(has_code="p.has_code")
        return ONE_BY_ONE, *self.condition()

    def condition(self, *, with_texts: bool = True, has_code: str = HAS_CODE) -> tuple[str, dict[str, Any]]:
        """SQL over `core.papers AS p`, and the values it binds. A period takes papers dated to the month.

        Not `with_texts`: but for words that `search` looks for. `has_code`: how rows say it. Raises UsageError.
        """
        parts, values = conditions(self.query, with_texts=with_texts)
        if self.since or self.until:
            parts.append(DATED)
        for name, value, part in (
            ("since", self.since, f"{MONTH} >= $since"),
            ("until", self.until, f"{MONTH} <= $until"),
            ("sources", list(self.sources), "list_has_any(p.sources, $sources)"),
            ("venue", self.venue, f"{VENUE_OR_UNKNOWN} = $venue"),
            ("terms", patterns(parse_terms(self.term).terms) if self.term else [], self._numbered(_USES_TERM)),
            ("dump_id", self.dump_id, _IN_DUMP),
            ("listed_by", list(self.listed_by), "list_has_all(p.sources, $listed_by)"),
            ("year", self.year, f"{YEAR} = $year"),
            ("track", self.track, _ON_TRACK),
            ("author", self.author, _WRITTEN_BY),
            ("category", self.category, f"{CATEGORY} = $category"),
            ("team", self.team, f"{TEAM} = $team"),
            ("language", self.language, f"{LANGUAGE} = $language"),
            ("observed", self.observed, _OBSERVED),
            ("observed_again", self.observed_again, _OBSERVED_AGAIN),
            ("topic", self.topic, _ABOUT),
            ("title_terms", list(self.title_terms), self._numbered(_NAMED_IN_TITLE)),
            ("paper_ids", list(self.paper_ids), "p.paper_id IN (SELECT unnest($paper_ids))"),
        ):
            if value:
                parts.append(part)
                values[name] = value
        for is_wanted, part in (
            (self.has_code, has_code),
            (self.is_alone, ALONE),
            (self.is_dated, _IS_DATED),
            (self.has_abstract, HAS_ABSTRACT),
        ):
            if is_wanted is not None:
                parts.append(part if is_wanted else f"NOT {part}")
        return " AND ".join(parts) or "true", values

    def _numbered(self, numbers: str) -> str:
        """SQL of papers of these numbers in `trends.postings`, of which only those of the months asked for are named.

        By names, as `trends.paper_terms` has them, it takes five times as long.
        """
        months = [f"c.month {sign} ${end}" for end, sign in (("since", ">="), ("until", "<=")) if getattr(self, end)]
        fitting = " AND ".join([*months, f"c.paper_number IN ({numbers})"])
        return f"p.paper_id IN (SELECT c.paper_id FROM trends.counted_papers AS c WHERE {fitting})"


_OPEN = PaperFilter()


def papers_of(condition: str = "true") -> str:
    """SQL of how many papers the rows `p` of `PaperFilter.counted_in` stand for, of those that fulfil a condition."""
    return f"coalesce(sum(p.papers) FILTER ({condition}), 0)::BIGINT"


# SQL over `trends.postings`: the title uses it. Stretches of the table without any are passed over only where it is
# asked so; a bare `in_title` reads them all.
OF_A_TITLE = "in_title IS NOT DISTINCT FROM true"
_USES_TERM = (
    "SELECT u.paper_number FROM trends.postings AS u WHERE u.term_number IN "
    f"(SELECT term_number FROM {NAMED_TERMS} JOIN (SELECT unnest($terms) AS pattern) ON {IS_MEANT})"
)
_ABOUT = "p.paper_id IN (SELECT a.paper_id FROM trends.topic_papers AS a WHERE a.topic = $topic)"
_NAMED_IN_TITLE = (
    f"SELECT u.paper_number FROM trends.postings AS u WHERE u.{OF_A_TITLE} AND u.term_number IN "
    "(SELECT term_number FROM trends.terms WHERE list_contains($title_terms, term)) "
    "GROUP BY u.paper_number HAVING count(*) = len($title_terms)"
)
_IN_DUMP = "p.paper_id IN (SELECT l.paper_id FROM core.listings AS l WHERE l.dump_id = $dump_id)"
_ON_TRACK = (
    "EXISTS (SELECT 1 FROM core.listings AS l WHERE l.paper_id = p.paper_id AND l.venue_key = p.venue_key "
    "AND l.venue_track = $track)"
)
_WRITTEN_BY = "p.paper_id IN (SELECT a.paper_id FROM core.authorships AS a WHERE a.author_key = $author)"
_OBSERVED = (
    "p.paper_id IN (SELECT e.paper_id FROM trends.engagement_changes AS e WHERE e.figure = $observed AND e.is_latest)"
)
_OBSERVED_AGAIN = (
    "p.paper_id IN (SELECT e.paper_id FROM trends.engagement_changes AS e "
    "WHERE e.figure = $observed_again AND e.is_latest_change)"
)
