"""Questions about two snapshots: which papers came, went, were merged or changed, and which months moved.

They are asked of a cursor on both (`warehouse.open_snapshots.Two`), where they are `{earlier}` and `{later}`.
"""

from __future__ import annotations

import polars as pl

from transforms.schema.core import PAPERS
from warehouse.queries.asking import Connection, ask

# What may have happened to a paper, in the order in which it is told.
CHANGES = ("added", "split_off", "changed", "renamed", "merged", "gone")
# Change with every further listing, and say nothing else of a paper.
_OBSERVED = {"listings", "dumps", "sources", "first_listed_on", "last_listed_on"}
# Follows from another field.
_DERIVED = {"abstract_length"}
FIELDS = tuple(name for name in PAPERS.column_names if name not in {"paper_id", *_OBSERVED, *_DERIVED})

# Everything is joined to what few rows are left of a step before, so that DuckDB holds the ids of one snapshot at most,
# however many papers there are. `paper_id` of the earlier papers that the later snapshot does not have by this id, and
# where their identifiers lead in it: by a strong identifier if one does, else by the title.
_SUCCESSORS = """
    lost AS MATERIALIZED (
        SELECT paper_id FROM {earlier}.core.papers ANTI JOIN {later}.core.papers AS now USING (paper_id)
    ),
    leads AS MATERIALIZED (
        SELECT paper_id, scheme, value FROM {earlier}.core.identifiers JOIN lost USING (paper_id)
    ),
    successors AS MATERIALIZED (
        SELECT leads.paper_id, min_by(now.paper_id, (scheme = 'title', now.paper_id)) AS successor
        FROM {later}.core.identifiers AS now JOIN leads USING (scheme, value)
        GROUP BY leads.paper_id
    )
"""
# A new paper was split off where an identifier of it, other than its title, led to a paper that is still there.
_FRESH = """
    fresh AS MATERIALIZED (
        SELECT paper_id FROM {later}.core.papers ANTI JOIN {earlier}.core.papers AS then_ USING (paper_id)
    ),
    marks AS MATERIALIZED (
        SELECT paper_id, scheme, value FROM {later}.core.identifiers JOIN fresh USING (paper_id) WHERE scheme <> 'title'
    ),
    origins AS MATERIALIZED (
        SELECT marks.paper_id, min(old.paper_id) AS origin
        FROM {earlier}.core.identifiers AS old JOIN marks USING (scheme, value)
        WHERE old.paper_id NOT IN (SELECT paper_id FROM lost)
        GROUP BY marks.paper_id
    )
"""
_HAPPENED = f"""
    WITH {_SUCCESSORS}, {_FRESH},
    happened AS (
        SELECT CASE
                WHEN successor IS NULL THEN 'gone'
                WHEN count(*) OVER (PARTITION BY successor) > 1 THEN 'merged'
                WHEN successor NOT IN (SELECT paper_id FROM fresh) THEN 'merged'
                ELSE 'renamed' END AS change,
            paper_id, successor AS other_id
        FROM lost LEFT JOIN successors USING (paper_id)
        UNION ALL
        SELECT CASE WHEN origin IS NULL THEN 'added' ELSE 'split_off' END, paper_id, origin
        FROM fresh LEFT JOIN origins USING (paper_id)
        WHERE paper_id NOT IN (SELECT successor FROM successors)
    )
"""
# Papers that both have and that differ in a field: by hashes, as rows are told apart in a manifest, not by their texts.
_CHANGED = f"""
    WITH happened AS (
        SELECT 'changed' AS change, paper_id, NULL AS other_id
        FROM (SELECT paper_id, hash({", ".join(FIELDS)}) AS fields FROM {{earlier}}.core.papers) AS then_
        JOIN (SELECT paper_id, hash({", ".join(FIELDS)}) AS fields FROM {{later}}.core.papers) AS now_ USING (paper_id)
        WHERE then_.fields <> now_.fields
    )
"""
# So many fields are compared at once.
_FIELDS_AT_ONCE = 6
_OF_EARLIER = ("merged", "renamed", "gone")


