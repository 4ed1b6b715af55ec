"""The `search` layer: an inverted index of titles and abstracts, derived from `core` alone. Declarations only."""

from __future__ import annotations

import polars as pl

from transforms.schema.column import Column, Table, View

# A place is a paper and a position in its text, in one number: of so many positions those of the title come first.
POSITION_BITS = 11
POSITIONS = 2**POSITION_BITS
ABSTRACT_STARTS = 2**8

WORDS = Table(
    "search",
    "words",
    "The words of titles and abstracts as search compares them: folded, and a plural under its singular.",
    key=("form",),
    columns=(
        Column("form", pl.String, "Word without case, accents and hyphens.", min_length=1, max_length=50),
        Column("word_number", pl.Int32, "Its number in `search.postings`; a plural has its singular's.", minimum=1),
        Column("papers", pl.Int32, "Papers that use the word in any of its forms.", minimum=1),
    ),
)

INDEXED_PAPERS = Table(
    "search",
    "indexed_papers",
    "The papers that can be searched: all. Numbered as `trends.counted_papers`, the withdrawn ones behind them.",
    key=("paper_number",),
    columns=(
        Column("paper_number", pl.Int32, "Its number in `search.postings` of the same snapshot.", minimum=0),
        Column("paper_id", pl.String, "Paper.", references="core.papers.paper_id"),
        Column("title_words", pl.Int32, "Words of the title.", minimum=0),
        Column("abstract_words", pl.Int32, "Words of the abstract.", minimum=0),
    ),
)

POSTINGS = Table(
    "search",
    "postings",
    "Where each word stands: an inverted index. A word has several rows; `search.word_uses` shows each place.",
    key=("word_number", "first_place"),
    columns=(
        Column("word_number", pl.Int32, "Word.", references="search.words.word_number"),
        Column("first_place", pl.Int64, "The first of `places`.", minimum=0),
        Column(
            "places",
            pl.List(pl.Int64),
            f"paper_number * {POSITIONS} + position, ascending; in the abstract positions begin at {ABSTRACT_STARTS}.",
        ),
    ),
)

WORD_USES = View(
    "search",
    "word_uses",
    "Which word stands where: `search.postings` place by place.",
    columns=(
        Column("word_number", pl.Int32, "Word."),
        Column("paper_number", pl.Int32, "Paper."),
        Column("in_title", pl.Boolean, "It stands in the title, else in the abstract."),
        Column("position", pl.Int32, "Words before it there."),
    ),
    query=f"""
        SELECT word_number, (place // {POSITIONS})::INTEGER AS paper_number, position < {ABSTRACT_STARTS} AS in_title,
            (position - if(in_title, 0, {ABSTRACT_STARTS}))::INTEGER AS position
        FROM (
            SELECT word_number, place, place % {POSITIONS} AS position
            FROM (SELECT word_number, unnest(places) AS place FROM search.postings)
        )
    """,
)

TABLES = (WORDS, INDEXED_PAPERS, POSTINGS)
VIEWS = (WORD_USES,)
