"""Which authorships under one author key are one person's. Deterministic, order-free, one key apart from all others.

A key (`wang w`) only groups candidates. An ORCID, or dblp's number of a homonym, names a person; the same co-authors
make two authorships one person's; nothing else does, so two persons of one name stay two. Which listings are one paper
is decided in `identity`.
"""

from __future__ import annotations

import polars as pl

from transforms.clean import names
from transforms.identity import connected

# One co-author whose given name is written out says who wrote a paper with them; of initials it takes two.
# Beyond so many co-authors a paper says nothing: in a collaboration everybody writes with everybody.
MOST_COAUTHORS = 20

AUTHORSHIP = ("paper_id", "position", "author_key", "name", "orcid", "coauthors")


def resolve(authorships: pl.DataFrame) -> pl.DataFrame:
    """Columns in: AUTHORSHIP (`coauthors`: the names beside this one). Adds `author_id` and `evidence`.

    `author_id`: `orcid:0000-...`, `dblp:wang w 0001`, or else the person's first authorship, `arxiv:2405.15319#3`.
    `evidence`: what ties it to its person: `orcid`, `dblp number`, `co-authors`, or `alone` where nothing does.
    All authorships of a key have to be there.
    """
    nodes = (
        authorships.select(AUTHORSHIP)
        .sort("author_key", "paper_id", "position")
        .with_row_index("node")
        .with_columns(given=names.given_name(pl.col("name")))
        .pipe(_with_stated)
    )
    ties = _ties(nodes)
    written_out = nodes.filter(pl.col("given").is_not_null())
    grown = _grown(written_out.select("node", person="stated"), _within(ties, written_out, "author_key", "given"))
    known = (
        nodes.select("node", "stated")
        .join(grown, on="node", how="left")
        .select("node", person=pl.coalesce("stated", "person"))
    )
    persons = _grown(known, _within(ties, nodes, "author_key"))
    first = pl.format("{}#{}", pl.col("paper_id").first(), pl.col("position").first()).over("person")
    size = pl.len().over("person")
    return (
        nodes.join(persons, on="node", maintain_order="left")
        .with_columns(
            author_id=pl.when(pl.col("person").str.starts_with("node:")).then(first).otherwise("person"),
            evidence=pl.coalesce("stated_by", pl.when(size > 1).then(pl.lit("co-authors")), pl.lit("alone")),
        )
        .select(*AUTHORSHIP, "author_id", "evidence")
    )


def _with_stated(nodes: pl.DataFrame) -> pl.DataFrame:
    """Adds `stated`, the person that an authorship itself names, and `stated_by`.

    A dblp number that always stands with one ORCID, and that with no other number, is the same person.
    """
    number = names.homonym_number(pl.col("name"))
    nodes = nodes.with_columns(
        by_orcid="orcid:" + pl.col("orcid"), by_number="dblp:" + pl.col("author_key") + " " + number
    )
    alike = (
        nodes.select("by_orcid", "by_number")
        .drop_nulls()
        .unique()
        .filter(pl.len().over("by_orcid") == 1, pl.len().over("by_number") == 1)
        .rename({"by_orcid": "orcid_of_number"})
    )
    return nodes.join(alike, on="by_number", how="left", maintain_order="left").with_columns(
        stated=pl.coalesce("by_orcid", "orcid_of_number", "by_number"),
        stated_by=pl.coalesce(
            pl.when(pl.col("by_orcid").is_not_null()).then(pl.lit("orcid")),
            pl.when(pl.col("by_number").is_not_null()).then(pl.lit("dblp number")),
        ),
    )


def _ties(nodes: pl.DataFrame) -> pl.DataFrame:
    """`node | tie`: the same tie under the same key is one person's. None for two of one key on one paper."""
    beside = (
        nodes.filter(pl.col("coauthors").list.len() <= MOST_COAUTHORS, pl.len().over("paper_id", "author_key") == 1)
        .select("node", name="coauthors")
        .explode("name")
        .drop_nulls("name")
        .with_columns(key=names.author_key(pl.col("name")), given=names.given_name(pl.col("name")))
    )
    by_name = beside.filter(pl.col("given").is_not_null()).select("node", tie=pl.format("{} {}", "key", "given"))
    keys = beside.select("node", "key").unique()
    pairs = keys.join(keys, on="node", suffix="_other").filter(pl.col("key") < pl.col("key_other"))
    return pl.concat([by_name.unique(), pairs.select("node", tie=pl.format("{} & {}", "key", "key_other"))])


def _within(ties: pl.DataFrame, nodes: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """`node | key`: the ties of these nodes, each within the nodes that agree in `columns`."""
    return ties.join(nodes.select("node", *columns), on="node").select(
        "node", key=pl.concat_str(*columns, "tie", separator="|")
    )


def _grown(nodes: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """`node | person` for all: what is tied together joins the one person it is tied to, or is a person of its own.

    In: `node | person` (null where not known yet), and ties as `node | key`. Where a chain of ties leads to several
    persons it is cut: what is tied to one of them itself joins it, the rest joins nobody.
    """
    free = nodes.filter(pl.col("person").is_null()).select("node")
    known = nodes.drop_nulls("person")
    tied = keys.join(free, on="node").join(keys.join(known, on="node").select("key", "person").unique(), on="key")
    chains = connected(free, keys.join(free, on="node"))
    reached = chains.join(tied.select("node", "person").unique(), on="node", how="left", maintain_order="left")
    by_chain = _the_only(reached, "label")
    by_itself = _the_only(reached, "node")
    joined = chains.join(by_chain, on="label", how="left").join(by_itself, on="node", how="left", suffix="_itself")
    joined = joined.with_columns(person=pl.coalesce("person", "person_itself"))
    rest = joined.filter(pl.col("person").is_null()).select("node")
    own = connected(rest, keys.join(rest, on="node")).select("node", person=pl.format("node:{}", "label"))
    return pl.concat([known, joined.select("node", "person").drop_nulls("person"), own])


def _the_only(reached: pl.DataFrame, column: str) -> pl.DataFrame:
    """`column | person`, where just one person is reached."""
    persons = reached.select(column, "person").drop_nulls("person").unique()
    return persons.filter(pl.len().over(column) == 1)