def counted(con: Connection) -> dict[str, int]:
    """How many papers each change happened to, and `unchanged`: the later ones that nothing happened to."""
    changes = ", ".join(f"count(*) FILTER (change = '{change}') AS {change}" for change in CHANGES)
    query = f"""
        {_HAPPENED}
        SELECT {changes}, (SELECT count(*) FROM {{later}}.core.papers) - (SELECT count(*) FROM fresh) AS unchanged
        FROM happened
    """
    found: dict[str, int] = ask(con, query).row(0, named=True)
    changed = ask(con, f"{_CHANGED} SELECT count(*) AS papers FROM happened")["papers"][0]
    return found | {"changed": changed, "unchanged": found["unchanged"] - changed}


def added(con: Connection) -> int:
    """How many papers were `added`, without what else happened: a fraction of the time that `counted` takes."""
    query = f"""
        WITH {_SUCCESSORS}, {_FRESH}
        SELECT count(*) AS papers FROM fresh LEFT JOIN origins USING (paper_id) WHERE origin IS NULL
            AND paper_id NOT IN (SELECT successor FROM successors)
    """
    return int(ask(con, query)["papers"][0])


def papers(con: Connection, *, change: str, offset: int = 0, limit: int = 20) -> pl.DataFrame:
    """Papers that something happened to. Columns: `paper_id | other_id | title`.

    `other_id`: of a `renamed` or `merged` paper its id in the later snapshot, of one `split_off` the paper that its
    identifier led to before. Of a `merged`, `renamed` or `gone` one, `paper_id` and `title` are the earlier ones.
    """
    titled = "{earlier}" if change in _OF_EARLIER else "{later}"
    query = f"""
        {_CHANGED if change == "changed" else _HAPPENED},
        shown AS MATERIALIZED (
            SELECT paper_id, other_id FROM happened WHERE change = $change
            ORDER BY paper_id LIMIT $rows OFFSET $skipped
        )
        SELECT paper_id, other_id, title FROM {titled}.core.papers JOIN shown USING (paper_id) ORDER BY paper_id
    """
    return ask(con, query, change=change, rows=limit, skipped=offset)


def fields(con: Connection) -> pl.DataFrame:
    """Of the papers that both have, in how many each field differs, most first. Columns: `field | papers`."""
    some = [FIELDS[first : first + _FIELDS_AT_ONCE] for first in range(0, len(FIELDS), _FIELDS_AT_ONCE)]
    counts = pl.concat([_differing(con, names) for names in some])
    return counts.filter(pl.col("papers") > 0).sort("papers", "field", descending=[True, False])


def _differing(con: Connection, names: tuple[str, ...]) -> pl.DataFrame:
    hashes = ", ".join(f"hash({name}) AS {name}" for name in names)
    counts = ", ".join(f"count(*) FILTER (then_.{name} <> now_.{name}) AS {name}" for name in names)
    query = f"""
        SELECT {counts}
        FROM (SELECT paper_id, {hashes} FROM {{earlier}}.core.papers) AS then_
        JOIN (SELECT paper_id, {hashes} FROM {{later}}.core.papers) AS now_ USING (paper_id)
    """
    return ask(con, query).unpivot(variable_name="field", value_name="papers")


def months(con: Connection) -> pl.DataFrame:
    """Months of publication whose papers differ in number, latest first. Columns: `month | before | now`."""
    query = """
        WITH before AS (
            SELECT month, papers FROM {earlier}.trends.monthly_counts WHERE source = '*' AND category IS NULL
        ),
        now AS (SELECT month, papers FROM {later}.trends.monthly_counts WHERE source = '*' AND category IS NULL)
        SELECT month, coalesce(before.papers, 0) AS before, coalesce(now.papers, 0) AS now
        FROM before FULL JOIN now USING (month)
        WHERE before.papers IS DISTINCT FROM now.papers ORDER BY month DESC
    """
    return ask(con, query)


def terms(con: Connection, *, limit: int) -> pl.DataFrame:
    """Terms whose papers differ most in number. Columns: `term | before | now`, 0 where it is no term."""
    query = """
        SELECT term, coalesce(before.papers, 0) AS before, coalesce(now.papers, 0) AS now
        FROM {earlier}.trends.terms AS before FULL JOIN {later}.trends.terms AS now USING (term)
        WHERE before.papers IS DISTINCT FROM now.papers
        ORDER BY abs(coalesce(now.papers, 0) - coalesce(before.papers, 0)) DESC, term LIMIT $rows
    """
    return ask(con, query, rows=limit)
