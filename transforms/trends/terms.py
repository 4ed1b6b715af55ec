"""Terms: the phrases of one to four words of titles and abstracts that enough papers use, and which papers use them.

A term lies within a phrase (no punctuation, number or stop word inside), begins and ends with a word that says
something, and is shown as it is written most often; forms that differ in case or number are one term.

Texts are whole numbers here (`texts`), a chunk at a time, held by a `Scratch` and read again where the next step needs
to know what the step before found in all chunks. What terms there are, and their numbers, depends on the papers and on
what an analyst says of terms: not on the order of papers, nor on the size of the chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import polars as pl

from transforms.ahead import each_ahead
from transforms.schema.trends import POSTINGS
from transforms.trends.acronyms import Definitions
from transforms.trends.four_words import FourWords
from transforms.trends.named_forms import own_forms, with_acronyms
from transforms.trends.ngrams import MOST_WORDS, FrequentPhrases, parts, phrase_keys, uses, uses_of_own, words_of
from transforms.trends.own_vocabulary import NOTHING_OWN, OwnVocabulary
from transforms.trends.spelling import spelled, with_written_form
from transforms.trends.stop_words import ATTRIBUTES, STOP_PHRASES, WEAK_WORDS
from transforms.trends.tallies import RunningTally, tally
from transforms.trends.texts import Scratch, Texts, read
from transforms.trends.vocabulary import Vocabulary, vocabulary, without_plural

# Uses in titles that are stored together. They are few, and questions about titles read no others.
_TITLE_USES_AT_ONCE = 4_000_000
# A term of so many words is left out if a longer one that contains it has this share of its papers: what C-value takes
# from a nested term (K. Frantzi, S. Ananiadou, H. Mima, "Automatic Recognition of Multi-word Terms", IJDL 3, 2000), of
# the commonest longer term alone. Parts of phrases say little alone (`language processing`), words a little more.
_SUBSUMED_SHARE = {3: 0.75, 2: 0.75, 1: 0.9}


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
class Counted:
    """`terms`: `term_number`, `term`, `n_words`, `papers`, in order of the number. `forms`: what else is counted as one
    of them: `term`, `form`, `origin`, `papers` (that use the form). `postings`: POSTINGS in chunks, each in order of
    the term, and of titles or of abstracts alone. `texts`: what was read."""

    terms: pl.DataFrame
    forms: pl.DataFrame
    postings: Iterator[pl.DataFrame]
    texts: Texts


def count(
    papers: Iterable[pl.DataFrame],
    *,
    support: Support,
    own: OwnVocabulary = NOTHING_OWN,
    scratch: Callable[[], Scratch] = list,
) -> Counted:
    """The terms of `papers`: chunks of `paper_number` (from 0, unique), `title`, `abstract`."""
    texts = read(papers, scratch(), own=own)
    floor = support.floor(sum(texts.sizes))
    known = _vocabulary(texts, own, min_uses=floor)
    phrases, acronyms = _phrases_and_acronyms(texts, known, floor)
    named = with_acronyms(own_forms(texts, own, known), acronyms)
    candidates = _telling(_candidates(phrases, known, named), known, named, own)
    stands, stands_of_four = scratch(), scratch()
    in_papers, of_forms, written = RunningTally(), RunningTally(), RunningTally()
    four_words = FourWords(min_uses=floor, papers=sum(texts.sizes), waiting=scratch())
    found_in_chunks = each_ahead(partial(_found, known=known, candidates=candidates), iter(texts.tokens))
    for found, papers_of_chunk in zip(found_in_chunks, texts.sizes, strict=True):
        stands.append(found.terms)
        in_papers.add(tally(found.terms["number"]))
        of_forms.add(tally(found.named_forms["number"]))
        written.add(tally(found.written))
        four_words.add(found.fours, papers=papers_of_chunk)
    fours = _telling_fours(four_words.candidates(candidates), known, own, first_number=candidates.height)
    for uses_of_four in four_words.uses(fours):
        once_a_paper = _once_a_paper(uses_of_four)
        stands_of_four.append(once_a_paper)
        in_papers.add(tally(once_a_paper["number"]))
        written.add(tally(uses_of_four["written"]))
    candidates = pl.concat([candidates, fours.drop("four")], how="diagonal")
    counted = _with_papers(candidates, in_papers.total(), of_forms.total())
    kept = _supported(_distinct(counted.filter((pl.col("papers") >= floor) | pl.col("is_named"))), support)
    terms = with_written_form(kept, written.total(), known)
    return Counted(
        terms=terms.select("term_number", "term", "n_words", "papers"),
        forms=_other_forms(counted, terms),
        postings=_titles_apart(_postings(zip(stands, stands_of_four, strict=True), candidates, terms)),
        texts=texts,
    )


def _vocabulary(texts: Texts, own: OwnVocabulary, *, min_uses: int) -> Vocabulary:
    own_surfaces = texts.own["surface"].unique()
    stop_words = [word.lower() for word in own.stop_words]
    return vocabulary(texts.all_surfaces(), min_uses=min_uses, own=own_surfaces, stop_words=stop_words)


def _phrases_and_acronyms(texts: Texts, known: Vocabulary, floor: int) -> tuple[pl.Series, pl.DataFrame]:
    """Keys of what may be a term of several words, and the acronyms that can be relied on."""
    phrases = FrequentPhrases(min_uses=floor, papers=sum(texts.sizes))
    definitions = Definitions(texts.all_surfaces(), known)
    for chunk, papers in zip(texts.tokens, texts.sizes, strict=True):
        definitions.add(chunk)
        phrases.add(phrase_keys(chunk, known), papers=papers)
    return phrases.candidates(), definitions.links(min_papers=floor)


def _candidates(phrases: pl.Series, known: Vocabulary, named: pl.DataFrame) -> pl.DataFrame:
    """What may be a term: `key`, words, `n_words`."""
    words = pl.int_range(1, known.last_content + 1, dtype=pl.Int64, eager=True)
    return words_of(pl.concat([words, phrases, named["key"]]).unique())


def _telling(ngrams: pl.DataFrame, known: Vocabulary, named: pl.DataFrame, own: OwnVocabulary) -> pl.DataFrame:
    """`ngrams` without lone weak words, stop phrases, and those that lack the word they qualify; with `number`.

    Those of `named` are all there, behind the others, with its columns; `counted_as` is the number of their term.
    """
    is_named = pl.col("term_key").is_not_null()
    telling = (
        spelled(ngrams, known, column="folded", into="folded")
        .join(named, on="key", how="left")
        .with_columns(is_named=is_named)
        .filter(pl.col("is_named") | ~_is_idle(own))
        .drop("folded")
        .sort("is_named", "key")
        .with_row_index("number")
        .cast({"number": pl.Int64})
    )
    terms = telling.select(term_key="key", counted_as="number")
    return telling.join(terms, on="term_key", how="left", maintain_order="left").with_columns(
        pl.coalesce("counted_as", "number")
    )


def _telling_fours(fours: pl.DataFrame, known: Vocabulary, own: OwnVocabulary, *, first_number: int) -> pl.DataFrame:
    """`fours` without stop phrases; with the columns of `_telling`, numbered from `first_number`."""
    return (
        spelled(fours, known, column="folded", into="folded")
        .filter(~_is_idle(own))
        .drop("folded")
        .sort("four")
        .with_row_index("number")
        .with_columns(pl.col("number").cast(pl.Int64) + first_number, is_named=pl.lit(value=False))
        .with_columns(counted_as="number")
    )


def _is_idle(own: OwnVocabulary) -> pl.Expr:
    """Whether `folded`, of `n_words`, says nothing or lacks the word that it qualifies."""
    idle = {" ".join(phrase.lower().split()) for phrase in own.stop_phrases} | WEAK_WORDS | STOP_PHRASES
    idle_folded = pl.DataFrame({"folded": sorted(idle)}).select(without_plural(pl.col("folded"))).to_series().implode()
    lacks_its_word = pl.col("folded").str.extract(r"(\S+)$").is_in(list(ATTRIBUTES)) & (pl.col("n_words") > 1)
    return lacks_its_word | without_plural(pl.col("folded")).is_in(idle_folded)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What a chunk uses: `terms` and `named_forms` (`number`, `segment`, once a paper); `written` forms and `fours` as
    `ngrams.Uses` has them."""

    terms: pl.DataFrame
    named_forms: pl.DataFrame
    written: pl.Series
    fours: pl.DataFrame


