"""Terms: the phrases of one to three words of titles and abstracts that enough papers use, and which papers use them.

A term lies within a phrase (no punctuation, number or stop word inside), begins and ends with a word that says
something, and is shown as it is written most often; forms that differ in case or number are one term.

Texts are read once, a chunk at a time; from then on everything is whole numbers, held by a `Scratch`, and read again
where the next step needs to know what the step before found in all chunks. What terms there are, and their numbers,
depends on the papers alone: not on their order, nor on the size of the chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from transforms.ahead import one_ahead
from transforms.schema.trends import POSTINGS
from transforms.trends.ngrams import MOST_WORDS, FrequentPhrases, form_of, number_of, parts, phrase_keys, uses, words_of
from transforms.trends.stop_words import ATTRIBUTES, STOP_PHRASES, WEAK_WORDS
from transforms.trends.tallies import RunningTally, tally
from transforms.trends.tokens import CutTexts, Tokenizer, cut, segments
from transforms.trends.vocabulary import Vocabulary, vocabulary, without_plural

# A term is left out if a longer one that contains it has at least this share of its papers.
_SUBSUMED_SHARE = 0.95
# Papers whose phrases are counted together: the more, the fewer candidates, and the more memory (some 1 KB a paper).
_PAPERS_OF_A_PART = 100_000


class Scratch(Protocol):
    """Where chunks wait between two steps: a list, or something that keeps them on disk."""

    def append(self, chunk: pl.DataFrame) -> None:
        """Put a chunk behind the others."""

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """The chunks in their order, as often as asked."""


@dataclass(frozen=True, kw_only=True)
class Support:
    """How many papers a term needs: `min_papers`, and `min_share` of all papers. At most `max_terms` are kept.

    Where there are more, the rarest are left out, all terms of so many papers or none of them.
    """

    min_papers: int = 3
    min_share: float = 0.0
    max_terms: int = 2**31 - 1

    def floor(self, papers: int) -> int:
        """The least number of papers."""
        return max(self.min_papers, -int(-self.min_share * papers // 1))


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Texts as numbers: `tokens` as the tokenizer gives them, chunk by chunk, the papers of each chunk (`sizes`), and
    `surfaces`: `surface`, `form`, `uses` (how often it is written)."""

    tokens: Scratch
    sizes: list[int]
    surfaces: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class Counted:
    """`terms`: `term_number`, `term`, `n_words`, `papers`, in order of the number. `postings`: POSTINGS in chunks, each
    in order of the term. `texts`: what was read."""

    terms: pl.DataFrame
    postings: Iterator[pl.DataFrame]
    texts: Texts


def count(papers: Iterable[pl.DataFrame], *, support: Support, scratch: Callable[[], Scratch] = list) -> Counted:
    """The terms of `papers`: chunks of `paper_number` (from 0, unique), `title`, `abstract`."""
    texts = read(papers, scratch())
    tokens, floor = texts.tokens, support.floor(sum(texts.sizes))
    known = vocabulary(texts.surfaces, min_uses=floor)
    candidates = _telling(_candidates(texts, known, floor), known)
    stands = scratch()
    in_papers, forms = RunningTally(), RunningTally()
    for chunk in tokens:
        found, written = uses(chunk, known, candidates.select("key", "number"))
        found = _once_a_paper(found)
        stands.append(found)
        in_papers.add(tally(found["number"]))
        forms.add(tally(written))
    counted = candidates.join(in_papers.total().rename({"value": "number", "count": "papers"}), on="number")
    kept = _distinct(counted.filter(pl.col("papers") >= floor))
    kept = kept.filter(pl.col("papers").rank("max", descending=True) <= support.max_terms).sort("number")
    terms = _with_written_form(kept, forms.total(), known).with_columns(
        term_number=pl.int_range(pl.len(), dtype=pl.Int32)
    )
    return Counted(
        terms=terms.select("term_number", "term", "n_words", "papers"),
        postings=_postings(stands, candidates, terms),
        texts=texts,
    )


def read(papers: Iterable[pl.DataFrame], tokens: Scratch) -> Texts:
    """Columns in: those of `count`."""
    tokenizer, written = Tokenizer(), RunningTally()
    sizes: list[int] = []
    # Texts are cut, told apart and counted side by side.
    for chunk in one_ahead(map(tokenizer.tokens, one_ahead(_cut(papers, sizes)))):
        tokens.append(chunk)
        written.add(tally(chunk["surface"]))
    uses_of_surfaces = written.total().select(surface=pl.col("value").cast(pl.UInt32), uses="count")
    return Texts(tokens=tokens, sizes=sizes, surfaces=tokenizer.surfaces().join(uses_of_surfaces, on="surface"))


def _cut(papers: Iterable[pl.DataFrame], sizes: list[int]) -> Iterator[CutTexts]:
    """The texts of `papers` chunk by chunk; to `sizes` go the papers of each."""
    for chunk in papers:
        sizes.append(chunk.height)
        yield cut(segments(chunk))


