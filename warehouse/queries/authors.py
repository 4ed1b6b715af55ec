"""Questions about people: which names stand on most papers, and who stands behind one.

Names are grouped by author key (`bengio y`): written alike, not one person. Persons are told apart for one key at a
time, when they are asked for (`transforms.authors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from transforms import authors
from transforms.clean import names, text
from warehouse.queries.asking import ask
from warehouse.queries.filters import YEAR, PaperFilter, papers_of

# Names counted exactly beside those that are asked for. The first count takes a name twice that stands twice on one
# paper; so many names would have to do so to change the order.
_MARGIN = 200


@dataclass(frozen=True, kw_only=True)
class Named:
    """How many papers fit, and how many of them name any author."""

    papers: int
    named: int


def named(con: duckdb.DuckDBPyConnection, *, where: PaperFilter) -> Named:
    """How far papers say who wrote them."""
    rows, condition, values = where.counted_in()
    query = f"""
        SELECT {papers_of()} AS papers, {papers_of("p.has_authors")} AS named FROM {rows} WHERE {condition}
    """
    return Named(**ask(con, query, **values).row(0, named=True))


def ranked(
    con: duckdb.DuckDBPyConnection, *, where: PaperFilter, name: str = "", is_fractional: bool = False, limit: int
) -> pl.DataFrame:
    """Author keys of the papers that fit, the one of most papers first, and how many keys there are in all.

    `name`: beginnings of words of a name as printed, or a whole name in another form. Fractional: each of the n authors
    of a paper has 1/n of it. Columns: `author_key | papers | fraction` (NULL unless asked for) `| all_keys`.
    """
    meant, values = _meant(name) if name else ("true", {})
    if where.is_open:
        fitting = "core.authorships"
        weight = "fraction" if is_fractional else "authorships"
        weighed = f"SELECT author_key, {weight} AS weight FROM trends.author_counts WHERE {meant}"
    else:
        condition, bound = where.condition()
        values |= bound
        fits = f"paper_id IN (SELECT p.paper_id FROM core.papers AS p WHERE {condition}) AND {meant}"
        fitting = f"(SELECT paper_id, author_key FROM core.authorships WHERE {fits})"
        weight = "sum(1.0::DOUBLE / people)" if is_fractional else "count(*)"
        people = "SELECT paper_id, greatest(author_count, len(authors)) AS people FROM core.papers"
        joined = f"JOIN ({people}) USING (paper_id)" if is_fractional else ""
        weighed = f"SELECT author_key, {weight} AS weight FROM {fitting} {joined} GROUP BY author_key"
    query = f"""
        WITH weighed AS MATERIALIZED ({weighed}),
        first AS (FROM weighed ORDER BY weight DESC, author_key LIMIT $rows + {_MARGIN}),
        exact AS (
            SELECT author_key, count(DISTINCT paper_id) AS papers
            FROM {fitting} WHERE author_key IN (SELECT author_key FROM first) GROUP BY author_key
        )
        SELECT author_key, papers, {"weight" if is_fractional else "NULL::DOUBLE"} AS fraction,
            (SELECT count(*) FROM weighed) AS all_keys
        FROM first JOIN exact USING (author_key)
        ORDER BY {"round(weight, 9)" if is_fractional else "papers"} DESC, papers DESC, author_key LIMIT $rows
    """
    return ask(con, query, rows=limit, **values)


def _meant(name: str) -> tuple[str, dict[str, Any]]:
    """SQL over an `author_key`: it has a form that `name` means; and the values that it binds."""
    typed = pl.select(key=names.author_key(pl.lit(name)), folded=text.folded(pl.lit(name))).row(0, named=True)
    letters = "".join(character if character.isalnum() else " " for character in typed["folded"] or "").split()
    values = {f"letters_{number}": word for number, word in enumerate(letters)}
    return f"(author_key = $key OR author_key IN ({_alike(list(values))}))", values | {"key": typed["key"]}


def _alike(letters: Sequence[str]) -> str:
    """SELECT of the author keys with a name that has words that begin so, each in the name as printed or in the key.

    Keys are looked through where each stands once, and printed names for what keys alone do not answer. Most names lack
    the letters anywhere, which is found out sooner than whether a word begins with them.
    """
    if not letters:
        return "SELECT NULL"
    in_key = [f"contains(' ' || author_key, ' ' || ${word})" for word in letters]
    in_name = [f"(contains(lower(name), ${word}) AND contains(' ' || lower(name), ' ' || ${word}))" for word in letters]
    in_either = [f"({name} OR {key})" for name, key in zip(in_name, in_key, strict=True)]
    return f"""
        SELECT author_key FROM trends.author_counts WHERE {" AND ".join(in_key)}
        UNION ALL
        SELECT author_key FROM core.authorships WHERE ({" OR ".join(in_name)}) AND {" AND ".join(in_either)}
    """


def forms(con: duckdb.DuckDBPyConnection, *, keys: Sequence[str]) -> pl.DataFrame:
    """How names of these keys are printed. Columns: `author_key | names` (commonest first) `| orcids` (how many)."""
    query = """
        WITH printed AS (
            SELECT author_key, name, count(*) AS times, list(DISTINCT orcid) FILTER (orcid IS NOT NULL) AS orcids
            FROM core.authorships WHERE author_key IN (SELECT unnest($keys::VARCHAR[])) GROUP BY author_key, name
        )
        SELECT author_key, list(name ORDER BY times DESC, name) AS names,
            len(list_distinct(flatten(list(orcids) FILTER (orcids IS NOT NULL)))) AS orcids
        FROM printed GROUP BY author_key ORDER BY author_key
    """
    return ask(con, query, keys=list(keys)).with_columns(pl.col("orcids").fill_null(0))


def per_year(con: duckdb.DuckDBPyConnection, *, where: PaperFilter, keys: Sequence[str]) -> pl.DataFrame:
    """Papers under these keys by year of publication, where it is known. Columns: `author_key | year | papers`."""
    condition, values = where.condition()
    query = f"""
        WITH written AS (
            SELECT DISTINCT author_key, paper_id FROM core.authorships
            WHERE author_key IN (SELECT unnest($keys::VARCHAR[]))
        )
        SELECT author_key, {YEAR} AS year, count(*) AS papers
        FROM core.papers AS p JOIN written USING (paper_id) WHERE p.published_on IS NOT NULL AND {condition}
        GROUP BY ALL ORDER BY author_key, year
    """
    return ask(con, query, keys=list(keys), **values)


def persons(con: duckdb.DuckDBPyConnection, *, name: str) -> pl.DataFrame:
    """The persons who may be meant by a name, as far as anything tells them apart: who wrote most, first.

    `Y. Bengio`, `Bengio, Yoshua` and `Yoshua Bengio` ask for the same persons. Columns: `author_id | names | orcid |
    papers | first_published_on | last_published_on | evidence` (what ties their papers together) `| paper_ids`.
    """
    key = pl.select(names.author_key(pl.lit(name))).item()
    return persons_of(con, author_key=key, where=PaperFilter()).drop("coauthors", "years")


def persons_of(con: duckdb.DuckDBPyConnection, *, author_key: str, where: PaperFilter) -> pl.DataFrame:
    """The persons under an author key who wrote papers that fit; told apart by all papers, counted by those that fit.

    Columns: those of `persons`, and, for each of the papers again, `coauthors` (names as printed, of papers with at
    most `transforms.authors.MOST_COAUTHORS` of them) and `years` (where it is known).
    """
    found = _authorships(con, author_key, where)
    papers = found.select("paper_id", "published_on", "fits").unique()
    written = authors.resolve(found).join(papers, on="paper_id", how="left").filter("fits")
    return (
        written.group_by("author_id")
        .agg(
            names=pl.col("name").unique().sort(),
            orcid=pl.col("orcid").min(),
            papers=pl.col("paper_id").n_unique().cast(pl.Int64),
            first_published_on=pl.col("published_on").min(),
            last_published_on=pl.col("published_on").max(),
            evidence=pl.col("evidence").unique().sort(),
            paper_ids=pl.col("paper_id").unique().sort(),
            coauthors=pl.col("coauthors").list.explode(keep_nulls=False, empty_as_null=False),
            years=pl.col("published_on").dt.year().drop_nulls(),
        )
        .sort(-pl.col("papers"), pl.col("names").list.first(), "author_id")
    )


def _authorships(con: duckdb.DuckDBPyConnection, author_key: str, where: PaperFilter) -> pl.DataFrame:
    """What `transforms.authors.resolve` takes of a key, with `published_on` and whether the paper `fits`.

    A paper with more co-authors than tell anything has none here: of a collaboration of thousands there are too many.
    """
    condition, values = where.condition()
    query = f"""
        WITH asked AS (SELECT * FROM core.authorships WHERE author_key = $key),
        around AS MATERIALIZED (
            SELECT paper_id, position, name, count(*) OVER (PARTITION BY paper_id) AS names
            FROM core.authorships WHERE paper_id IN (SELECT paper_id FROM asked)
        ),
        beside AS (
            SELECT a.paper_id, a.position, list(o.name ORDER BY o.position) AS coauthors
            FROM asked AS a JOIN around AS o ON o.paper_id = a.paper_id AND o.position <> a.position
            WHERE o.names <= {authors.MOST_COAUTHORS} + 1 GROUP BY ALL
        ),
        dated AS (
            SELECT p.paper_id, p.published_on, ({condition}) AS fits FROM core.papers AS p
            WHERE p.paper_id IN (SELECT paper_id FROM asked)
        )
        SELECT asked.paper_id, position, author_key, name, orcid, coalesce(coauthors, []::VARCHAR[]) AS coauthors,
            published_on, coalesce(fits, false) AS fits
        FROM asked LEFT JOIN beside USING (paper_id, position) LEFT JOIN dated USING (paper_id)
    """
    return ask(con, query, key=author_key, **values)