def _found(chunk: pl.DataFrame, known: Vocabulary, candidates: pl.DataFrame) -> _Found:
    is_own = pl.col("is_own").fill_null(value=False)
    regular = uses(chunk, known, candidates.filter(~is_own).select("key", "number"))
    found = regular.stands
    is_named = found["number"] >= candidates.select((~pl.col("is_named")).sum()).item()
    own = candidates.filter(is_own)
    forms = found.filter(is_named)
    if not own.is_empty():  # looking for nothing takes time too
        forms.extend(uses_of_own(chunk, known, own).select(found.columns))
    terms = forms.with_columns(number=candidates["counted_as"].gather(forms["number"]))
    return _Found(
        terms=_once_a_paper(pl.concat([found.filter(~is_named), terms])),
        named_forms=_once_a_paper(forms),
        written=regular.written,
        fours=regular.fours,
    )


def _once_a_paper(found: pl.DataFrame) -> pl.DataFrame:
    """`number`, `segment` in their order, and of the uses in one paper the first: the title's, if there is one."""
    packed = found.select(pl.col("number") * 2**32 + pl.col("segment")).to_series().sort()
    paper = packed | 1  # the last bit tells title from abstract
    first = packed.filter(paper != paper.shift(1, fill_value=-1))
    return first.alias("packed").to_frame().select(number=pl.col("packed") // 2**32, segment=pl.col("packed") % 2**32)


def _with_papers(candidates: pl.DataFrame, of_terms: pl.DataFrame, of_forms: pl.DataFrame) -> pl.DataFrame:
    """Those that are used, with the `papers` of the term and those of the form itself (`papers_of_form`)."""
    of_form = pl.when("is_named").then(pl.col("papers_of_form").fill_null(0)).otherwise("papers")
    return (
        candidates.join(of_terms.select(counted_as="value", papers="count"), on="counted_as")
        .join(of_forms.select(number="value", papers_of_form="count"), on="number", how="left")
        .with_columns(papers_of_form=of_form)
    )


def _distinct(terms: pl.DataFrame) -> pl.DataFrame:
    """`terms` without those that a longer one stands for; the longest are judged first."""
    kept = terms.filter(pl.col("n_words") == MOST_WORDS)
    for n_words, share in _SUBSUMED_SHARE.items():
        longest = parts(kept, n_words=n_words).group_by("key").agg(papers_of_longer=pl.col("papers_of_form").max())
        shorter = terms.filter(pl.col("n_words") == n_words).join(longest, on="key", how="left")
        is_subsumed = (pl.col("papers_of_longer") >= share * pl.col("papers")).fill_null(False)
        kept = pl.concat([kept, shorter.filter(~is_subsumed | pl.col("is_named")).select(terms.columns)])
    return kept


def _supported(terms: pl.DataFrame, support: Support) -> pl.DataFrame:
    """As many as are to be kept, in order of their number, with `term_number`; the named ones in any case."""
    terms = terms.filter(pl.col("number") == pl.col("counted_as"))
    is_common = pl.col("papers").rank("max", descending=True) <= support.max_terms
    kept = terms.filter(is_common | pl.col("is_named")).sort("number")
    return kept.with_columns(term_number=pl.int_range(pl.len(), dtype=pl.Int32))


def _other_forms(counted: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """The forms that are counted as a term of another form: `term`, `form`, `origin`, `papers`."""
    others = counted.filter(pl.col("number") != pl.col("counted_as"))
    found = others.join(terms.select("term", counted_as="number"), on="counted_as")
    return found.select("term", "origin", form="shown", papers="papers_of_form").sort("term", "form")


def _postings(
    stands: Iterable[tuple[pl.DataFrame, ...]], candidates: pl.DataFrame, terms: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """`stands`: chunk by chunk `number`, `segment`, in parts in order of the number."""
    kept = candidates.select("number").join(terms, on="number", how="left", maintain_order="left")["term_number"]
    for parts_of_chunk in stands:
        yield POSTINGS.conform(
            pl.concat(parts_of_chunk)
            .select(
                term_number=pl.lit(kept).gather("number"),
                paper_number=pl.col("segment") // 2,
                in_title=pl.col("segment") % 2 == 0,
            )
            .drop_nulls("term_number")
        )


def _titles_apart(postings: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """`postings` without the uses in titles, and behind many such chunks these."""
    waiting: list[pl.DataFrame] = []
    for chunk in postings:
        yield chunk.filter(~pl.col("in_title"))
        waiting.append(chunk.filter("in_title"))
        if sum(map(len, waiting)) >= _TITLE_USES_AT_ONCE:
            yield pl.concat(waiting).sort("term_number", "paper_number")
            waiting = []
    if waiting:
        yield pl.concat(waiting).sort("term_number", "paper_number")