def _candidates(texts: Texts, known: Vocabulary, floor: int) -> pl.DataFrame:
    """What may be a term: `key`, words, `n_words`."""
    phrases = FrequentPhrases(min_uses=floor, papers=sum(texts.sizes))
    waiting: list[pl.Series] = []
    papers = 0
    for chunk, size in zip(texts.tokens, texts.sizes, strict=True):
        waiting.append(phrase_keys(chunk, known))
        papers += size
        if papers >= _PAPERS_OF_A_PART:
            phrases.add_part(pl.concat(waiting), papers=papers)
            waiting, papers = [], 0
    if papers:
        phrases.add_part(pl.concat(waiting), papers=papers)
    words = pl.int_range(1, known.last_content + 1, dtype=pl.Int64, eager=True)
    return words_of(pl.concat([words, phrases.candidates()]))


def _telling(ngrams: pl.DataFrame, known: Vocabulary) -> pl.DataFrame:
    """`ngrams` without lone weak words, stop phrases, and those that lack the word they qualify; with `number`."""
    idle = pl.DataFrame({"folded": sorted(WEAK_WORDS | STOP_PHRASES)}).select(without_plural(pl.col("folded")))
    lacks_its_word = pl.col("folded").str.extract(r"(\S+)$").is_in(list(ATTRIBUTES)) & (pl.col("n_words") > 1)
    said = _spelled(ngrams, known, column="folded", spelled="folded").filter(~lacks_its_word)
    return (
        said.with_columns(without_plural(pl.col("folded")))
        .join(idle, on="folded", how="anti")
        .drop("folded")
        .sort("key")
        .with_row_index("number")
        .cast({"number": pl.Int64})
    )


def _spelled(ngrams: pl.DataFrame, known: Vocabulary, *, column: str, spelled: str) -> pl.DataFrame:
    """`ngrams` with their words, as `column` of `known.forms` gives them, with spaces between.

    Takes the form `variant_0` to `variant_2` of each word, the commonest where there are no such columns.
    """
    if "variant_0" not in ngrams.columns:
        ngrams = ngrams.with_columns(pl.lit(0, dtype=pl.Int64).alias(f"variant_{place}") for place in range(MOST_WORDS))
    texts = [f"text_{place}" for place in range(MOST_WORDS)]
    for place, text in enumerate(texts):
        forms = known.forms.select(
            pl.col("word").alias(f"word_{place}"),
            pl.col("variant").alias(f"variant_{place}"),
            pl.col(column).alias(text),
        )
        ngrams = ngrams.join(forms, on=[f"word_{place}", f"variant_{place}"], how="left")
    said = ngrams.with_columns(pl.concat_str(texts, separator=" ", ignore_nulls=True).alias(spelled))
    return said.drop(*texts, *(f"variant_{place}" for place in range(MOST_WORDS)))


def _once_a_paper(found: pl.DataFrame) -> pl.DataFrame:
    """`number`, `segment` in their order, and of the uses in one paper the first: the title's, if there is one."""
    packed = found.select(pl.col("number") * 2**32 + pl.col("segment")).to_series().sort()
    paper = packed | 1  # the last bit tells title from abstract
    first = packed.filter(paper != paper.shift(1, fill_value=-1))
    return first.alias("packed").to_frame().select(number=pl.col("packed") // 2**32, segment=pl.col("packed") % 2**32)


def _distinct(terms: pl.DataFrame) -> pl.DataFrame:
    """`terms` without those that a longer one stands for; the longest are judged first."""
    kept = terms.filter(pl.col("n_words") == 3)
    for n_words in (2, 1):
        longest = parts(kept, n_words=n_words).group_by("key").agg(papers_of_longer=pl.col("papers").max())
        shorter = terms.filter(pl.col("n_words") == n_words).join(longest, on="key", how="left")
        is_subsumed = (pl.col("papers_of_longer") >= _SUBSUMED_SHARE * pl.col("papers")).fill_null(False)
        kept = pl.concat([kept, shorter.filter(~is_subsumed).select(terms.columns)])
    return kept


def _with_written_form(terms: pl.DataFrame, forms: pl.DataFrame, known: Vocabulary) -> pl.DataFrame:
    """`terms` with `term`, the form written most often; of equally common ones the last in alphabetical order."""
    written = pl.col("value")
    variants = [form_of(written, place).alias(f"variant_{place}") for place in range(MOST_WORDS)]
    counted = forms.with_columns(number_of(written).alias("number"), *variants).join(terms, on="number")
    common = counted.filter(pl.col("count") == pl.col("count").max().over("number"))
    spelled = _spelled(common, known, column="form", spelled="term")
    phrases = spelled.group_by("number").agg(pl.col("term").max())
    words = _spelled(terms.filter(pl.col("n_words") == 1), known, column="form", spelled="term")
    return terms.join(pl.concat([words.select("number", "term"), phrases]), on="number").sort("number")


def _postings(stands: Scratch, candidates: pl.DataFrame, terms: pl.DataFrame) -> Iterator[pl.DataFrame]:
    kept = candidates.select("number").join(terms, on="number", how="left", maintain_order="left")["term_number"]
    for chunk in stands:
        yield POSTINGS.conform(
            chunk.select(
                term_number=pl.lit(kept).gather("number"),
                paper_number=pl.col("segment") // 2,
                in_title=pl.col("segment") % 2 == 0,
            ).drop_nulls("term_number")
        )
