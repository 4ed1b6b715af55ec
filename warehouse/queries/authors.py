"""Questions about people: who stands behind a name."""

from __future__ import annotations

import duckdb
import polars as pl

from transforms import authors
from transforms.clean import names
from warehouse.queries.asking import ask


def persons(con: duckdb.DuckDBPyConnection, *, name: str) -> pl.DataFrame:
    """The persons who may be meant by a name, as far as anything tells them apart: who wrote most, first.

    `Y. Bengio`, `Bengio, Yoshua` and `Yoshua Bengio` ask for the same persons. Columns: `author_id | names | orcid |
    papers | first_published_on | last_published_on | evidence` (what ties their papers together) `| paper_ids`.
    """
    key = pl.select(names.author_key(pl.lit(name))).item()
    query = """
        WITH asked AS (SELECT * FROM core.authorships WHERE author_key = $key),
        beside AS (
            SELECT a.paper_id, a.position, list(other.name ORDER BY other.position) AS coauthors
            FROM asked AS a JOIN core.authorships AS other USING (paper_id) WHERE other.position <> a.position
            GROUP BY ALL
        )
        SELECT asked.paper_id, position, author_key, name, orcid, coalesce(coauthors, []::VARCHAR[]) AS coauthors,
            published_on
        FROM asked LEFT JOIN beside USING (paper_id, position) LEFT JOIN core.papers USING (paper_id)
    """
    found = ask(con, query, key=key)
    dated = found.select("paper_id", "published_on").unique()
    return (
        authors.resolve(found)
        .join(dated, on="paper_id", how="left")
        .group_by("author_id")
        .agg(
            names=pl.col("name").unique().sort(),
            orcid=pl.col("orcid").min(),
            papers=pl.col("paper_id").n_unique().cast(pl.Int64),
            first_published_on=pl.col("published_on").min(),
            last_published_on=pl.col("published_on").max(),
            evidence=pl.col("evidence").unique().sort(),
            paper_ids=pl.col("paper_id").unique().sort(),
        )
        .sort(-pl.col("papers"), "author_id")
    )
