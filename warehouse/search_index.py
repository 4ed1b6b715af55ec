"""The `search` tables made anew: the words of all titles and abstracts, and where they stand.

The texts of the papers that trends count come as the numbers that counting has already read them into; those of
withdrawn papers are read here. What is held at once is the words of all texts and one part of their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import duckdb
import polars as pl

from transforms.ahead import one_ahead
from transforms.search.places import NO_LENGTHS, by_word, place
from transforms.search.words import SearchWords, search_words
from transforms.trends.texts import Texts, read
from warehouse import writer

# Words and places that are sorted together, 8 bytes each: the more, the fewer parts a question reads, and the more
# memory (some 60 bytes each).
_KEYS_OF_A_PART = 8_000_000
_PAPERS_AT_ONCE = 10_000

_WITHDRAWN = """
    SELECT (row_number() OVER (ORDER BY paper_id) - 1 + (SELECT count(*) FROM trends.counted_papers))::INTEGER
        AS paper_number, paper_id, title, abstract
    FROM core.papers WHERE is_withdrawn
"""
_INDEXED = f"""
    INSERT INTO search.indexed_papers
    SELECT paper_number, paper_id, title_words, abstract_words
    FROM (
        SELECT paper_number, paper_id FROM trends.counted_papers
        UNION ALL SELECT paper_number, paper_id FROM ({_WITHDRAWN})
    ) JOIN found_lengths USING (paper_number) ORDER BY paper_number
"""


def write(connection: duckdb.DuckDBPyConnection, counted: Texts) -> None:
    """Index every paper, in tables without rows. `counted`: the texts of `trends.counted_papers`."""
    withdrawn = _above(read(_withdrawn(connection), []), counted)
    words = search_words(pl.concat([counted.surfaces, withdrawn.surfaces]))
    lengths, papers = [NO_LENGTHS], [pl.DataFrame(schema={"word_number": pl.Int32, "papers": pl.Int32})]
    # The next part is made while DuckDB compresses this one.
    for rows in one_ahead(map(by_word, _parts([counted, withdrawn], words, lengths))):
        writer.append(connection, "search.postings", rows)
        papers.append(rows.select("word_number", "papers"))
    in_papers = pl.concat(papers).group_by("word_number").agg(pl.col("papers").sum())
    writer.append(connection, "search.words", words.forms.join(in_papers, on="word_number", maintain_order="left"))
    found_lengths = pl.concat(lengths)  # noqa: F841  DuckDB finds this name in this function
    connection.execute(_INDEXED)


def _withdrawn(connection: duckdb.DuckDBPyConnection) -> Iterator[pl.DataFrame]:
    for batch in connection.execute(_WITHDRAWN).to_arrow_reader(_PAPERS_AT_ONCE):
        yield pl.DataFrame(batch)


def _above(texts: Texts, others: Texts) -> Texts:
    """`texts` with surfaces numbered above those of `others`."""
    highest = others.surfaces.select(pl.col("surface").max().fill_null(0)).item()
    shifted = pl.when(pl.col("surface") > 0).then(pl.col("surface") + highest).otherwise(0).cast(pl.UInt32)
    return replace(
        texts,
        tokens=[chunk.with_columns(shifted.alias("surface")) for chunk in texts.tokens],
        surfaces=texts.surfaces.with_columns(shifted.alias("surface")),
    )


def _parts(read_texts: Iterable[Texts], words: SearchWords, lengths: list[pl.DataFrame]) -> Iterator[pl.Series]:
    """Words with their places, some chunks together; to `lengths` go those of their papers."""
    waiting: list[pl.Series] = []
    for chunk in (chunk for texts in read_texts for chunk in texts.tokens):
        found = place(chunk, words)
        lengths.append(found.lengths)
        waiting.append(found.keys)
        if sum(map(len, waiting)) >= _KEYS_OF_A_PART:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)
