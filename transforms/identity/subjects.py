"""What papers are about: one title over abstracts that have nothing to do with each other is two papers.

Two texts are compared by their words: of the shorter one's, but for those that stand in the title, the share that the
other has as well. ALIKE was measured on the abstracts of real dumps. Of 1,803 pairs of other works of the same people
87 % share less, of pairs of anybody's 99 %; of abstracts of which only the first 30 % is kept and the rest is that of
another work of the same people 1.3 %, of which 40 % is kept 0.1 %.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from transforms.clean import text
from transforms.identity.components import connected
from transforms.identity.keys import ABSTRACT_KEY_CHARACTERS, is_telling, refined_keys, strong_id

ALIKE = 0.3
# Of more abstracts under one title that all begin otherwise none is compared: each is a subject.
MOST_ABSTRACTS = 20
# A title over so many subjects says nothing about a listing that has no abstract.
MOST_SUBJECTS = 3

_LEAST_WORDS = 8
_WORD = r"[\p{L}\p{N}]{4,}"
_STEM_CHARACTERS = 6  # `retrieve` is `retrieval`
# A translation shares no words with its original: only English abstracts are compared. Of these words other languages
# have hardly two.
_ENGLISH = (
    r"\b(?:and|are|by|can|each|for|from|has|have|how|its|our|that|the|their|these|they|this|to|what|when|which|with)\b"
)
_LEAST_ENGLISH = 2
_AT_ONCE = 20_000
# The beginning of a key may take twice as many printed characters.
_BEGINNING_CHARACTERS = 2 * ABSTRACT_KEY_CHARACTERS


class ToldApart(NamedTuple):
    """`keys`: `node | merging_key`. `titles`: `title | component | share` of the titles that hold several subjects,
    `share` of the words being the most that two unlike abstracts have in common; null where none were compared."""

    keys: pl.DataFrame
    titles: pl.DataFrame


def told_apart(nodes: pl.DataFrame) -> ToldApart:
    """Columns in: `node`, `component`, `title`, `title_key`, `merging_key`, `abstract`.

    Behind the key of all subjects of a `merging_key` but the first stands how the least of their abstracts begins. A
    component without abstract goes with the first, and by itself where there are more than MOST_SUBJECTS; so does one
    whose abstracts are all cut short, unless they are like another. Titles that count only together with the abstract
    are left as they are.
    """
    pairs = _pairs(nodes)
    printed = _printed(nodes, pairs)
    if printed.is_empty():
        titles = pairs.select("title", "component", share=pl.lit(None, dtype=pl.Float64)).clear()
        return ToldApart(keys=nodes.select("node", "merging_key"), titles=titles)
    texts, shares = _compared(_texts(printed))
    subjects = _several(pairs, printed.join(texts, on=["merging_key", "beginning"]), shares)
    goes_along = pl.col("subject").is_null() & (pl.col("several") <= MOST_SUBJECTS)
    is_first = (pl.col("subject") == pl.col("first")).fill_null(value=False) | goes_along
    behind = pl.when(~is_first).then(pl.lit("\n") + pl.col("beginning").fill_null(""))
    most = shares.filter(pl.col("share") < ALIKE).group_by("merging_key").agg(pl.col("share").max())
    return ToldApart(
        keys=refined_keys(nodes, subjects.select("merging_key", "component", behind=behind)),
        titles=subjects.join(most, on="merging_key", how="left").select("title", "component", "share"),
    )


def under_shared_titles(listings: pl.DataFrame) -> pl.DataFrame:
    """Those of the listings whose title, a telling one, is also that of a listing without their best identifier.

    Columns in: `listing_id`, `title_key` and the identifiers. Of others no abstract is of interest: they are one
    component of identifiers, or share no title.
    """
    telling = listings.filter(is_telling(pl.col("title_key")))
    work = pl.coalesce(strong_id(), "listing_id")
    return telling.filter((work != work.first().over("title_key")).any().over("title_key"))


def _pairs(nodes: pl.DataFrame) -> pl.DataFrame:
    """`pair | merging_key | title | component` of the keys that several components share, numbered in their order."""
    telling = nodes.filter(pl.col("title") == pl.col("title_key"))
    pairs = telling.select("merging_key", "title", "component").unique()
    shared = pairs.filter(pl.len().over("merging_key") > 1)
    return shared.sort("merging_key", "component").with_row_index("pair")


def _printed(nodes: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """`pair | merging_key | title | abstract | beginning` of the abstracts that stand under shared titles, where these
    do not all begin alike."""
    beginning = text.title_key(pl.col("abstract").str.head(_BEGINNING_CHARACTERS)).str.head(ABSTRACT_KEY_CHARACTERS)
    return (
        nodes.select("merging_key", "component", "abstract")
        .drop_nulls("abstract")
        .join(pairs, on=["merging_key", "component"])
        .select("pair", "merging_key", "title", "abstract", beginning=beginning)
        .drop_nulls("beginning")
        .filter((pl.col("beginning") != pl.col("beginning").first().over("merging_key")).any().over("merging_key"))
    )


def _texts(printed: pl.DataFrame) -> pl.DataFrame:
    """`text | merging_key | beginning | title | abstract | is_whole`: of abstracts that begin alike the longest.

    `text` numbers them; `is_whole` says that not all of them are cut.
    """
    return (
        printed.sort(pl.col("abstract").str.len_chars(), "abstract")
        .group_by("merging_key", "beginning", maintain_order=True)
        .agg(pl.col("title", "abstract").last(), is_whole=(~text.goes_on(pl.col("abstract"))).any())
        .sort("merging_key", "beginning")
        .with_row_index("text")
    )


def _compared(texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`text | merging_key | beginning | is_whole` of the texts that can be compared, and of each two of one key
    `left | right | merging_key | share`. So many at once that memory does not grow with the texts."""
    known, shares = [], []
    part_of_title = pl.col("text").min().over("merging_key") // _AT_ONCE
    for part in texts.with_columns(part=part_of_title).partition_by("part", maintain_order=True, include_key=False):
        words = _words(part)
        comparable = part.join(words, on="text").drop("title", "abstract")
        few = comparable.filter(pl.len().over("merging_key") <= MOST_ABSTRACTS).drop("beginning", "is_whole")
        both = few.join(few, on="merging_key").filter(pl.col("text") < pl.col("text_right"))
        common = pl.col("words").list.set_intersection("words_right").list.len()
        fewest = pl.min_horizontal(pl.col("words", "words_right").list.len())
        known.append(comparable.drop("words"))
        shares.append(both.select("merging_key", left="text", right="text_right", share=common / fewest))
    return pl.concat(known), pl.concat(shares)


