"""Terms: the phrases of one to three words of titles and abstracts that several papers use, and when they use them.

A term lies within a phrase (no punctuation, number or stop word inside), begins and ends with a word that says
something, and is shown as it is written most often; forms that differ in case or number are one term. Counting
runs over the texts in chunks, on whole numbers that pack three words, so nothing is lost to hashing.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.schema.trends import PAPER_TERMS, TERM_MONTHS, TERMS
from transforms.trends.counts import publication_month
from transforms.trends.ngrams import folded, frequent, parts, written_ngrams
from transforms.trends.stop_words import ATTRIBUTES, STOP_PHRASES, WEAK_WORDS
from transforms.trends.tokens import Chunk, Tokenizer, segments
from transforms.trends.vocabulary import Vocabulary, vocabulary, without_plural

# A term is left out if a longer one that contains it has at least this share of its papers.
_SUBSUMED_SHARE = 0.95


def document_terms(
    papers: pl.LazyFrame, *, min_papers: int = 3, chunk_papers: int = 10_000
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """TERMS that at least `min_papers` papers use, and PAPER_TERMS: which paper uses which.

    Columns in: `paper_id` (unique), `title`, `abstract`, `published_on`, `published_precision`.
    Which order the papers have does not matter, but it must be the same whenever the frame is collected; texts are
    held for `chunk_papers` papers at a time.
    """
    numbered = papers.select("paper_id", month=publication_month()).collect()
    numbered = numbered.with_columns(paper=pl.col("paper_id").rank("ordinal").cast(pl.UInt32) - 1)
    tokenizer = Tokenizer()
    chunks = [
        tokenizer.chunk(segments(papers.slice(start, chunk_papers).collect(), numbered["paper"].slice(start)))
        for start in range(0, max(numbered.height, 1), chunk_papers)
    ]
    known = vocabulary(tokenizer.surfaces(), _uses(chunks), min_uses=min_papers)
    terms = _distinct(_telling(frequent(chunks, known, min_papers=min_papers), known))
    terms = _with_written_form(terms, [_forms(chunk, known, terms) for chunk in chunks], tokenizer.surfaces())
    uses = pl.concat([_term_uses(chunk, known, terms) for chunk in chunks])
    return _terms(terms, uses, numbered), _paper_terms(terms, uses, numbered)


def term_months(paper_terms: pl.DataFrame, papers: pl.LazyFrame) -> pl.DataFrame:
    """TERM_MONTHS from PAPER_TERMS and `paper_id`, `published_on`, `published_precision`.

    Only months in which a paper uses the term have a row. A month that has none, but has dated papers (a row of
    `trends.monthly_counts` for source `*` over all categories, with the same `total_papers`), is a zero;
    a month that is not there either is a gap.
    """
    dated = papers.select("paper_id", month=publication_month()).filter(pl.col("month").is_not_null()).collect()
    totals = dated.group_by("month").agg(total_papers=pl.len())
    counted = (
        paper_terms.join(dated, on="paper_id")
        .group_by("term", "month")
        .agg(papers=pl.len())
        .join(totals, on="month")
        .with_columns(share=pl.col("papers") / pl.col("total_papers"))
        .sort("term", "month")
    )
    return TERM_MONTHS.conform(counted)


def _uses(chunks: Sequence[Chunk]) -> pl.DataFrame:
    """How often each form is written: `surface`, `uses`."""
    counts = [chunk.surfaces.alias("surface").value_counts(name="uses") for chunk in chunks]
    return pl.concat(counts).group_by("surface").agg(pl.col("uses").sum())


def _telling(terms: pl.DataFrame, known: Vocabulary) -> pl.DataFrame:
    """`terms` without lone weak words, stop phrases, and those that lack the word they qualify."""
    idle = pl.DataFrame({"folded": sorted(WEAK_WORDS | STOP_PHRASES)}).select(without_plural(pl.col("folded")))
    lacks_its_word = pl.col("folded").str.extract(r"(\S+)$").is_in(list(ATTRIBUTES)) & (pl.col("n_words") > 1)
    said = terms.with_columns(folded(terms, known).alias("folded")).filter(~lacks_its_word)
    return said.with_columns(without_plural(pl.col("folded"))).join(idle, on="folded", how="anti").drop("folded")


def _distinct(terms: pl.DataFrame) -> pl.DataFrame:
    """`terms` without those that a longer one stands for; the longest are judged first."""
    kept = terms.filter(pl.col("n_words") == 3)
    for n_words in (2, 1):
        longest = parts(kept, n_words=n_words).group_by("key").agg(papers_of_longer=pl.col("papers").max())
        shorter = terms.filter(pl.col("n_words") == n_words).join(longest, on="key", how="left")
        is_subsumed = (pl.col("papers_of_longer") >= _SUBSUMED_SHARE * pl.col("papers")).fill_null(False)
        kept = pl.concat([kept, shorter.filter(~is_subsumed).select(terms.columns)])
    return kept


def _with_written_form(terms: pl.DataFrame, found: Sequence[pl.DataFrame], surfaces: pl.DataFrame) -> pl.DataFrame:
    """`terms` in alphabetical order with `term`, the form written most often, and `number`, their place."""
    places = ["surface_0", "surface_1", "surface_2"]
    counted = pl.concat(found).group_by("key", *places).agg(pl.col("uses").sum())
    common = counted.filter(pl.col("uses") == pl.col("uses").max().over("key"))
    for place in places:
        common = common.join(surfaces.rename({"surface": place, "form": f"form_{place}"}), on=place, how="left")
    forms = pl.concat_str([f"form_{place}" for place in places], separator=" ", ignore_nulls=True)
    # Of forms written equally often the last one counts: small letters come behind capitals.
    written = common.with_columns(term=forms).group_by("key").agg(pl.col("term").max())
    return terms.join(written, on="key").sort("term").with_row_index("number")


def _forms(chunk: Chunk, known: Vocabulary, terms: pl.DataFrame) -> pl.DataFrame:
    """How often each written form of each term stands in this chunk."""
    used = written_ngrams(chunk, known).join(terms.select("key"), on="key", how="semi")
    return used.group_by("key", "surface_0", "surface_1", "surface_2").agg(uses=pl.len())


def _term_uses(chunk: Chunk, known: Vocabulary, terms: pl.DataFrame) -> pl.DataFrame:
    """`paper`, `number` of the term, `in_title`: one row per paper and term."""
    used = written_ngrams(chunk, known).join(terms.select("key", "number"), on="key")
    in_title = pl.col("segment") % 2 == 0
    return used.group_by((pl.col("segment") // 2).alias("paper"), "number").agg(in_title.any().alias("in_title"))


def _terms(terms: pl.DataFrame, uses: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    month = pl.lit(numbered.sort("paper")["month"]).gather("paper")
    dated = uses.select("number", month=month).drop_nulls().group_by("number")
    spans = dated.agg(first_month=pl.col("month").min(), last_month=pl.col("month").max())
    return TERMS.conform(terms.join(spans, on="number", how="left").sort("number"))


def _paper_terms(terms: pl.DataFrame, uses: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    paper_ids = numbered.sort("paper")["paper_id"]
    sorted_uses = uses.sort("paper", "number")
    return PAPER_TERMS.conform(
        sorted_uses.select(
            pl.lit(paper_ids).gather("paper").alias("paper_id"),
            pl.lit(terms["term"]).gather("number").alias("term"),
            "in_title",
        )
    )
