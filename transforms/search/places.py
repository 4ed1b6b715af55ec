"""Which word stands where, as numbers: a place is a paper and a position in its text, packed into one Int64.

Positions of the title lie below ABSTRACT_STARTS, those of the abstract from there on; words next to each other have
places next to each other. What is behind the last position of a title or abstract shares that position.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from transforms.schema.search import ABSTRACT_STARTS, POSITIONS
from transforms.search.words import SearchWords

NO_LENGTHS = pl.DataFrame(schema={"paper_number": pl.Int32, "title_words": pl.Int32, "abstract_words": pl.Int32})
_PLACE = 2**42 - 1  # bits of a place: 2^31 papers of POSITIONS each; the number of the word stands above
_MOST_PLACES = 128


@dataclass(frozen=True, kw_only=True)
class Placed:
    """`keys`: word and place of every word that is looked for, in no order. `lengths`: `paper_number`, `title_words`,
    `abstract_words` (places taken)."""

    keys: pl.Series
    lengths: pl.DataFrame


def place(tokens: pl.DataFrame, words: SearchWords) -> Placed:
    """Columns in: those of `transforms.trends.tokens.Tokenizer.tokens` of whole papers (`segments`)."""
    taken = tokens.select(end=pl.lit(words.parts).gather("surface").cum_sum())["end"]
    texts = _texts(tokens["segment"], taken)
    # Whatever has a later word has a first, or holds its place: so each token is looked at once.
    laid_out = tokens.lazy().select(
        "surface",
        text=pl.col("segment").rle_id(),
        begin=pl.lit(taken).shift(1, fill_value=0),
        word=pl.lit(words.first_word).gather("surface"),
    )
    later = laid_out.join(words.later_words.lazy(), on="surface").select(
        "text", begin=pl.col("begin") + pl.col("place"), word="word_number"
    )
    found = pl.concat([laid_out.select("text", "begin", "word").filter(pl.col("word") > 0), later])
    shift, last = (pl.lit(texts[name]).gather("text") for name in ("shift", "last"))
    stands = pl.min_horizontal(pl.col("begin") + shift, last)
    keys = found.select(key=pl.col("word") * (_PLACE + 1) + stands).collect()["key"]
    return Placed(keys=keys, lengths=_lengths(texts))


def _texts(segments: pl.Series, taken: pl.Series) -> pl.DataFrame:
    """A row per text: `segment`, places it takes (`length`), what makes places of positions in the chunk (`shift`), and
    its `last` place."""
    runs = segments.rle().struct.unnest()
    end = taken.gather(runs["len"].cum_sum() - 1)
    is_abstract = pl.col("segment") % 2 == 1
    paper = pl.col("segment") // 2 * POSITIONS
    return pl.DataFrame(
        {"segment": runs["value"].cast(pl.Int64), "end": end, "begin": end.shift(1, fill_value=0)}
    ).select(
        "segment",
        length=(pl.col("end") - pl.col("begin")).cast(pl.Int32),
        shift=paper + pl.when(is_abstract).then(ABSTRACT_STARTS).otherwise(0) - pl.col("begin"),
        # The position behind it stays free, so that nothing there is next to what begins after it.
        last=paper + pl.when(is_abstract).then(POSITIONS - 2).otherwise(ABSTRACT_STARTS - 2),
    )


def _lengths(texts: pl.DataFrame) -> pl.DataFrame:
    is_abstract = pl.col("segment") % 2 == 1
    return texts.group_by(paper_number=(pl.col("segment") // 2).cast(pl.Int32)).agg(
        title_words=pl.col("length").filter(~is_abstract).sum(),
        abstract_words=pl.col("length").filter(is_abstract).sum(),
    )


def by_word(keys: pl.Series) -> pl.DataFrame:
    """`Placed.keys` word by word: `word_number`, `first_place`, `places` (ascending), `papers` that it adds to those.

    Many places of one word make several rows: a reader unpacks whole stretches of rows, however long their lists are.
    """
    ordered = keys.sort()
    split = (
        ordered.to_frame("key")
        .lazy()
        .select(
            place=pl.col("key") & _PLACE,
            is_first=_differs(~_PLACE) | (pl.int_range(pl.len()) % _MOST_PLACES == 0),
            papers=_differs(~(POSITIONS - 1)).cast(pl.Int32).cum_sum(),
        )
        .collect()
    )
    ends = pl.concat([split["is_first"].arg_true().cast(pl.Int64), pl.Series([split.height], dtype=pl.Int64)])
    firsts = ordered.gather(ends.head(-1))
    papers = split["papers"].gather(ends.slice(1) - 1)
    lists = pa.ListArray.from_arrays(ends.cast(pl.Int32).to_arrow(), split["place"].to_arrow())
    return pl.DataFrame(
        {
            "word_number": (firsts // (_PLACE + 1)).cast(pl.Int32),
            "first_place": firsts & _PLACE,
            "places": pl.Series(lists),
            "papers": papers - papers.shift(1, fill_value=0),
        }
    )


def _differs(mask: int) -> pl.Expr:
    """Whether a key differs from the one before it in the bits of `mask`."""
    bits = pl.col("key") & mask
    return bits != bits.shift(1, fill_value=-1)