def _words(texts: pl.DataFrame) -> pl.DataFrame:
    """`text | words`: distinct stems of the words that do not stand in the title; of English texts of enough words."""
    folded = texts.select("text", "title", folded=text.folded(pl.col("abstract")))
    is_english = pl.col("folded").str.extract_all(_ENGLISH).list.n_unique() >= _LEAST_ENGLISH
    stems = pl.col("folded").str.extract_all(_WORD).list.eval(pl.element().str.head(_STEM_CHARACTERS)).list.unique()
    return (
        folded.filter(is_english)
        .select("text", "title", words=stems)
        .explode("words")
        .filter(~pl.col("title").str.contains(pl.col("words"), literal=True))
        .group_by("text")
        .agg("words")
        .filter(pl.col("words").list.len() >= _LEAST_WORDS)
    )


def _several(pairs: pl.DataFrame, printed: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """`pairs` of the keys of several subjects, with their `subject` and the least `beginning` of its abstracts (null
    where none is whole), the `first` subject of the key and how many there are (`several`)."""
    alike = shares.filter(pl.col("share") >= ALIKE).with_row_index("key")
    ends = pl.concat(alike.select("key", node=end) for end in ("left", "right"))
    like = connected(printed.select(node="text").unique(), ends).rename({"node": "text"})
    carried = printed.join(like, on="text")
    subjects = connected(
        carried.select(node="pair").unique(), carried.select(node="pair", key="label").unique()
    ).rename({"node": "pair", "label": "subject"})
    told = (
        carried.join(subjects, on="pair")
        .group_by("subject")
        .agg(pl.col("pair").unique(), pl.col("beginning").min(), pl.col("is_whole").any())
        .filter("is_whole")
        .explode("pair")
        .drop("is_whole")
    )
    return (
        pairs.join(told, on="pair", how="left")
        .with_columns(
            first=pl.col("subject").min().over("merging_key"),
            several=pl.col("subject").drop_nulls().n_unique().over("merging_key"),
        )
        .filter(pl.col("several") > 1)
    )
