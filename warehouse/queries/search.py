"""Questions to the index of words: which words are known, which papers are alike."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl

from transforms.search.query import Words, parse
from transforms.search.similarity import cosines, used_forms, vectors
from warehouse.queries.asking import ask
from warehouse.queries.clauses import PAPER_NUMBER, meant

# Forms of one word, or words of one beginning, that are told.
MOST_FORMS = 50
_LEAST_LIKENESS = 0.9

# Of a paper's words those that tell most; the papers that share most of them are compared in full.
_TELLING_WORDS = 20
_COMPARED_PAPERS = 50
# Words of more papers tell little, and take long to look up.
_MOST_SHARE, _FEW_PAPERS = 0.1, 1_000
_LEAST_SHARED = 3
SHARED_SHOWN = 5


def known(con: duckdb.DuckDBPyConnection, *, search: str) -> pl.DataFrame:
    """The words of a search. Columns: `word` (as asked, a prefix with its star) `| forms | nearest`.

    `forms` are those that count as this word, or begin so, in alphabetical order; none where no paper has it. Then
    `nearest` is the commonest word that is spelled like it and begins with the same letter, if there is one. Raises
    UsageError for a faulty search.
    """
    clauses = [clause for clause in parse(search).clauses if isinstance(clause, Words)]
    asked = list(dict.fromkeys(word for clause in clauses for word in clause.words if word))
    values: dict[str, Any] = {"likeness": _LEAST_LIKENESS, "most": MOST_FORMS}
    selects = []
    for place, word in enumerate(asked):
        numbers, bound = meant(word, f"word_{place}")
        values |= bound | {f"form_{place}": word.form}
        begins = f"starts_with(form, $form_{place})" if word.is_prefix else "true"
        selects.append(f"""
            SELECT {place} AS place, $form_{place} || '{"*" * word.is_prefix}' AS word, (
                SELECT coalesce(list(DISTINCT form ORDER BY form)[:$most], []) FROM search.words
                WHERE {begins} AND word_number IN ({numbers})
            ) AS forms, (
                SELECT arg_max(form, papers + jaro_winkler_similarity(form, $form_{place})) FROM search.words
                WHERE form >= left($form_{place}, 1) AND form < chr(unicode($form_{place}) + 1)
                    AND jaro_winkler_similarity(form, $form_{place}) >= $likeness
            ) AS nearest
        """)
    if not selects:
        return pl.DataFrame(schema={"word": pl.String, "forms": pl.List(pl.String), "nearest": pl.String})
    found = ask(con, f"SELECT * FROM ({' UNION ALL '.join(selects)}) ORDER BY place", **values)
    is_missing = pl.col("forms").list.len() == 0
    return found.select("word", "forms", nearest=pl.when(is_missing).then("nearest"))


def similar(con: duckdb.DuckDBPyConnection, *, paper_id: str, limit: int) -> pl.DataFrame:
    """Papers whose words are most like those of one, the most alike first.

    Columns: `paper_id | title | published_on | published_precision | cosine | shared` (the words that make them alike,
    those that count most first). Of a paper with an abstract they share three words at least.
    """
    own = _rows(con, "indexed AS (FROM search.indexed_papers WHERE paper_id = $paper_id)", paper_id=paper_id)
    words, collection = _words_of(con, own)
    one = vectors(own, words, collection=collection)
    candidates = _candidates(con, own, one, words, most_papers=max(_FEW_PAPERS, int(_MOST_SHARE * collection)))
    known_words, _ = _words_of(con, candidates)
    alike = cosines(one, vectors(candidates, known_words, collection=collection))
    # A title of two words that shares one of them has a high cosine and says little.
    least_shared = min(_LEAST_SHARED, 1 + one.height // 10)
    alike = alike.filter(pl.col("shared").list.len() >= least_shared).head(limit)
    shown = candidates.select("paper_number", "paper_id", "title", "published_on", "published_precision")
    found = alike.join(shown, on="paper_number", maintain_order="left")
    return found.select(*shown.columns[1:], "cosine", pl.col("shared").list.head(SHARED_SHOWN))


def _candidates(
    con: duckdb.DuckDBPyConnection, own: pl.DataFrame, one: pl.DataFrame, words: pl.DataFrame, *, most_papers: int
) -> pl.DataFrame:
    """The papers that share most of the telling words of one, each by its weight."""
    in_papers = words.unique("word_number").select("word_number", "papers")
    telling = one.join(in_papers, on="word_number").filter(pl.col("papers") <= most_papers)
    telling = telling.top_k(_TELLING_WORDS, by="weight")
    indexed = f"""
        telling AS (SELECT unnest($numbers::INTEGER[]) AS word_number, unnest($weights::DOUBLE[]) AS weight),
        uses AS (
            SELECT DISTINCT word_number, {PAPER_NUMBER} AS paper_number FROM (
                SELECT word_number, unnest(places) AS place FROM search.postings
                WHERE word_number IN (SELECT unnest($numbers::INTEGER[]))
            )
        ),
        best AS (
            SELECT paper_number, round(sum(weight * weight), 9) AS likeness FROM uses JOIN telling USING (word_number)
            WHERE paper_number NOT IN (SELECT unnest($own::INTEGER[]))
            GROUP BY paper_number ORDER BY likeness DESC, paper_number DESC LIMIT {_COMPARED_PAPERS}
        ),
        indexed AS (FROM best JOIN search.indexed_papers USING (paper_number))
    """
    return _rows(
        con,
        indexed,
        numbers=telling["word_number"].to_list(),
        weights=telling["weight"].to_list(),
        own=own["paper_number"].to_list(),
    )


def _rows(con: duckdb.DuckDBPyConnection, indexed: str, **values: Any) -> pl.DataFrame:
    """Number, texts and date of papers: `indexed` are CTEs, the last of them `indexed(paper_number, paper_id)`."""
    # By row id alone texts are unpacked only near the rows that are asked for.
    query = f"""
        WITH {indexed},
        chosen AS MATERIALIZED (
            SELECT p.rowid AS place, paper_number FROM indexed JOIN core.papers AS p USING (paper_id)
        )
        SELECT paper_number, paper_id, title, abstract, published_on, published_precision
        FROM (SELECT *, papers.rowid AS place FROM core.papers WHERE papers.rowid IN (SELECT place FROM chosen))
        JOIN chosen USING (place) ORDER BY paper_number
    """
    return ask(con, query, **values)


def _words_of(con: duckdb.DuckDBPyConnection, papers: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The words of `papers` as the index knows them, and how many papers it holds."""
    forms = used_forms(papers)["form"].unique().to_list()
    query = """
        SELECT form, word_number, papers, (SELECT count(*) FROM search.indexed_papers) AS collection
        FROM search.words WHERE form IN (SELECT unnest($forms::VARCHAR[]))
    """
    found = ask(con, query, forms=forms)
    return found.drop("collection"), int(found["collection"].sum() // max(1, found.height))
