"""Who wrote what: one title over people who have nothing in common, with other abstracts, is two papers."""

from __future__ import annotations

import polars as pl

from transforms.clean import text
from transforms.identity.components import connected
from transforms.identity.keys import ABSTRACT_KEY_CHARACTERS, refined_keys

# A title that so many different people wrote a paper of says nothing about a listing that names nobody.
MOST_PEOPLES = 3

# Less of an abstract may be a phrase that many begin with.
LEAST_ABSTRACT_CHARACTERS = 60

# Names in other scripts are those of anybody: who is written in Latin letters elsewhere cannot be told from them.
_WORDS = r"\b[a-z]{2,}"


def told_apart(nodes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns in: `node`, `component`, `title_key`, `merging_key`, `names` (of the authors as printed), `abstract`.

    Out: `node | merging_key`, with a word of their names behind the key of all people but the first; and `title |
    component` of the titles (keys as they were) of which components were told apart. Components are of the same people
    where names share a word, or abstracts begin alike. One that names nobody goes with the first people, and by itself
    where there are more than MOST_PEOPLES. Titles that count only together with the abstract are left as they are.
    """
    pairs = _pairs(nodes)
    words = _words(nodes.join(pairs, on="component", how="semi"))
    if words.is_empty():  # nobody to be told apart
        return nodes.select("node", "merging_key"), pairs.select(title="merging_key", component="component").clear()
    several = _several(pairs, words, _abstracts(nodes.join(pairs, on="component", how="semi")))
    nobody = pl.col("word").is_null() & (pl.col("several") <= MOST_PEOPLES)
    is_first = (pl.col("people") == pl.col("first")) | nobody
    behind = pl.when(~is_first).then(pl.lit("\n") + pl.col("word").fill_null(""))
    refined = refined_keys(nodes, several.select("merging_key", "component", behind=behind))
    return refined, several.select(title="merging_key", component="component")


def may_be_others(listings: pl.DataFrame) -> pl.Series:
    """`listing_id` of those that names may tell apart, for their abstracts to be read. Columns in: `listing_id`,
    `title_key`, `names`."""
    alone = listings.with_row_index("component").with_columns(merging_key="title_key")
    pairs = _pairs(alone)
    words = _words(alone.join(pairs, on="component", how="semi"))
    found = _several(pairs, words, words.clear())
    return alone.join(found, on="component", how="semi")["listing_id"]


def _pairs(nodes: pl.DataFrame) -> pl.DataFrame:
    """`pair | merging_key | component` of the titles that several components share, numbered in their order."""
    telling = nodes.filter(pl.col("merging_key") == pl.col("title_key"))
    pairs = telling.select("merging_key", "component").unique()
    shared = pairs.filter(pl.len().over("merging_key") > 1)
    return shared.sort("merging_key", "component").with_row_index("pair")


def _several(pairs: pl.DataFrame, words: pl.DataFrame, abstracts: pl.DataFrame) -> pl.DataFrame:
    """`pairs` of the titles of several people, with `people`, the least `word` of their names (null where nobody is
    named), the `first` people of the title and how many there are (`several`)."""
    said = pl.concat([words, abstracts])
    shared = pairs.join(said, on="component").select(
        node="pair", key=pl.concat_str("merging_key", "word", separator="\n")
    )
    people = connected(pairs.select(node="pair"), shared).select(pair="node", people="label")
    named = pl.col("people").filter(pl.col("word").is_not_null())
    return (
        pairs.join(people, on="pair")
        .join(words.group_by("component").agg(pl.col("word").min()), on="component", how="left")
        .with_columns(pl.col("word").min().over("people"))
        .with_columns(
            first=named.min().over("merging_key"),
            several=named.n_unique().over("merging_key"),
        )
        .filter(pl.col("several") > 1)
    )


def _words(nodes: pl.DataFrame) -> pl.DataFrame:
    """`component | word`, once each: the words of all names on the listings of these components."""
    printed = nodes.select("component", name="names").explode("name").drop_nulls()
    # Umlauts are written as two letters, or as one without its dots.
    letters = text.folded(pl.col("name")).str.replace_all(r"([aou])e", "$1")
    words = printed.select("component", word=letters.str.extract_all(_WORDS))
    return words.explode("word").drop_nulls().unique()


def _abstracts(nodes: pl.DataFrame) -> pl.DataFrame:
    """`component | word`: how the abstracts begin, which no name does."""
    beginning = text.title_key(pl.col("abstract")).str.head(ABSTRACT_KEY_CHARACTERS)
    known = nodes.select("component", word=beginning)
    return known.filter(pl.col("word").str.len_chars() >= LEAST_ABSTRACT_CHARACTERS).unique()
